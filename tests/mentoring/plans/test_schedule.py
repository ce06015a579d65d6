"""Periods that end with the calendar's, and dates that move off holidays while the nominal one stays."""

from datetime import date

import pytest

from mentoring.plans.schedule import STEPS, due_after, next_step, periods, steps_passed, why_moved, working_day


def ends(starts: date, months: int, schedule: str) -> list[str]:
    return [period.ends.isoformat() for period in periods(starts, months, schedule, country="FI")]


def test_quarters_end_with_the_year_and_two_years_have_eight_reports():
    found = ends(date(2025, 1, 15), 24, "quarter")
    assert found[:4] == ["2025-03-31", "2025-06-30", "2025-09-30", "2025-12-31"]
    assert len(found) == 8
    assert found[-1] == "2027-01-14"  # the last fortnight is told with the last quarter


def test_short_first_stretch_is_told_with_the_next_period():
    found = periods(date(2025, 3, 20), 24, "quarter", country="FI")
    assert (found[0].starts, found[0].ends) == (date(2025, 3, 20), date(2025, 6, 30))
    assert found[-1].ends == date(2027, 3, 19)
    assert len(found) == 8


@pytest.mark.parametrize(("schedule", "count"), [("month", 24), ("quarter", 8), ("half-year", 4)])
def test_periods_follow_each_other_without_a_gap(schedule, count):
    found = periods(date(2025, 1, 1), 24, schedule, country="SE", report_days=14)
    assert len(found) == count
    assert found[0].starts == date(2025, 1, 1)
    assert found[-1].ends == date(2026, 12, 31)
    assert all((after.starts - before.ends).days == 1 for before, after in zip(found, found[1:], strict=False))


@pytest.mark.parametrize(
    ("country", "day", "moved"),
    [
        ("FI", date(2024, 3, 31), date(2024, 4, 2)),  # Easter Sunday, then Easter Monday
        ("SE", date(2025, 12, 31), date(2026, 1, 2)),  # New Year's Eve counts as a Sunday in Sweden only
        ("FI", date(2025, 12, 31), date(2025, 12, 31)),
        ("NO", date(2026, 5, 17), date(2026, 5, 18)),
        ("FI", date(2025, 6, 30), date(2025, 6, 30)),
        ("FI", date(2025, 5, 31), date(2025, 6, 2)),  # a Saturday
    ],
)
def test_date_moves_to_the_next_working_day_of_the_companys_country(country, day, moved):
    assert working_day(day, country) == moved


def test_quarter_that_ends_on_a_holiday_keeps_its_nominal_date():
    easter = periods(date(2024, 1, 1), 24, "quarter", country="FI")[0]
    assert (easter.ends, easter.nominal, easter.due) == (date(2024, 3, 31), date(2024, 3, 31), date(2024, 4, 2))
    assert why_moved(easter.nominal, "FI", "sv") == "Påskdagen"


def test_reminders_come_before_on_and_after_the_day():
    due = date(2025, 4, 14)
    days = [next_step(due, done, today=date(2025, 1, 1)) for done in range(len(STEPS) + 1)]
    assert days == [date(2025, 4, 7), due, date(2025, 4, 17), date(2025, 4, 21), None]
    assert steps_passed(due, date(2025, 4, 15)) == 2


def test_report_is_not_due_before_its_usual_days_from_the_approval():
    approved = date(2026, 11, 20)
    assert due_after(date(2026, 10, 14), approved, country="FI", report_days=14) == date(2026, 12, 4)
    assert due_after(date(2026, 11, 23), approved, country="FI", report_days=0) == date(2026, 11, 27)
    assert due_after(date(2027, 1, 14), approved, country="FI", report_days=14) == date(2027, 1, 14)
    assert due_after(date(2026, 10, 14), date(2026, 11, 22), country="FI", report_days=14) == date(2026, 12, 7)  # 6 December is a holiday, and a Sunday
