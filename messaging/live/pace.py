"""How many frames a client may send: a bucket that fills with time. Pure."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

BURST = 3  # seconds' worth of frames that may come at once
ENOUGH = 200  # refused frames in a row until the socket is closed


@dataclass(slots=True)
class Pace:
    """`take()` is False when the client sends more than `rate` frames a second; `refused` counts how often in a row."""

    rate: float
    now: Callable[[], float] = time.monotonic
    refused: int = 0
    _level: float = field(init=False)
    _at: float = field(init=False)

    def __post_init__(self) -> None:
        self._level, self._at = BURST * self.rate, self.now()

    def take(self) -> bool:
        at = self.now()
        self._level = min(BURST * self.rate, self._level + (at - self._at) * self.rate)
        self._at = at
        if self._level < 1:
            self.refused += 1
            return False
        self._level -= 1
        self.refused = 0
        return True
