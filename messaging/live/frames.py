"""The frames of the websocket: a closed schema. What is not described here is refused.

`docs/live.md` is made from these classes (`manage.py document_live`).
"""

import json
from dataclasses import dataclass
from types import UnionType
from typing import Any, ClassVar, Union, get_args, get_origin
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from messaging.attachments import Attached
from messaging.live.reading import described
from messaging.rows import Sender
from network.core.errors import DomainError, Text

LONGEST = 100_000  # characters of a frame: a message of 8,000, each written as an escape, fits
encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_decode = json.JSONDecoder().decode


class BadFrame(DomainError):
    """A frame that cannot be taken. `client_uuid` is the message's it was about, where that could be read."""

    status = 400
    code = "bad-frame"

    def __init__(self, message: Text, *, code: str, client_uuid: str | None = None, **details: object) -> None:
        super().__init__(message, code=code, **details)
        self.client_uuid = client_uuid


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Listen to a conversation. Its changes after number `since` come first, then `synced`."""

    type: ClassVar[str] = "subscribe"
    conversation: UUID
    since: int


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """Stop listening."""

    type: ClassVar[str] = "unsubscribe"
    conversation: UUID


@dataclass(frozen=True, slots=True)
class Send:
    """Send a message. Repeating it with the same `client_uuid`, `body` and `attachments` is safe: the answer is the `message` that is there.

    `attachments` are ids of files that the person has put there before, at most ten (`POST /api/v1/files/`, purpose `message`); with them `body` may be empty.
    """

    type: ClassVar[str] = "send"
    conversation: UUID
    client_uuid: UUID
    body: str
    reply_to: UUID | None = None
    attachments: list[UUID] | None = None


@dataclass(frozen=True, slots=True)
class MarkRead:
    """The person has read up to `seq`. Moves forwards only."""

    type: ClassVar[str] = "read"
    conversation: UUID
    seq: int


@dataclass(frozen=True, slots=True)
class Ping:
    """Every 25 seconds: the number at which each listened conversation stands here. What is missing follows, then `synced`."""

    type: ClassVar[str] = "ping"
    since: dict[UUID, int]


@dataclass(frozen=True, slots=True)
class Typing:
    """The person is writing, said at most every 3 seconds while they do; more is dropped. Told to those in the conversation, and stored nowhere."""

    type: ClassVar[str] = "typing"
    conversation: UUID


@dataclass(frozen=True, slots=True)
class Here:
    """The person looks at the conversation, said when they come and every 60 seconds; or no longer. Told and stored as `typing` is."""

    type: ClassVar[str] = "presence"
    conversation: UUID
    is_here: bool


@dataclass(frozen=True, slots=True)
class Active:
    """The person does something here, said at most every 30 seconds while they do: what is unread needs no mail now. Told to nobody, shown or not.

    Over HTTP it is `POST /api/v1/conversations/active/`.
    """

    type: ClassVar[str] = "active"


@dataclass(frozen=True, slots=True)
class Message:
    """A new or changed message. Keep the one with the highest `changed_seq` for each `id`.

    `reply_to` is the message it answers; who came after that one is not shown it (`GET …/messages/{id}/` says 404).
    `attachments` are its files: `GET /api/v1/files/{id}/content/`, and `…/preview/` of one that has a width. One whose `state` is `checking` cannot be opened
    yet; the message comes again when it can.
    """

    type: ClassVar[str] = "message"
    conversation: str
    seq: int
    changed_seq: int
    id: str
    client_uuid: str
    sender: Sender | None
    body: str
    sent_at: str
    edited_at: str | None
    deleted_at: str | None
    attachments: list[Attached] | None = None
    reply_to: str | None = None


@dataclass(frozen=True, slots=True)
class Synced:
    """Everything up to number `last_seq` has been sent."""

    type: ClassVar[str] = "synced"
    conversation: str
    last_seq: int


@dataclass(frozen=True, slots=True)
class Read:
    """A person has read up to `seq`; one's own reading on another device comes too, with a catch-up at the latest."""

    type: ClassVar[str] = "read"
    conversation: str
    person: str
    seq: int


@dataclass(frozen=True, slots=True)
class Pins:
    """What is pinned has changed: ask for `GET /api/v1/conversations/{id}/pins/`. `seq` is the place of the message, 0 in a catch-up."""

    type: ClassVar[str] = "pins"
    conversation: str
    seq: int
    changed_seq: int


@dataclass(frozen=True, slots=True)
class SomebodyTyping:
    """A person is writing; without another one for 6 seconds they no longer are. Comes to those who show it of themselves too (`shows_presence`)."""

    type: ClassVar[str] = "typing"
    conversation: str
    person: str


