"""A cohort is matched in browsers, with the worker that production has: run, explain, pin, rerun, compare, publish; then contest and answer."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from mentoring.matching.models import MatchRun
from mentoring.requests.models import Choice
from network.accounts.models import User
from network.core import clock
from network.notifications.models import Delivery
from tests.browser import apart
from tests.e2e.living import Reader, platform, until
from tests.mentoring.requests.conftest import opened

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=UTC)


@pytest.fixture
def cohort(company, founder, company2, founder2, programme, mentor, mentor2, coordinator, incubator) -> list:
    """Two open requests; the coordinator reads English."""

    def prepare() -> list:
        coordinator.languages = ["en"]
        coordinator.save()
        clock.advance_to(MONDAY)
        return [
            opened(company, founder, programme),
            opened(company2, founder2, programme, languages={"en": 2}, needs=["contracts_negotiation", "pricing"]),
        ]

    return apart(prepare)


@pytest.fixture
def site(cohort, transactional_db, tmp_path: Path):
    with platform(tmp_path) as address:
        yield address


def test_a_cohort_is_matched(site: str, browser: Browser, cohort: list, programme, coordinator: User, mentor: User, founder: User):
    """The first result reaches a page whose websocket is blocked, the second one that is live; all else is worked there."""
    faults: list[str] = []
    blocked, reader = Reader(browser, site, coordinator, faults, blocked=True), Reader(browser, site, coordinator, faults)
    company = Reader(browser, site, founder, faults)
    try:
        blocked.sign_in()
        first = starts(blocked, programme)
        reader.sign_in()
        explains(reader, first)
        keeps_apart(reader, first, cohort[0], mentor)
        second = runs_again(reader, first)
        compares(reader, first, second)
        publishes(reader, second)
        contests(company, cohort[0])
        answers(reader)
        reads_the_answer(company, cohort[0])
    finally:
        for one in (blocked, reader, company):
            one.context.close()
    assert faults == []


def starts(reader: Reader, programme) -> MatchRun:
    """From the programme's page; the result comes by itself."""
    reader.open("/coordination/")
    reader.press("main a[href='/match-runs/']")
    reader.press(f"a[href='/match-runs/new/{programme.pk}/']")
    reader.sees("what each aim would come to now")
    reader.press("main form.form button.primary")
    expect(reader.page.locator("#short .figure-number")).to_have_text("2 of 2 companies get somebody")
    expect(reader.page.locator("article[aria-labelledby^='m-']")).to_have_count(2)
    return until(lambda: MatchRun.objects.filter(state="ready").first(), "the run to be ready")


def explains(reader: Reader, run: MatchRun) -> None:
    """The reasons stand with the pair, and the pair has a page."""
    reader.open(f"/match-runs/{run.pk}/")
    expect(reader.page.locator("article[aria-labelledby^='m-']")).to_have_count(2)
    reader.press("article[aria-labelledby^='m-'] details.more > summary")
    expect(reader.page.locator("article[aria-labelledby^='m-'] .fit").first).to_be_visible()
    reader.press(f"article a[href^='/match-runs/{run.pk}/pair/']")
    reader.sees("The run proposes these two to each other.")
    expect(reader.page.locator("figure.chart svg[role=img]")).to_be_visible()


def keeps_apart(reader: Reader, run: MatchRun, request, mentor: User) -> None:
    """By hand, with a reason."""
    key = apart(lambda: str(mentor.mentor_profile.pk))
    reader.open(f"/match-runs/{run.pk}/pair/?request={request.pk}&candidate={key}")
    reader.write("textarea[name=reason]", "They worked together last year.")
    reader.press("button[name=do][value=forbid]")
    reader.sees("You keep these two apart in the next run.")


def runs_again(reader: Reader, first: MatchRun) -> MatchRun:
    """With what was set by hand."""
    reader.open(f"/match-runs/{first.pk}/")
    reader.sees("They worked together last year.")
    reader.press("form[action$='/rerun/'] button")
    expect(reader.page.locator("#short .figure-number")).to_have_text("2 of 2 companies get somebody")
    return until(lambda: MatchRun.objects.filter(state="ready", number=2).first(), "the second run to be ready")


def compares(reader: Reader, first: MatchRun, second: MatchRun) -> None:
    """Side by side."""
    reader.open(f"/match-runs/{second.pk}/compare/")
    reader.choose("select[name=to]", str(first.pk))
    reader.press("form.filters button")
    reader.sees("What changes for 1 company")
    assert apart(lambda: not Choice.objects.exists() and not Delivery.objects.filter(kind__startswith="match.").exists())


def publishes(reader: Reader, run: MatchRun) -> None:
    """Who is told what is said first; then both sides get it in their own language."""
    reader.open(f"/match-runs/{run.pk}/")
    reader.press(f"a[href='/match-runs/{run.pk}/publish/']")
    reader.sees("2 companies: whom you propose")
    reader.write("textarea[name=reason]", "They know your market.")
    reader.press("main form.form button.primary")
    reader.sees("Published by Maja Kuorak")
    assert apart(lambda: Choice.objects.filter(proposal_reason="They know your market.").count()) == 2
    until(lambda: Delivery.objects.filter(kind="match.proposed", state="sent").count() == 2, "both companies to be told")
    assert apart(lambda: set(Delivery.objects.filter(kind="match.proposed").values_list("language", flat=True))) == {"sv", "fi"}


def contests(company: Reader, request) -> None:
    """The company reads why somebody was proposed, in its own language, and says what is wrong."""
    candidate = apart(lambda: str(Choice.objects.get(request=request).mentor_id))
    company.sign_in()
    company.open(f"/requests/{request.pk}/shortlist/")
    company.sees("They know your market.")
    link = f"a[href='/requests/{request.pk}/contest/{candidate}/']"
    expect(company.page.locator("article", has=company.page.locator(link)).locator(".fit").first).to_be_visible()
    company.press(link)
    company.write("textarea[name=text]", "She has never exported anything.")
    company.press("main form.form button.primary")
    company.sees("She has never exported anything.")


def answers(reader: Reader) -> None:
    """A person reads it and answers."""
    reader.open("/contests/")
    reader.sees("She has never exported anything.")
    reader.press("article a.button.primary")
    reader.page.locator("input[name=outcome][value=corrected]").check()
    reader.write("textarea[name=answer]", "You are right; she has taken it off her profile.")
    reader.press("main form.form button.primary")
    reader.sees("You are right; she has taken it off her profile.")


def reads_the_answer(company: Reader, request) -> None:
    """Beside the list, and by mail."""
    company.open(f"/requests/{request.pk}/shortlist/")
    company.sees("You are right; she has taken it off her profile.")
    until(lambda: Delivery.objects.filter(kind="match.contest-answered", state="sent").exists(), "the company to be told")
