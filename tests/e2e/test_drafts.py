"""What is typed stays in this browser until it went through, for this form and this person alone (guarantee 12)."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from network.organisations.models import Kind
from tests.browser import apart, eventually
from tests.world import organisation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

DRAFTS = "() => Object.keys(localStorage).filter((key) => key.startsWith('northbridge:draft:')).length"
KEPT = "(row) => Object.entries(localStorage).some(([key, rows]) => key.startsWith('northbridge:draft:') && rows.includes(row))"


def type_into(page: Page, name: str, text: str) -> None:
    """Type as a person does, and wait until it is kept."""
    field = page.locator(f"form[data-draft] [name={name}]").first
    field.fill("")
    field.press_sequentially(text)
    row = json.dumps([name, None, text], ensure_ascii=False, separators=(",", ":"))
    eventually(lambda: page.evaluate(KEPT, row), "the whole text to be kept")
    expect(page.locator("[data-draft-status]").first).not_to_be_empty()


def test_draft_survives_a_reload_and_goes_once_it_went_through(site, sit_down, mentor):
    page = sit_down(mentor).new_page()
    page.goto(f"{site}/mentors/me/")
    type_into(page, "headline", "Čáppa duodji")
    page.reload()
    expect(page.locator("[name=headline]")).to_have_value("Čáppa duodji")
    expect(page.locator("[data-draft-status]").first).not_to_be_empty()
    page.locator("form[data-draft] button.primary").first.click()
    expect(page.locator(".notices .note")).to_be_visible()
    eventually(lambda: page.evaluate(DRAFTS) == 0, "the draft to be gone")
    expect(page.locator("[data-draft-status]").first).to_be_empty()


def test_draft_outlives_a_lost_session(site, sit_down, mentor):
    context = sit_down(mentor)
    page = context.new_page()
    page.goto(f"{site}/mentors/me/")
    type_into(page, "headline", "Not lost")
    cookies = context.cookies()
    context.clear_cookies(name="sessionid")
    page.locator("form[data-draft] button.primary").first.click()
    expect(page.locator("main")).to_contain_text("Not lost")
    context.add_cookies(cookies)
    page.goto(f"{site}/mentors/me/")
    expect(page.locator("[name=headline]")).to_have_value("Not lost")


def test_draft_for_one_company_does_not_turn_up_for_another(site, sit_down, founder, company):
    other = apart(organisation, "Andra verkstaden", Kind.COMPANY, members=(founder,))
    page = sit_down(founder).new_page()
    page.goto(f"{site}/requests/new/?company={company.pk}")
    type_into(page, "goal", "Secret of the first")
    page.goto(f"{site}/requests/new/?company={other.pk}")
    expect(page.locator("[name=goal]")).to_have_value("")
    page.goto(f"{site}/requests/new/?company={company.pk}")
    expect(page.locator("[name=goal]")).to_have_value("Secret of the first")


def test_draft_is_gone_after_signing_out(site, sit_down, mentor):
    page = sit_down(mentor).new_page()
    page.goto(f"{site}/mentors/me/")
    type_into(page, "headline", "Mine alone")
    assert page.evaluate(DRAFTS) == 1
    page.locator("form[data-sign-out]").evaluate("(form) => form.requestSubmit()")
    expect(page).to_have_url(re.compile("/accounts/login/"))
    eventually(lambda: page.evaluate(DRAFTS) == 0, "the draft to be gone")
