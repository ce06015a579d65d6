"""Who was at a session. Each company has one line, and the ledger one for it: a change afterwards is a correction, never a second line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mentoring.cohorts import rules, states
from mentoring.cohorts.models import CohortAttendance, CohortMember, CohortPerson, CohortSession
from mentoring.cohorts.planning import held
from mentoring.cohorts.services import locked
from network.accounts.models import User
from network.core import clock
from network.core.errors import Invalid, require
from network.core.states import move
from network.ledger import services as ledger
from network.ledger.models import SupportRecord

MOST_MINUTES = 24 * 60


@dataclass(frozen=True)
class Present:
    """How it was for one company: minutes (0: nobody came) and the people who were there."""

    minutes: int
    people: tuple[UUID, ...] = field(default=())


def expected_at(session: CohortSession) -> QuerySet[CohortMember]:
    """The companies that were in when the session began, and those for which something is written down; by name."""
    there = Q(joined_at__lte=session.ends_at) & (Q(left_at=None) | Q(left_at__gt=session.starts_at))
    rows = CohortMember.objects.filter(there | Q(attendance__session=session), cohort=session.cohort_id).distinct()
    return rows.select_related("company").order_by("company__sort_key", "id")


def people_at(session: CohortSession) -> dict[UUID, list[User]]:
    """By member: who came along when the session took place, by name."""
    there = Q(joined_at__lte=session.ends_at) & (Q(left_at=None) | Q(left_at__gt=session.starts_at))
    found: dict[UUID, list[User]] = {}
    for row in CohortPerson.objects.filter(there, member__cohort=session.cohort_id).select_related("person").order_by("person__sort_key", "id"):
        if row.person not in found.setdefault(row.member_id, []):
            found[row.member_id].append(row.person)
    return found


@transaction.atomic
def record(*, session: CohortSession, by: User, given: Mapping[UUID, Present]) -> CohortSession:
    """Write down who was there, by member; what is not named stays as it is. Raises Refused, Conflict and Invalid.

    The race: two coordinators write at once. Both go through the session's row: the second one finds the first one's lines and
    corrects them, or changes nothing where they agree.
    """
    cohort = locked(session.cohort)
    session = held(session, cohort)
    require(rules.can_record(by, session))
    members = {row.pk: row for row in expected_at(session)}
    people = people_at(session)
    _check(given, members, people)
    if session.state == CohortSession.State.PLANNED:
        move(session, "hold", states.SESSION, closed_at=clock.now())
    there = {row.member_id: row for row in session.attendance.all()}
    for pk, present in given.items():
        if pk in there:
            _correct(session, there[pk], members[pk], present, by)
        else:
            _first(session, members[pk], present, people.get(pk, []), by)
    return session


def _first(session: CohortSession, member: CohortMember, present: Present, people: list[User], by: User) -> None:
    came = [person for person in people if person.pk in present.people]
    row = CohortAttendance.objects.create(
        session=session, member=member, attended=present.minutes > 0, minutes=present.minutes, recorded_by=by, recorded_at=clock.now()
    )
    row.people.set(came)
    ledger.record(
        source=session, programme=session.cohort.programme, receiver=member.company, receiver_person=came[0] if came else None,
        provider_person=session.organiser, provider=session.cohort.incubator, kind=SupportRecord.Kind.COHORT_SESSION, starts_at=session.starts_at,
        minutes=present.minutes, attendance=_word(present), by=by,
    )  # fmt: skip


def _correct(session: CohortSession, row: CohortAttendance, member: CohortMember, present: Present, by: User) -> None:
    row.people.set(present.people)
    if row.minutes == present.minutes:
        return
    row.attended, row.minutes, row.recorded_by, row.recorded_at = present.minutes > 0, present.minutes, by, clock.now()
    row.save(update_fields=["attended", "minutes", "recorded_by", "recorded_at"])
    ledger.correct(source=session, receiver=member.company, by=by, minutes=present.minutes, attendance=_word(present))


def _word(present: Present) -> str:
    return SupportRecord.Attendance.ATTENDED if present.minutes else SupportRecord.Attendance.MISSED


def _check(given: Mapping[UUID, Present], members: Mapping[UUID, CohortMember], people: Mapping[UUID, list[User]]) -> None:
    wrong: dict[str, list] = {}
    if not given:
        wrong["members"] = [_("Choose at least one company.")]
    for pk, present in given.items():
        if pk not in members:
            wrong["members"] = [_("Choose companies that were in the cohort then.")]
        elif not 0 <= present.minutes <= MOST_MINUTES:
            wrong[f"minutes_{pk}"] = [_("Give the minutes as a number from %(least)d to %(most)d.") % {"least": 0, "most": MOST_MINUTES}]
        elif not set(present.people) <= {person.pk for person in people.get(pk, [])}:
            wrong[f"people_{pk}"] = [_("Choose people who came along then.")]
        elif present.people and not present.minutes:
            wrong[f"minutes_{pk}"] = [_("Somebody was there, so give the minutes.")]
    if wrong:
        raise Invalid(wrong)
