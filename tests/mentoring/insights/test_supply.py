"""Where mentors' hours are short: by need and by language, for coordinators of the programme alone."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mentoring.insights.supply import balance_for
from mentoring.profiles.models import MentorApproval, MentorPause
from mentoring.requests import answers
from network.core import clock
from network.core.errors import NotVisible
from tests.mentoring.requests.conftest import choice_of, draft, opened, sent
from tests.world import mentor_profile, organisation, person

pytestmark = pytest.mark.django_db


def by_code(lines):
    return {line.code: (line.asked, line.free, line.short) for line in lines}


@pytest.fixture
def scene(company, founder, company2, founder2, programme, mentor, mentor2, coordinator, incubator):
    """Pricing asked twice, copyright and contracts once; two mentors of four hours each, both know pricing."""
    opened(company, founder, programme, needs=["pricing", "ip_copyright"], languages={"sv": 2}, hours_per_month=6)
    opened(company2, founder2, programme, needs=["pricing", "contracts_negotiation"], languages={"fi": 2, "en": 2}, hours_per_month=3)
    draft(company, founder, programme, needs=["pricing"])


def test_hours_asked_and_free_by_need_and_language(scene, coordinator, programme):
    found = balance_for(coordinator, programme.pk)
    assert (found.total.asked, found.total.free, found.total.requests, found.total.mentors) == (9, 8, 2, 2)
    needs = by_code(found.needs)
    assert needs["pricing"] == (9, 8, 1)
    assert needs["ip_copyright"] == (6, 0, 6)
    assert needs["contracts_negotiation"] == (3, 4, 0)
    assert needs["internationalisation_export"] == (0, 4, 0)
    assert [line.code for line in found.needs][:2] == ["ip_copyright", "pricing"]
    assert by_code(found.languages)["fi"] == (3, 0, 3)
    assert by_code(found.languages)["sv"] == (6, 8, 0)


def test_who_is_away_full_or_not_approved_has_no_hours(scene, coordinator, programme, mentor, mentor2):
    MentorPause.objects.create(profile=mentor.mentor_profile, starts_on=clock.today())
    assert balance_for(coordinator, programme.pk).total.free == 4
    MentorApproval.objects.filter(profile=mentor2.mentor_profile).update(state="ended")
    assert balance_for(coordinator, programme.pk).total.free == 0


def test_season_and_promised_hours_are_taken_off(company, founder, programme, mentor, coordinator, incubator, noon):
    with clock.at(noon):
        answers.accept(choice=choice_of(sent(company, founder, programme, mentor), mentor), by=mentor)
        assert balance_for(coordinator, programme.pk).total.free == 2
        MentorPause.objects.create(profile=mentor.mentor_profile, starts_on=noon.date(), ends_on=noon.date(), hours=Decimal("2.5"))
        assert balance_for(coordinator, programme.pk).total.free == Decimal("0.5")


def test_others_do_not_see_it(scene, programme, founder, mentor, support, support_organisation):
    for somebody in (founder, mentor, support):
        with pytest.raises(NotVisible):
            balance_for(somebody, programme.pk)


def test_page_shows_picture_and_table_and_the_api_says_the_same(scene, coordinator, programme):
    browser = Client()
    browser.force_login(coordinator)
    page = browser.get("/coordination/hours/").content.decode()
    assert "<svg" in page
    assert page.count("<table") == 2
    languages = browser.get("/coordination/hours/?by=languages").content.decode()
    assert languages.count("<svg") >= 1
    (row,) = browser.get("/api/v1/reports/supply/").json()["results"]
    told = browser.get(f"/api/v1/reports/supply/{row['id']}/").json()
    assert (told["total"]["asked"], told["total"]["free"]) == (9.0, 8.0)
    assert told["needs"][0]["short"] == 6.0


def test_empty_programme_says_what_comes(coordinator, incubator, programme, founder, company):
    browser = Client()
    for reader in (coordinator, founder):
        browser.force_login(reader)
        assert browser.get("/coordination/hours/").status_code == 200


def cost(reader, programme):
    with CaptureQueriesContext(
        connection,
    ) as found:
        balance_for(reader, programme.pk)
    return len(found)


def test_queries_are_as_many_for_many(scene, coordinator, programme):
    before = cost(coordinator, programme)
    for number in range(6):
        mentor_profile(person(f"Mentor {number}", country="NO"), programme)
        contact = person(f"Founder {number}")
        opened(organisation(f"Firm {number}", "company", members=(contact,)), contact, programme)
    assert cost(coordinator, programme) == before
