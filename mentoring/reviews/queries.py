"""What a reviewer may read, and what the incubator's staff sees of the reviews."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from mentoring.calls.models import Application, Call, CoApplicant, ConflictOfInterest, Role, StageTransition
from mentoring.calls.people import calls_run_by, shut_to
from mentoring.reviews.models import Assignment, Criterion, Redaction, Review, Reviewer, ReviewPhase, ReviewSettings, Score
from mentoring.reviews.scoring import Scale, Standing, ranks, standing_of
from network.accounts.models import User
from network.core import clock
from network.core.errors import NotVisible
from network.organisations.models import Membership
from network.organisations.queries import one_of, people_visible_to

State = Review.State
DONE = (State.SUBMITTED, State.ABSTAINED)


def settings_of(call: Call) -> ReviewSettings:
    """How the call is reviewed; what is usual where nobody chose."""
    return ReviewSettings.objects.filter(call=call).first() or ReviewSettings(call=call)


def phase_of(call: Call) -> ReviewPhase | None:
    """The phase at this instant."""
    now = clock.now()
    return call.review_phases.filter(starts_at__lte=now, ends_at__gt=now).first()


def coming_phase(call: Call) -> ReviewPhase | None:
    """The phase at this instant, or the next one, in which reviews are written."""
    return call.review_phases.filter(ends_at__gt=clock.now(), can_review=True).first()


def reviewer_of(call: Call, person: User) -> Reviewer | None:
    """The person's part as a reviewer of the call, while it lasts."""
    return Reviewer.objects.filter(call=call, person=person, ended_at=None).select_related("call").first()


def calls_reviewed_by(user: User) -> QuerySet[Call]:
    """Calls that the person reviews for."""
    return Call.objects.filter(reviewers__person=user, reviewers__ended_at=None).exclude(state=Call.State.DRAFT)


def call_reviewed_by(user: User, pk: UUID | str) -> Call:
    """One of them. Raises NotVisible."""
    return one_of(calls_reviewed_by(user).select_related("programme", "incubator"), pk)


def calls_arranged_by(user: User) -> QuerySet[Call]:
    """Calls whose reviews the person arranges."""
    return calls_run_by(user).select_related("programme", "incubator", "releasing")


def call_to_arrange(user: User, pk: UUID | str) -> Call:
    """One of them. Raises NotVisible."""
    return one_of(calls_arranged_by(user), pk)


def criterion_of(call: Call, key: str) -> Criterion:
    """A criterion of a call that was loaded for who arranges it. Raises NotVisible."""
    found = call.criteria.filter(key=key).select_related("call").first()
    if found is None:
        raise NotVisible
    return found


def phase_in(call: Call, pk: UUID | str) -> ReviewPhase:
    """A phase of a call that was loaded for who arranges it. Raises NotVisible."""
    return one_of(call.review_phases.select_related("call"), pk)


def reviewer_in(call: Call, pk: UUID | str) -> Reviewer:
    """A running reviewer of a call that was loaded for who arranges it. Raises NotVisible."""
    return one_of(call.reviewers.filter(ended_at=None).select_related("call", "person"), pk)


def people_to_ask(user: User, call: Call) -> QuerySet[User]:
    """Whom the coordinator can ask to review: people they see who do not review for the call yet, by name."""
    reviewing = call.reviewers.filter(ended_at=None).values("person")
    return people_visible_to(user).exclude(pk__in=reviewing).order_by("sort_key", "id")


def person_to_ask(user: User, call: Call, pk: UUID | str) -> User:
    """One of them, or one who reviews already. Raises NotVisible."""
    return one_of(people_visible_to(user), pk)


def applications_to_rank(user: User, call: Call) -> QuerySet[Application]:
    """Handed-in applications of a call that the person runs, without those they are shut out of, by number."""
    found = call.applications.filter(submitted_at__isnull=False, stage__seen_by__contains=[Role.COORDINATOR])
    found = found.exclude(pk__in=shut_to(user)).select_related("company", "stage", "pending__target")
    return found.defer(*Application.HEAVY).order_by("number")


def applications_in(user: User, call: Call, keys: Collection[UUID]) -> list[Application]:
    """These applications of a call that the person runs, by number. Raises NotVisible where one of them is not there."""
    rows = call.applications.filter(pk__in=keys, stage__seen_by__contains=[Role.COORDINATOR]).exclude(pk__in=shut_to(user)).select_related("call", "stage")
    found = list(rows.defer(*Application.HEAVY).order_by("number"))
    if len(found) != len(set(keys)):
        raise NotVisible
    return found


