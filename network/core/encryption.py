"""Fields that nobody may read from a dump: AES-256-GCM, bound to their row.

A token is `v1:<key number>:<base64 of nonce and ciphertext>`. The associated data names the model,
the field and the row, so a ciphertext that was moved to another row does not open.
"""

import base64
import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings


def _key(number: int) -> bytes:
    return hashlib.sha256(settings.FIELD_KEYS[number].encode()).digest()


def seal(text: str, *, bound_to: str) -> str:
    """Encrypt `text` with the newest key, the last of FIELD_KEYS. `bound_to` is for example `organisation.number:<id>`.

    A token names its key by its place in the list, so keys are only ever added at the end.
    """
    nonce, number = os.urandom(12), len(settings.FIELD_KEYS) - 1
    sealed = AESGCM(_key(number)).encrypt(nonce, text.encode(), bound_to.encode())
    return f"v1:{number}:{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def unseal(token: str, *, bound_to: str) -> str:
    """Decrypt; raises cryptography.exceptions.InvalidTag for a moved or altered token."""
    _version, number, payload = token.split(":", 2)
    raw = base64.urlsafe_b64decode(payload)
    return AESGCM(_key(int(number))).decrypt(raw[:12], raw[12:], bound_to.encode()).decode()


def fingerprint(text: str, *, purpose: str) -> str:
    """A keyed digest that tells equal values apart from others without revealing them (for unique constraints)."""
    return hmac.new(_key(0), f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()
