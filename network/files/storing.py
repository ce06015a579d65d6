"""The storage of files: settings.STORAGES["private"]. Nothing else reads or writes it."""

import secrets
from collections.abc import Iterator
from typing import BinaryIO

from django.core.files.base import File as Content
from django.core.files.storage import Storage, storages

PIECE = 65_536


def storage() -> Storage:
    """Where the files lie."""
    return storages["private"]


def new_key() -> str:
    """A place in it by chance: 32 letters that tell nothing of the file."""
    key = secrets.token_hex(16)
    return f"{key[:2]}/{key}"


def put(key: str, content: BinaryIO) -> None:
    """Keep a content under its key."""
    content.seek(0)
    kept = storage().save(key, Content(content))
    if kept != key:
        raise FileExistsError(key)


def pieces(key: str) -> Iterator[bytes]:
    """The content, piece by piece. Raises FileNotFoundError at once, not when it is half told."""
    opened = storage().open(key)

    def read() -> Iterator[bytes]:
        with opened:
            while piece := opened.read(PIECE):
                yield piece

    return read()


def remove(*keys: str) -> None:
    """Take contents away; what is not there is no fault."""
    for key in keys:
        storage().delete(key)
