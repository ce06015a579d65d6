"""`docs/live.md`, from the frames themselves."""

from collections.abc import Iterable
from dataclasses import MISSING, fields
from typing import get_type_hints

from messaging.live import frames

HEAD = """# Live: the websocket at `/ws/`

<!-- Made from messaging/live/frames.py by `manage.py document_live`. Do not edit. -->

One websocket per page. It opens for a session cookie with an `Origin` of the same site, or for `Authorization: Bearer <token>`
without an `Origin`. Frames are JSON objects with a `type`; the schema is closed: unknown types and keys are answered with `error`.

**How nothing is lost.** Every change of a conversation has a number, `changed_seq`. Subscribe with the number at which you stand:
the server first listens, then sends what you miss, then `synced`. Frames of a conversation come in number order; a gap is fetched
from the database. A `ping` each 25 seconds heals whatever was dropped on the way. After a lost line, connect again and subscribe with
your number. The HTTP twin of `subscribe` is `GET /api/v1/conversations/{id}/messages/?since=`, of `send` it is
`POST /api/v1/conversations/{id}/messages/`, of `read` it is `POST /api/v1/conversations/{id}/read/`.
"""


def page() -> str:
    """The whole page."""
    closes = "\n".join(f"| {code} | {words} |" for code, words in frames.CLOSE_CODES.items())
    parts = [
        HEAD,
        "## From the client\n",
        *_section(frames.FROM_CLIENT.values()),
        "## From the server\n",
        *_section(frames.TO_CLIENT.values()),
        f"## Close codes\n\n| code | means |\n|---|---|\n{closes}\n",
        f"A frame has at most {frames.LONGEST:,} characters; a ping names at most {frames.MOST_PINGED} conversations.\n",
    ]
    return "\n".join(parts)


def _section(described: Iterable[type]) -> list[str]:
    return [_frame(frame) for frame in described]


def _frame(frame: type) -> str:
    hints = get_type_hints(frame)
    rows = [f"| `{field.name}`{'' if field.default is MISSING else ' (may be missing)'} | {frames.type_words(hints[field.name])} |" for field in fields(frame)]
    return f"### `{frame.type}`\n\n{frame.__doc__}\n\n| field | is |\n|---|---|\n" + "\n".join(rows) + "\n"
