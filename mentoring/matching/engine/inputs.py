"""What a run was solved from, as bytes: the same facts and terms give the same bytes, and the bytes give them back.

The bytes are canonical JSON (sorted, without spaces, nothing said about what was not answered), so that a run can be
solved again from what was kept with it, years later, and its fingerprint be taken by anybody with the same facts.
"""

import json
import zlib
from collections.abc import Callable, Iterable
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from enum import Enum, StrEnum
from hashlib import sha256
from typing import Any, get_origin

from mentoring.matching.engine.facts import Candidate, Musts, Weights, Wish

FORMAT = 1  # of the bytes
NOT_ANSWERED: tuple[Any, ...] = (None, "", (), frozenset())


# A candidate would rather help whom it wished for; then where it knows most. How near and how free it is, is no preference of its own.
REGARD = Weights(needs=5.0, sectors=2.0, stage=1.0, cross_border=0.0, near=0.0, format=1.0, hours=1.0, wishes=8.0, feedback=0.0, spare=0.0)


class Aim(StrEnum):
    """What an assignment is to be: the exact optimum, or one without a pair that would rather have each other."""

    EXACT = "exact"
    STABLE = "stable"


@dataclass(frozen=True, slots=True)
class Promise:
    """Places and hours a month of a candidate that others may still take: they were asked, or it was proposed to them."""

    candidate: str
    places: int
    hours: float


@dataclass(frozen=True, slots=True)
class Apart:
    """A pair that takes no part although no rule of the engine bars it, with the code of the reason."""

    wish: str
    candidate: str
    code: str


@dataclass(frozen=True, slots=True)
class Inputs:
    """The facts of a run: every wish and candidate, in the order of their keys."""

    wishes: tuple[Wish, ...]
    candidates: tuple[Candidate, ...]
    promised: tuple[Promise, ...] = ()
    apart: tuple[Apart, ...] = ()

    @classmethod
    def of(cls, wishes: Iterable[Wish], candidates: Iterable[Candidate], promised: Iterable[Promise] = (), apart: Iterable[Apart] = ()) -> "Inputs":
        """The same inputs in whatever order the facts come."""
        return cls(
            tuple(sorted(wishes, key=lambda it: it.key)),
            tuple(sorted(candidates, key=lambda it: it.key)),
            tuple(sorted(promised, key=lambda it: it.candidate)),
            tuple(sorted(set(apart), key=lambda it: (it.wish, it.candidate, it.code))),
        )


@dataclass(frozen=True, slots=True)
class Terms:
    """How the facts are judged: weights, musts, the aim, and the pairs that are kept or ruled out by hand.

    `regard` are the weights of the other side: whom a candidate would rather help. Only a stable assignment asks it.
    """

    weights: Weights = field(default_factory=Weights)
    regard: Weights = field(default_factory=lambda: REGARD)
    musts: Musts = field(default_factory=Musts)
    aim: Aim = Aim.EXACT
    pinned: tuple[tuple[str, str], ...] = ()
    forbidden: tuple[tuple[str, str], ...] = ()


def freeze(inputs: Inputs) -> bytes:
    """Inputs as compressed canonical JSON."""
    return zlib.compress(_canonical(_written_inputs(inputs)), 6)


def thaw(kept: bytes) -> Inputs:
    """Inputs from their bytes. Raises ValueError for bytes of another format."""
    found = json.loads(zlib.decompress(kept))
    if found.pop("format", None) != FORMAT:
        raise ValueError("these inputs are of another format")
    return Inputs(
        tuple(_read(Wish, it) for it in found["wishes"]),
        tuple(_read(Candidate, it) for it in found["candidates"]),
        tuple(_read(Promise, it) for it in found["promised"]),
        tuple(_read(Apart, it) for it in found["apart"]),
    )


def fingerprint(inputs: Inputs, terms: Terms) -> str:
    """SHA-256 over the facts and the terms, as hexadecimal digits."""
    return sha256(_canonical(_written_inputs(inputs)) + b"\n" + _canonical(written_terms(terms))).hexdigest()


def written_terms(terms: Terms) -> dict[str, Any]:
    """Terms as plain JSON values."""
    return {
        "aim": terms.aim.value,
        "weights": _written(terms.weights, whole=True),
        "regard": _written(terms.regard, whole=True),
        "musts": _written(terms.musts, whole=True),
        "pinned": sorted(map(list, terms.pinned)),
        "forbidden": sorted(map(list, terms.forbidden)),
    }


def read_terms(kept: dict[str, Any]) -> Terms:
    """Terms from plain JSON values. Raises ValueError for what cannot be judged by."""
    return Terms(
        weights=_read(Weights, kept["weights"]),
        regard=_read(Weights, kept["regard"]),
        musts=_read(Musts, kept["musts"]),
        aim=Aim(kept["aim"]),
        pinned=tuple((wish, candidate) for wish, candidate in kept["pinned"]),
        forbidden=tuple((wish, candidate) for wish, candidate in kept["forbidden"]),
    )


def _written_inputs(inputs: Inputs) -> dict[str, Any]:
    return {"format": FORMAT} | {it.name: [_written(row) for row in getattr(inputs, it.name)] for it in fields(inputs)}


def _written(it: Any, *, whole: bool = False) -> dict[str, Any]:
    """A dataclass as JSON values; what was not answered is left out where it may be, unless it is wanted whole."""
    return {one.name: _plain(value) for one in fields(it) if (value := getattr(it, one.name)) not in NOT_ANSWERED or whole or one.default is MISSING}


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def _read(kind: type, kept: dict[str, Any]) -> Any:
    """One dataclass from JSON values. Raises ValueError for a field that it does not have."""
    readers = READERS[kind]
    if unknown := set(kept) - set(readers):
        raise ValueError(f"{kind.__name__} has no {', '.join(sorted(unknown))}")
    return kind(**{name: readers[name](value) if value is not None else None for name, value in kept.items()})


def _reader(hint: Any) -> Callable[[Any], Any]:
    if get_origin(hint) is frozenset:
        return frozenset
    if get_origin(hint) is tuple:
        return lambda value: tuple(tuple(it) if isinstance(it, list) else it for it in value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    return date.fromisoformat if hint == (date | None) else _same


def _same(value: Any) -> Any:
    return value


READERS: dict[type, dict[str, Callable[[Any], Any]]] = {
    kind: {one.name: _reader(one.type) for one in fields(kind)} for kind in (Wish, Candidate, Promise, Apart, Weights, Musts)
}
