"""What was sent and what came back: each member gets each message once, in order, and how long it took. Pure.

The same rules as in tally.h, for the client in Python.
"""

from collections import Counter
from dataclasses import dataclass, field

BODY = 80  # characters


@dataclass(slots=True)
class Sent:
    """A message: its room, its sender's place there, who has it, and the number that the server gave it."""

    room: str
    sender: int
    seen: set[int] = field(default_factory=set)
    seq: int = 0


@dataclass(slots=True)
class Tally:
    """`members` says how many a room has. `open` counts the messages that somebody still waits for."""

    members: dict[str, int]
    messages: list[Sent] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    last: dict[tuple[str, int], int] = field(default_factory=dict)
    open: int = 0
    measuring: bool = False

    def send(self, room: str, sender: int, now: float) -> str:
        """The body of a new message: its number, the moment (seconds), and filling."""
        self.messages.append(Sent(room, sender))
        self.open += 1
        return f"{len(self.messages) - 1:010d} {now:020.9f} ".ljust(BODY, "x")

    def hear(self, room: str, member: int, body: str, seq: int, now: float) -> None:
        """A member of a room got a body under a number."""
        number, moment = int(body[:10]), float(body[11:31])
        if number >= len(self.messages) or (message := self.messages[number]).room != room:
            self.counts["strange"] += 1
            return
        if member in message.seen:
            self.counts["echoed" if member == message.sender else "doubled"] += 1
            return
        message.seen.add(member)
        last = self.last.get((room, member), 0)
        if seq <= last or message.seq not in (0, seq):
            self.counts["out_of_order"] += 1
        self.last[room, member], message.seq = max(seq, last), seq
        if self.measuring:
            self.times.append(now - moment)
        if len(message.seen) == self.members[room]:
            self.open -= 1

    @property
    def lost(self) -> int:
        """Deliveries that never came."""
        return sum(self.members[it.room] - len(it.seen) for it in self.messages)

    def milliseconds(self, share: float) -> float:
        """The latency that this share of the deliveries kept below; 0 when there are none."""
        times = sorted(self.times)
        return 1000 * times[int(share * len(times))] if times else 0.0
