"""The small world of the engine's tests: Elli's design studio in Vaasa, and the mentors she may meet."""

from dataclasses import replace
from datetime import date, time

from mentoring.matching.engine.facts import Candidate, CrossBorder, Kind, Wish, week_in_utc

WEEK = date(2026, 11, 23)
WEEKDAYS = range(5)
NINE, FIVE = time(9), time(17)

ELLI = Wish(
    key="request-1",
    organisations=frozenset({"elli-design"}),
    country="FI",
    region="FI195",
    needs=("pricing", "internationalisation_export", "ip_copyright"),
    sectors=frozenset({"design", "crafts"}),
    stage="growth",
    languages=(("sv", 2), ("en", 2)),
    formats=frozenset({"online"}),
    cross_border=CrossBorder.PREFER,
    hours_a_month=2,
    week=week_in_utc("Europe/Helsinki", WEEK, WEEKDAYS, NINE, FIVE),
)
INGRID = Candidate(
    key="ingrid",
    country="NO",
    expertise=(("pricing", 4), ("internationalisation_export", 3), ("ip_copyright", 1)),
    sectors=frozenset({"crafts", "design"}),
    stages=frozenset({"growth"}),
    languages=(("nb", 4), ("sv", 3), ("en", 2)),
    formats=frozenset({"online", "in_person"}),
    week=week_in_utc("Europe/Oslo", WEEK, WEEKDAYS, NINE, FIVE),
    places=3,
    active=2,
    hours_offered=6,
    hours_agreed=3,
)
JOHAN = replace(
    INGRID,
    key="johan",
    country="SE",
    expertise=(("ip_copyright", 4), ("pricing", 2)),
    sectors=frozenset({"games", "design"}),
    languages=(("sv", 4), ("fi", 1)),
    week=week_in_utc("Europe/Stockholm", WEEK, WEEKDAYS, NINE, FIVE),
    active=0,
)
LUODE = Candidate(
    key="luode",
    kind=Kind.INCUBATOR,
    country="FI",
    sectors=frozenset({"design", "crafts", "film_tv"}),
    stages=frozenset({"growth"}),
    languages=(("fi", 4), ("sv", 3)),
    regions=frozenset({"FI195"}),
    places=8,
    active=2,
)
