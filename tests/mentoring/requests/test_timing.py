from dataclasses import replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring.requests.timing import answering, days_left
from network.calendars.working_time import WorkingTime, is_allowed

UMEA = WorkingTime(zone="Europe/Stockholm", start=time(8), end=time(16), country="SE")


def at(day, hour, minute=0, month=11, year=2026):
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo("Europe/Stockholm"))


def test_three_working_days_end_with_the_third_days_last_hour():
    monday = at(23, 10)
    assert answering(monday, 3, UMEA).until == at(26, 16)


def test_weekend_does_not_count():
    assert answering(at(20, 10), 3, UMEA).until == at(25, 16)


def test_holidays_of_the_mentors_own_country_do_not_count():
    """1 May 2026 is a Friday: a holiday in Sweden and Finland alike; 17 May 2027 only in Norway."""
    norway = replace(UMEA, zone="Europe/Oslo", country="NO")
    asked = at(14, 10, month=5, year=2027)
    assert answering(asked, 1, UMEA).until.astimezone(ZoneInfo("Europe/Stockholm")).day == 17
    assert answering(asked, 1, norway).until.astimezone(ZoneInfo("Europe/Oslo")).day == 18


def test_two_reminders_fall_into_working_hours():
    found = answering(at(23, 10), 3, UMEA)
    assert [r.astimezone(ZoneInfo("Europe/Stockholm")) for r in found.reminders] == [at(25, 9), at(26, 11)]


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),
    st.integers(1, 10),
    st.sampled_from(["FI", "SE", "NO"]),
)
@settings(max_examples=60, deadline=None)
def test_reminders_come_in_order_before_the_deadline(asked, days, country):
    wt = replace(UMEA, country=country)
    found = answering(asked, days, wt)
    first, second = found.reminders
    assert asked <= first <= second < found.until
    assert is_allowed(first, wt)
    assert is_allowed(second, wt)


@pytest.mark.parametrize(("now", "left"), [(at(23, 11), 3), (at(24, 9), 2), (at(25, 15), 1), (at(26, 15), 1), (at(30, 9), 1)])
def test_days_left_are_whole_working_days_and_at_least_one(now, left):
    assert days_left(now, at(26, 16), UMEA) == left
