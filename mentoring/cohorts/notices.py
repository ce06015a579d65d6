"""Who hears what of a cohort, each in their own language."""

from collections.abc import Iterable

from django.urls import reverse

from mentoring.calls.people import looking_after
from mentoring.cohorts.models import Cohort, CohortMember
from network.accounts.models import User
from network.core import clock
from network.notifications.services import notify, supersede
from network.vocabulary.labels import label_of


def joined(cohort: Cohort, people: Iterable[User], *, by: User | None) -> None:
    """They come along from now on: where the schedule and the conversation are."""
    facts = {"starts_on": cohort.starts_on.isoformat(), "ends_on": cohort.ends_on.isoformat()}
    _tell(cohort, [person for person in people if by is None or person.pk != by.pk], "cohort.joined", facts, page="cohort")


def company_left(member: CohortMember, people: Iterable[User], *, by: User | None) -> None:
    """The company is not in the cohort any more."""
    told = [person for person in people if by is None or person.pk != by.pk]
    supersede(member.cohort, ["cohort.joined", "cohort.ask-request"], people=told)
    _tell(member.cohort, told, "cohort.left", {"company": member.company.name, "reason": member.left_because}, page="")


def person_left(member: CohortMember, person: User, successor: User | None) -> None:
    """To whoever runs the cohort: somebody who came along has left their company."""
    facts = {"company": member.company.name, "person": str(person), "successor": str(successor or "")}
    _tell(member.cohort, looking_after(member.cohort.programme_id, member.cohort.incubator_id), "cohort.person-left", facts, page="cohort-members")


def _tell(cohort: Cohort, people: Iterable[User], kind: str, facts: dict[str, object], *, page: str) -> None:
    url = reverse(page, args=[cohort.pk]) if page else ""
    for person in people:
        context = facts | {"cohort": label_of(cohort.names, person.language), "incubator": cohort.incubator.name}
        notify(to=person, kind=kind, about=cohort, occurrence=f"{clock.now():%Y%m%d%H%M%S%f}", context=context, url=url)
