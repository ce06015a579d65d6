"""Seasons and leave known ahead: every year, fewer hours, and when somebody is back."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import translation

from mentoring.mentorships import services as mentorships
from mentoring.mentorships.models import Mentorship
from mentoring.profiles import pauses, queries
from mentoring.profiles.models import MentorPause
from mentoring.profiles.seasons import away_on, coming, hours_in, next_away, stretch
from mentoring.requests import answers
from network.core import clock
from network.core.errors import Conflict, Invalid, NotVisible
from tests.mentoring.requests.conftest import choice_of, opened, sent

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Row:
    starts_on: date
    ends_on: date | None = None
    hours: Decimal | None = None
    yearly: bool = False


WINTER = Row(date(2025, 12, 10), date(2026, 1, 20), yearly=True)


@pytest.mark.parametrize(
    ("day", "starts", "ends"),
    [
        (date(2025, 11, 1), date(2025, 12, 10), date(2026, 1, 20)),
        (date(2026, 1, 20), date(2025, 12, 10), date(2026, 1, 20)),
        (date(2026, 1, 21), date(2026, 12, 10), date(2027, 1, 20)),
        (date(2031, 1, 5), date(2030, 12, 10), date(2031, 1, 20)),
    ],
)
def test_yearly_season_comes_back_also_over_new_year(day, starts, ends):
    found = stretch(WINTER, day)
    assert (found.starts_on, found.ends_on) == (starts, ends)


def test_leap_day_becomes_the_last_of_february():
    assert stretch(Row(date(2028, 2, 20), date(2028, 2, 29), yearly=True), date(2029, 1, 1)).ends_on == date(2029, 2, 28)


def test_pauses_that_follow_on_each_other_are_one_absence():
    rows = [Row(date(2027, 2, 1), date(2027, 2, 14)), Row(date(2027, 2, 15), date(2027, 3, 2)), Row(date(2027, 5, 1), date(2027, 5, 2))]
    assert away_on(rows, date(2027, 2, 10)).back_on == date(2027, 3, 3)
    assert away_on(rows, date(2027, 3, 3)) is None
    assert next_away(rows, date(2027, 3, 10), timedelta(days=60)).starts_on == date(2027, 5, 1)
    assert [it.starts_on.month for it in coming(rows, date(2027, 2, 20))] == [2, 5]


def test_season_of_fewer_hours_holds_in_every_month_it_touches():
    rows = [Row(date(2027, 8, 20), date(2027, 9, 10), Decimal(1)), Row(date(2027, 9, 9), date(2027, 9, 9), Decimal("0.5"))]
    assert [hours_in(Decimal(4), rows, date(2027, month, 5)) for month in (7, 8, 9, 10)] == [Decimal(4), Decimal(1), Decimal("0.5"), Decimal(4)]
    assert away_on(rows, date(2027, 9, 9)) is None


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"yearly": True}, "ends_on"),
        ({"yearly": True, "ends_on": date(2028, 2, 9)}, "ends_on"),
        ({"kind": "silence"}, "kind"),
        ({"hours": Decimal(0)}, "hours"),
        ({"hours": Decimal(161)}, "hours"),
    ],
)
def test_bad_season_is_refused_beside_its_field(mentor, noon, given, field):
    with clock.at(noon), pytest.raises(Invalid) as refused:
        pauses.add_pause(profile=mentor.mentor_profile, by=mentor, starts_on=noon.date(), **given)
    assert list(refused.value.errors) == [field]


def test_acceptance_counts_the_hours_of_the_month(company, founder, programme, mentor, mentor2, noon):
    """Four hours usually, one in the festival's month: a request for two goes on to the next one."""
    with clock.at(noon):
        request = sent(company, founder, programme, mentor, mentor2)
        pauses.add_pause(profile=mentor.mentor_profile, by=mentor, starts_on=noon.date(), ends_on=noon.date(), hours=Decimal(1), kind="festival")
        with pytest.raises(Conflict) as refused:
            answers.accept(choice=choice_of(request, mentor), by=mentor)
    assert refused.value.code == "no_hours"
    assert not Mentorship.objects.exists()
    assert choice_of(request, mentor2).state == "asked"


def test_acceptance_in_another_month_counts_the_usual_hours(company, founder, programme, mentor, noon):
    with clock.at(noon):
        pauses.add_pause(profile=mentor.mentor_profile, by=mentor, starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 31), hours=Decimal(1))
        request = sent(company, founder, programme, mentor)
        assert answers.accept(choice=choice_of(request, mentor), by=mentor).hours_per_month == 2


