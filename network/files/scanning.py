"""The virus check before a file may be opened: settings.FILE_SCANNER names a function (stream → what was found, or None) or a clamd.

Without one, files are ready at once. What cannot be asked just now is asked again by the next sweep: until then nobody opens the file.
"""

import logging
import socket
import struct
from collections.abc import Iterable
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from network.core.commit import after_commit
from network.core.states import move
from network.files import storing
from network.files.models import File
from network.files.states import TRANSITIONS

log = logging.getLogger(__name__)
TIMEOUT = 60  # seconds for one file


class Unanswered(Exception):
    """The scanner could not be asked, or gave no answer that can be read."""


def check(*, pk: UUID | str) -> bool:
    """Check one file and settle it; False when it has to be asked again. Two at once settle it once."""
    file = File.objects.filter(pk=pk, state=File.State.CHECKING, removed_at=None).first()
    if file is None or not settings.FILE_SCANNER:
        return file is None or _settle(file, None)
    try:
        found = _found(storing.pieces(file.key))
    except FileNotFoundError:  # still on its way into the storage
        return False
    except (Unanswered, OSError) as fault:
        log.warning("A file was not checked, and waits: %s", fault)
        return False
    return _settle(file, found)


def check_waiting(limit: int = 100) -> int:
    """Check what waits, oldest first; returns how many were settled."""
    waiting = File.objects.filter(state=File.State.CHECKING, removed_at=None).order_by("created_at").values_list("pk", flat=True)[:limit]
    return sum(check(pk=pk) for pk in list(waiting))


def _found(pieces: Iterable[bytes]) -> str | None:
    if settings.FILE_SCANNER.startswith("clamd:"):
        address = urlsplit(settings.FILE_SCANNER)
        return clamd(pieces, address.hostname or "127.0.0.1", address.port or 3310)
    return import_string(settings.FILE_SCANNER)(pieces)


def _settle(file: File, found: str | None) -> bool:
    with transaction.atomic():
        row = File.objects.select_for_update(of=("self",), no_key=True).get(pk=file.pk)
        if row.state != File.State.CHECKING:
            return True
        move(row, "refuse" if found else "clear", TRANSITIONS, reason=(found or "")[:200])
        # After commit: the area locks what the file belongs to, and others lock that first and the file then.
        if row.purpose in settings.FILE_SETTLED:
            after_commit(import_string(settings.FILE_SETTLED[row.purpose]), row)
    return True


def clamd(pieces: Iterable[bytes], host: str, port: int) -> str | None:
    """Ask a clamd by its INSTREAM command (man clamd(8)): pieces with their length in four bytes, a zero at the end. Raises Unanswered."""
    try:
        with socket.create_connection((host, port), timeout=TIMEOUT) as line:
            line.sendall(b"zINSTREAM\0")
            for piece in pieces:
                line.sendall(struct.pack("!L", len(piece)) + piece)
            line.sendall(struct.pack("!L", 0))
            answer = b""
            while not answer.endswith(b"\0") and (more := line.recv(4096)):
                answer += more
    except OSError as fault:
        raise Unanswered(f"clamd at {host}:{port}: {fault}") from fault
    words = answer.rstrip(b"\0\n").decode("utf-8", "replace")
    if words.endswith(" FOUND"):
        return words.removeprefix("stream: ").removesuffix(" FOUND")
    if words == "stream: OK":
        return None
    raise Unanswered(f"clamd said {words[:200]!r}")
