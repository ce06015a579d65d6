"""In browsers: who is writing is shown and vanishes by itself, and a message is reported and decided on."""

import re

import pytest
from playwright.sync_api import Page, expect

from messaging import services
from tests.browser import apart
from tests.e2e.pages import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]


@pytest.fixture
def talk(programme, incubator, founder, mentor):
    return apart(services.open_conversation, kind="direct", people=[founder, mentor], programme=programme, by=None)


@pytest.fixture(autouse=True)
def _english(founder, mentor, coordinator):
    for user in (founder, mentor, coordinator):
        user.languages = ["en"]
        apart(user.save)


def is_live(page: Page) -> None:
    expect(page.locator("[data-status]")).to_have_text(re.compile("Shift"))


def test_writing_is_shown_and_vanishes_within_15_seconds_though_nobody_says_so(site, talk, founder, mentor, sit_down):
    context = sit_down(founder)
    ours, theirs = context.new_page(), sit_down(mentor).new_page()
    theirs.clock.install()
    for page in (ours, theirs):
        page.goto(f"{site}/conversations/{talk.pk}/")
        is_live(page)
    theirs.clock.pause_at(theirs.evaluate("() => Date.now() + 1000"))  # from here on only the test moves their time
    ours.get_by_label("Message", exact=True).press_sequentially("H")
    company = theirs.locator("[data-company]")
    expect(company).to_contain_text("Elli Lund is writing…")
    context.set_offline(True)  # nobody says that it is over
    theirs.clock.run_for(15_000)
    expect(company).not_to_contain_text("writing")
    assert ours.get_by_label("Message", exact=True).input_value() == "H"


def test_a_message_is_reported_and_decided_on(site, talk, founder, mentor, coordinator, sit_down):
    apart(services.send, conversation=talk, by=mentor, body="Something private")
    apart(services.send, conversation=talk, by=mentor, body="Rude words")
    ours = sit_down(founder).new_page()
    ours.goto(f"{site}/conversations/{talk.pk}/")
    is_live(ours)
    ours.locator("#m2").get_by_role("link", name="More about").click()
    ours.locator("#about").get_by_role("link", name="Report").click()
    assert violations(ours) == []
    ours.get_by_label(re.compile("What is wrong|Why")).fill("It hurts.")
    ours.locator("main").get_by_role("button", name="Report").click()
    expect(ours.get_by_text("Reported. A moderator looks at it")).to_be_visible()
    theirs = sit_down(coordinator).new_page()
    theirs.goto(f"{site}/conversations/")
    theirs.get_by_role("link", name="1 reported message waits for a decision").click()
    theirs.get_by_role("link", name="Rude words").click()
    expect(theirs.locator("main")).to_contain_text("It hurts.")
    expect(theirs.locator("main")).not_to_contain_text("Something private")
    assert violations(theirs) == []
    theirs.get_by_label(re.compile("Warn")).check()
    theirs.locator("textarea").fill("Please stay friendly.")
    theirs.get_by_role("button", name="Decide").click()
    expect(theirs.get_by_text("Decided. Whoever reported it is told.")).to_be_visible()
    told = sit_down(mentor).new_page()
    told.goto(f"{site}/notices/")
    expect(told.locator("main")).to_contain_text("A moderator asks you to write differently")
    expect(told.locator("main")).not_to_contain_text("Elli")
