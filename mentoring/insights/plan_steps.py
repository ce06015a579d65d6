"""What a person can do next in development plans: write, hand in, decide, call about what stays out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from mentoring.plans import queries
from mentoring.plans.models import ProgressReport
from network.accounts.models import User
from network.core import clock

COMPANY, ADVISER = {"company"}, {"adviser", "coordinator", "programme_manager"}
SHOWN = 3


@dataclass(frozen=True)
class PlanStep:
    """One thing to do in a plan; `due` is the end of the day on the reader's clock."""

    kind: str
    about: UUID
    names: dict[str, object]
    due: datetime | None = None
    urgent: bool = False


def plan_steps(user: User, roles: frozenset[str]) -> Iterator[PlanStep]:
    """Of the plans of one's companies, and of those one advises, follows for a region or coordinates."""
    if roles & COMPANY:
        yield from _company(user)
    if roles & ADVISER:
        yield from _adviser(user)


def _company(user: User) -> Iterator[PlanStep]:
    for plan in queries.plans_to_write(user)[:SHOWN]:
        yield PlanStep("write-plan", plan.pk, {"company": plan.company.name}, urgent=plan.state == queries.State.RETURNED)
    today = clock.today(user.time_zone)
    for report in queries.reports_to_hand_in(user)[:SHOWN]:
        is_returned = report.state == ProgressReport.State.RETURNED
        kind = "change-report" if is_returned else "write-report"
        names = {"company": report.plan.company.name, "number": report.number, "due": _end_of(report.due_on, user)}
        yield PlanStep(kind, report.pk, names, due=_end_of(report.due_on, user), urgent=is_returned or report.due_on < today)


def _adviser(user: User) -> Iterator[PlanStep]:
    for plan in queries.plans_to_decide(user)[:SHOWN]:
        yield PlanStep("decide-plan", plan.pk, {"company": plan.company.name}, urgent=True)
    for report in queries.reports_to_decide(user)[:SHOWN]:
        yield PlanStep("decide-report", report.pk, {"company": report.plan.company.name, "number": report.number}, urgent=True)
    for report in queries.late_reports(user)[:SHOWN]:
        names = {"company": report.plan.company.name, "number": report.number, "due": _end_of(report.due_on, user)}
        yield PlanStep("call-about-report", report.pk, names, due=_end_of(report.due_on, user))


def _end_of(day: date, user: User) -> datetime:
    return datetime.combine(day, time(23, 59), ZoneInfo(user.time_zone))
