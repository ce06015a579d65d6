"""A programme made from another: how it works is taken over, never companies, people, or anything about them.

Upper areas take over their own part (questions, weights, pipelines, forms): each is a dotted name in PROGRAMME_CLONERS,
called with `source`, `target` and `by` in the same transaction.
"""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from network.accounts.models import User
from network.core.errors import require
from network.programmes import aid, rules
from network.programmes.models import Component, Partner, Programme, Target
from network.programmes.services import create_programme

KEPT = ("funder", "fund", "languages", "countries", "answer_days", "approval_before_asking", "stuck_after_days", "switched_off", "settings")


@transaction.atomic
def clone_programme(
    *, by: User, programme: Programme, slug: str, name: str, starts_on: date | None = None, ends_on: date | None = None, partners: bool = False
) -> Programme:
    """A new programme that works as this one does, with its own address, name and dates; `partners` takes its partners over as well.

    An archived programme can be cloned: that is how the next one begins. It is closed until its manager opens it.
    Raises Refused, or Invalid when the address is taken or the dates are the wrong way round.
    """
    require(rules.can_create(by))
    programme = Programme.objects.get(pk=programme.pk)  # as it is kept, whatever the page showed
    kept = {field: getattr(programme, field) for field in KEPT}
    holding = [key for key in programme.aid_bases if key in aid.bases() and aid.bases()[key].holds_between(starts_on, ends_on)]
    made = create_programme(by=by, slug=slug, name=name, starts_on=starts_on, ends_on=ends_on, aid_bases=holding, is_open=False, **kept)
    Component.objects.bulk_create(Component(programme=made, kind=row.kind, name=row.name, details=row.details) for row in programme.components.order_by("id"))
    Target.objects.bulk_create(
        Target(programme=made, key=row.key, name=row.name, value=row.value, unit=row.unit, comparison=row.comparison)
        for row in programme.targets.order_by("id")
    )
    if partners:
        _partners(programme, made)
    for name_of_cloner in settings.PROGRAMME_CLONERS:
        import_string(name_of_cloner)(source=programme, target=made, by=by)
    return made


def _partners(source: Programme, target: Programme) -> None:
    """The same organisations in the same roles and regions; they are approved already, and nobody is appointed."""
    for row in source.partners.prefetch_related("regions").order_by("id"):
        made = Partner.objects.create(programme=target, organisation_id=row.organisation_id, role=row.role)
        made.regions.set(row.regions.all())
