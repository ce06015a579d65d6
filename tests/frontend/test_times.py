"""Times in the reader's language and in both zones (guarantee 6)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from frontend import times
from network.core import clock

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _reader():
    with clock.at(NOW), timezone.override(ZoneInfo("Europe/Helsinki")), translation.override("en"):
        yield


def test_when_says_both_places_where_the_clocks_differ() -> None:
    start = datetime(2027, 4, 22, 7, tzinfo=UTC)
    said = times.when(start, start + timedelta(minutes=45), place="Vaasa", other_zone="Europe/Oslo", other_place="Tromsø")
    assert said.here == "Thu 22 Apr, 10:00–10:45 in Vaasa"
    assert said.there == "09:00–09:45 in Tromsø"


def test_when_says_it_once_where_the_clocks_agree() -> None:
    start = datetime(2027, 4, 22, 7, tzinfo=UTC)
    assert times.when(start, zone="Europe/Oslo", other_zone="Europe/Stockholm").there == ""


def test_when_names_the_zone_without_a_place() -> None:
    start = datetime(2027, 4, 22, 7, tzinfo=UTC)
    assert times.when(start, other_zone="Europe/Stockholm").here.endswith("Finnish time")


def test_when_gives_the_other_date_past_midnight() -> None:
    start = datetime(2027, 4, 22, 21, 30, tzinfo=UTC)
    said = times.when(start, other_zone="Europe/Oslo", other_place="Bodø")
    assert said.here.startswith("Fri 23 Apr")
    assert said.there.startswith("Thu 22 Apr")


def test_when_differs_during_the_change_to_summer_time() -> None:
    """On 28 March 2027 both countries move their clocks at 01:00 UTC: the hour between them stays."""
    for minutes in (-30, 30):
        start = datetime(2027, 3, 28, 1, tzinfo=UTC) + timedelta(minutes=minutes)
        said = times.when(start, other_zone="Europe/Stockholm")
        assert said.there


def test_another_year_is_said() -> None:
    assert "2028" in times.when(datetime(2028, 1, 3, 7, tzinfo=UTC)).here
    assert "2027" not in times.when(datetime(2027, 5, 3, 7, tzinfo=UTC)).here


@pytest.mark.parametrize(("language", "hour"), [("fi", "10.00"), ("sv", "10:00"), ("nb", "10:00"), ("se-fi", "10.00"), ("en", "10:00")])
def test_hours_are_written_as_people_there_do(language: str, hour: str) -> None:
    with translation.override(language):
        assert hour in times.when(datetime(2027, 4, 22, 7, tzinfo=UTC)).here


def test_ago_follows_the_domain_s_clock() -> None:
    assert times.ago_words(NOW - timedelta(hours=3)) == "3 hours ago"
    assert times.ago_words(NOW + timedelta(days=2)) == "in 2 days"
