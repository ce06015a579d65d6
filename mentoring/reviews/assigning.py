"""Giving applications out to reviewers: by hand, or by need."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from mentoring.calls.models import Application, Call, ConflictOfInterest, Role, Stage
from mentoring.reviews import notices, rules
from mentoring.reviews.allocation import Allocation, Case, Reader, allocate
from mentoring.reviews.models import Assignment, Review, Reviewer
from mentoring.reviews.queries import coming_phase, settings_of
from network.accounts.models import User
from network.core import clock
from network.core.errors import Conflict, require
from network.organisations.models import Membership

DAY = timedelta(days=1)
State = Review.State


@dataclass(frozen=True)
class Given:
    """What an allocation gave out: assignments made, and reads that nobody could take, by application number."""

    assignments: list[Assignment]
    unread: dict[int, int]


@transaction.atomic
def assign(*, by: User, application: Application, reviewer: Reviewer) -> Assignment:
    """Give an application to a reviewer by hand. Doing it twice is harmless. Raises Conflict for one who is shut out of it."""
    require(rules.can_arrange_of(by, application))
    require(rules.can_be_given(reviewer, application))
    row, made = Assignment.objects.get_or_create(application=application, reviewer=reviewer, ended_at=None, defaults={"assigned_by": by})
    if made:
        notices.assigned(reviewer, 1, phase=coming_phase(application.call))
    return row


@transaction.atomic
def take_back(*, by: User, assignment: Assignment) -> None:
    """Take an assignment away; what was handed in stays."""
    require(rules.can_arrange_of(by, assignment.application))
    Assignment.objects.filter(pk=assignment.pk, ended_at=None).update(ended_at=clock.now())


@transaction.atomic
def allocate_call(*, by: User, call: Call) -> Given:
    """Give out every read that the call's applications need, the neediest first, evenly; each reviewer is told once."""
    require(rules.can_arrange(by, call))
    call = Call.objects.select_for_update(of=("self",), no_key=True).get(pk=call.pk)  # two allocations at once: the second finds nothing left
    reviewers = {reviewer.pk: reviewer for reviewer in call.reviewers.filter(ended_at=None).select_related("person").order_by("pk")}
    if not reviewers:
        raise Conflict(str(rules.NO_REVIEWERS), code="no-reviewers")
    applications = {application.pk: application for application in _to_read(call)}
    made = _allocation(call, applications, reviewers)
    rows = Assignment.objects.bulk_create(Assignment(application=applications[case], reviewer=reviewers[reader], assigned_by=by) for case, reader in made.pairs)
    for reader, count in Counter(reader for _case, reader in made.pairs).items():
        notices.assigned(reviewers[reader], count, phase=coming_phase(call))
    return Given(rows, {applications[case].number: count for case, count in made.unread.items()})


def _to_read(call: Call) -> list[Application]:
    """Handed-in applications that stand where reviewers read and are not decided on yet, by number."""
    found = call.applications.filter(submitted_at__isnull=False, pending=None, stage__seen_by__contains=[Role.REVIEWER], stage__kind=Stage.Kind.OPEN)
    return list(found.defer(*Application.HEAVY).order_by("number"))


def _allocation(call: Call, applications: dict[UUID, Application], reviewers: dict[UUID, Reviewer]) -> Allocation:
    """The pure allocation on what stands in the database, in five queries."""
    wanted, now = settings_of(call).reads, clock.now()
    done: Counter[UUID] = Counter()
    load: Counter[UUID] = Counter()
    taken: Counter[UUID] = Counter()
    shut = _shut_out(applications, reviewers)
    ages: dict[UUID, list[float]] = {pk: [] for pk in applications}
    answered = set()
    for application, reviewer, state in Review.objects.filter(application__call=call).values_list("application", "reviewer", "state"):
        if state != State.DRAFT:
            answered.add((application, reviewer))
            done[application] += state == State.SUBMITTED
            taken[reviewer] += 1
        if application in shut:
            shut[application].add(reviewer)
    open_ones = Assignment.objects.filter(application__call=call, ended_at=None).values_list("application", "reviewer", "created_at")
    for application, reviewer, given_at in open_ones:
        if (application, reviewer) in answered:
            continue
        load[reviewer] += 1
        if application in ages:
            ages[application].append(max(0.0, (now - given_at) / DAY))
            shut[application].add(reviewer)
    cases = [Case(pk, wanted, done[pk], tuple(ages[pk]), frozenset(shut[pk])) for pk in applications]
    readers = [Reader(pk, load[pk], None if row.most is None else row.most - taken[pk]) for pk, row in reviewers.items()]
    return allocate(cases, readers)


def _shut_out(applications: dict[UUID, Application], reviewers: dict[UUID, Reviewer]) -> dict[UUID, set[UUID]]:
    """By application: reviewers with a declared conflict, those of its company, and those who write with it."""
    shut: dict[UUID, set[UUID]] = {pk: set() for pk in applications}
    by_person = {row.person_id: pk for pk, row in reviewers.items()}
    conflicts = ConflictOfInterest.objects.filter(application__in=applications, person__in=by_person, lifted_at=None)
    for application, person in conflicts.values_list("application", "person"):
        shut[application].add(by_person[person])
    members: dict[UUID, set[UUID]] = {}
    own = Membership.objects.filter(person__in=by_person, state=Membership.State.ACTIVE).values_list("organisation", "person")
    for organisation, person in own:
        members.setdefault(organisation, set()).add(by_person[person])
    for pk, application in applications.items():
        shut[pk] |= members.get(application.company_id, set())
    writers = Application.objects.filter(pk__in=applications, co_applicants__person__in=by_person, co_applicants__removed_at=None)
    for application, person in writers.values_list("pk", "co_applicants__person"):
        shut[application].add(by_person[person])
    return shut