def cases_for(user: User) -> QuerySet[Application]:
    """What the person may read as a reviewer now: what the phase lets them read, and what they reviewed.

    Never an application with a declared conflict, nor one of a company of theirs or that they write with.
    """
    now, mine = clock.now(), Reviewer.objects.filter(person=user, ended_at=None)
    running = ReviewPhase.objects.filter(starts_at__lte=now, ends_at__gt=now)
    assigned = Assignment.objects.filter(reviewer__in=mine, ended_at=None).values("application")
    reviewed = Review.objects.filter(reviewer__in=mine).exclude(state=State.DRAFT).values("application")
    open_to_all = Q(call__in=running.filter(reads=ReviewPhase.Reads.ALL).values("call"))
    assigned_now = Q(call__in=running.values("call"), pk__in=assigned)
    own = Membership.objects.filter(person=user, state=Membership.State.ACTIVE).values("organisation")
    written_with = CoApplicant.objects.filter(person=user, removed_at=None).values("application")
    found = Application.objects.filter(call__in=calls_reviewed_by(user).values("pk"), stage__seen_by__contains=[Role.REVIEWER])
    found = found.filter(open_to_all | assigned_now | Q(pk__in=reviewed)).filter(submitted_at__isnull=False)
    return found.exclude(pk__in=shut_to(user)).exclude(company__in=own).exclude(pk__in=written_with)


def case_for(user: User, pk: UUID | str) -> Application:
    """One application as its reviewer may read it. Raises NotVisible."""
    return one_of(cases_for(user).select_related("call", "stage", "form"), pk)


def to_read_by(user: User) -> QuerySet[Application]:
    """What the person may read as a reviewer, each with `is_assigned` and the state of their own review (`own_state`, None: none yet)."""
    own = Review.objects.filter(application=OuterRef("pk"), reviewer__person=user, reviewer__ended_at=None)
    assigned = Assignment.objects.filter(application=OuterRef("pk"), reviewer__person=user, ended_at=None)
    found = cases_for(user).select_related("call", "company", "stage").defer(*Application.HEAVY)
    return found.annotate(own_state=Subquery(own.values("state")[:1]), is_assigned=Exists(assigned))


def given_to(user: User, call: Call) -> list[Application]:
    """A call's applications that were given to the person, those still to review first, then by number."""
    found = to_read_by(user).filter(call=call, is_assigned=True).order_by("number")
    return sorted(found, key=lambda application: application.own_state in DONE)


def others_to_read(user: User, call: Call) -> QuerySet[Application]:
    """The rest of what the phase lets them read, or what they have reviewed."""
    return to_read_by(user).filter(call=call, is_assigned=False)


def reviews_of(application: Application) -> QuerySet[Review]:
    """Handed-in reviews of an application with their points. The caller has authorised reading them."""
    scores = Score.objects.select_related("criterion").order_by("criterion__position", "criterion_id")
    found = Review.objects.filter(application=application).exclude(state=State.DRAFT)
    return found.select_related("reviewer__person").prefetch_related(Prefetch("scores", scores)).order_by("submitted_at", "id")


def review_by(reviewer: Reviewer, application: Application) -> Review | None:
    """The reviewer's own review with its points."""
    return Review.objects.filter(reviewer=reviewer, application=application).prefetch_related("scores").first()


def scales_of(criteria: Iterable[Criterion]) -> list[Scale]:
    """Criteria as the sums need them."""
    return [Scale(str(c.pk), Fraction(c.weight), c.least, c.most, c.is_independent) for c in criteria]


@dataclass(frozen=True)
class Ranked:
    """An application with what its reviews come to and its place."""

    application: Application
    standing: Standing
    place: int | None
    open_reads: int


def ranking_of(call: Call, applications: Sequence[Application]) -> list[Ranked]:
    """These applications of a call by their place among each other, in four queries. The caller has authorised reading them."""
    numbers = {application.pk: application.number for application in applications}
    ranked, rows = _Ranking(call, numbers, numbers), {application.pk: application for application in applications}
    return [ranked.line(rows[pk]) for pk in ranked.order]


@dataclass(frozen=True)
class RankedPage:
    """Some lines of a ranking; `next` and `previous` are the numbers of its last and first where there is more, else empty."""

    lines: list[Ranked]
    next: str = ""
    previous: str = ""


