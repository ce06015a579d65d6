"""`make shots`, the mails: every kind as its reader sees it, in four languages, light and dark, wide and narrow.

Pictures go to var/shots/mails/<kind>-<lang>-<theme>-<width>.png, the subject and the text part beside them as .txt.
Fails as the pages' pictures do. `ARGS="-k mails-fi"` takes one language.
"""

from pathlib import Path

import pytest
from django.conf import settings

from network.notifications.render import Reader, render_mail
from tests.e2e.pages import Untranslated, overflow, violations
from tests.letters import KINDS, page_of, sample

pytestmark = [pytest.mark.browser, pytest.mark.shots, pytest.mark.timeout(900)]

SHOTS = Path(settings.VAR) / "shots" / "mails"
VIEWS = (("light", 700), ("dark", 390))
ZONES = {"en": "Europe/Helsinki", "fi": "Europe/Helsinki", "sv": "Europe/Stockholm", "nb": "Europe/Oslo"}


@pytest.mark.parametrize("language", ZONES, ids=[f"mails-{language}" for language in ZONES])
def test_mails_stand(language: str, browser) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    untranslated, faults = Untranslated(), []
    context = browser.new_context()
    page = context.new_page()
    for kind in KINDS:
        mail = render_mail(kind, sample(kind), Reader(language, ZONES[language], "Elli"), url=page_of(kind), settings_url="/notices/choices/")
        (SHOTS / f"{kind}-{language}.txt").write_text(f"{mail.subject}\n\n{mail.text}", encoding="utf-8")
        page.set_content(mail.html)
        found = [f"in English: {text!r}" for text in untranslated.on(page, language)]
        for theme, width in VIEWS:
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size({"width": width, "height": 400})
            found += [f"{theme}: {wide}" for wide in [overflow(page)] if wide]
            page.screenshot(path=SHOTS / f"{kind}-{language}-{theme}-{width}.png", full_page=True)
            found += [f"{theme}: {violation}" for violation in violations(page, ["color-contrast", "link-in-text-block", "html-has-lang", "document-title"])]
        faults += [f"{kind}: {fault}" for fault in found]
    context.close()
    assert not faults, f"{len(faults)} faults\n" + "\n".join(dict.fromkeys(faults))
