"""Every mail of a request and of a profile stands in every language, with everything filled in."""

from pathlib import Path

import pytest

from network.notifications.render import Reader, render_mail, render_notice

TEMPLATES = Path(__file__).resolve().parents[3] / "mentoring" / "templates" / "mail"
KINDS = sorted(path.name for path in TEMPLATES.iterdir() if path.name.startswith(("request.", "mentor.")))
CONTEXT = {
    "company": "Verkstad Sund",
    "name": "Ingrid Moe",
    "by": "Maja Kuorak",
    "next": "Johan Åström",
    "programme": "Creative Networks",
    "target": "mentor",
    "goal": "Sälja i Norge & hinna med <allt>.",
    "needs": ["Prissättning"],
    "languages": ["svenska"],
    "hours": 2.0,
    "place": "Vaasa",
    "question": "Vad säljer ni?",
    "reply": "Keramik.",
    "reason": "De möttes i Umeå.",
    "why": "withdrawn",
    "approved": True,
    "number": 1,
    "due": "2027-02-15T15:00:00+00:00",
    "next_due": "2027-02-18T15:00:00+00:00",
}


@pytest.mark.parametrize("language", ["en", "fi", "sv", "nb", "se-no"])
@pytest.mark.parametrize("kind", KINDS)
def test_mail_is_whole(kind, language):
    mail = render_mail(kind, CONTEXT, Reader(language, "Europe/Oslo", "Ingrid"), url="/requests/1/")
    assert mail.subject
    assert render_notice(kind, CONTEXT, Reader(language, "Europe/Oslo", "Ingrid"))
    for text in (mail.subject, mail.text, mail.html):
        assert not {"{{", "{%", "%(", "None"} & set(text.split())
        assert "<allt>" not in mail.html


@pytest.mark.parametrize("why", ["withdrawn", "expired", "no_places", "no_hours", "reassigned", "accepted", "not_accepting"])
def test_closing_always_says_that_nothing_is_expected_or_why(why):
    assert len(render_mail("request.closed", CONTEXT | {"why": why}, Reader()).text) > 80


def test_every_kind_that_is_sent_has_its_words():
    source = "".join(path.read_text() for path in (TEMPLATES.parents[1] / "requests").glob("*.py"))
    missing = [kind for kind in KINDS if kind.startswith("request.") and f'"{kind}"' not in source]
    assert not missing
