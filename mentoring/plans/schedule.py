"""Which periods a plan has, when each report is due, and when somebody is reminded. Pure: no Django.

A period ends with its month, quarter or half-year of the calendar, and with the plan. A stretch at either end that is shorter
than a third of an ordinary period is told with its neighbour: nobody reports on nine days.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from network.calendars.holidays import day_off

MONTHS = {"month": 1, "quarter": 3, "half-year": 6}
SHORTEST = {"month": 10, "quarter": 30, "half-year": 60}  # days
# When a report is spoken of, in days from the day that it is due; the last one also reaches the regional coordinator.
STEPS = (("soon", -7), ("today", 0), ("late", 3), ("escalated", 7))
LEAST_DAYS = 7  # from the approval of a plan to its first report: when the first reminder speaks
LONGEST_BREAK = 30  # days without a working day: there is none so long


@dataclass(frozen=True, slots=True)
class Period:
    """What one report is about, both days included; `nominal` is the date by the schedule, `due` the working day it is moved to."""

    number: int
    starts: date
    ends: date
    nominal: date
    due: date


def last_day(starts: date, months: int) -> date:
    """The plan's last day: the day before the same day, so many months later."""
    index = starts.year * 12 + starts.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(starts.day, calendar.monthrange(year, month + 1)[1])) - timedelta(days=1)


def periods(starts: date, months: int, schedule: str, *, country: str, report_days: int = 0) -> tuple[Period, ...]:
    """The periods of a plan, in order."""
    ends = last_day(starts, months)
    cuts = _cuts(starts, ends, MONTHS[schedule])
    shortest = timedelta(days=SHORTEST[schedule])
    if len(cuts) > 1 and cuts[0] - starts + timedelta(days=1) < shortest:
        cuts = cuts[1:]
    if len(cuts) > 1 and cuts[-1] - cuts[-2] < shortest:
        cuts = [*cuts[:-2], cuts[-1]]
    firsts = [starts, *(cut + timedelta(days=1) for cut in cuts[:-1])]
    return tuple(_period(number, first, cut, country, report_days) for number, (first, cut) in enumerate(zip(firsts, cuts, strict=True), start=1))


def due_after(due: date, approved: date, *, country: str, report_days: int) -> date:
    """When a report is due in a plan that was approved that day: never sooner than its usual days from then, and never within a week.

    A plan may begin in the past; nobody is late with a report that nobody could write.
    """
    return max(due, working_day(approved + timedelta(days=max(report_days, LEAST_DAYS)), country))


def working_day(day: date, country: str) -> date:
    """The day itself, or the first day after it that is no weekend and no public holiday of the country.

    Regulation (EEC, Euratom) No 1182/71, Article 3(4): a period that would end on such a day ends with the following working day.
    """
    for offset in range(LONGEST_BREAK):
        found = day + timedelta(days=offset)
        if found.weekday() < 5 and not day_off(found, country):
            return found
    return day


def why_moved(nominal: date, country: str, language: str) -> str:
    """The public holiday that the date by the schedule falls on, named in the reader's language; empty for a weekend or an ordinary day."""
    return day_off(nominal, country, language=language)


def next_step(due: date, done: int, *, today: date) -> date | None:
    """The day of the next reminder when `done` of STEPS have gone out; one whose day has passed comes today. None after the last."""
    if done >= len(STEPS):
        return None
    return max(due + timedelta(days=STEPS[done][1]), today)


def steps_passed(due: date, today: date) -> int:
    """How many of STEPS lie behind `today` for a report that is due then: those are never sent late, all at once."""
    return sum(due + timedelta(days=days) < today for _name, days in STEPS)


def _cuts(starts: date, ends: date, months: int) -> list[date]:
    """The last days of the periods, the plan's own last day at the end."""
    cuts, day = [], _end_of(starts, months)
    while day < ends:
        cuts.append(day)
        day = _end_of(day + timedelta(days=1), months)
    return [*cuts, ends]


def _end_of(day: date, months: int) -> date:
    """The last day of the calendar's month, quarter or half-year in which the day lies."""
    month = (day.month - 1) // months * months + months
    return date(day.year, month, calendar.monthrange(day.year, month)[1])


def _period(number: int, starts: date, ends: date, country: str, report_days: int) -> Period:
    nominal = ends + timedelta(days=report_days)
    return Period(number, starts, ends, nominal, working_day(nominal, country))
