"""CreaCoop's cooperatives: each with a plan followed over two years, enacted through the services, and read back in its pages."""

from datetime import timedelta

import pytest
from django.test import Client

from mentoring.demo import cases, network, plans, story
from mentoring.demo.cast import ADMIN, COMPANIES
from mentoring.plans import queries
from mentoring.plans.models import DevelopmentPlan, ProgressReport, ReportVersion
from mentoring.plans.progress import curve_of
from network.accounts.models import User
from network.core import clock
from network.ledger.models import SupportRecord
from network.notifications.models import Delivery
from network.programmes.services import join

pytestmark = pytest.mark.django_db


ENACTED = ("Turun Taidepaja", "Salon Säie", "Uudenkaupungin Näyttämö", "Aura Ääni")  # what can happen to one; `make demo` enacts all


@pytest.fixture
def followed(settings, tmp_path):
    """The eleven, without the rest of their lives."""
    settings.DEMO, settings.VAR = True, tmp_path
    with clock.at(clock.unpinned_now() - timedelta(days=network.FOLLOWED)):
        programme = cases.enact(plans.CASE, admin=story.somebody(ADMIN, is_staff=True, is_superuser=True))
        for group in COMPANIES:
            if network._is_followed(group):
                company = story.company(group)
                join(by=company.memberships.get().person, company=company, programme=programme)
    for name in ENACTED:
        plans.enact(name)
    return programme


def test_cooperatives_were_followed_for_two_years_and_it_reads_back(followed):
    achieved = {row["key"]: row["value"] for row in cases.cases()[plans.CASE]["achieved"]}
    followed_steps = [name for name, step in network.steps() if getattr(step, "func", None) is plans.enact]
    assert len(plans.companies()) == len(followed_steps) == achieved["cooperatives_in_training_programme"] == 11
    rows = list(DevelopmentPlan.objects.filter(programme=followed).select_related("company"))
    assert {(plan.months, plan.reports.count()) for plan in rows} == {(24, 8)}
    states = list(ProgressReport.objects.filter(plan__in=rows).values_list("state", flat=True))
    assert states.count("skipped") == 1
    assert states.count("approved") >= len(rows) * 7 - 1  # the last quarter's may lie too near
    assert ReportVersion.objects.filter(number=2).count() == 1, "one was returned and handed in again"
    assert Delivery.objects.filter(kind="plan.report-escalated", person__name=plans.REGIONAL).exists()
    assert not Delivery.objects.filter(is_historic=False, due_at__lte=clock.now()).exists(), "the past sends no mail"
    assert SupportRecord.objects.filter(programme=followed, kind="advice").count() >= len(rows) * 3
    assert all(len(curve_of(queries.plan_for(plan.adviser, plan.pk))) >= 6 for plan in rows)

    changed = next(plan for plan in rows if plan.company.name == "Turun Taidepaja")
    authors = list(ReportVersion.objects.filter(report__plan=changed).order_by("report__number").values_list("author_name", flat=True))
    assert authors[:5] == [plans.OLD_CHAIR] * 5
    assert set(authors[5:]) == {"Katri Laine"}
    assert not queries.plans_visible_to(User.objects.get(name=plans.OLD_CHAIR)).exists()
    assert [goal.state for goal in changed.goals.all()] == ["reached", "open"], "what came to a hundred per cent is reached"
    assert not changed.goals.filter(actions__done_at=None).exists(), "every step was ticked off on the way"

    client = Client()
    client.force_login(User.objects.get(name="Katri Laine"))
    assert "<svg" in client.get(f"/plans/{changed.pk}/").content.decode()
    assert plans.OLD_CHAIR in client.get(f"/plans/reports/{changed.reports.get(number=1).pk}/versions/1/").content.decode()
    client.force_login(User.objects.get(name=plans.REGIONAL))
    assert client.get("/plans/").content.decode().count('name="plan"') == len(rows)
    figures = client.get("/api/v1/reports/plans/").json()["total"]
    assert figures["total"]["value"] == len(rows), "each cooperative's plan is counted, once"

    before = DevelopmentPlan.objects.count()
    plans.enact("Turun Taidepaja")
    assert DevelopmentPlan.objects.count() == before
