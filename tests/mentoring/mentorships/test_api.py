from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from mentoring.mentorships import records, sessions
from mentoring.mentorships.models import Mentorship, Session
from network.core import clock
from network.ledger.models import SupportRecord

ROOT = "/api/v1"


@pytest.fixture
def as_():
    def sign_in(person) -> APIClient:
        api = APIClient()
        api.force_login(person)
        return api

    return sign_in


def test_agreement_over_the_api_with_if_match(as_, agreeing, founder, mentor):
    api, url = as_(founder), f"{ROOT}/mentorships/{agreeing.pk}/"
    tag = api.get(url)["ETag"]
    assert api.patch(f"{url}agreement/", {"months": 3}).status_code == 428
    changed = api.patch(f"{url}agreement/", {"months": 3}, headers={"If-Match": tag})
    assert changed.data["agreement_version"] == 2
    assert api.patch(f"{url}agreement/", {"months": 4}, headers={"If-Match": tag}).status_code == 412
    assert api.post(f"{url}accept/", {"version": 1}).json()["code"] == "version"
    for person in (founder, mentor):
        answer = as_(person).post(f"{url}accept/", {"version": 2})
    assert answer.data["state"] == "active"


@pytest.mark.parametrize(
    "body", [{"months": 0}, {"months": "six"}, {"frequency": "never"}, {"goals": "x" * 5000}, {"goals": "  "}, {"state": "ended"}, {"hours_per_month": 90}]
)
def test_agreement_refuses_what_cannot_be(as_, agreeing, founder, body):
    api, url = as_(founder), f"{ROOT}/mentorships/{agreeing.pk}/"
    answer = api.patch(f"{url}agreement/", body, headers={"If-Match": "*"})
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == set(body)
    assert Mentorship.objects.get().agreement_version == 1


def test_a_session_over_the_api_from_proposal_to_contest(as_, mentorship, founder, mentor, coordinator):
    proposal = {"mentorship": str(mentorship.pk), "topic": "Prices", "message": "Hej", "times": ["2027-02-12T10:00:00+02:00", "2027-02-15T08:00:00Z"]}
    made = as_(founder).post(f"{ROOT}/sessions/", proposal)
    assert made.status_code == 201, made.content
    url = f"{ROOT}/sessions/{made.data['id']}/"
    time = made.data["times"][0]["id"]
    assert as_(founder).post(f"{url}accept/", {"time": time}).json()["code"] == "own-proposal"
    assert as_(mentor).post(f"{url}accept/", {"time": time}).data["state"] == "confirmed"
    moved = as_(mentor).post(f"{url}move/", {"times": ["2027-02-16T08:00:00Z"]})
    assert (moved.data["state"], moved.data["starts_at"]) == ("proposed", "2027-02-12T09:00:00+01:00")  # on the reader's clock
    assert as_(founder).post(f"{url}keep/").data["state"] == "confirmed"
    assert as_(mentor).post(f"{url}hold/", {"minutes": 50}).json()["code"] == "not-begun"
    with clock.at(Session.objects.get().starts_at + timedelta(hours=1)):
        assert as_(mentor).post(f"{url}hold/", {"minutes": 50, "notes": "Ours"}).data["state"] == "held"
        assert as_(founder).get(url).data["notes"] == "Ours"
        assert (as_(coordinator).get(url).data["notes"], as_(coordinator).get(url).data["message"]) == ("", "")
        assert as_(founder).post(f"{url}contest/", {"minutes": 30, "note": "Late"}).data["contested_minutes"] == 30
        assert as_(founder).post(f"{url}feedback/", {"score": 5}).status_code == 201
        assert len(as_(coordinator).get(f"{url}feedback/").data) == 1
        assert as_(mentor).get(f"{url}feedback/").data == []
    lines = as_(coordinator).get(f"{ROOT}/support-records/").json()["results"]
    assert [line["minutes"] for line in lines] == [30, 50]
    assert [line["minutes"] for line in as_(founder).get(f"{ROOT}/support-records/?standing=true").json()["results"]] == [30]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"times": []}, "times"),
        ({"times": ["2027-02-01T08:00:00Z"]}, "times"),
        ({"times": ["tomorrow"]}, "times.0"),
        ({"times": ["2027-02-12T08:00:00Z"] * 6}, "times"),
        ({"topic": ""}, "topic"),
        ({"topic": "x" * 200}, "topic"),
        ({"format": "in-person"}, "place"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"minutes": 5}, "minutes"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_proposal_that_cannot_be_names_the_field(as_, mentorship, founder, change, field):
    body = {"mentorship": str(mentorship.pk), "topic": "Prices", "times": ["2027-02-12T08:00:00Z"]} | change
    answer = as_(founder).post(f"{ROOT}/sessions/", body)
    assert answer.status_code == 400
    assert any(name.startswith(field.split(".")[0]) for name in answer.json()["errors"])


