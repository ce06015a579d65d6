"""`make shots`: every page of every role, in four languages, two schemes and two widths, looked at by machine.

Pictures go to var/shots/<role>-<page>-<lang>-<theme>-<width>.png. Fails on a page wider than the screen, a
console error, a text left in English, or an axe violation. `ARGS="-k founder-fi"` takes one role in one language.
The mails' pictures are taken beside this, by test_mail_shots.py.
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
WIDTHS = (390, 1280)
COLOURS_IN = {"en", "fi"}  # in the dark only colours differ, and they are the same in every language: axe asks about them in two
OPEN = ("/accounts/signup/", "/accounts/login/code/", "/accounts/password/reset/", "/accounts/confirm-email/")


@pytest.fixture(scope="session")
def untranslated() -> Untranslated:
    return Untranslated()


def shoot(page: Page, stem: str, language: str, untranslated: Untranslated) -> list[str]:
    """The page that is open, in both schemes and widths; what is wrong with it."""
    faults = [f"in English: {text!r}" for text in untranslated.on(page, language)]
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if wide := overflow(page):
                faults.append(f"{width}: {wide}")
            page.screenshot(path=SHOTS / f"{stem}-{language}-{theme}-{width}.png", full_page=True)
        if theme == "light":
            faults += [f"light: {violation}" for violation in violations(page)]
        elif language in COLOURS_IN:
            faults += [f"dark: {violation}" for violation in violations(page, ["color-contrast"])]
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
    for name in walk(page, site, start="/" if role in people else "/accounts/login/", others=() if role in people else (*OPEN, *letters(people))):
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
