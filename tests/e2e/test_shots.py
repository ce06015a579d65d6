"""`make shots`: every page of every role, in four languages, two schemes and two widths, looked at by machine.

Pictures go to var/shots/<role>-<page>-<lang>-<theme>-<width>.png. Fails on a page wider than the screen, a
console error, a text left in English, or an axe violation. `ARGS="-k founder-fi"` takes one role in one language.
What cannot differ is looked at once: pages that are the same for everybody as the founder sees them, colours in
the dark and axe in two languages. The mails' pictures are taken beside this, by test_mail_shots.py.
"""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from network.accounts.models import User
from tests.e2e.pages import Untranslated, overflow, violations, walk
from tests.e2e.stage import ROLES, letters, stage  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.shots, pytest.mark.timeout(1800)]

SHOTS = Path(settings.VAR) / "shots"
LOCALES = {"en": "en-GB", "fi": "fi-FI", "sv": "sv-SE", "nb": "nb-NO"}
THOROUGH = {"en", "fi"}  # structure and colours are the same in every language: axe and the dark are asked about in the base language and the longest
VIEWS = (("light", 390), ("light", 1280), ("dark", 1280), ("dark", 390))  # neighbours share their width: setting it lays the page out anew
WIDEST = 1280
SAME = {
    "accessibility",
    "account_change_password",
    "account_email",
    "apart",
    "notification-preferences",
    "privacy",
    "settings",
    "tokens",
    "usersessions_list",
}
OPEN = ("/accounts/signup/", "/accounts/login/code/", "/accounts/password/reset/", "/accounts/confirm-email/")


@pytest.fixture(scope="session")
def untranslated() -> Untranslated:
    return Untranslated()


def shoot(page: Page, stem: str, language: str, untranslated: Untranslated) -> list[str]:
    """The page that is open, in each of its views; what is wrong with it."""
    faults = [f"in English: {text!r}" for text in untranslated.on(page, language)]
    for theme, width in VIEWS if language in THOROUGH else VIEWS[:2]:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 900})
        if theme == "light" and (wide := overflow(page)):
            faults.append(f"{width}: {wide}")
        page.screenshot(path=SHOTS / f"{stem}-{language}-{theme}-{width}.png", full_page=True)
        if width == WIDEST and language in THOROUGH:
            faults += [f"{theme}: {violation}" for violation in violations(page, None if theme == "light" else ["color-contrast"])]
    page.set_viewport_size({"width": 320, "height": 900})
    if wide := overflow(page):
        faults.append(f"320: {wide}")
    return faults


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("role", ["visitor", *ROLES])
def test_pages_stand(role: str, language: str, stage, browser, untranslated) -> None:  # noqa: F811
    SHOTS.mkdir(parents=True, exist_ok=True)
    site, people = stage
    context = browser.new_context(locale=LOCALES[language], base_url=site)
    context.add_cookies([{"name": "language", "value": language, "url": site}])
    page, faults, now = context.new_page(), [], [""]
    page.on("console", lambda m: m.type in {"error", "warning"} and "/nowhere/" not in page.url and faults.append(f"{now[0]}: console: {m.text}"))
    page.on("pageerror", lambda e: faults.append(f"{now[0]}: script: {e}"))
    spoken = people[role].languages if role in people else []
    if role in people:
        User.objects.filter(pk=people[role].pk).update(languages=[language])
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": signed_in(people[role]), "url": site}])
    start, others = ("/", ()) if role in people else ("/accounts/login/", (*OPEN, *letters(people)))
    for name in walk(page, site, start=start, others=others, known=SAME if role in people and role != "founder" else ()):
        now[0] = name
        faults += [f"{name}: {fault}" for fault in shoot(page, f"{role}-{name}", language, untranslated)]
    context.close()
    if role in people:
        User.objects.filter(pk=people[role].pk).update(languages=spoken)
    assert not faults, f"{len(faults)} faults\n" + "\n".join(dict.fromkeys(faults))


def signed_in(person: User) -> str:
    """A session of the person, without the form: its own tests try that."""
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