def test_a_taken_slot_answers_409_with_fresh_slots(as_, proposed, mentor, noon):
    from network.calendars.services import book

    book([mentor], noon + timedelta(days=2), noon + timedelta(days=2, hours=1), source=mentor.mentor_profile, by=mentor)
    answer = as_(mentor).post(f"{ROOT}/sessions/{proposed.pk}/accept/", {"time": str(proposed.times.first().pk)})
    assert answer.status_code == 409
    assert answer.json()["code"] == "slot-taken"
    assert answer.json()["slots"]


def test_the_same_key_proposes_once(as_, mentorship, founder):
    body = {"mentorship": str(mentorship.pk), "topic": "Prices", "times": ["2027-02-12T08:00:00Z"]}
    answers = [as_(founder).post(f"{ROOT}/sessions/", body, headers={"Idempotency-Key": "one"}) for _time in range(2)]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert Session.objects.count() == 1


@pytest.mark.parametrize("who", ["outsider", "founder2", "investor", "mentor2"])
def test_others_get_404_and_empty_lists(request, as_, confirmed, mentor, who):
    with clock.at(confirmed.starts_at + timedelta(hours=1)):
        records.hold(session=confirmed, by=mentor, minutes=50)
    api = as_(request.getfixturevalue(who))
    line = SupportRecord.objects.get()
    for path in (
        f"mentorships/{confirmed.mentorship_id}",
        f"mentorships/{confirmed.mentorship_id}/free-times",
        f"sessions/{confirmed.pk}",
        f"support-records/{line.pk}",
    ):
        assert api.get(f"{ROOT}/{path}/").status_code == 404
    for path in ("mentorships", "sessions", "support-records", "follow-ups", "check-ins", "follow-up-rules"):
        assert api.get(f"{ROOT}/{path}/").json()["results"] == []
    assert api.post(f"{ROOT}/sessions/{confirmed.pk}/cancel/", {}).status_code == 404


def test_free_times_are_for_the_two_alone(as_, mentorship, founder, coordinator):
    url = f"{ROOT}/mentorships/{mentorship.pk}/free-times/?minutes=60"
    assert len(as_(founder).get(url).data) == 12
    assert as_(coordinator).get(url).status_code == 403
    assert as_(founder).get(f"{ROOT}/mentorships/{mentorship.pk}/free-times/?minutes=2").status_code == 400


def test_lists_ask_the_database_as_often_for_one_row_as_for_many(as_, mentorship, founder, mentor, plan, noon):
    api = as_(founder)

    def add(day):
        made = sessions.propose(mentorship=mentorship, by=founder, plan=plan, times=[noon + timedelta(days=day)])
        made = sessions.accept(session=made, by=mentor, time=noon + timedelta(days=day))
        with clock.at(noon + timedelta(days=day, hours=2)):
            records.hold(session=made, by=mentor, minutes=45)

    def counts():
        found = []
        for path in ("mentorships", "sessions", "support-records", "follow-ups", "check-ins"):
            with CaptureQueriesContext(connection) as seen:
                assert api.get(f"{ROOT}/{path}/").status_code == 200
            found.append(len(seen))
        return found

    add(1)
    counts()
    before = counts()
    for day in (2, 5, 6, 7):
        add(day)
    assert counts() == before


def test_follow_ups_and_answers_over_the_api(as_, mentorship, founder, mentor, coordinator, noon):
    from mentoring.followups import services

    with clock.at(noon + timedelta(days=30)):
        services.ask_due()
        [question] = as_(founder).get(f"{ROOT}/follow-ups/").json()["results"]
        url = f"{ROOT}/follow-ups/{question['id']}/answer/"
        assert "Johan" in question["question"]
        assert as_(mentor).post(url, {"score": 3}).status_code == 404
        assert as_(coordinator).post(url, {"score": 3}).status_code == 403
        assert as_(founder).post(url, {"score": 9}).status_code == 400
        assert as_(founder).post(url, {"score": 3, "comment": "Well"}).json()["score"] == 3
    assert as_(coordinator).get(f"{ROOT}/check-ins/").json()["results"][0]["comment"] == "Well"
    assert as_(mentor).get(f"{ROOT}/check-ins/").json()["results"] == []


def test_rules_over_the_api_are_for_coordinators(as_, mentorship, coordinator, founder):
    rules = as_(coordinator).get(f"{ROOT}/follow-up-rules/").json()["results"]
    assert {rule["key"] for rule in rules} == {"pulse", "after-session", "closing"}
    url = f"{ROOT}/follow-up-rules/{rules[0]['id']}/"
    assert as_(coordinator).patch(url, {"offset_days": 14}).json()["offset_days"] == 14
    assert as_(coordinator).patch(url, {"offset_days": -1}).status_code == 400
    assert as_(founder).patch(url, {"offset_days": 14}).status_code == 404
