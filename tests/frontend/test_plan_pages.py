"""The pages of development plans: begun, handed in, reported on, changed under way, several at once."""

from datetime import date

import pytest
from django.test import Client

from mentoring.plans.models import DevelopmentPlan, ProgressReport
from mentoring.plans.services import DevelopmentPlan as Plan
from tests.mentoring.plans.conftest import BASELINE, START, adviser, first, hand_in, on, plan, regional, running  # noqa: F401

pytestmark = pytest.mark.django_db


def client_of(user) -> Client:
    """Signed in, and reading English."""
    type(user).objects.filter(pk=user.pk).update(languages=["en"])
    client = Client()
    client.force_login(user)
    return client


def test_plan_is_begun_filled_in_and_handed_in(company, founder, adviser, coordinator, programme):  # noqa: F811
    client = client_of(founder)
    with on(START):
        frame = {"starts_on": "2025-01-15", "months": "24", "schedule": "quarter", "report_days": "14"}
        answer = client.post("/plans/new/", frame | {"pair": f"{programme.pk}:{company.pk}"})
        assert answer.status_code == 302, answer.content.decode()
        made = DevelopmentPlan.objects.get()
        page = f"/plans/{made.pk}/"
        assert client.post(page + "submit/").status_code == 409  # no goal yet
        goal = {"what": "Two retailers", "known_by": "Contracts", "by_when": "2026-06-30"}
        assert client.post(page + "goals/new/", goal | {"known_by": ""}).status_code == 400
        answer = client.post(page + "goals/new/", goal)
        assert client.get(answer["Location"]).status_code == 200
        assert client.post(answer["Location"] + "actions/", {"step": "Write to Umeå", "owner": str(founder.pk), "due_on": "2025-03-01"}).status_code == 302
        refused = client.post(page + "submit/")
        assert refused.status_code == 400
        assert refused.content.decode().count("This needs an answer.") == 6  # in the summary, and beside each
        given = {f"q-{key}": value for key, value in BASELINE.items()} | frame
        wrong = client.post(page + "baseline/", given | {"q-people": "many", "revision": ""})
        assert wrong.status_code == 400
        assert "We weave." in wrong.content.decode()
        assert client.post(page + "baseline/", given | {"revision": ""}).status_code == 302
        assert client.post(page + "goals/new/", goal | {"by_when": "2020-01-01"}).status_code == 400
        assert client.post(page + "submit/").status_code == 302
        again = client.post(page + "submit/").content.decode()
        assert ("handed in already" in again, "Being written" in again, "Now it is your turn" in again) == (True, False, False)
        assert "waits for approval" in client.get(page).content.decode()
        assert client.post(page + "approve/").status_code == 403
        assert client_of(coordinator).post(page + "return/", {"comment": ""}).status_code == 400
        assert client_of(coordinator).post(page + "approve/").status_code == 302
    action = made.goals.get().actions.get()
    with on(START):
        assert client.post(f"{page}actions/{action.pk}/done/", {"done": "1"}).status_code == 302
    action.refresh_from_db()
    assert action.done_by == founder
    made.refresh_from_db()
    assert (made.state, made.reports.count()) == ("running", 8)


def filled(report: ProgressReport, percent: int) -> dict:
    told = {f"p-{goal.pk}": str(percent) for goal in report.plan.goals.all()}
    return {"q-done": "We talked to two shops.", "q-mood": "as-planned", "q-turnover": "1 200", "do": "submit", "revision": ""} | told


def test_report_is_written_returned_and_read(first, founder, adviser):  # noqa: F811
    client, page = client_of(founder), f"/plans/reports/{first.pk}/"
    with on(date(2025, 4, 2)):
        assert client.post(page, {"q-done": "A beginning", "do": "save", "revision": "1"}).status_code == 302
        late = client.post(page, {"q-done": "Too late to save", "do": "save", "revision": "1"})
        assert late.status_code == 409
        assert "Too late to save" in late.content.decode()
        assert "A beginning" not in client_of(adviser).get(page).content.decode(), "a draft is the company's"
        assert "Nothing has been handed in yet." in client_of(adviser).get(page).content.decode()
        assert [one.get(f"/plans/{first.plan_id}/").context["turn"] for one in (client, client_of(adviser))] == [first, None]
        goal = first.plan.goals.first()
        missing = client.post(page, filled(first, 25) | {f"p-{goal.pk}": ""})
        assert missing.status_code == 400
        assert "Say how far you are" in missing.content.decode()
        assert client.post(page, filled(first, 25)).status_code == 302
        assert "We talked to two shops." in client_of(adviser).get(page).content.decode()
        assert [one.get(f"/plans/{first.plan_id}/").context["turn"].number for one in (client, client_of(adviser))] == [2, 1]
        assert client_of(adviser).post(page + "return/", {"comment": "Which shops?"}).status_code == 302
        assert "Which shops?" in client.get(page).content.decode()
        assert client.post(page, filled(first, 30)).status_code == 302
        assert client_of(adviser).post(page + "approve/").status_code == 302
        assert client_of(adviser).post(page + "approve/").status_code == 409
        assert "25 %" in client.get(page + "versions/1/").content.decode()
        assert client.get(page + "versions/9/").status_code == 404
        plan_page = client.get(f"/plans/{first.plan_id}/").content.decode()
    assert "<svg" in plan_page
    assert "30\u00a0%" in plan_page


