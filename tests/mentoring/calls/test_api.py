"""Calls and applications over HTTP."""

from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from mentoring.calls import handing
from mentoring.calls.models import Application
from network.core import clock
from tests.mentoring.calls.conftest import ANSWERS, QUESTIONS

pytestmark = pytest.mark.django_db


def signed_in(user) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def test_a_call_goes_from_its_making_to_an_application(coordinator, incubator, programme, founder, company, opening):
    staff, firm = signed_in(coordinator), signed_in(founder)
    given = {
        "programme": str(programme.pk), "incubator": str(incubator.pk), "titles": {"en": "Spring"}, "languages": ["en"], "time_zone": "Europe/Oslo",
        "opens_at": opening.isoformat(), "closes_at": (opening + timedelta(days=14)).isoformat(),
    }  # fmt: skip
    assert signed_in(founder).post("/api/v1/calls/", given, format="json").status_code in (403, 404)
    made = staff.post("/api/v1/calls/", given, format="json").json()
    call = f"/api/v1/calls/{made['id']}/"
    assert staff.post(f"{call}publish/").json()["code"] == "no-questions"
    wrong = staff.put(f"{call}form/", {"questions": [{"key": "Idea!", "kind": "text", "labels": {"en": "?"}}]}, format="json")
    assert list(wrong.json()["errors"]) == ["questions.0.key"]
    assert staff.put(f"{call}form/", {"questions": QUESTIONS}, format="json").json()["number"] == 1
    assert firm.get(call).status_code == 404
    assert staff.post(f"{call}publish/").json()["state"] == "published"
    assert staff.patch(call, {"closes_at": made["opens_at"]}, format="json").status_code == 400
    assert set(staff.patch(call, {"closes_at": "9999-12-31T23:59:00+01:00"}, format="json").json()["errors"]) == {"closes_at"}  # no hour in Helsinki
    begun = firm.post(f"{call}apply/", {"company": str(company.pk)}, format="json").json()
    one = f"/api/v1/applications/{begun['id']}/"
    assert firm.patch(one, {"answers": ANSWERS}, format="json").status_code == 428
    kept = firm.patch(one, {"answers": ANSWERS}, format="json", headers={"If-Match": f'"{begun["version"]}"'})
    assert (kept.status_code, kept.headers["ETag"]) == (200, f'"{begun["version"] + 1}"')
    assert staff.get(one).status_code == 404
    assert firm.post(f"{one}submit/").json()["stage"] == "submitted"
    read = staff.get(one).json()
    assert (read["role"], read["answers"]) == ("coordinator", ANSWERS)
    assert [row["id"] for row in staff.get(f"/api/v1/applications/?call={made['id']}").json()["results"]] == [begun["id"]]
    assert firm.get(f"{one}submissions/").json()[0]["number"] == 1
    assert firm.post(f"{call}apply/", {"company": str(company.pk)}, format="json").json()["code"] == "begun"


def test_old_version_is_merged_by_question_and_clashes_tell_both_texts(draft, founder):
    firm, one = signed_in(founder), f"/api/v1/applications/{draft.pk}/"
    old = {"If-Match": '"1"'}
    assert firm.patch(one, {"answers": {"idea": "One"}}, format="json", headers=old).status_code == 200
    assert firm.patch(one, {"answers": {"people": 4}}, format="json", headers=old).status_code == 200
    refused = firm.patch(one, {"answers": {"idea": "Two", "people": 4}}, format="json", headers=old)
    assert refused.status_code == 412
    assert refused.json()["clashes"] == [{"question": "idea", "yours": "Two", "theirs": "One"}]
    assert firm.patch(one, {"answers": {"idea": "x" * 3001}}, format="json", headers={"If-Match": "*"}).json()["errors"].keys() == {"answers.idea"}
    assert Application.objects.get().answers == {"idea": "One", "people": 4}


@pytest.mark.parametrize("answers", [{str(n): "x" for n in range(5000)}, {"idea": {"a": 1}}, {"idea": "\x00"}, {"people": 10**400}, []])
def test_bad_answers_get_a_sentence(draft, founder, answers):
    refused = signed_in(founder).patch(f"/api/v1/applications/{draft.pk}/", {"answers": answers}, format="json", headers={"If-Match": "*"})
    assert refused.status_code == 400
    assert refused.json()["errors"]


def test_five_thousand_of_the_longest_answers_are_refused_before_they_are_read(draft, founder):
    answers = {f"q{n}": "å" * 10_000 for n in range(5000 // 50)}
    refused = signed_in(founder).patch(f"/api/v1/applications/{draft.pk}/", {"answers": answers}, format="json", headers={"If-Match": "*"})
    assert refused.status_code in (400, 413)
    assert refused.json()["title"]
    assert Application.objects.get().answers == {}


def test_late_is_told_with_the_instant(filled, founder, call):
    with clock.at(call.closes_at):
        refused = signed_in(founder).post(f"/api/v1/applications/{filled.pk}/submit/")
    assert (refused.status_code, refused.json()["code"], refused.json()["closed_at"]) == (409, "closed", call.closes_at.isoformat())


def test_list_costs_the_same_for_one_and_for_twenty(handed_in, call, coordinator):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from mentoring.calls import writing
    from network.organisations.models import Kind
    from network.programmes.models import Participation
    from tests.world import organisation, person

    staff = signed_in(coordinator)
    with CaptureQueriesContext(connection) as few:
        staff.get("/api/v1/applications/")
    for number in range(4):
        someone = person(f"Kari {number} Holm")
        firm = organisation(f"Firm {number}", Kind.COMPANY, members=(someone,))
        Participation.objects.create(programme=call.programme, organisation=firm)
        made = writing.begin(call=call, company=firm, by=someone)
        writing.write(application=made, by=someone, answers=ANSWERS, seen=1)
        handing.submit(application=made, by=someone)
    with CaptureQueriesContext(connection) as many:
        assert len(staff.get("/api/v1/applications/").json()["results"]) == 5
    assert len(many) == len(few)
