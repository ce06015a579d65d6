"""Forms that make a row, sent twice: with the key that they were drawn with they make one, whoever else makes something meanwhile."""

import re
from datetime import date

import pytest
from django.test import Client

from mentoring.calls import building
from mentoring.cohorts.models import Cohort
from mentoring.cohorts.queries import pairs_for
from network.ledger.models import SupportRecord
from tests.frontend.test_plan_pages import client_of
from tests.mentoring.calls.conftest import call, draft_call, opening  # noqa: F401
from tests.mentoring.cohorts.conftest import cohort, draft, now  # noqa: F401
from tests.mentoring.plans.conftest import adviser, on, plan, regional, running  # noqa: F401
from tests.parallel import at_once


def drawn(client: Client, page: str) -> str:
    """The key in the form of a page."""
    found = re.findall(r'name="once" value="([^"]+)"', client.get(page).content.decode())
    assert len(found) == 1, found
    return found[0]


@pytest.mark.django_db(transaction=True)
def test_advice_and_a_cohort_sent_twice_at_once_are_one_each(running, adviser, coordinator):  # noqa: F811
    page = f"/plans/{running.pk}/"
    with on(date(2025, 2, 3)):
        client, other = client_of(adviser), client_of(adviser)
        typed = {"minutes": "45", "about": "Prices", "once": drawn(client, page)}
        both = at_once(*(lambda one=one: one.post(page + "advice/", typed) for one in (client, other)))
        assert [(answer.status_code, answer["Location"]) for answer in both] == [(302, page)] * 2
        assert running.advice.count() == SupportRecord.objects.count() == running.entries.filter(verb="advice").count() == 1
        client, other = client_of(coordinator), client_of(coordinator)
        typed = {
            "pair": pairs_for(coordinator).get().pk, "languages": ["en"], "names_en": "Spring", "starts_on": "2025-02-10", "ends_on": "2025-06-10",
            "time_zone": "Europe/Stockholm", "once": drawn(client, "/cohorts/new/"),
        }  # fmt: skip
        both = at_once(*(lambda one=one: one.post("/cohorts/new/", typed) for one in (client, other)))
    made = Cohort.objects.get()
    assert [answer["Location"] for answer in both] == [f"/cohorts/{made.pk}/companies/"] * 2


@pytest.mark.django_db
def test_key_is_for_one_person_one_form_and_the_same_words(running, adviser, coordinator, founder):  # noqa: F811
    page = f"/plans/{running.pk}/"
    with on(date(2025, 2, 3)):
        client = client_of(adviser)
        typed = {"minutes": "45", "about": "Prices", "once": drawn(client, page)}
        assert client.post(page + "advice/", typed).status_code == 302
        other = client.post(page + "advice/", typed | {"minutes": "60"})
        assert (other.status_code, "sent already" in other.content.decode()) == (409, True)
        renewed = re.findall(r'name="once" value="([^"]+)"', other.content.decode())[0]
        assert client.post(page + "advice/", typed | {"minutes": "60", "once": renewed}).status_code == 302
        assert sorted(running.advice.values_list("minutes", flat=True)) == [45, 60]
        goal = {"what": "Sell abroad", "known_by": "An invoice", "by_when": "2026-06-30"}
        for key in (typed["once"], drawn(client_of(coordinator), page + "goals/new/"), str(running.advice.first().pk), "x" * 10_000):
            refused = client.post(page + "goals/new/", goal | {"once": key})
            assert (refused.status_code, "send it once more" in refused.content.decode()) == (400, True)
        assert running.goals.count() == 2


@pytest.mark.django_db
def test_goal_sent_twice_is_one(running, adviser):  # noqa: F811
    with on(date(2025, 2, 3)):
        client, page = client_of(adviser), f"/plans/{running.pk}/goals/new/"
        typed = {"what": "Sell abroad", "known_by": "An invoice", "by_when": "2026-06-30", "once": drawn(client, page)}
        assert client.post(page, typed)["Location"] == client.post(page, typed)["Location"]
    assert running.goals.count() == 3


@pytest.mark.django_db
def test_session_sent_twice_invites_once_and_a_cohort_begins_once(draft, coordinator):  # noqa: F811
    client, page = client_of(coordinator), f"/cohorts/{draft.pk}/"
    answers = [client.post(page + "begin/", follow=True) for _time in range(2)]
    assert [answer.redirect_chain for answer in answers] == [[(page, 302)]] * 2
    assert "That is done already" in answers[1].content.decode()
    typed = {"title": "Pricing", "starts_at": "2027-02-17T10:00", "ends_at": "2027-02-17T12:00", "place": "Umeå", "once": drawn(client, page + "sessions/new/")}
    assert [client.post(page + "sessions/new/", typed).status_code for _time in range(2)] == [302, 302]
    assert draft.sessions.count() == 1


@pytest.mark.django_db
def test_question_sent_twice_is_asked_once(call, coordinator):  # noqa: F811
    client, page = client_of(coordinator), f"/calls/{call.pk}/form/new/?kind=choice"
    typed = {f"{name}_{code}": words for code in call.languages for name, words in (("labels", "Which?"), ("option_0", "Wood"), ("option_1", "Metal"))}
    typed |= {"most": "1", "option_0_key": "", "option_1_key": ""}
    before = len(building.working(call))
    both = [client.post(page, typed) for _time in range(2)]
    call.refresh_from_db()
    assert [answer.status_code for answer in both] == [302, 302], both[0].content.decode()
    assert both[0]["Location"] == both[1]["Location"]
    assert len(building.working(call)) == before + 1
