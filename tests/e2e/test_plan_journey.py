"""Journey 7: a company's plan over two years. One report late and told on, one returned, one skipped, the chair replaced in year two.

The years pass through the services with the clock set back; the last report, its approval, the curve and what the old chair
sees are looked at in browsers, in Finnish and in English.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from mentoring.demo.plans import first_day
from mentoring.plans import goals, reports, services
from mentoring.plans.models import DevelopmentPlan, ProgressReport
from mentoring.plans.reminders import remind_due
from mentoring.plans.schedule import STEPS, working_day
from network.core import clock
from network.notifications.models import Delivery
from network.organisations import joining
from network.organisations.models import Membership
from tests.browser import apart
from tests.mentoring.plans.conftest import BASELINE, adviser, hand_in, on, regional  # noqa: F401
from tests.world import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
LATE, RETURNED, SKIPPED = 2, 3, 5


def at(day: date, work: Callable[[], Any]) -> Any:
    """Done on that day, or on the next working day."""
    with on(working_day(day, "FI")):
        return work()


def two_years(programme, company, old, adviser, regional, coordinator) -> tuple[DevelopmentPlan, Any]:  # noqa: F811
    """From the baseline to the seventh report; returns the plan and the new chair."""
    starts = first_day(clock.today("Europe/Helsinki"))
    people = {"adviser": adviser, "regional": regional}
    plan = at(starts, lambda: services.start(by=coordinator, programme=programme, company=company, starts_on=starts, **people))
    at(starts, lambda: services.change(plan=plan, by=old, answers=BASELINE))
    for what in ("Two retailers in Sweden", "Prices that pay"):
        at(starts, lambda what=what: goals.add_goal(plan=plan, by=old, what=what, known_by="Contracts", by_when=starts + timedelta(days=600)))
    at(starts, lambda: services.submit(plan=plan, by=old))
    at(starts, lambda: services.send_back(plan=plan, by=adviser, comment="How will you know?"))
    at(starts, lambda: services.submit(plan=plan, by=old))
    at(starts, lambda: services.approve(plan=plan, by=adviser))
    chair = old
    for report in ProgressReport.objects.filter(plan=plan, number__lt=8).select_related("plan", "version").order_by("number"):
        number, day = report.number, report.due_on - timedelta(days=10)
        if number == SKIPPED:
            at(day, lambda report=report: reports.skip(report=report, by=adviser, reason="The studio moves."))
            chair = person("Uusi Puheenjohtaja", languages=("fi",))
            at(day, lambda chair=chair: joining.let_in(organisation=company, person=chair, role=Membership.Role.ADMINISTRATOR, by=old))
            at(day, lambda: joining.end(by=old, membership=Membership.objects.get(organisation=company, person=old)))
            continue
        if number == LATE:
            for _step, days in STEPS:
                with on(report.due_on + timedelta(days=days)):
                    remind_due()
            day = report.due_on + timedelta(days=9)
        at(day, lambda report=report, chair=chair, number=number: hand_in(report, chair, 12 * number))
        if number == RETURNED:
            at(day, lambda report=report: reports.send_back(report=report, by=adviser, comment="Which retailers?"))
            at(day + timedelta(days=3), lambda report=report, chair=chair, number=number: hand_in(report, chair, 13 * number))
        at(day + timedelta(days=5), lambda report=report: reports.approve(report=report, by=adviser))
    return plan, chair


def test_plan_is_followed_over_two_years(programme, company, founder, adviser, regional, coordinator, sit_down, site):  # noqa: F811
    def prepare() -> tuple[DevelopmentPlan, Any]:
        type(adviser).objects.filter(pk=adviser.pk).update(languages=["en"], time_zone="Europe/Stockholm")
        type(founder).objects.filter(pk=founder.pk).update(languages=["en"])
        return two_years(programme, company, founder, adviser, regional, coordinator)

    plan, chair = apart(prepare)
    ours, theirs, past = (sit_down(who).new_page() for who in (chair, adviser, founder))

    ours.goto(f"{site}/plans/")
    expect(ours.locator("html")).to_have_attribute("lang", "fi")
    ours.locator(f"a[href='/plans/{plan.pk}/']").click()
    expect(ours.locator("svg circle.dot")).to_have_count(6)
    last = apart(lambda: str(plan.reports.get(number=8).pk))
    ours.locator(f"a[href='/plans/reports/{last}/']").click()
    ours.locator("[name=q-done]").fill("Myynnistä yli puolet on nyt yhteistä.")
    ours.locator("[name=q-mood][value=as-planned]").check()
    for field in ours.locator("input[name^=p-]").all():
        field.fill("95")
    ours.locator("button[name=do][value=submit]").click()
    expect(ours.get_by_text("Kiitos. Raportti on jätetty.")).to_be_visible()

    theirs.goto(f"{site}/")
    theirs.locator(f"a[href='/plans/reports/{last}/']").first.click()
    expect(theirs.get_by_text("Myynnistä yli puolet on nyt yhteistä.")).to_be_visible()
    theirs.locator("form[action$='/approve/'] button").click()
    expect(theirs.get_by_text("The report is approved.")).to_be_visible()
    theirs.goto(f"{site}/plans/{plan.pk}/")
    expect(theirs.locator("svg circle.dot")).to_have_count(7)
    expect(theirs.locator("svg path.planned")).to_have_count(1)
    expect(theirs.locator("section[aria-labelledby=curve] tbody tr")).to_have_count(8)
    expect(theirs.locator("section[aria-labelledby=curve] tbody tr").last).to_contain_text("95")

    assert past.goto(f"{site}/plans/{plan.pk}/").status == 404
    past.goto(f"{site}/plans/")
    expect(past.get_by_text("No development plan yet")).to_be_visible()
    theirs.goto(f"{site}/plans/reports/{apart(lambda: plan.reports.get(number=1).pk)}/versions/1/")
    expect(theirs.get_by_text("This is what Elli Lund handed in.")).to_be_visible()

    def remembered() -> tuple[int, set[str], list[int]]:
        told = set(Delivery.objects.filter(kind="plan.report-escalated").values_list("person__name", flat=True))
        return programme.plans.filter(company=company).count(), told, [report.versions.count() for report in plan.reports.order_by("number")]

    assert apart(remembered) == (1, {str(regional), str(adviser)}, [1, 1, 2, 1, 0, 1, 1, 1])
