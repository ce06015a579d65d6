"""The facts behind "who is on track", in a constant number of queries however many companies there are."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, Min

from mentoring.cohorts import tracking
from mentoring.cohorts.models import Cohort, CohortAttendance, CohortMember, CohortNote
from mentoring.cohorts.queries import members_in, rules_of
from mentoring.mentorships.models import Session
from mentoring.plans.models import Action, Advice, DevelopmentPlan, Goal, ProgressReport
from network.core import clock


@dataclass(frozen=True)
class Standing:
    """One company: why it is stuck (nothing: on track), its last session, and when somebody last wrote to it about that."""

    member: CohortMember
    reasons: tuple[tracking.Reason, ...]
    last_session: datetime | None
    next_session: datetime | None
    note: CohortNote | None

    @property
    def is_stuck(self) -> bool:
        """Whether a rule says so."""
        return bool(self.reasons)


def standings(cohort: Cohort) -> list[Standing]:
    """Every company that is in, those that are stuck first, then by name. The caller has authorised running the cohort."""
    members = list(members_in(cohort))
    rules = [tracking.Rule(tracking.Kind(rule.kind), rule.days) for rule in rules_of(cohort) if rule.is_on]
    facts = _facts(cohort, members)
    notes = {note.member_id: note for note in CohortNote.objects.filter(member__in=members).select_related("sent_by").order_by("id")}
    now, today = clock.now(), clock.today()
    runs = cohort.state == Cohort.State.RUNNING
    found = []
    for member in members:
        known = facts[member.pk]
        why = tracking.reasons(known, rules, now=now, today=today) if runs else ()
        found.append(Standing(member, why, known.last_session, known.next_session, notes.get(member.pk)))
    return sorted(found, key=lambda it: not it.is_stuck)  # stable: by name within


def standing_of(cohort: Cohort, member: CohortMember) -> Standing | None:
    """One company's standing; None where it is not in any more. The caller has authorised running the cohort."""
    return next((it for it in standings(cohort) if it.member.pk == member.pk), None)


def _facts(cohort: Cohort, members: list[CohortMember]) -> dict[UUID, tracking.Facts]:
    companies = [member.company_id for member in members]
    last, coming = _sessions(cohort, companies, members)
    plans = DevelopmentPlan.objects.filter(programme=cohort.programme_id, company__in=companies, state=DevelopmentPlan.State.RUNNING)
    today = clock.today()
    reports = ProgressReport.objects.filter(plan__in=plans, state__in=ProgressReport.OPEN, due_on__lt=today).values_list("plan__company", "due_on")
    actions = Action.objects.filter(goal__plan__in=plans, goal__state=Goal.State.OPEN, done_at=None, due_on__lt=today)
    late, overdue = _by_company(reports), _by_company(actions.values_list("goal__plan__company", "due_on"))
    begun = cohort.begun_at or cohort.created_at
    return {
        member.pk: tracking.Facts(
            since=max(begun, member.joined_at), last_session=last.get(member.company_id), next_session=coming.get(member.company_id),
            reports_due=tuple(late[member.company_id]), actions_due=tuple(overdue[member.company_id]),
        )
        for member in members
    }  # fmt: skip


def _sessions(cohort: Cohort, companies: list[UUID], members: list[CohortMember]) -> tuple[dict[UUID, datetime], dict[UUID, datetime]]:
    """The last time that somebody met each company: a mentor, its adviser, or the cohort; and the next that is agreed with a mentor."""
    now = clock.now()
    mentoring = Session.objects.filter(mentorship__programme=cohort.programme_id, mentorship__company__in=companies)
    held = mentoring.filter(state=Session.State.HELD).values_list("mentorship__company").annotate(last=Max("starts_at")).order_by()
    ahead = mentoring.filter(state=Session.State.CONFIRMED, starts_at__gt=now).values_list("mentorship__company").annotate(first=Min("starts_at")).order_by()
    advised = Advice.objects.filter(plan__programme=cohort.programme_id, plan__company__in=companies)
    together = CohortAttendance.objects.filter(member__in=members, attended=True)
    last: dict[UUID, datetime] = {}
    for rows in (
        held,
        advised.values_list("plan__company").annotate(last=Max("given_at")).order_by(),
        together.values_list("member__company").annotate(last=Max("session__starts_at")).order_by(),
    ):
        for company, at in rows:
            last[company] = max(at, last.get(company, at))
    return last, dict(ahead)


def _by_company(rows) -> dict[UUID, list[date]]:
    found: dict[UUID, list[date]] = defaultdict(list)
    for company, due in rows:
        found[company].append(due)
    return found
