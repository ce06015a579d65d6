"""What mentors and incubators carry now: everything that has not ended (guarantee 2). Certain only under the lock of the profile."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Greatest

from mentoring.mentorships.models import Mentorship

# While other hours wait to be accepted, room is kept for the larger of the two. PostgreSQL's GREATEST passes over NULL.
COUNTED_HOURS = Greatest("hours_per_month", "accepted_hours")


@dataclass(frozen=True, slots=True)
class Load:
    """Places in use, and hours a month that are promised."""

    active: int = 0
    hours: Decimal = Decimal(0)


def loads_of_mentors(people: Collection[UUID]) -> dict[UUID, Load]:
    """The load of each person as a mentor; what a person does for an incubator counts there. Who carries nothing is left out."""
    return _loads("mentor", Mentorship.objects.filter(mentor__in=people, incubator=None))


def loads_of_incubators(organisations: Collection[UUID]) -> dict[UUID, Load]:
    """The load of each incubator. Who carries nothing is left out."""
    return _loads("incubator", Mentorship.objects.filter(incubator__in=organisations))


def load_of_mentor(person: UUID) -> Load:
    """The same for one person."""
    return loads_of_mentors([person]).get(person, Load())


def load_of_incubator(organisation: UUID) -> Load:
    """The same for one incubator."""
    return loads_of_incubators([organisation]).get(organisation, Load())


def _loads(field: str, mentorships: QuerySet[Mentorship]) -> dict[UUID, Load]:
    rows = mentorships.exclude(state=Mentorship.State.ENDED).order_by().values_list(field).annotate(running=Count("pk"), hours=Sum(COUNTED_HOURS))
    return {pk: Load(active, hours or Decimal(0)) for pk, active, hours in rows}
