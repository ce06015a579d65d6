"""The curve of a plan: how far its goals are at the end of each period that was reported on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from mentoring.plans.models import DevelopmentPlan, Goal, ProgressReport

TOLD = (ProgressReport.State.SUBMITTED, ProgressReport.State.APPROVED)


@dataclass(frozen=True)
class Point:
    """The mean over the goals of one report, 0 to 100, with each goal's own."""

    report: UUID
    number: int
    ends_on: date
    percent: int
    is_approved: bool
    goals: tuple[tuple[UUID, int], ...]


def curve_of(plan: DevelopmentPlan) -> list[Point]:
    """Of a plan that was loaded with its goals and reports (`queries.with_goals`). Goals that were given up do not count."""
    counted = {goal.pk for goal in plan.goals.all() if goal.state != Goal.State.DROPPED}
    return [point for report in plan.reports.all() if report.state in TOLD and (point := point_of(report, counted)) is not None]


def point_of(report: ProgressReport, counted: Iterable[UUID]) -> Point | None:
    """The report's point; None where it says nothing of any goal that counts."""
    rows = [(row.goal_id, row.percent) for row in report.progress.all() if row.goal_id in counted]
    if not rows:
        return None
    mean = round(sum(percent for _goal, percent in rows) / len(rows))
    return Point(report.pk, report.number, report.ends_on, mean, report.state == ProgressReport.State.APPROVED, tuple(rows))
