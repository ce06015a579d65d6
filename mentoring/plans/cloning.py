"""What a programme's plans ask, taken over by one that is made from it. Named in the settings (PROGRAMME_CLONERS)."""

from mentoring.plans.models import TemplateVersion
from mentoring.plans.queries import newest_version
from network.accounts.models import User
from network.programmes.models import Programme


def clone(*, source: Programme, target: Programme, by: User) -> None:
    """The newest version becomes the first of the new programme; no plan comes along. Where ours is asked there is nothing to take over."""
    newest = newest_version(source)
    if newest is not None:
        TemplateVersion.objects.create(programme=target, number=1, baseline=newest.baseline, report=newest.report, made_by=by)
