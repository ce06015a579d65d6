"""`docs/live.md`, from the frames themselves."""

from collections.abc import Iterable
from dataclasses import MISSING, fields
from inspect import getdoc
from typing import get_type_hints

from messaging.live import frames
from messaging.live.reading import MOST_PINGED

HEAD = """# Live: the websocket at `/ws/`

<!-- Made from messaging/live/frames.py by `manage.py document_live`. Do not edit. -->

One websocket per page. It opens for a session cookie with an `Origin` of the same site, or for `Authorization: Bearer <token>`
without an `Origin`. Frames are JSON objects with a `type`; the schema is closed: unknown types and keys are answered with `error`.

**How nothing is lost.** Every change of a conversation has a number, `changed_seq`. Subscribe with the number at which you stand:
the server first listens, then sends what you miss, then `synced`. Frames of a conversation come in number order; a gap is fetched
from the database. A `ping` each 25 seconds heals whatever was dropped on the way. After a lost line, connect again and subscribe with
your number. The HTTP twin of `subscribe` is `GET /api/v1/conversations/{id}/messages/?since=`, of `send` it is
`POST /api/v1/conversations/{id}/messages/`, of `read` it is `POST /api/v1/conversations/{id}/read/`.

**What happens when something is lost.** Each row is a fault that `tests/reliability/test_live_faults.py` makes under load.

| lost | what happens |
|---|---|
| one frame | The next number shows the gap; it is fetched after a quarter of a second, or with the next `ping`. |
| the client's line | It comes back after a growing pause, subscribes with its number and is sent what it missed. What was not answered it sends again. |
| a line that takes nothing | It is closed with 4408; nobody else waits for it. |
| a web process | Its clients come back to another one. A message on its way was committed or was not: sending it again tells, and makes no second one. |
| the broker | Messages are kept, and a `ping` brings them. When it is back, each process subscribes again and its clients catch up. |
| the database | Sends are answered with `error`, status 503 and code `try-again`: send again after a while, with the same `client_uuid`. |
| the worker | Nothing live stands on it. Mails wait until it is back. |
| the clock's order | Nothing: order is by number, never by time. |

**What a message says** is carried as it was written, in a small Markdown that every client draws itself: `**bold**` or `__bold__`,
`*italic*` or `_italic_` (not within a word), `` `code` `` and fenced code, `[words](address)` and bare addresses, lists with `-`, `*` or
`1.`, quotes with `>`, `\\` before a sign that is meant as it stands. Every line end is one. There is no HTML, no heading, no picture; links lead
to `http`, `https` or `mailto` alone, and words that are an address of their own lead nowhere else. `tests/messaging/marks.json` is a table of
examples.

**Files** are put there first (`POST /api/v1/files/`, purpose `message`, see docs/files.md) and named by id in `send`. A message has all of its files or
is not there. Such a message is written by itself, beside the groups in which others are committed. Whoever may read the message opens its files; they go
with it when it is deleted. A file that belongs to nothing for a day is removed: a message that waits longer for a line is refused, and its words are kept.

**`@name`** in a message mentions whoever is in the conversation under that name, or under that first name if nobody else bears it. The server
finds it where the message is written; `mentioned` of a conversation tells that something unread mentions you, also where you muted it.

Messages are written in groups: those that come while one group commits make up the next. What a client is sent was committed before.
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
        f"A frame has at most {frames.LONGEST:,} characters; a ping names at most {MOST_PINGED} conversations.\n",
    ]
    return "\n".join(parts)


def _section(described: Iterable[type]) -> list[str]:
    return [_frame(frame) for frame in described]


def _frame(frame: type) -> str:
    hints = get_type_hints(frame)
    if not fields(frame):
        return f"### `{frame.type}`\n\n{getdoc(frame)}\n\nIt has no fields.\n"
    rows = [f"| `{field.name}`{'' if field.default is MISSING else ' (may be missing)'} | {frames.type_words(hints[field.name])} |" for field in fields(frame)]
    return f"### `{frame.type}`\n\n{getdoc(frame)}\n\n| field | is |\n|---|---|\n" + "\n".join(rows) + "\n"