def test_form_is_changed_with_its_impact_shown_first(first, coordinator, founder, programme):  # noqa: F811
    client, page = client_of(coordinator), f"/plans/questions/{programme.pk}/"
    with on(date(2025, 4, 2)):
        client_of(founder).post(f"/plans/reports/{first.pk}/", {"q-help": "A bookkeeper", "do": "save", "revision": ""})
        shown = client.get(page)
        form = shown.context["form"]
        assert shown.content.decode().count('<details class="card">') == len(list(form.report_groups)) + len(list(form.baseline_groups)), "each part is folded"
        data = {name: form[name].value() for name in form.fields}
        data = {name: "on" if value is True else value for name, value in data.items() if value not in (None, False)}
        data |= {"report-3-gone": "on", "report-new-kind": "choice", "report-new-en": "Where do you sell?", "report-new-options": "At home | kotona\nAbroad"}
        preview = client.post(page, data)
        words = preview.content.decode()
        assert "What do you need help with?" in words
        assert "Where do you sell?" in words
        assert "A bookkeeper" not in words
        assert programme.plan_templates.count() == 1
        kept = client.post(page, data | {"do": "keep"})
        assert kept.status_code == 302, kept.content.decode()
        assert client.post(page, data | {"do": "keep"}).status_code == 409
        refused = client.post(page, data | {"report-new-options": "", "number": "2"})
        assert refused.status_code == 400
        opened = [bool(group.is_open) for group in refused.context["form"].report_groups]
        assert opened == [*[False] * 3, True, *[False] * (len(opened) - 5), True], "what was changed or is wrong stands open"
        assert refused.content.decode().count('<details class="card" open>') == 2
    newest = programme.plan_templates.first()
    assert [question["key"] for question in newest.report[:3]] == ["done", "mood", "turnover"]
    assert newest.report[3]["options"][0]["labels"] == {"en": "At home", "fi": "kotona"}
    assert client_of(founder).get(page).status_code == 403


def test_coordinator_does_one_thing_to_several_plans(first, coordinator, founder):  # noqa: F811
    client = client_of(coordinator)
    with on(date(2025, 4, 2)):
        hand_in(first, founder)
        assert str(first.plan_id) in client.get("/plans/").content.decode()
        page = client.get("/plans/several/", {"plan": [str(first.plan_id), "nonsense"]})
        assert "Verkstad Sund" in page.content.decode()
        answer = client.post("/plans/several/", {"plan": [str(first.plan_id)], "deed": "approve"})
        assert "Done for 1 of 1 plan" in answer.content.decode()
        again = client.post("/plans/several/", {"plan": [str(first.plan_id)], "deed": "approve"})
        assert "There is no report that waits." in again.content.decode()
        assert client.post("/plans/several/", {"plan": [str(first.plan_id)], "deed": "move-due"}).status_code == 400
    first.refresh_from_db()
    assert first.state == "approved"


def test_regional_coordinator_and_adviser_act_on_the_report(first, adviser, regional):  # noqa: F811
    page = f"/plans/reports/{first.pk}/"
    with on(date(2025, 4, 23)):
        assert "Late" in client_of(regional).get("/plans/").content.decode()
        assert client_of(adviser).post(page + "remind/").status_code == 302
        assert client_of(adviser).post(page + "due/", {"due_on": "2025-05-01"}).status_code == 302
        assert "2 May 2025" in client_of(adviser).get(page).content.decode(), "May Day is a holiday"
        assert client_of(adviser).post(page + "skip/", {"reason": ""}).status_code == 400
        assert client_of(adviser).post(page + "skip/", {"reason": "A move"}).status_code == 302
        assert client_of(adviser).post(page + "unskip/").status_code == 302
        advice = client_of(adviser).post(f"/plans/{first.plan_id}/advice/", {"minutes": "45", "about": "Prices", "given_at": ""})
        assert advice.status_code == 302
        entry = Plan.objects.get(pk=first.plan_id).advice.get()
        assert client_of(adviser).post(f"/plans/{first.plan_id}/advice/{entry.pk}/", {"minutes": "60"}).status_code == 302
        assert client_of(adviser).get(f"/plans/{first.plan_id}/history/").status_code == 200
