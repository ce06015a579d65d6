"""`make shots`, what stands after a deed: pages that no link leads to, in two languages. Fails as the other pictures do.

Nothing here changes the world. Pictures go to var/shots/<role>-<deed>-<lang>-<theme>-<width>.png; `ARGS="-k deeds-fi"` takes one language.
"""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import override_settings
from playwright.sync_api import Page, expect

from mentoring.matching.models import MatchRun
from messaging.inbound import addresses, taking
from messaging.models import Conversation
from network.accounts.models import User
from network.programmes.models import Programme
from tests.browser import apart
from tests.e2e.pages import Untranslated
from tests.e2e.stage import stage  # noqa: F401
from tests.e2e.test_shots import LOCALES, SHOTS, shoot, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.shots, pytest.mark.timeout(900)]


def _weights(page: Page) -> None:
    """Other numbers, and what they would change."""
    page.goto(f"/programmes/{Programme.objects.get(slug='creative-networks').pk}/weights/")
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


def _talk() -> Conversation:
    return Conversation.objects.filter(kind="mentorship").order_by("pk").first()


def _open_talk(page: Page) -> None:
    page.goto(f"/conversations/{_talk().pk}/")
    expect(page.locator("[data-status]")).not_to_be_empty()


def _unsent(page: Page) -> None:
    """Written without a line: it waits, and says so."""
    _open_talk(page)
    page.context.set_offline(True)
    page.locator("#message-body").fill("Voimmeko siirtää tapaamisen ensi **torstaihin**? Kuljetus kestää pidempään kuin luulin.")
    page.locator("[data-compose] button.primary").click()
    expect(page.locator("li.unsent button")).to_be_visible()


def _first_unread(page: Page) -> None:
    """What is new begins with a line."""
    apart(_talk().participants.update, last_read_seq=1)
    page.goto(f"/conversations/{_talk().pk}/")
    expect(page.locator("[data-new]")).to_be_visible()


def _answered_by_mail(page: Page) -> None:
    """An answer by mail stands in the conversation, without what the program quoted."""
    apart(_answer)
    page.goto(f"/conversations/{_talk().pk}/")
    expect(page.locator("#lines")).to_contain_text("Torsdag passar bra.")


def _answer() -> None:
    stay = _talk().participants.get(person__mentor_profile__isnull=False)
    with override_settings(REPLY_ADDRESS="reply@northbridge.example"):
        place = addresses.address_for(addresses.CONVERSATION, stay.pk, _talk().counter)
        head = f"From: {stay.person.email}\nTo: {place}\nMessage-ID: <shot@example.org>\nContent-Type: text/plain; charset=utf-8\n\n"
        words = "Torsdag passar bra.\n\nDen 3 mars 2026 kl. 10:12 skrev Northbridge <reply@northbridge.example>:\n> Voimmeko siirtää?\n"
        assert taking.take((head + words).encode()) == taking.Outcome.MESSAGE


DEEDS: dict[str, tuple[str, Callable[[Page], None]]] = {
    "weights-preview": ("coordinator", _weights),
    "what-if-found": ("coordinator", _what_if),
    "mistakes": ("founder", _mistakes),
    "menu": ("mentor", _menus),
    "conversation-first-unread": ("founder", _first_unread),
    "conversation-unsent": ("founder", _unsent),
    "conversation-answered-by-mail": ("founder", _answered_by_mail),
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
