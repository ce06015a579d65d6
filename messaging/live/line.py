"""One listened conversation: puts what comes into number order. Pure."""

from dataclasses import dataclass, field

from messaging.live.wire import Frame

MOST_WAITING = 200  # frames beyond a gap; more are dropped, since the fetch brings them


@dataclass(slots=True)
class Line:
    """`position` is the last number that went out; beyond a gap, and while rows are fetched, frames wait in `waiting`.

    `written` is the last number that the socket took.
    """

    position: int = 0
    written: int = 0
    joined_seq: int = 0
    is_fetching: bool = True  # from the registration on
    waiting: dict[int, Frame] = field(default_factory=dict)

    def passes(self, number: int) -> bool:
        """Take a number if it is its turn and nothing else is under way: nearly every frame, in one look."""
        if number == self.position + 1 and not self.waiting and not self.is_fetching:
            self.position = number
            return True
        return False

    def offer(self, frame: Frame) -> list[Frame]:
        """Take a numbered frame; returns those whose turn it is now, in order. Old and doubled ones vanish."""
        number = frame.changed_seq
        if self.passes(number):
            return [frame]
        if number <= self.position or len(self.waiting) >= MOST_WAITING:
            return []
        self.waiting[number] = frame
        return [] if self.is_fetching else self._ready()

    def advance(self, number: int) -> list[Frame]:
        """Everything up to `number` went out by another way; returns waiting frames that follow on it."""
        self.is_fetching = False
        self.position = max(self.position, number)
        self.waiting = {n: frame for n, frame in self.waiting.items() if n > self.position}
        return self._ready()

    @property
    def has_gap(self) -> bool:
        """Whether something before the waiting frames is missing."""
        return bool(self.waiting) and not self.is_fetching

    def _ready(self) -> list[Frame]:
        ready = []
        while (frame := self.waiting.pop(self.position + 1, None)) is not None:
            self.position += 1
            ready.append(frame)
        return ready