@dataclass(frozen=True, slots=True)
class SomebodyHere:
    """A person looks at the conversation, or no longer; without another one for 100 seconds they no longer do. Comes to whom `typing` comes."""

    type: ClassVar[str] = "presence"
    conversation: str
    person: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Reload:
    """Load the page or the list again: too far behind, or what stands around the messages has changed."""

    type: ClassVar[str] = "reload"
    conversation: str


@dataclass(frozen=True, slots=True)
class Notification:
    """A new line in the person's list of notices, in their language."""

    type: ClassVar[str] = "notification"
    id: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long work of this person is."""

    type: ClassVar[str] = "progress"
    job: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Board:
    """A card of a call's board has changed, to whoever the board opens to: ask for it. `application` null: ask for all of the board."""

    type: ClassVar[str] = "board"
    call: str
    application: str | None


@dataclass(frozen=True, slots=True)
class Error:
    """A frame was refused: RFC 9457 problem details, in the person's language. The socket stays open."""

    type: ClassVar[str] = "error"
    problem: dict[str, Any]
    client_uuid: str | None = None


ClientFrame = Subscribe | Unsubscribe | Send | MarkRead | Ping | Typing | Here | Active
FROM_CLIENT: dict[str, type[ClientFrame]] = {frame.type: frame for frame in (Subscribe, Unsubscribe, Send, MarkRead, Ping, Typing, Here, Active)}
TO_CLIENT: dict[str, type] = {
    frame.type: frame for frame in (Message, Synced, Read, SomebodyTyping, SomebodyHere, Pins, Reload, Notification, Progress, Board, Error)
}
CLOSE_CODES = {
    1013: "The broker is out of reach: come back after a while; until then ask over HTTP.",
    4401: "Not signed in, or not any more.",
    4403: "The page is from another site, or a token came with an Origin.",
    4408: "The line is too slow for what is said. The reason says “catch up from N”: connect again and subscribe with `since`.",
    4429: "Too many frames, in spite of being told.",
}


def parse(text: str | None) -> ClientFrame:
    """The client's frame. Raises BadFrame with a stable code and, where one is to blame, the `field`."""
    if text is None:
        raise BadFrame(_("Frames are JSON text."), code="not-json")
    if len(text) > LONGEST:
        raise BadFrame(_("This frame is too long."), code="frame-too-long")
    try:
        data = _decode(text)
    except (ValueError, RecursionError):
        raise BadFrame(_("Frames are JSON text."), code="not-json") from None
    if not isinstance(data, dict):
        raise BadFrame(_("A frame is a JSON object with a type."), code="not-an-object")
    kind = data.pop("type", None)
    frame = FROM_CLIENT.get(kind) if isinstance(kind, str) else None
    if frame is None:
        raise BadFrame(_("This type of frame is not known."), code="unknown-type", client_uuid=_uuid_in(data))
    return _filled(frame, data)


def _filled(frame: type[ClientFrame], data: dict) -> ClientFrame:
    schema = described(frame)
    if not schema.readers.keys() >= data.keys():
        raise BadFrame(_("This field is not known."), code="unknown-field", client_uuid=_uuid_in(data), field=min(data.keys() - schema.readers.keys())[:60])
    if not data.keys() >= schema.needed:
        raise BadFrame(_("A field is missing."), code="missing-field", client_uuid=_uuid_in(data), field=min(schema.needed - data.keys()))
    readers, values = schema.readers, {}
    try:
        for name, value in data.items():
            values[name] = readers[name](value)
    except ValueError:
        raise BadFrame(_("A field has the wrong form."), code="bad-field", client_uuid=_uuid_in(data), field=name) from None
    return frame(**values)


def _uuid_in(data: dict) -> str | None:
    value = data.get("client_uuid")
    return value if isinstance(value, str) and len(value) <= 36 else None


def check(frame: dict) -> str:
    """The JSON text of a frame that leaves. Raises ValueError for one the schema does not describe."""
    kind = TO_CLIENT.get(frame.get("type", ""))
    if kind is None:
        raise ValueError(f"no such frame: {frame.get('type')}")
    schema = described(kind)
    if not (schema.needed <= frame.keys() <= schema.known):
        raise ValueError(f"{frame['type']} with {sorted(frame)}")
    return encode(frame)


def type_words(hint: Any) -> str:
    """A field's type as the documentation writes it."""
    words = {UUID: "uuid", int: "integer ≥ 0", bool: "true or false", str: "string", type(None): "null", Sender: "{id, name}"}
    words[Attached] = "{id, name, content_type, size, width, height, state}"
    if hint in words:
        return words[hint]
    if get_origin(hint) in (Union, UnionType):
        return " or ".join(type_words(part) for part in get_args(hint))
    if get_origin(hint) is list:
        return f"list of {type_words(get_args(hint)[0])}"
    if get_origin(hint) is dict:
        key, value = get_args(hint)
        return "problem details" if value is Any else f"{{{type_words(key)}: {type_words(value)}}}"
    raise TypeError(hint)
