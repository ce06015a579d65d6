"""How many frames a client may send: a bucket that fills with time. Pure."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

BURST, PER_SECOND = 60, 20
ENOUGH = 200  # refused frames in a row until the socket is closed


@dataclass(slots=True)
class Pace:
    """`take()` is False when the client is too fast; `refused` counts how often in a row."""

    now: Callable[[], float] = time.monotonic
    level: float = BURST
    refused: int = 0
    _at: float = field(default=0.0)

    def __post_init__(self) -> None:
        self._at = self.now()

    def take(self) -> bool:
        at = self.now()
        self.level = min(BURST, self.level + (at - self._at) * PER_SECOND)
        self._at = at
        if self.level < 1:
            self.refused += 1
            return False
        self.level -= 1
        self.refused = 0
        return True
