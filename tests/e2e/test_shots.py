"""`make shots`: every page of every role, in four languages, two schemes and two widths, looked at by machine.

Pictures go to var/shots/<role>-<page>-<lang>-<theme>-<width>.png. Fails on a page wider than the screen, a
console error, a text left in English, or an axe violation. `ARGS="-k founder-fi"` takes one role in one language.
"""

from pathlib import Path

import pytest
from django.conf import settings

from network.accounts.models import User
from tests.e2e.pages import Untranslated, overflow, reachable, violations
from tests.e2e.stage import ROLES, enact
from tests.world import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.shots, pytest.mark.timeout(1800), pytest.mark.django_db(transaction=True)]

SHOTS = Path(settings.VAR) / "shots"
LOCALES = {"en": "en-GB", "fi": "fi-FI", "sv": "sv-SE", "nb": "nb-NO"}
WIDTHS = (390, 1280)
OPEN = ("/accounts/login/", "/accounts/signup/", "/accounts/login/code/", "/accounts/password/reset/", "/accounts/confirm-email/", "/nowhere/")


@pytest.fixture(scope="session")
def untranslated() -> Untranslated:
    return Untranslated()


def shoot(page, stem: str, language: str, untranslated: Untranslated) -> list[str]:
    """The page that is open, in both schemes and widths; what is wrong with it."""
    faults = [f"in English: {text!r}" for text in untranslated.on(page, language)]
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if wide := overflow(page):
                faults.append(f"{width}: {wide}")
            page.screenshot(path=SHOTS / f"{stem}-{language}-{theme}-{width}.png", full_page=True)
        if language in {"en", "fi"}:
            faults += [f"{theme}: {violation}" for violation in violations(page)]
    page.set_viewport_size({"width": 320, "height": 900})
    if wide := overflow(page):
        faults.append(f"320: {wide}")
    return faults


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("role", ["visitor", *ROLES])
def test_pages_stand(role: str, language: str, site, browser, untranslated, request) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    people = enact(request)
    context = browser.new_context(locale=LOCALES[language], base_url=site)
    context.add_cookies([{"name": "language", "value": language, "url": site}])
    page, faults, now = context.new_page(), [], [""]
    page.on("console", lambda m: m.type in {"error", "warning"} and "/nowhere/" not in page.url and faults.append(f"{now[0]}: console: {m.text}"))
    page.on("pageerror", lambda e: faults.append(f"{now[0]}: script: {e}"))
    if role == "visitor":
        addresses = {path.strip("/").replace("/", "-"): path for path in OPEN} | {"accessibility": "/accessibility/", "privacy": "/privacy/"}
    else:
        User.objects.filter(pk=people[role].pk).update(languages=[language])
        page.goto("/accounts/login/")
        page.fill("[name=login]", people[role].email)
        page.fill("[name=password]", PASSWORD)
        page.click("main .button.primary")
        page.wait_for_url(site + "/")
        addresses = reachable(page, site)
    for name, path in addresses.items():
        now[0] = name
        page.goto(path)
        page.wait_for_load_state("load")
        faults += [f"{name}: {fault}" for fault in shoot(page, f"{role}-{name}", language, untranslated)]
    context.close()
    assert not faults, f"{len(faults)} faults\n" + "\n".join(dict.fromkeys(faults))
