from datetime import UTC, datetime

import pytest

from network.calendars import zones

AUTUMN = datetime(2026, 10, 25, 3, 30)


@pytest.mark.parametrize(
    ("local", "zone", "expected"),
    [
        (datetime(2027, 1, 11, 9), "Europe/Helsinki", datetime(2027, 1, 11, 7, tzinfo=UTC)),
        (datetime(2027, 7, 11, 9), "Europe/Helsinki", datetime(2027, 7, 11, 6, tzinfo=UTC)),
        (datetime(2027, 1, 11, 9), "Europe/Stockholm", datetime(2027, 1, 11, 8, tzinfo=UTC)),
        (datetime(2027, 3, 28, 2, 59), "Europe/Helsinki", datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        (datetime(2027, 3, 28, 4, 0), "Europe/Helsinki", datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
    ],
)
def test_to_instant_follows_the_zone(local, zone, expected):
    assert zones.to_instant(local, zone) == expected


@pytest.mark.parametrize(("zone", "hour"), [("Europe/Helsinki", 3), ("Europe/Stockholm", 2), ("Europe/Oslo", 2)])
@pytest.mark.parametrize("minute", [0, 30, 59])
def test_to_instant_refuses_the_hour_that_is_skipped(zone, hour, minute):
    with pytest.raises(zones.NonexistentTime) as caught:
        zones.to_instant(datetime(2027, 3, 28, hour, minute), zone)
    assert caught.value.gap == zones.Gap(datetime(2027, 3, 28, hour), datetime(2027, 3, 28, hour + 1))
    assert caught.value.code == "time-does-not-exist"


def test_to_instant_same_wall_time_exists_across_the_border():
    """03:30 exists in Stockholm on the day it does not in Helsinki."""
    assert zones.to_instant(datetime(2027, 3, 28, 3, 30), "Europe/Stockholm") == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_to_instant_takes_the_first_of_two_in_autumn():
    first = zones.to_instant(AUTUMN, "Europe/Helsinki")
    second = zones.to_instant(AUTUMN, "Europe/Helsinki", fold=1)
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert second == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_edge_instant_moves_to_the_end_of_the_gap():
    assert zones.edge_instant(datetime(2027, 3, 28, 3, 30), "Europe/Helsinki") == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)


def test_to_instant_refuses_an_aware_time():
    with pytest.raises(ValueError, match="no zone of its own"):
        zones.to_instant(datetime(2027, 1, 1, tzinfo=UTC), "Europe/Oslo")


def test_gap_is_found_in_zones_that_change_by_half_an_hour():
    with pytest.raises(zones.NonexistentTime) as caught:
        zones.to_instant(datetime(2027, 10, 3, 2, 10), "Australia/Lord_Howe")
    assert caught.value.gap == zones.Gap(datetime(2027, 10, 3, 2), datetime(2027, 10, 3, 2, 30))
