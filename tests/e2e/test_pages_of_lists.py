"""Previous and Next of a list: with script only the main part is swapped, without script they are links; Back leads back."""

import re

import pytest
from playwright.sync_api import Page, expect

from network.jobs import services
from tests.browser import apart, eventually

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]


def many(person) -> None:
    for _number in range(30):
        services.start(kind="demo", by=person)


def rows(page: Page):
    return page.locator("main tbody > tr")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_pages_lead_there_and_back(site, sit_down, founder, script):
    apart(many, founder)
    page = sit_down(founder, java_script_enabled=script).new_page()
    page.goto(f"{site}/jobs/")
    expect(rows(page)).to_have_count(25)
    if script:
        page.evaluate("window.stayed = true")
    page.locator("a[rel=next]").click()
    expect(rows(page)).to_have_count(5)
    expect(page).to_have_url(re.compile("cursor="))
    expect(page.locator("a[rel=next]")).to_have_count(0)
    if script:
        assert page.evaluate("window.stayed")
        eventually(lambda: page.evaluate("document.activeElement.id") == "main", "the focus to be on the list")
        expect(page.locator("main")).to_have_count(1)
    page.locator("a[rel=prev]").click()
    expect(rows(page)).to_have_count(25)
    expect(page.locator("a[rel=prev]")).to_have_count(0)
    page.go_back()
    expect(rows(page)).to_have_count(5)
    expect(page.locator("header.top")).to_have_count(1)
