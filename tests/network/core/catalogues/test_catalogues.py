"""Extraction, checks, filling and compiling of message catalogues."""

import gettext
import io
from pathlib import Path

import pytest
from babel.messages import Catalog
from django.template import Context, Engine
from django.utils import translation
from django.utils.translation import override

from network.core.catalogues import checking, extraction, store
from network.core.catalogues.templates import extract_template

SAMPLE = """{% load i18n %}{% translate "Plain" %} {% trans 'It\\'s' context "tone" %}
{% heading _("In a tag") detail=_('and "another"') %}{{ name|default:_("Nobody") }}
{% blocktranslate trimmed with who=person.name %}
  Hello {{ who }},
  100% yours
{% endblocktranslate %}
{% blocktranslate count days=n context "wait" %}{{ days }} day{% plural %}{{ days }} days{% endblocktranslate %}"""


def found(text: str) -> list[tuple]:
    return [(name, texts) for _line, name, texts, _comments in extract_template(io.BytesIO(text.encode()), None, None, None)]


def test_template_texts_are_found_in_every_form():
    assert found(SAMPLE) == [
        ("gettext", ("Plain",)),
        ("pgettext", ("tone", "It's")),
        ("gettext", ("In a tag",)),
        ("gettext", ('and "another"',)),
        ("gettext", ("Nobody",)),
        ("gettext", ("Hello %(who)s, 100%% yours",)),
        ("npgettext", ("wait", "%(days)s day", "%(days)s days")),
    ]


def test_template_texts_are_those_that_django_looks_up(monkeypatch):
    asked = []
    monkeypatch.setattr(translation._trans, "gettext", lambda text: asked.append(text) or text)
    text = '{% load i18n %}{% translate "50% done" %}{% blocktranslate trimmed %}\n  Half of\n  {{ n }}%\n{% endblocktranslate %}'
    with override("fi"):
        Engine(libraries={"i18n": "django.templatetags.i18n"}).from_string(text).render(Context({"n": 4}))
    assert asked == [texts[0] for _name, texts in found(text)]


def test_every_source_folder_is_read(tmp_path: Path):
    for name, text in {
        "mentoring/investors/rules.py": "_('one')\nngettext('%d two', '%d twos', n)",
        "frontend/templates/a.html": "{% translate 'three' %}",
        "mentoring/templates/mail/x/body.txt": "{% translate 'four' %}",
        "mentoring/migrations/0001.py": "_('not this')",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    ids = {m.id for m in extraction.template_catalogue(tmp_path) if m.id}
    assert ids == {"one", ("%d two", "%d twos"), "three", "four"}


@pytest.mark.parametrize(
    ("text", "translated", "ok"),
    [
        ("%(n)s of %(all)s", "%(all)s:sta %(n)s", True),
        ("%(n)s of %(all)s", "%(n)s", False),
        ("{wait} seconds", "{vent} sekunder", False),
        ("100%% yours", "100 %% sinun", True),
        ("plain", "suora %(x)s", False),
    ],
)
def test_placeholders_must_be_the_same(text, translated, ok):
    catalogue = Catalog(locale="fi")
    assert (checking.mismatch(catalogue.add(text), (translated,)) == "") is ok


def test_first_plural_form_may_leave_out_the_number():
    message = Catalog(locale="fi").add(("%(n)s day", "%(n)s days"))
    assert checking.mismatch(message, ("yksi päivä", "%(n)s päivää")) == ""
    assert checking.mismatch(message, ("%(n)s päivä", "päiviä"))


@pytest.fixture
def locale_dir(tmp_path: Path) -> Path:
    template = Catalog()
    template.add("Save")
    template.add("Untouched")
    template.add(("%(n)s day", "%(n)s days"))
    for code in (*store.COMPLETE, store.REVIEWED):
        store.write(tmp_path, code, store.updated(Catalog(locale=code, fuzzy=False), template))
    return tmp_path


def test_what_is_missing_can_be_filled_and_compiled(locale_dir: Path):
    for code, texts in {
        "fi": ["Tallenna", "Koskematon", ["yksi päivä", "%(n)s päivää"]],
        "se": ["Vurke", "", ["okta beaivi", "guokte beaivvi", "%(n)s beaivvi"]],
    }.items():
        catalogue = store.read(locale_dir, code)
        asked = store.missing(catalogue)
        assert set(asked) == {"Save", "Untouched", "%(n)s day ‖ %(n)s days"}
        answers = {key: text for key, text in zip(["Save", "Untouched", "%(n)s day ‖ %(n)s days"], texts, strict=True) if text}
        assert store.fill(catalogue, answers) == []
        store.write(locale_dir, code, catalogue)
    store.compile_all(locale_dir)
    with (locale_dir / "se_FI/LC_MESSAGES/django.mo").open("rb") as file:
        sami = gettext.GNUTranslations(file)
    assert sami.gettext("Save") == "Vurke"
    assert sami.gettext("Untouched") == "Koskematon"
    assert [sami.ngettext("%(n)s day", "%(n)s days", n) for n in (1, 2, 3)] == ["okta beaivi", "guokte beaivvi", "%(n)s beaivvi"]
    assert sami.gettext("Enter a valid email address.") == "Syötä kelvollinen sähköpostiosoite."
    assert store.compile_all(locale_dir) == []


def test_fill_refuses_what_would_break_a_page(locale_dir: Path):
    catalogue = store.read(locale_dir, "fi")
    refused = store.fill(catalogue, {"Save": "Tallenna %(x)s", "Nowhere": "Ei missään", "%(n)s day ‖ %(n)s days": "päivä"})
    assert len(refused) == 3
    assert "Save" in store.missing(catalogue)


def test_problems_name_what_is_missing_or_gone(locale_dir: Path):
    template = Catalog()
    template.add("New text")
    found = store.problems(locale_dir, template)
    assert found == ["fi: missing: New text", "sv: missing: New text", "nb: missing: New text"]
