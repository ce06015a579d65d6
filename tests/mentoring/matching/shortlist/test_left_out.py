"""Of thousands a page reads a few: parts of the list, and those left out counted by reason, as each would be told."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentoring.matching import wording
from mentoring.matching.engine.facts import Weights
from mentoring.matching.engine.pool import Pool
from mentoring.matching.engine.ranking import order
from mentoring.matching.engine.rules import reasons_against
from mentoring.matching.shortlist import left_out
from mentoring.matching.shortlist.queries import FEW, SHOWN, Part, shortlist
from mentoring.profiles.models import MentorProfile
from mentoring.requests.queries import request_for
from network.accounts.models import User
from tests.mentoring.matching.engine.test_properties import crowds, demands, wishes
from tests.mentoring.requests.conftest import opened
from tests.world import mentor_profile, person

PLAIN = wording.Names(need=str, sector=str, language=str, level=str, country=str, meeting=str)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(wishes, crowds, demands, st.sampled_from([wording.Side.COMPANY, wording.Side.COORDINATOR]))
def test_counted_reason_is_the_first_that_would_be_told(wish, crowd, musts, side):
    pool = Pool.of(crowd)
    found = order(wish, pool, Weights(), musts)
    codes, first = left_out.first_told(found, wish, pool, side)
    for column, it in enumerate(pool.candidates):
        told = wording.left_out_lines(reasons_against(wish, it, musts), PLAIN, side)
        assert (codes[first[column]] if first[column] >= 0 else None) == (told[0][0] if told else None)
    groups = left_out.counted(found, wish, pool, side, few=2)
    assert sum(group.count for group in groups) == len(pool) - found.able
    assert all(len(group.columns) == min(group.count, 2) for group in groups)


@pytest.fixture
def crowded(company, founder, coordinator, incubator, programme):
    """A request, two more who can be asked than are shown at a time, and 8 whose places are taken."""
    for number in range(SHOWN + 2):
        mentor_profile(person(f"Free {chr(65 + number)}", country="NO"), programme)
    for number in range(8):
        mentor_profile(person(f"Full {chr(65 + number)}", country="NO"), programme, places=0)
    User.objects.update(languages=["en"])
    founder.refresh_from_db()
    return request_for(founder, opened(company, founder, programme).pk)


@pytest.mark.django_db
def test_parts_of_the_list_follow_on_each_other(crowded):
    whole = shortlist(crowded, part=Part(size=100))
    first, second = shortlist(crowded), shortlist(crowded, part=Part(after=SHOWN))
    assert (first.able, len(first.matches), first.more, len(second.matches), second.more) == (SHOWN + 2, SHOWN, 2, 2, 0)
    assert [(it.place, it.id) for it in first.matches + second.matches] == [(it.place, it.id) for it in whole.matches]


@pytest.mark.django_db
def test_those_left_out_are_counted_and_read_in_parts(crowded):
    (group,) = shortlist(crowded).groups
    assert (group.code, group.count, len(group.members), group.rest) == ("no_places", 8, FEW, 8 - FEW)
    (first,) = shortlist(crowded, part=Part(size=6, of="no_places")).groups
    (rest,) = shortlist(crowded, part=Part(size=6, of="no_places", of_after=6)).groups
    assert (first.rest, rest.rest) == (2, 0)
    assert {it.profile.pk for it in first.members + rest.members} == set(MentorProfile.objects.filter(places=0).values_list("pk", flat=True))


@pytest.mark.django_db
def test_page_and_api_lead_through_all_of_it(crowded, founder):
    browser = Client()
    browser.force_login(founder)
    here = reverse("shortlist", args=[crowded.pk])
    page = browser.get(here).content.decode()
    assert f'href="?after={SHOWN}"' in page
    assert f"left=no_places&amp;from={FEW}#left" in page
    assert page.count("Free ") >= SHOWN
    assert page.count("<strong>Full ") == FEW
    page = browser.get(f"{here}?after={SHOWN}&left=no_places&from={FEW}").content.decode()
    assert 'href="?after=0"' in page
    assert page.count("<strong>Full ") == 8 - FEW
    assert browser.get(f"{here}?after=nonsense&from=²&left=unknown").status_code == 200
    told = browser.get("/api/v1/matches/", {"request": crowded.pk, "page_size": 5}).json()
    assert told["reasons"] == [{"code": "no_places", "reason": "All places are taken", "count": 8}]
    assert (len(told["left_out"]), len(told["results"])) == (8, 5)
    told = browser.get(told["next"]).json()
    assert (told["reasons"], told["left_out"], told["results"][0]["place"]) == ([], [], 6)
    told = browser.get("/api/v1/matches/", {"request": crowded.pk, "reason": "no_places", "reason_after": 5, "page_size": 2}).json()
    assert len(told["left_out"]) == 2


@pytest.mark.django_db
def test_pages_about_one_candidate_read_that_one(crowded, founder, coordinator):
    full, free = MentorProfile.objects.filter(places=0).last(), MentorProfile.objects.exclude(places=0).last()
    browser = Client()
    coordinator.refresh_from_db()
    for user, name in ((founder, "request-contest-one"), (coordinator, "request-pair")):
        browser.force_login(user)
        assert "All places are taken" in browser.get(reverse(name, args=[crowded.pk, full.pk])).content.decode()
        with CaptureQueriesContext(connection) as asked:
            page = browser.get(reverse(name, args=[crowded.pk, free.pk])).content.decode()
        assert "Fits" in page
        assert not [query for query in asked if "mentoring_mentorexpertise" in query["sql"] and str(full.pk) in query["sql"]]