RANKED = 50  # lines of a page


def ranking_page(user: User, call: Call, *, after: str = "", before: str = "", size: int = RANKED) -> RankedPage:
    """The lines of a call's ranking after (or before) an application's number, the first ones for a number that is not there.

    Places are among all that were handed in, so all points are read; of the applications themselves only those of the page.
    In as many queries for a page of one call as of another.
    """
    rows = applications_to_rank(user, call)
    found = _Ranking(call, dict(rows.values_list("pk", "number")), rows.order_by().values("pk"))
    numbers = [str(found.numbers[pk]) for pk in found.order]
    first = numbers.index(after) + 1 if after in numbers else 0
    start = max(numbers.index(before) - size, 0) if before in numbers else first
    keys = found.order[start : start + size]
    shown = {row.pk: row for row in rows.filter(pk__in=keys)}
    lines = [found.line(shown[pk]) for pk in keys if pk in shown]
    more = start + size < len(numbers)
    return RankedPage(lines, numbers[start + len(keys) - 1] if keys and more else "", numbers[start] if keys and start else "")


class _Ranking:
    """Places of applications among each other. `numbers` by application; `among` are the same, as a query or as keys."""

    def __init__(self, call: Call, numbers: Mapping[UUID, int], among: Collection[UUID] | QuerySet) -> None:
        self.numbers = numbers
        self.standings, self.open_reads = standings_of(call, numbers, among)
        middle, keys = settings_of(call).middle, list(numbers)
        places = ranks({at: self.standings[pk].middle(middle) for at, pk in enumerate(keys)})
        self.places = {pk: places[at] for at, pk in enumerate(keys)}
        self.order = sorted(keys, key=lambda pk: (self.places[pk] is None, self.places[pk] or 0, numbers[pk]))

    def line(self, application: Application) -> Ranked:
        """What is shown of one of them."""
        pk = application.pk
        return Ranked(application, self.standings[pk], self.places[pk], self.open_reads[pk])


def standings_of(call: Call, applications: Iterable[UUID], among: Collection[UUID] | QuerySet) -> tuple[dict[UUID, Standing], Counter[UUID]]:
    """By application: what the reviews come to, and how many assignments are open. `among` are the same, as a query or as keys."""
    scales = scales_of(call.criteria.all())
    reviews = Review.objects.filter(application__in=among).exclude(state=State.DRAFT)
    points: dict[UUID, dict[UUID, dict[str, int]]] = defaultdict(dict)
    of: dict[UUID, dict[str, int]] = {}
    abstained: Counter[UUID] = Counter()
    answered = set()
    for review, application, reviewer, state in reviews.values_list("pk", "application", "reviewer", "state"):
        answered.add((application, reviewer))
        if state == State.ABSTAINED:
            abstained[application] += 1
        else:
            points[application][review] = of[review] = {}
    given = Score.objects.filter(review__application__in=among, review__state=State.SUBMITTED)
    for review, criterion, value in given.values_list("review", "criterion", "points"):
        if review in of:  # handed in between the two queries: it counts from the next look on
            of[review][str(criterion)] = value
    standings = {pk: standing_of(list(points[pk].values()), scales, abstained=abstained[pk]) for pk in applications}
    rows = Assignment.objects.filter(application__in=among, ended_at=None).values_list("application", "reviewer")
    return standings, Counter(application for application, reviewer in rows if (application, reviewer) not in answered)


def redactions_of(application: Application) -> dict[str, str]:
    """What stands in place of answers for reviewers of a blind call, by question; at "" the words that are taken out of all of them."""
    return dict(Redaction.objects.filter(application=application, ended_at=None).values_list("question", "text"))


def redaction_history(application: Application) -> QuerySet[Redaction]:
    """Everything that was ever taken out of it, newest first. The caller has authorised arranging its reviews."""
    return Redaction.objects.filter(application=application).select_related("made_by", "ended_by")


def redaction_of(application: Application, pk: UUID | str) -> Redaction:
    """One that stands. Raises NotVisible."""
    return one_of(Redaction.objects.filter(application=application, ended_at=None), pk)


def kept_back(application: Application) -> set[str]:
    """Questions whose whole answer a coordinator keeps from reviewers (setting APPLICATION_KEPT_BACK)."""
    return {question for question, text in redactions_of(application).items() if question and not text}


def reviewers_of(call: Call) -> QuerySet[Reviewer]:
    """The call's reviewers by name. The caller has authorised arranging its reviews."""
    return Reviewer.objects.filter(call=call, ended_at=None).select_related("person").order_by("person__sort_key", "id")


