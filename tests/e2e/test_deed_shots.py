"""`make shots`, what stands after a deed: pages that no link leads to, in two languages. Fails as the other pictures do.

Nothing here changes the world. Pictures go to var/shots/<role>-<deed>-<lang>-<theme>-<width>.png; `ARGS="-k deeds-fi"` takes one language.
"""

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from mentoring.matching.models import MatchRun
from network.accounts.models import User
from network.programmes.models import Programme
from tests.e2e.pages import Untranslated
from tests.e2e.stage import stage  # noqa: F401
from tests.e2e.test_shots import LOCALES, SHOTS, shoot, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.shots, pytest.mark.timeout(900)]


def _weights(page: Page) -> None:
    """Other numbers, and what they would change."""
    page.goto(f"/programmes/{Programme.objects.get().pk}/weights/")
    page.locator("main form input[type=number]").first.fill("9")
    page.locator("main form button.primary").click()
    expect(page.locator("main table").first).to_be_visible()


def _what_if(page: Page) -> None:
    """Two more who would come."""
    page.goto(f"/match-runs/{MatchRun.objects.filter(state='ready').latest('number').pk}/what-if/")
    page.locator("main .levels select").first.select_option(index=3)
    page.locator("main form.form button.primary").click()
    expect(page.locator("#found table").first).to_be_visible()


def _mistakes(page: Page) -> None:
    """A form that is sent with nothing in it: what is missing stands beside each field, and above."""
    page.goto("/requests/new/")
    page.locator("main form button.primary").last.click()
    expect(page.locator("main .summary")).to_be_visible()


def _nowhere(page: Page) -> None:
    page.goto("/nowhere/")
    expect(page.locator("main h1")).to_be_visible()


def _not_mine(page: Page) -> None:
    page.goto("/deliveries/")
    expect(page.locator("main h1")).to_be_visible()


def _menus(page: Page) -> None:
    """The account's menu, open."""
    page.goto("/")
    page.locator("header .menu > summary").last.click()


DEEDS: dict[str, tuple[str, Callable[[Page], None]]] = {
    "weights-preview": ("coordinator", _weights),
    "what-if-found": ("coordinator", _what_if),
    "mistakes": ("founder", _mistakes),
    "menu": ("mentor", _menus),
    "nowhere": ("visitor", _nowhere),
    "not-mine": ("founder", _not_mine),
}


@pytest.mark.parametrize("language", ["en", "fi"], ids=["deeds-en", "deeds-fi"])
def test_pages_after_a_deed_stand(language: str, stage, browser) -> None:  # noqa: F811
    SHOTS.mkdir(parents=True, exist_ok=True)
    site, people = stage
    untranslated, faults = Untranslated(), []
    for deed, (role, do) in DEEDS.items():
        context = browser.new_context(locale=LOCALES[language], base_url=site)
        context.add_cookies([{"name": "language", "value": language, "url": site}])
        page = context.new_page()
        spoken = people[role].languages if role in people else []
        if role in people:
            User.objects.filter(pk=people[role].pk).update(languages=[language])
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": signed_in(people[role]), "url": site}])
        do(page)
        faults += [f"{deed}: {fault}" for fault in shoot(page, f"{role}-{deed}", language, untranslated)]
        context.close()
        if role in people:
            User.objects.filter(pk=people[role].pk).update(languages=spoken)
    assert not faults, f"{len(faults)} faults\n" + "\n".join(dict.fromkeys(faults))
