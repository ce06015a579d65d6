"""The same through the API."""

import pytest
from rest_framework.test import APIClient

from network.core import clock
from tests.mentoring.requests.conftest import choice_of, opened, sent

pytestmark = pytest.mark.django_db
BASE = "/api/v1"


def api(person):
    client = APIClient()
    client.force_authenticate(person)
    return client


def test_request_from_draft_to_acceptance(company, founder, programme, mentor, noon):
    with clock.at(noon):
        client = api(founder)
        body = {"company": str(company.pk), "programme": str(programme.pk), "needs": ["pricing"], "languages": {"sv": 2}, "goal": "Norway"}
        made = client.post(f"{BASE}/mentoring-requests/", body)
        assert made.status_code == 201
        url = f"{BASE}/mentoring-requests/{made.data['id']}"
        assert client.post(f"{url}/open/").data["state"] == "open"
        matches = client.get(f"{BASE}/matches/", {"request": made.data["id"]}).data
        assert matches["results"][0]["name"] == "Johan Åström"
        assert matches["results"][0]["criteria"][0]["words"] == "Knows it well; your first need"
        chosen = client.post(f"{url}/choose/", {"choices": [str(matches["results"][0]["candidate"])]})
        assert [c["name"] for c in chosen.data["choices"]] == ["Johan Åström"]
        assert client.post(f"{url}/send/").data["state"] == "asking"
        (asked,) = api(mentor).get(f"{BASE}/choices/").data["results"]
        assert asked["company_name"] == "Verkstad Sund"
        answer = api(mentor).post(f"{BASE}/choices/{asked['id']}/accept/")
        assert answer.status_code == 200
        assert answer.data["mentorship"]
        assert client.get(f"{url}/").data["state"] == "accepted"


def test_one_who_is_asked_reads_no_rank_and_no_others(company, founder, programme, mentor, mentor2, noon):
    with clock.at(noon):
        sent(company, founder, programme, mentor, mentor2)
    (asked,) = api(mentor).get(f"{BASE}/choices/").data["results"]
    assert not {"rank", "fit", "choices", "explanation", "proposed_by"} & set(asked)
    assert "Ingrid" not in str(asked)


@pytest.mark.parametrize(
    "body",
    [
        {"needs": "pricing"},
        {"needs": [1, {}]},
        {"languages": ["sv"]},
        {"languages": {"sv": "fluent"}},
        {"goal": 5 * ["x"]},
        {"surprise": 1},
        {"state": "accepted"},
        {"hours_per_month": "many"},
        {"hours_per_month": "0.1"},
        {"goal": "x" * 1_000_001},
        {"programme": "not-an-id"},
        {"target": "friend"},
    ],
)
def test_bad_input_is_a_problem_with_its_field(company, founder, programme, body):
    given = {"company": str(company.pk), "programme": str(programme.pk), **body}
    answer = api(founder).post(f"{BASE}/mentoring-requests/", given)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert any(key.split(".")[0] in body for key in answer.data["errors"])


def test_late_acceptance_is_409_and_the_cascade_goes_on(company, founder, programme, mentor, mentor2, noon):
    with clock.at(noon):
        request = sent(company, founder, programme, mentor, mentor2)
        mentor.mentor_profile.places = 0
        mentor.mentor_profile.save()
        answer = api(mentor).post(f"{BASE}/choices/{choice_of(request, mentor).pk}/accept/")
    assert (answer.status_code, answer.data["code"]) == (409, "no_places")
    assert choice_of(request, mentor2).state == "asked"


def test_late_acceptance_with_an_idempotency_key_leaves_it_to_the_sweep(company, founder, programme, mentor, mentor2, noon):
    from mentoring.requests.services import advance_due

    with clock.at(noon):
        request = sent(company, founder, programme, mentor, mentor2)
        mentor.mentor_profile.places = 0
        mentor.mentor_profile.save()
        answer = api(mentor).post(f"{BASE}/choices/{choice_of(request, mentor).pk}/accept/", headers={"Idempotency-Key": "k"})
        assert answer.status_code == 409
    due = choice_of(request, mentor).next_reminder_at or noon
    with clock.at(max(due, noon)):
        advance_due()
    assert choice_of(request, mentor2).state == "asked"


def test_same_key_opens_one_mentorship(company, founder, programme, mentor, noon):
    with clock.at(noon):
        request = sent(company, founder, programme, mentor)
        url = f"{BASE}/choices/{choice_of(request, mentor).pk}/accept/"
        first, second = (api(mentor).post(url, headers={"Idempotency-Key": "k"}) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert str(first.data["mentorship"]) == str(second.data["mentorship"])


def test_others_get_404(company, founder, programme, mentor, mentor2, outsider, noon):
    with clock.at(noon):
        request = sent(company, founder, programme, mentor)
    choice = choice_of(request, mentor)
    for client in (api(outsider), api(mentor2)):
        assert client.get(f"{BASE}/mentoring-requests/{request.pk}/").status_code == 404
        assert client.get(f"{BASE}/matches/", {"request": str(request.pk)}).status_code == 404
        for verb in ("accept", "decline", "ask", "reply", "approve", "refuse"):
            assert client.post(f"{BASE}/choices/{choice.pk}/{verb}/", {}).status_code == 404
    assert api(founder).post(f"{BASE}/choices/{choice.pk}/accept/").status_code == 403


def test_lists_cost_the_same_for_one_and_for_twenty(company, founder, programme, mentor, noon):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.world import mentor_profile, person

    def cost(client, url):
        with CaptureQueriesContext(connection) as found:
            assert client.get(url).status_code == 200
        return len(found)

    with clock.at(noon):
        sent(company, founder, programme, mentor)
        urls = [(api(founder), f"{BASE}/mentoring-requests/"), (api(mentor), f"{BASE}/choices/"), (api(founder), f"{BASE}/mentors/")]
        before = [cost(*pair) for pair in urls]
        for n in range(19):
            opened(company, founder, programme)
            sent(company, founder, programme, mentor)
            mentor_profile(person(f"Mentor {chr(65 + n)}", country="NO"), programme)
        assert [cost(*pair) for pair in urls] == before


def test_mentor_changes_the_own_profile_and_nobody_elses(mentor, founder, company):
    client = api(mentor)
    answer = client.patch(f"{BASE}/mentors/me/", {"places": 4, "expertise": {"pricing": 4}, "languages": {"sv": 4}}, headers={"If-Match": "*"})
    assert (answer.status_code, answer.data["places"], answer.data["expertise"]) == (200, 4, {"pricing": 4})
    assert client.patch(f"{BASE}/mentors/me/", {"places": 21}).status_code == 400
    assert client.patch(f"{BASE}/mentors/me/", {"person": "x"}).status_code == 400
    assert api(founder).get(f"{BASE}/mentors/me/").status_code == 404
    today = clock.today(mentor.time_zone).isoformat()
    assert len(client.post(f"{BASE}/mentors/me/pause/", {"starts_on": today}).data["pauses"]) == 1
    assert client.post(f"{BASE}/mentors/me/resume/").data["pauses"] == []


def test_people_without_standing_see_no_mentors(mentor, support):
    assert api(support).get(f"{BASE}/mentors/").data["results"] == []