def conflicts_of(application: Application) -> QuerySet[ConflictOfInterest]:
    """Standing conflicts of an application. The caller has authorised arranging its reviews."""
    return ConflictOfInterest.objects.filter(application=application, lifted_at=None).select_related("person", "declared_by")


def conflict_of(application: Application, pk: UUID | str) -> ConflictOfInterest:
    """One of them. Raises NotVisible."""
    return one_of(conflicts_of(application).select_related("application__call"), pk)


def assignments_of(application: Application) -> QuerySet[Assignment]:
    """Who is to read it. The caller has authorised arranging its reviews."""
    found = Assignment.objects.filter(application=application, ended_at=None)
    return found.select_related("reviewer__person", "application__call").order_by("reviewer__person__sort_key", "id")


def assignment_of(application: Application, pk: UUID | str) -> Assignment:
    """One of them. Raises NotVisible."""
    return one_of(assignments_of(application), pk)


@dataclass(frozen=True)
class Workload:
    """A reviewer with how many they have handed in, and how many are still to be read."""

    reviewer: Reviewer
    done: int
    open: int


def workloads_of(call: Call) -> list[Workload]:
    """The call's reviewers by name with their load, in three queries. The caller has authorised arranging its reviews."""
    answered = set(Review.objects.filter(application__call=call).exclude(state=State.DRAFT).values_list("application", "reviewer"))
    given = Assignment.objects.filter(application__call=call, ended_at=None).values_list("application", "reviewer")
    done = Counter(reviewer for _application, reviewer in answered)
    waiting = Counter(reviewer for application, reviewer in given if (application, reviewer) not in answered)
    return [Workload(reviewer, done[reviewer.pk], waiting[reviewer.pk]) for reviewer in reviewers_of(call)]


def rubric_of(call: Call) -> list[Criterion]:
    """The criteria in order. The caller has authorised reading the call."""
    return list(call.criteria.all())


def phases_of(call: Call) -> list[ReviewPhase]:
    """The phases in order. The caller has authorised reading the call."""
    return list(call.review_phases.all())


def ways_of_coordinators(call: Call) -> list[StageTransition]:
    """The ways that coordinators take in this call, decisions first. The caller has authorised running it."""
    return list(call.transitions.filter(takers__contains=[Role.COORDINATOR]).order_by("-is_decision", "target__position", "id"))


def read_by(user: User) -> QuerySet[Application]:
    """Keys of what the person may look at as a reviewer now (setting APPLICATIONS_REVIEWED_BY)."""
    return cases_for(user).values_list("pk", flat=True)


def people_reviewing(call: Call, application: Application | None = None) -> QuerySet[Reviewer]:
    """Keys of the people who review in a call (setting CALL_REVIEWERS); of one application, of those who may read it, whatever its stage."""
    found = call.reviewers.filter(ended_at=None)
    if application is None:
        return found.values_list("person", flat=True)
    phase, done = phase_of(call), Review.objects.filter(application=application).exclude(state=State.DRAFT).values("reviewer")
    if phase is None:
        found = found.filter(pk__in=done)
    elif phase.reads != ReviewPhase.Reads.ALL:
        found = found.filter(Q(pk__in=done) | Q(pk__in=Assignment.objects.filter(application=application, ended_at=None).values("reviewer")))
    shut = ConflictOfInterest.objects.filter(application=application, lifted_at=None).values("person")
    own = Membership.objects.filter(organisation=application.company_id, state=Membership.State.ACTIVE).values("person")
    written_with = CoApplicant.objects.filter(application=application, removed_at=None, person__isnull=False).values("person")
    return found.exclude(person__in=shut).exclude(person__in=own).exclude(person__in=written_with).values_list("person", flat=True)


def still_to_review(user: User) -> list[tuple[Call, int, ReviewPhase]]:
    """Calls in which the person has applications left to review now: how many, and the phase. In three queries."""
    waiting = Counter(to_read_by(user).filter(is_assigned=True).filter(Q(own_state=None) | Q(own_state=State.DRAFT)).values_list("call", flat=True))
    now = clock.now()
    phases = ReviewPhase.objects.filter(call__in=waiting, can_review=True, starts_at__lte=now, ends_at__gt=now).select_related("call")
    return [(phase.call, waiting[phase.call_id], phase) for phase in phases.order_by("ends_at", "id")]
