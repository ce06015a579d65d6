from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from network.calendars.holidays import SAMI_NATIONAL_DAY
from network.calendars.working_time import (
    NeverWorking,
    WorkingTime,
    add_working_days,
    is_allowed,
    is_working_day,
    next_allowed,
)

FINN = WorkingTime(zone="Europe/Helsinki", country="FI")
SWEDE = WorkingTime(zone="Europe/Stockholm", country="SE")


def local(zone, *parts):
    return datetime(*parts, tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ((2027, 1, 12, 10, 15), (2027, 1, 12, 10, 15)),  # Tuesday, in hours: at once
        ((2027, 1, 12, 7, 0), (2027, 1, 12, 9, 0)),
        ((2027, 1, 12, 17, 0), (2027, 1, 13, 9, 0)),  # the end itself is outside
        ((2027, 1, 15, 18, 0), (2027, 1, 18, 9, 0)),  # Friday evening: Monday
        ((2027, 1, 5, 18, 0), (2027, 1, 7, 9, 0)),  # Epiphany in between
        ((2027, 3, 25, 17, 30), (2027, 3, 30, 9, 0)),  # over Easter and the clock change
    ],
)
def test_next_allowed_keeps_hours_and_holidays(asked, expected):
    got = next_allowed(local(FINN.zone, *asked), FINN)
    assert got == local(FINN.zone, *expected)


def test_next_allowed_stays_at_nine_on_both_sides_of_both_changes():
    sunday_worker = replace(SWEDE, days=frozenset(range(7)), country="")
    for day, utc_hour in [
        (date(2027, 3, 27), 8),
        (date(2027, 3, 28), 7),
        (date(2027, 10, 30), 7),
        (date(2027, 10, 31), 8),
    ]:
        asked = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
        expected = datetime(day.year, day.month, day.day, utc_hour, tzinfo=UTC)
        assert next_allowed(asked, sunday_worker) == expected


def test_next_allowed_opens_after_the_gap_when_hours_begin_in_it():
    early = WorkingTime(
        zone="Europe/Helsinki",
        days=frozenset(range(7)),
        start=time(3, 30),
        quiet_start=time(20),
        quiet_end=time(20),
    )
    got = next_allowed(datetime(2027, 3, 27, 22, tzinfo=UTC), early)
    assert got == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)


def test_next_allowed_waits_for_quiet_hours_inside_working_hours():
    lunch = replace(FINN, quiet_start=time(12), quiet_end=time(13))
    assert next_allowed(local(FINN.zone, 2027, 1, 12, 12, 0), lunch) == local(FINN.zone, 2027, 1, 12, 13, 0)


def test_next_allowed_follows_a_night_shift_past_midnight():
    night = WorkingTime(zone="Europe/Oslo", start=time(22), end=time(2), quiet_start=time(8), quiet_end=time(16))
    saturday_one = local("Europe/Oslo", 2027, 1, 16, 1, 0)
    assert next_allowed(saturday_one, night) == saturday_one  # still Friday's shift
    assert next_allowed(saturday_one + timedelta(hours=1), night) == local("Europe/Oslo", 2027, 1, 18, 22, 0)


def test_next_allowed_skips_a_chosen_observance_only():
    saturdays = replace(SWEDE, days=frozenset({5}))
    chosen = replace(saturdays, observances=frozenset({SAMI_NATIONAL_DAY}))
    asked = local("Europe/Stockholm", 2027, 2, 6, 0, 0)
    assert next_allowed(asked, saturdays) == local("Europe/Stockholm", 2027, 2, 6, 9, 0)
    assert next_allowed(asked, chosen) == local("Europe/Stockholm", 2027, 2, 13, 9, 0)


@pytest.mark.parametrize(
    "never",
    [
        replace(FINN, days=frozenset()),
        replace(FINN, quiet_start=time(8), quiet_end=time(18)),
    ],
)
def test_next_allowed_says_so_when_there_is_no_such_time(never):
    with pytest.raises(NeverWorking):
        next_allowed(datetime(2027, 1, 1, tzinfo=UTC), never)


@pytest.mark.parametrize(
    ("sent", "days", "deadline"),
    [
        ((2027, 1, 11, 9, 0), 3, (2027, 1, 14, 17, 0)),  # Monday: Thursday
        ((2027, 1, 15, 16, 59), 3, (2027, 1, 20, 17, 0)),  # Friday: Wednesday
        ((2027, 1, 16, 12, 0), 1, (2027, 1, 18, 17, 0)),  # Saturday: Monday
        ((2027, 3, 24, 12, 0), 3, (2027, 3, 31, 17, 0)),  # Easter and the change in between
        ((2027, 10, 29, 12, 0), 2, (2027, 11, 2, 17, 0)),  # the change back
    ],
)
def test_add_working_days_does_not_count_the_day_of_sending(sent, days, deadline):
    got = add_working_days(local(FINN.zone, *sent), days, FINN)
    assert got == local(FINN.zone, *deadline)


def test_add_working_days_depends_on_the_country():
    sent = datetime(2027, 5, 14, 8, tzinfo=UTC)  # Friday before 17 May
    assert add_working_days(sent, 1, SWEDE).date() == date(2027, 5, 17)
    norwegian = replace(SWEDE, zone="Europe/Oslo", country="NO")
    assert add_working_days(sent, 1, norwegian).date() == date(2027, 5, 18)


def test_add_working_days_refuses_zero():
    with pytest.raises(ValueError, match="at least one"):
        add_working_days(datetime(2027, 1, 1, tzinfo=UTC), 0, FINN)


@settings(max_examples=150, deadline=None)
@given(
    minutes=st.integers(0, 3 * 365 * 24 * 60),
    wt=st.builds(
        WorkingTime,
        zone=st.sampled_from(["Europe/Helsinki", "Europe/Stockholm", "Europe/Oslo"]),
        country=st.sampled_from(["FI", "SE", "NO", ""]),
        days=st.frozensets(st.integers(0, 6), min_size=1),
        start=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
        end=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
        quiet_start=st.just(time(20)),
        quiet_end=st.just(time(7)),
    ),
)
def test_next_allowed_is_allowed_and_the_first(minutes, wt):
    asked = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    try:
        got = next_allowed(asked, wt)
    except NeverWorking:
        return
    assert got >= asked
    assert is_allowed(got, wt)
    assert got == asked or not is_allowed(got - timedelta(minutes=1), wt)
    at = got.astimezone(ZoneInfo(wt.zone)).time()
    assert time(7) <= at < time(20)


def test_is_working_day_knows_weekends_and_holidays():
    assert is_working_day(date(2027, 1, 5), FINN)
    assert not is_working_day(date(2027, 1, 6), FINN)
    assert not is_working_day(date(2027, 1, 9), FINN)
