"""Sealed fields and signed links when keys are changed."""

import pytest
from cryptography.exceptions import InvalidTag
from django.core import signing

from network.core.encryption import fingerprint, seal, unseal

OLD, NEW = "old" * 12, "new" * 12


def test_newest_key_seals_and_all_open(settings):
    settings.FIELD_KEYS = [OLD]
    before, digest = seal("19640823", bound_to="row"), fingerprint("19640823", purpose="p")
    settings.FIELD_KEYS = [OLD, NEW]
    after = seal("19640823", bound_to="row")
    assert (before.split(":")[1], after.split(":")[1]) == ("0", "1")
    assert unseal(before, bound_to="row") == unseal(after, bound_to="row") == "19640823"
    assert fingerprint("19640823", purpose="p") == digest  # or one number could be registered twice
    assert seal("19640823", bound_to="row") != after
    settings.FIELD_KEYS = [OLD, "other" * 8]
    with pytest.raises(InvalidTag):
        unseal(after, bound_to="row")


def test_token_of_another_row_does_not_open():
    with pytest.raises(InvalidTag):
        unseal(seal("19640823", bound_to="row"), bound_to="another")


def test_links_signed_before_the_key_changed_open(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OLD, []
    token = signing.dumps("x", salt="s")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    assert signing.loads(token, salt="s") == "x"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(signing.BadSignature):
        signing.loads(token, salt="s")
