"""The address that a mail is answered at: signed, for one person in one conversation, for a while.

The letters after the plus are: what it is for, whose stay in a conversation (or whom), up to which message was told, the
last day, and a signature over all of it. Mail servers fold case, so they are in base 32, and 64 are allowed before the @.
Leaving the conversation ends it, since a stay ends with its row's `left_seq`.
"""

import base64
import binascii
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from network.core import clock

CONVERSATION, SEVERAL = 1, 2
GOOD_FOR = timedelta(days=45)
_EPOCH = date(2020, 1, 1)
_FORM = struct.Struct(">B16sIH")
_SIGNATURE = 10  # bytes
_SALT = "messaging.inbound.addresses"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a signed address says. `key` is a stay's in a conversation, a person's where the mail told of several."""

    purpose: int
    key: UUID
    upto: int
    last_day: date

    @property
    def is_expired(self) -> bool:
        """Whether its last day is over. Real time: mail programs know no other."""
        return clock.real_now().date() > self.last_day


def address_for(purpose: int, key: UUID, upto: int = 0) -> str:
    """The address to answer at; empty where this installation takes no answers by mail."""
    local, _at, domain = settings.REPLY_ADDRESS.partition("@")
    if not domain:
        return ""
    days = (clock.real_now().date() + GOOD_FOR - _EPOCH).days
    body = _FORM.pack(purpose, key.bytes, min(upto, 2**32 - 1), days)
    letters = base64.b32encode(body + _signature(body, settings.SECRET_KEY)).decode().rstrip("=").lower()
    return f"{local}+{letters}@{domain}"


def letters_in(recipients: Iterable[str]) -> str | None:
    """What stands between plus and @ in the first of the addresses that is one of ours to answer at."""
    local, _at, domain = settings.REPLY_ADDRESS.lower().partition("@")
    for address in recipients:
        name, _at, place = address.lower().strip().rpartition("@")
        if domain and place == domain and name.startswith(f"{local}+"):
            return name.removeprefix(f"{local}+")
    return None


def read(letters: str) -> Reply | None:
    """What the letters say; None when we did not sign them."""
    try:
        packed = base64.b32decode(letters.upper() + "=" * (-len(letters) % 8))
    except (binascii.Error, ValueError):
        return None
    body, signature = packed[: _FORM.size], packed[_FORM.size :]
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if len(body) != _FORM.size or not any(constant_time_compare(signature, _signature(body, key)) for key in keys):
        return None
    purpose, key, upto, days = _FORM.unpack(body)
    return Reply(purpose, UUID(bytes=key), upto, _EPOCH + timedelta(days=days))


def _signature(body: bytes, key: str) -> bytes:
    return salted_hmac(_SALT, body, secret=key, algorithm="sha256").digest()[:_SIGNATURE]
