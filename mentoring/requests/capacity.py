"""Whether a mentor or an incubator has room (guarantee 2)."""

from collections.abc import Collection
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from mentoring.mentorships.load import Load, load_of_incubator, load_of_mentor
from mentoring.profiles.models import IncubatorProfile, MentorProfile
from mentoring.profiles.queries import hours_offered
from network.core import clock
from network.core.errors import ALLOWED, Conflict, Verdict


def lock(profile: MentorProfile | IncubatorProfile) -> MentorProfile | IncubatorProfile:
    """Lock the row that all acceptances of this candidate go through, and read it anew.

    The race: two companies' requests are accepted on the last place at once. The second waits here until the first
    has committed its mentorship, and then counts it.
    """
    return type(profile).objects.select_for_update(of=("self",), no_key=True).get(pk=profile.pk)


def room_for(profile: MentorProfile | IncubatorProfile, hours: Decimal) -> Verdict:
    """Whether one more company with `hours` a month fits, in what is offered this month. Certain only under `lock`."""
    if isinstance(profile, IncubatorProfile):
        load = load_of_incubator(profile.organisation_id)
        return _places(load, profile.places)
    load = load_of_mentor(profile.person_id)
    offered = hours_offered(profile, clock.today(profile.person.time_zone))
    if load.hours + hours > offered and load.active < profile.places:
        return Conflict(_("The hours a month that are left do not reach for this request."), code="no_hours", left=str(max(offered - load.hours, 0)))
    return _places(load, profile.places)


def _places(load: Load, places: int) -> Verdict:
    if load.active >= places:
        return Conflict(_("Every place is taken."), code="no_places", places=places)
    return ALLOWED


def lock_all(kind: type[MentorProfile] | type[IncubatorProfile], pks: Collection[UUID]) -> None:
    """`lock` for many of one kind, in the order of their keys: whoever accepts for one of them waits until the caller has committed."""
    list(kind.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=pks).order_by("pk").values_list("pk", flat=True))
