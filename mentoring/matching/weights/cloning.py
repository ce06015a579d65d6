"""What counts in a match, taken over by a programme that is made from another. Named in the settings (PROGRAMME_CLONERS)."""

from django.utils.translation import gettext as _

from mentoring.matching.models import Weighting
from mentoring.matching.weights.queries import weighed
from network.accounts.models import User
from network.programmes.models import Programme


def clone(*, source: Programme, target: Programme, by: User) -> None:
    """The version that holds becomes the first of the new programme; where the usual weights hold there is nothing to take over."""
    version = weighed(source).version
    if version is None:
        return
    reason = _("Taken over from %(programme)s.") % {"programme": source.name}
    Weighting.objects.create(programme=target, number=1, weights=version.weights, importance=version.importance, reason=reason, by=by)
