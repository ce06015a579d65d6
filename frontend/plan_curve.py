"""The curve of a development plan: how far its goals are, period by period over all its months, with its table.

Places are by date, so that a skipped period is a wider step and not a missing one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mentoring.plans.models import DevelopmentPlan, Goal, ProgressReport
from mentoring.plans.progress import Point, curve_of
from network.core.languages import babel_locale

LEFT, RIGHT, TOP, BOTTOM = 50.0, 616.0, 18.0, 150.0
MOST_TICKS = 9


@dataclass(frozen=True)
class Line:
    """One row of the table: the period, how its report stands, the mean and each goal's figure (empty: nothing was said)."""

    report: ProgressReport
    ends_on: date
    percent: str
    goals: tuple[str, ...]


@dataclass(frozen=True)
class PlanCurve:
    """Drawn from points by date; `ticks` are the ends of some periods."""

    starts_on: date
    ends_on: date
    points: Sequence[Point]
    ends: Sequence[date]
    skipped: Sequence[date]
    lines: Sequence[Line]
    goals: Sequence[str]

    width, height = 640, 190

    @property
    def is_empty(self) -> bool:
        """Nothing was reported yet."""
        return not self.points

    def x(self, day: date) -> float:
        """Place of a day, left to right."""
        return round(LEFT + (day - self.starts_on).days / max((self.ends_on - self.starts_on).days, 1) * (RIGHT - LEFT), 1)

    def y(self, percent: float) -> float:
        """Place of a figure, 0 at the bottom."""
        return round(BOTTOM - percent / 100 * (BOTTOM - TOP), 1)

    @property
    def path(self) -> str:
        """From nothing at the beginning through each point."""
        places = [(LEFT, BOTTOM), *((self.x(point.ends_on), self.y(point.percent)) for point in self.points)]
        return " ".join(f"{'L' if at else 'M'}{x} {y}" for at, (x, y) in enumerate(places))

    @property
    def dots(self) -> list[tuple[str, str, str]]:
        """Place and words of each point."""
        return [(f"{self.x(point.ends_on)}", f"{self.y(point.percent)}", f"{month(point.ends_on)}: {share(point.percent)}") for point in self.points]

    @property
    def gaps(self) -> list[str]:
        """Places of skipped periods."""
        return [f"{self.x(day)}" for day in self.skipped]

    @property
    def ticks(self) -> list[tuple[str, str]]:
        """Ends of periods, at most as many as can be read."""
        step = -(-len(self.ends) // MOST_TICKS) or 1
        return [(f"{self.x(day)}", month(day)) for day in self.ends[::step]]

    @property
    def levels(self) -> list[tuple[str, str]]:
        """The lines across."""
        return [(f"{self.y(percent)}", share(percent)) for percent in (100, 50, 0)]

    @property
    def description(self) -> str:
        """The curve in words."""
        return "; ".join(words for _x, _y, words in self.dots)


def plan_curve(plan: DevelopmentPlan) -> PlanCurve:
    """Of a plan that was loaded with its goals and reports."""
    points, reports = curve_of(plan), list(plan.reports.all())
    goals = [goal for goal in plan.goals.all() if goal.state != Goal.State.DROPPED]
    told = {point.report: point for point in points}
    return PlanCurve(
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        points=points,
        ends=[report.ends_on for report in reports],
        skipped=[report.ends_on for report in reports if report.state == ProgressReport.State.SKIPPED],
        lines=[_line(report, told.get(report.pk), goals) for report in reports],
        goals=[_("Goal %(number)d") % {"number": at} for at, _goal in enumerate(goals, start=1)],
    )


def month(day: date) -> str:
    """A month, short, in the reader's language."""
    return format_date(day, "MMM yy", locale=babel_locale(get_language()))


def share(percent: int) -> str:
    """A figure with its sign, as every language here writes it."""
    return f"{percent}\u00a0%"


def _line(report: ProgressReport, point: Point | None, goals: Sequence[Goal]) -> Line:
    by_goal = dict(point.goals) if point else {}
    figures = tuple(share(by_goal[goal.pk]) if goal.pk in by_goal else "" for goal in goals)
    return Line(report, report.ends_on, share(point.percent) if point else "", figures)
