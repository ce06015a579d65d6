"""Journey 7: a company's plan over two years. One report late and told on, one returned, one skipped, the chair replaced in year two.

The plan is written, approved and reported on for the last time in browsers, in Finnish and in English; the seven reports between
go through the services on their days, and the clock of the whole site is moved on to the eighth.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

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


def begun(programme, company, incubator, coordinator, adviser, regional, founder) -> DevelopmentPlan:  # noqa: F811
    """Today, for two years from the first day of this quarter; everybody but the new chair reads English."""
    type(adviser).objects.filter(pk__in=[adviser.pk, founder.pk, regional.pk]).update(languages=["en"], time_zone="Europe/Stockholm")
    programme.participations.filter(organisation=company).update(incubator=incubator)
    today = clock.today("Europe/Helsinki")
    starts = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    return services.start(by=coordinator, programme=programme, company=company, adviser=adviser, regional=regional, starts_on=starts)


def writes_the_plan(page: Page, site: str, plan: DevelopmentPlan) -> None:
    """The chair: where the company stands, a goal with a step, and it is handed in."""
    page.goto(f"{site}/plans/")
    page.locator(f"a[href='/plans/{plan.pk}/']").click()
    page.locator("a[href$='/baseline/']").first.click()
    for key, value in BASELINE.items():
        page.locator(f"[name=q-{key}]").fill(str(value))
    page.locator("main form button.primary").click()
    page.locator("a[href$='/goals/new/']").click()
    page.locator("[name=what]").fill("Two retailers in Sweden")
    page.locator("[name=known_by]").fill("Two contracts")
    page.locator("[name=by_when]").fill((plan.starts_on + timedelta(days=600)).isoformat())
    page.locator("main form button.primary").click()
    page.locator("[name=step]").fill("Write to Umeå")
    page.locator("form[action$='/actions/'] button").click()
    expect(page.locator("main li", has_text="Write to Umeå")).to_be_visible()
    page.goto(f"{site}/plans/{plan.pk}/")
    page.locator("form[action$='/submit/'] button").click()
    expect(page.get_by_text("The plan waits for approval.")).to_be_visible()


def is_returned_and_approved(page: Page, chair: Page, site: str, plan: DevelopmentPlan) -> None:
    """The adviser asks for more, the chair answers, the adviser approves."""
    here = f"{site}/plans/{plan.pk}/"
    page.goto(f"{site}/")
    page.locator(f"a[href='/plans/{plan.pk}/']").first.click()
    page.locator("details:has(form[action$='/return/']) summary").click()
    page.locator("form[action$='/return/'] [name=comment]").fill("And what may it cost?")
    page.locator("form[action$='/return/'] button").click()
    expect(page.get_by_text("The company is writing its plan.")).to_be_visible()
    chair.goto(here)
    expect(chair.locator("main .note", has_text="And what may it cost?")).to_be_visible()
    apart(lambda: goals.add_goal(plan=plan, by=plan.made_by, what="Prices that pay", known_by="Every hour is paid", by_when=plan.ends_on))
    chair.locator("form[action$='/submit/'] button").click()
    expect(chair.get_by_text("The plan waits for approval.")).to_be_visible()
    page.goto(here)
    page.locator("form[action$='/approve/'] button").click()
    expect(page.get_by_text("The plan is approved. Its reports have their dates.")).to_be_visible()


def seven_reports(plan: DevelopmentPlan, company, old, adviser) -> Any:  # noqa: F811
    """Each on its day; then the clock stands before the eighth. Returns the new chair."""
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
    due = plan.reports.get(number=8).due_on
    clock.advance_to(datetime.combine(due - timedelta(days=10), time(9), UTC))
    return chair


def test_plan_is_followed_over_two_years(programme, company, incubator, founder, adviser, regional, coordinator, sit_down, site):  # noqa: F811
    plan = apart(begun, programme, company, incubator, coordinator, adviser, regional, founder)
    past, theirs, region = (sit_down(who).new_page() for who in (founder, adviser, regional))
    writes_the_plan(past, site, plan)
    is_returned_and_approved(theirs, past, site, plan)
    chair = apart(seven_reports, plan, company, founder, adviser)
    ours = sit_down(chair).new_page()

    ours.goto(f"{site}/plans/")
    expect(ours.locator("html")).to_have_attribute("lang", "fi")
    ours.locator(f"a[href='/plans/{plan.pk}/']").click()
    expect(ours.locator("svg circle.dot")).to_have_count(6)
    last = apart(lambda: str(plan.reports.get(number=8).pk))
    ours.locator(f"section[aria-labelledby=turn] a[href='/plans/reports/{last}/']").click()
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
    ours.goto(f"{site}/plans/reports/{apart(lambda: plan.reports.get(number=1).pk)}/versions/1/")
    expect(ours.locator("main", has_text="Elli Lund")).to_be_visible()

    region.goto(f"{site}/plans/{plan.pk}/history/")
    for words in ("The studio moves.", "Which retailers?", "And what may it cost?"):
        expect(region.locator("main", has_text=words)).to_be_visible()
    counted = sit_down(coordinator).request.get(f"{site}/api/v1/reports/plans/").json()["total"]["total"]
    assert counted == {"value": 1, "kept_back": False}, "one plan, whatever became of its people"

    def remembered() -> tuple[int, set[str], list[int]]:
        told = set(Delivery.objects.filter(kind="plan.report-escalated").values_list("person__name", flat=True))
        return programme.plans.filter(company=company).count(), told, [report.versions.count() for report in plan.reports.order_by("number")]

    assert apart(remembered) == (1, {str(regional), str(adviser)}, [1, 1, 2, 1, 0, 1, 1, 1])
