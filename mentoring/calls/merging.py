"""Two who write one draft at once: question by question, so that nobody's words are lost. Pure.

Whoever writes says what they saw of each answer: a digest (pages), or the version of the whole that they read (API).
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Seen = int | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Clash:
    """Two texts for one question: what stands there now, and what was to be written."""

    key: str
    theirs: Any
    yours: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """`changes` can be written (None takes an answer away); `clashes` cannot: somebody else wrote there since."""

    changes: Mapping[str, Any]
    clashes: tuple[Clash, ...]


def digest(answer: Any) -> str:
    """A short mark of an answer as it is kept; empty for none."""
    if answer is None:
        return ""
    return hashlib.sha256(json.dumps(answer, sort_keys=True).encode()).hexdigest()[:16]


def merge(stored: Mapping[str, Any], given: Mapping[str, Any], seen: Seen, touched: Mapping[str, int]) -> Merged:
    """Bring `given` answers (None: taken away) together with those that are `stored`.

    `touched` names the version in which each answer last changed. What was given as it was seen is no change, whoever wrote since.
    """
    changes: dict[str, Any] = {}
    clashes = []
    for key, value in given.items():
        now = stored.get(key)
        if value == now or (not isinstance(seen, int) and key in seen and seen[key] == digest(value)):
            continue
        if _is_stale(key, now, seen, touched):
            clashes.append(Clash(key, now, value))
        else:
            changes[key] = value
    return Merged(changes, tuple(clashes))


def _is_stale(key: str, now: Any, seen: Seen, touched: Mapping[str, int]) -> bool:
    if isinstance(seen, int):
        return touched.get(key, 0) > seen
    return seen.get(key, "") != digest(now)
