"""Every kind of mail can be rendered, and every kind that the code sends has its words."""

import ast
from pathlib import Path

import pytest
from django.template import Context

from network.notifications import kinds
from network.notifications.render import Reader, _engine, render_mail, render_notice
from tests.letters import FOLDERS, KINDS, sample

ROOT = Path(__file__).resolve().parents[3]
LANGUAGES = ["en", "fi", "sv", "nb", "se-no"]


def kinds_in_code() -> set[str]:
    """The text of every `kind=` that a call of notify or mail_to_address names."""
    found = set()
    for package in ("network", "messaging", "mentoring", "frontend"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in {"notify", "mail_to_address"}:
                    found |= {word.value.value for word in node.keywords if word.arg == "kind" and isinstance(word.value, ast.Constant)}
    return found


def test_every_kind_in_code_has_its_words():
    assert kinds_in_code() <= set(KINDS)


def test_no_kind_has_its_words_twice():
    assert len(KINDS) == len(set(KINDS))


@pytest.mark.parametrize("folder", FOLDERS, ids=KINDS)
def test_kind_has_subject_and_body_without_greeting(folder):
    assert (folder / "subject.txt").is_file()
    body = (folder / "body.txt").read_text(encoding="utf-8")
    assert not any(word in body for word in ('"Hello', "%}Hello", "%}Hi ", '"Hi ')), "the layout greets"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_kind_renders_in_every_language(kind, language):
    """With everything filled in; nothing fails, and the frame stands."""
    mail = render_mail(kind, sample(kind), Reader(language=language, first_name="Áile <b>"), url="/somewhere/")
    assert mail.subject.strip()
    assert "\n" not in mail.subject
    assert "Áile &lt;b&gt;" in mail.html
    assert 'href="http://127.0.0.1:8000/somewhere/"' in mail.html
    assert "<style" in mail.html
    assert "@media" in mail.html
    assert "{{" not in mail.text + mail.html
    assert render_notice(kind, sample(kind), Reader(language=language))


def test_text_becomes_html_with_links_and_nothing_else():
    mail = render_mail("account.reset", {"link": "https://x.example/a?b=1&c=<script>"}, Reader())
    assert 'href="https://x.example/a?b=1&amp;c=' in mail.html
    assert "<script>" not in mail.html.replace('href="https://x.example/a?b=1&amp;c=<script>"', "")
    assert "https://x.example/a?b=1&c=<script>" in mail.text


def test_line_with_an_address_of_ours_becomes_its_words():
    mail = render_mail("account.reset", {"link": "http://127.0.0.1:8000/accounts/reset/xyz/"}, Reader())
    assert 'href="http://127.0.0.1:8000/accounts/reset/xyz/"' in mail.html
    assert ">http://127.0.0.1:8000/accounts/reset/xyz/<" not in mail.html
    assert "http://127.0.0.1:8000/accounts/reset/xyz/" in mail.text


def test_address_of_ours_that_stands_alone_is_the_button_and_the_page_a_link():
    ours = render_mail("account.reset", {"link": "http://127.0.0.1:8000/accounts/reset/xyz/"}, Reader(), url="/somewhere/")
    assert ours.html.count('class="button"') == 1
    assert '<a class="button" href="http://127.0.0.1:8000/accounts/reset/xyz/"' in ours.html


def test_instant_is_written_in_the_readers_zone_and_language():
    beside = "{{ at|beside:'Europe/Oslo' }}|{{ at|beside:'Atlantic/Azores' }}"
    template = "{{ at|instant }}|{{ at|instant_in:'Europe/Oslo' }}|{{ at|span:until }}|{{ at|day }}|{{ none|instant }}|" + beside
    names = {"at": "2027-03-28T00:30:00+00:00", "until": "2027-03-28T01:30:00+00:00", "none": ""}
    from django.utils import timezone, translation

    with translation.override("fi"), timezone.override("Europe/Helsinki"):
        got = _engine(autoescape=False).from_string(template).render(Context(names)).split("|")
    assert got[0] == "sunnuntai 28. maaliskuuta 2027, 2.30 (Helsinki, UTC+2)"
    assert got[1] == "sunnuntai 28. maaliskuuta 2027, 1.30 (Oslo, UTC+1)"
    assert got[2] == "sunnuntai 28. maaliskuuta 2027, 2.30–4.30 (Helsinki, UTC+2)"  # the change lies between
    assert got[4] == ""
    assert got[5] == "1.30 (Oslo, UTC+1)"
    assert got[6] == "lauantai 27. maaliskuuta 2027, 23.30 (Azorit, UTC-1)"


def test_group_of_a_kind_is_its_first_word():
    assert kinds.group_of("session.kept") == "meetings"
    assert kinds.group_of("session.reminder-day") == "reminders"  # named itself
    assert kinds.group_of("account.code") == "account"
    assert kinds.group_of("organisation.approved") == "programmes"
    own = {"call.closing": "calls", "application.receipt": "applications", "review.asked": "reviews", "plan.started": "plans", "referral.over": "referrals"}
    assert {kind: kinds.group_of(kind) for kind in own} == own
    assert kinds.group_of("loan.asks-mentor") == "referrals"
    assert all(kinds.group_of(kind) in kinds.GROUPS for kind in KINDS if kind != "digest")


def test_what_a_person_wrote_is_marked_as_theirs():
    words = "First <b>.\n\nhttp://127.0.0.1:8000/accounts/reset/xyz/"
    mail = render_mail("coordination.note", sample("coordination.note") | {"text": words}, Reader())
    assert "\n> First <b>.\n>\n> http://127.0.0.1:8000/accounts/reset/xyz/\n" in mail.text
    assert ">First &lt;b&gt;.<br><br><a href=" in mail.html.split("<blockquote")[1]
    assert 'class="button"' not in mail.html, "nobody's own words become the button"


def test_a_list_is_a_list_a_code_stands_out_and_the_button_says_what_is_done():
    listed = render_mail("match.suggested", sample("match.suggested"), Reader())
    assert listed.html.count("<li>") == len(sample("match.suggested")["companies"])
    assert 'class="code"' in render_mail("account.code", sample("account.code"), Reader()).html
    asked = render_mail("request.asked", sample("request.asked"), Reader(), url="/somewhere/")
    assert ">Read and answer</a>" in asked.html
    assert "\nRead and answer: http://127.0.0.1:8000/somewhere/\n" in asked.text