def test_agreement_grows_no_further_than_the_month_allows(company, founder, programme, mentor, noon):
    with clock.at(noon):
        request = sent(company, founder, programme, mentor)
        pair = answers.accept(choice=choice_of(request, mentor), by=mentor)
        pauses.add_pause(profile=mentor.mentor_profile, by=mentor, starts_on=noon.date(), ends_on=noon.date(), hours=Decimal("2.5"))
        with pytest.raises(Conflict):
            mentorships.edit_agreement(mentorship=pair, by=founder, version=pair.agreement_version, hours_per_month=Decimal(3))


def test_request_that_would_run_into_a_pause_says_so(company, founder, programme, mentor, mentor2, noon):
    with clock.at(noon):
        request = opened(company, founder, programme)
        pauses.add_pause(profile=mentor.mentor_profile, by=mentor, starts_on=date(2027, 2, 20), ends_on=date(2027, 3, 2), kind="reindeer")
        pauses.add_pause(profile=mentor2.mentor_profile, by=mentor2, starts_on=noon.date(), ends_on=date(2027, 2, 26))
        browser = Client()
        browser.force_login(founder)
        page = browser.get(f"/requests/{request.pk}/shortlist/").content.decode()
        api = browser.get(f"/api/v1/matches/?request={request.pk}")
        assert "3 mars 2027" in page
        assert "27 februari 2027" in page
        assert "ensäsong" not in page
        assert [(it["away_from"], it["back_on"]) for it in api.json()["results"]] == [("2027-02-20", "2027-03-03")]


def test_seasons_are_kept_by_page_and_api_and_their_kind_is_nobody_elses(mentor, founder, company, noon):
    with clock.at(noon):
        browser = Client()
        browser.force_login(mentor)
        data = {
            "pause-starts_on": "2027-09-01",
            "pause-ends_on": "2027-10-15",
            "pause-kind": "reindeer",
            "pause-yearly": "on",
            "pause-reason": "Autumn round-up",
        }
        assert browser.post("/mentors/me/pause/", data).status_code == 302
        dark = {"starts_on": "2027-12-01", "ends_on": "2028-01-15", "kind": "dark", "hours": "1.5"}
        shown = browser.post("/api/v1/mentors/me/pause/", dark, content_type="application/json").json()
        assert [(it["kind"], it["hours"], it["yearly"]) for it in shown["seasons"]] == [("reindeer", None, True), ("dark", "1.5", False)]
        page = browser.get("/mentors/me/").content.decode()
        assert "Rensäsong" in page
        assert "varje år" in page
        assert "Autumn round-up" in page
        browser.force_login(founder)
        profile = f"mentors/{mentor.mentor_profile.pk}/"
        for seen in (browser.get(f"/api/v1/{profile}"), browser.get(f"/{profile}")):
            assert seen.status_code == 200
            assert not [word for word in ("eindeer", "ensäsong") if word in seen.content.decode()]
            assert "round-up" not in seen.content.decode()
        assert [it["starts_on"] for it in browser.get(f"/api/v1/{profile}").json()["pauses"]] == ["2027-09-01"]


def test_coming_back_leaves_what_is_to_come_and_what_is_over(mentor, noon):
    with clock.at(noon):
        today, profile = noon.date(), mentor.mentor_profile
        over = MentorPause.objects.create(profile=profile, starts_on=today - timedelta(days=40), ends_on=today - timedelta(days=30))
        pauses.add_pause(profile=profile, by=mentor, starts_on=today)
        ahead = pauses.add_pause(profile=profile, by=mentor, starts_on=today + timedelta(days=30), ends_on=today + timedelta(days=40))
        browser = Client()
        browser.force_login(mentor)
        assert browser.post("/api/v1/mentors/me/resume/").status_code == 200
        assert queries.pause_on(queries.own_profile(mentor), today) is None
        over.refresh_from_db()
        assert over.ends_on == today - timedelta(days=30)
        assert browser.post(f"/api/v1/mentors/me/pauses/{ahead.pk}/end/").status_code == 200
        assert not MentorPause.objects.filter(pk=ahead.pk).exists()


def test_nobody_ends_the_pause_of_another(mentor, mentor2, noon):
    with clock.at(noon):
        pause = pauses.add_pause(profile=mentor.mentor_profile, by=mentor, starts_on=noon.date())
        with pytest.raises(NotVisible):
            queries.pause_of(mentor2, pause.pk)


@pytest.mark.parametrize(("language", "words"), [("en", "Leave"), ("fi", "Vapaa"), ("sv", "Ledighet"), ("nb", "Permisjon")])
def test_leave_is_an_absence_in_every_language(language, words):
    with translation.override(language):
        assert str(MentorPause.Kind.LEAVE.label) == words
