"""Who reads and does what of development plans over HTTP: company, adviser, coordinator, regional coordinator, and everybody else."""

from datetime import date
from typing import Any

import pytest
from rest_framework.test import APIClient

from network.organisations import joining
from network.organisations.models import Membership
from network.programmes import services as programmes
from network.programmes.models import Appointment
from tests.mentoring.plans.conftest import hand_in, on, written
from tests.world import person

pytestmark = pytest.mark.django_db
DAY = date(2025, 4, 2)


@pytest.fixture
def api():
    """`api(person, path, data)` answers as HTTP does; GET without data."""

    def ask(user: Any, path: str, data: dict | None = None, *, method: str = "post", **headers: str) -> Any:
        client = APIClient()
        client.force_authenticate(user)
        with on(DAY):
            return client.get(f"/api/v1/{path}") if data is None else getattr(client, method)(f"/api/v1/{path}", data, format="json", headers=headers)

    return ask


@pytest.fixture
def regional(incubator, programme, programme_manager):
    """Appointed to the programme, and no manager of it."""
    made = person("Aila Alue", languages=("fi",))
    Membership.objects.create(organisation=incubator, person=made, role=Membership.Role.MEMBER)
    programmes.appoint(by=programme_manager, programme=programme, person=made, organisation=incubator, role=Appointment.Role.COORDINATOR)
    return made


def filled(report, percent: int = 20) -> dict:
    """A report as the API takes it."""
    given = written(report, percent)
    return given | {"progress": [{"goal": goal} | told for goal, told in given["progress"].items()]}


def paths(report) -> tuple[str, str]:
    return f"development-plans/{report.plan_id}/", f"progress-reports/{report.pk}/"


def test_plan_is_read_by_those_who_follow_it_and_by_nobody_else(api, first, founder, adviser, coordinator, regional, support, outsider):
    plan, report = paths(first)
    reads = (plan, f"{plan}history/", f"{plan}advice/", report, f"{report}versions/")
    for user in (founder, adviser, coordinator, regional):
        assert [api(user, path).status_code for path in reads] == [200] * 5, user
        assert [row["id"] for row in api(user, "development-plans/").json()["results"]] == [str(first.plan_id)], user
        assert len(api(user, f"progress-reports/?plan={first.plan_id}").json()["results"]) == 8, user
    deeds = (f"{plan}submit/", f"{plan}approve/", f"{plan}close/", f"{report}submit/", f"{report}approve/", f"{report}skip/", f"{report}remind/")
    for user in (support, outsider):
        assert {api(user, path).status_code for path in reads} == {404}, user
        assert [api(user, path).json()["results"] for path in ("development-plans/", "progress-reports/")] == [[], []], user
        assert {api(user, path, {}).status_code for path in deeds} == {404}, user
        outcome = api(user, "development-plans/bulk/", {"plans": [str(first.plan_id)], "deed": "remind"})
        assert outcome.status_code >= 400 or not any(one["is_done"] for one in outcome.json()), user


def test_each_role_does_its_own_part_and_is_refused_the_others(api, first, founder, adviser, coordinator, regional):
    plan, report = paths(first)
    refused = {
        founder: (f"{plan}close/", f"{plan}assign/", f"{report}approve/", f"{report}skip/", f"{report}due/", f"{plan}advice/"),
        adviser: (f"{plan}assign/", f"{report}submit/"),
        coordinator: (f"{report}submit/", f"{plan}advice/"),
        regional: (f"{report}submit/", f"{plan}advice/"),
    }
    bodies: dict[str, dict] = {"assign/": {"adviser": str(adviser.pk)}, "skip/": {"reason": "We move."}, "due/": {"due_on": "2025-05-05"}}
    bodies |= {"advice/": {"minutes": 30, "about": "Prices"}, f"{report}submit/": filled(first)}
    for user, deeds in refused.items():
        given = [next((body for end, body in bodies.items() if deed.endswith(end)), {}) for deed in deeds]
        assert [api(user, deed, body).status_code for deed, body in zip(deeds, given, strict=True)] == [403] * len(deeds), user
    etag = api(founder, report)["ETag"]
    kept = api(founder, report, {"answers": {"done": "Only for ourselves."}}, method="patch", **{"If-Match": etag})
    assert (kept.status_code, kept.json()["answers"]["done"]) == (200, "Only for ourselves.")
    for user in (adviser, coordinator, regional):
        assert "Only for ourselves." not in api(user, report).content.decode(), user
        assert api(user, report, {"answers": {}}, method="patch", **{"If-Match": api(user, report)["ETag"]}).status_code == 403, user
    assert api(founder, f"{report}submit/", filled(first)).json()["state"] == "submitted"
    assert api(adviser, f"{report}return/", {"comment": "Which shops?"}).json()["state"] == "returned"
    assert api(founder, f"{report}submit/", filled(first, 30)).json()["state"] == "submitted"
    assert api(regional, f"{report}approve/", {}).json()["state"] == "approved"
    assert api(coordinator, f"{plan}assign/", bodies["assign/"]).status_code == 200
    assert api(adviser, f"{plan}advice/", bodies["advice/"]).status_code == 201
    told = [(row["verb"], row["person_name"]) for row in api(founder, f"{plan}history/").json()["results"]]
    assert {("report-submit", str(founder)), ("report-return", str(adviser)), ("report-approve", str(regional))} <= set(told)


def test_former_chair_is_shut_out_at_once_and_the_new_one_reads_it_all(api, first, company, founder):
    plan, report = paths(first)
    chair = person("Uusi Puheenjohtaja", languages=("fi",))
    with on(DAY):
        hand_in(first, founder)
        joining.let_in(organisation=company, person=chair, role=Membership.Role.ADMINISTRATOR, by=founder)
        joining.end(by=founder, membership=Membership.objects.get(organisation=company, person=founder))
    reads = (plan, f"{plan}history/", report, f"{report}versions/")
    assert [api(founder, path).status_code for path in reads] == [404] * 4
    assert api(founder, "development-plans/").json()["results"] == []
    assert api(founder, f"{report}submit/", filled(first)).status_code == 404
    assert [api(chair, path).status_code for path in reads] == [200] * 4
    assert [row["author_name"] for row in api(chair, f"{report}versions/").json()] == ["Elli Lund"]
