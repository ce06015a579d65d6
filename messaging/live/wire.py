"""A frame on its way between our processes: its numbers in front, then the JSON text as clients get it. Pure.

The text is made once, by whoever publishes. A process that passes it on to a thousand sockets reads the numbers and
never the JSON.
"""

import json
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from messaging.append import Appended, Item
from messaging.live import frames
from messaging.rows import instant, row_of_item

PREFIX = b"northbridge:conversation:"
KNOWN = 10_000  # conversations and people whose texts are kept


class Frame(NamedTuple):
    """`changed_seq` is 0 for what has no number; `seq` the place it speaks of, or 0.

    `members` frames stay on the server: they have a number and no place, and `text` says who `left`.
    """

    changed_seq: int
    seq: int
    text: str

    @property
    def is_members(self) -> bool:
        """Whether it tells that somebody joined or left."""
        return self.changed_seq > 0 and self.seq == 0

    @property
    def left(self) -> str | None:
        """Whose leaving a `members` frame tells, if anybody's."""
        return json.loads(self.text)["left"]


def framed(data: dict) -> Frame:
    """The frame of a JSON object. Raises ValueError for one that the schema does not describe."""
    text = json.dumps(data) if data["type"] == "members" else frames.check(data)
    return Frame(data.get("changed_seq", 0), data.get("seq", 0), text)


def frame_of(item: Item, appended: Appended) -> Frame:
    """The frame of a message that is in the database. Every new one passes here: its text is the one of `framed`, put together by hand."""
    if appended.outcome != "new":
        return framed({"type": "message", **row_of_item(item, appended)})
    seq, reply_to = appended.seq, f',"reply_to":"{item.reply_to}"' if item.reply_to else ""
    text = (
        f'{{"type":"message","conversation":"{_known(item.conversation)}","seq":{seq},"changed_seq":{seq},"id":"{item.id}","client_uuid":"{item.client_uuid}",'
        f'"sender":{{"id":"{_known(item.sender)}","name":{frames.encode(item.name)}}},"body":{frames.encode(item.body)},'
        f'"sent_at":"{instant(appended.sent_at)}","edited_at":null,"deleted_at":null{reply_to}}}'
    )
    return Frame(seq, seq, text)


def packed(frame: Frame) -> bytes:
    """As it is published."""
    return b"%d %d %s" % (frame.changed_seq, frame.seq, frame.text.encode())


def unpacked(payload: bytes) -> Frame:
    """As it was published. Raises ValueError."""
    changed_seq, seq, text = payload.split(b" ", 2)
    return Frame(int(changed_seq), int(seq), text.decode())


@lru_cache(maxsize=KNOWN)
def channel_of(conversation: UUID) -> bytes:
    """The broker's channel of a conversation."""
    return PREFIX + str(conversation).encode()


_known = lru_cache(maxsize=KNOWN)(str)  # of conversations and people, who come again
