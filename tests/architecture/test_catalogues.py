"""The message catalogues agree with the code and with themselves."""

import pytest

from network.core.catalogues import checking, extraction, store
from tests.architecture.source import ROOT, listed

LOCALE = ROOT / "frontend" / "locale"
CODES = (*store.COMPLETE, store.REVIEWED)


@pytest.mark.parametrize("code", CODES)
def test_translations_hold_the_same_places_as_their_texts(code: str):
    faults = list(checking.faults(store.read(LOCALE, code), complete=False))
    assert not faults, listed(faults)


@pytest.mark.parametrize("code", CODES)
def test_plural_forms_are_those_of_the_language(code: str):
    assert store.plural_rule(code).partition(";")[0] == f"nplurals={store.read(LOCALE, code).num_plurals}"


def test_placeholders_in_the_code_are_named():
    """Two nameless places cannot change their order, and other languages need that."""
    faults = []
    for message in extraction.template_catalogue(ROOT):
        texts = message.id if isinstance(message.id, tuple) else (message.id,)
        nameless = [place for place in checking.placeholders(texts[-1]) if place.startswith("%") and "(" not in place and place != "%%"]
        if len(nameless) > 1:
            faults.append(f"{message.locations}: {checking.key_of(message)}")
    assert not faults, listed(faults)


def test_every_text_is_translated():
    assert not store.problems(LOCALE, extraction.template_catalogue(ROOT))
