"""Candidates as arrays: one row per feature, one column per candidate, and what the hard rules need to know.

A pool is made once and serves every wish; `changed` remakes a few columns. All of it is plain arrays and text, so that
processes can share it as files.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentoring.matching.engine.criteria import CRITERIA
from mentoring.matching.engine.facts import Candidate

Booleans = NDArray[np.bool_]
NO_LIMIT = np.inf


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """The candidates, in the order of their keys.

    `features` name the rows of `units` (features x candidates): offered units, at most 60. `answered` (criteria x
    candidates) is 1 where the candidate has answered a criterion. `levels` (languages x candidates) are language levels
    1-4, 0 for not named. `places_of` are rows of countries and regions served, `home` the candidate's own country.
    `returns` is True where a pause has an end. `hours_left` is infinite where no limit was told. `bans` map an organisation
    to the columns that a rule forbids it.
    `lots` are 64 bits drawn from each key.
    """

    keys: Sequence[str]
    features: tuple[str, ...]
    units: NDArray[np.float32]
    answered: NDArray[np.float32]
    languages: tuple[str, ...]
    levels: NDArray[np.int8]
    areas: tuple[str, ...]
    serves: Booleans
    home: NDArray[np.str_]
    accepting: Booleans
    paused: Booleans
    returns: Booleans
    places: NDArray[np.int32]
    limited: Booleans
    active: NDArray[np.int32]
    hours_left: NDArray[np.float64]
    bans: dict[str, dict[str, NDArray[np.int32]]]
    lots: NDArray[np.uint64]
    candidates: tuple[Candidate, ...] = ()

    def __len__(self) -> int:
        return len(self.keys)

    @classmethod
    def of(cls, candidates: Iterable[Candidate]) -> "Pool":
        """Lay the candidates out. Raises ValueError when two have one key."""
        ordered = tuple(sorted(candidates, key=lambda it: it.key))
        keys = tuple(it.key for it in ordered)
        if len(set(keys)) != len(keys):
            raise ValueError("two candidates have the same key")
        columns = [features_of(it) for it in ordered]
        features = tuple(sorted({name for column in columns for name in column}))
        languages = tuple(sorted({code for it in ordered for code, _ in it.languages}))
        areas = tuple(sorted({area for it in ordered for area in it.countries | it.regions}))
        return cls(
            keys=keys,
            features=features,
            units=grid(features, columns, np.float32),
            answered=grid([c.key for c in CRITERIA], [answered_by(it) for it in ordered], np.float32),
            languages=languages,
            levels=grid(languages, [dict(it.languages) for it in ordered], np.int8),
            areas=areas,
            serves=grid(areas, [dict.fromkeys(it.countries | it.regions, True) for it in ordered], np.bool_),
            home=np.array([it.country for it in ordered], dtype="U2"),
            accepting=np.array([it.accepting for it in ordered], bool),
            paused=np.array([it.paused for it in ordered], bool),
            returns=np.array([it.paused_until is not None for it in ordered], bool),
            places=np.array([it.places or 0 for it in ordered], np.int32),
            limited=np.array([it.places is not None for it in ordered], bool),
            active=np.array([it.active for it in ordered], np.int32),
            hours_left=np.array([NO_LIMIT if it.hours_offered is None else it.hours_offered - it.hours_agreed for it in ordered], np.float64),
            bans={rule: columns_by(getattr(it, rule) for it in ordered) for rule in ("organisations", "blocked", "together", "conflicts")},
            lots=np.array([int.from_bytes(sha256(key.encode()).digest()[:8], "big") for key in keys], np.uint64),
            candidates=ordered,
        )

    def changed(self, candidates: Collection[Candidate], gone: Collection[str] = ()) -> "Pool":
        """This pool with some candidates made anew, added or taken out; the rest is kept, not computed again."""
        fresh = {it.key: it for it in candidates}
        stay = np.array([key not in fresh and key not in gone for key in self.keys], bool)
        return joined(self.taken(np.flatnonzero(stay)), Pool.of(fresh.values()))

    def taken(self, columns: NDArray[np.intp]) -> "Pool":
        """Some of the candidates, in the order given."""
        position = np.full(len(self), -1, np.int32)
        position[columns] = np.arange(len(columns), dtype=np.int32)
        return replace(
            self,
            keys=tuple(self.keys[c] for c in columns),
            candidates=tuple(self.candidates[c] for c in columns) if self.candidates else (),
            bans={rule: {key: kept for key, at in found.items() if len(kept := position[at][position[at] >= 0])} for rule, found in self.bans.items()},
            **{name: getattr(self, name)[..., columns] for name in PER_CANDIDATE},
        )

    def columns_of(self, keys: Iterable[str]) -> NDArray[np.int32]:
        """Where some candidates stand, in the order of their keys; those who are not here are passed over."""
        wanted = ((key, bisect_left(self.keys, key)) for key in sorted(keys))
        return np.array([at for key, at in wanted if at < len(self) and self.keys[at] == key], np.int32)

    @property
    def free(self) -> NDArray[np.int32]:
        """Places that are free; as many as a cohort can fill where no number was told."""
        return np.where(self.limited, np.maximum(self.places - self.active, 0), np.iinfo(np.int32).max)


# Every array whose last axis is the candidates.
PER_CANDIDATE = ("units", "answered", "levels", "serves", "home", "accepting", "paused", "returns", "places", "limited", "active", "hours_left", "lots")


def features_of(it: Candidate) -> dict[str, int]:
    """One candidate's column: units by "criterion:feature"."""
    return {f"{c.key}:{name}": units for c in CRITERIA for name, units in (c.offered(it) or {}).items()}


def answered_by(it: Candidate) -> dict[str, int]:
    """1 for every criterion that the candidate has answered."""
    return {c.key: 1 for c in CRITERIA if c.offered(it) is not None}


def grid(names: Sequence[str], columns: Sequence[dict], dtype: type) -> NDArray:
    """Names x columns, filled from one mapping per column."""
    index = {name: row for row, name in enumerate(names)}
    found: NDArray = np.zeros((len(names), len(columns)), dtype)
    rows = [index[name] for column in columns for name in column]
    at = np.repeat(np.arange(len(columns)), [len(column) for column in columns])
    found[rows, at] = [value for column in columns for value in column.values()]
    return found


def columns_by(groups: Iterable[Collection[str]]) -> dict[str, NDArray[np.int32]]:
    """Each member of the groups with the numbers of the groups in which it stands."""
    found: dict[str, list[int]] = {}
    for column, members in enumerate(groups):
        for member in members:
            found.setdefault(member, []).append(column)
    return {member: np.array(at, np.int32) for member, at in found.items()}


def joined(one: Pool, two: Pool) -> Pool:
    """Two pools without a common key as one, in the order of the keys."""
    arrays: dict[str, Any] = {name: np.concatenate([getattr(one, name), getattr(two, name)]) for name in PER_CANDIDATE if getattr(one, name).ndim == 1}
    for names, values in (("features", "units"), ("languages", "levels"), ("areas", "serves")):
        arrays |= _aligned(one, two, names, values)
    both = replace(
        one,
        keys=(*one.keys, *two.keys),
        candidates=one.candidates + two.candidates if len(one.candidates) == len(one) else (),
        bans={rule: _shifted(one.bans[rule], two.bans[rule], len(one)) for rule in one.bans},
        answered=np.concatenate([one.answered, two.answered], axis=1),
        **arrays,
    )
    order = np.argsort(np.array(both.keys, dtype=object), kind="stable")
    return both if np.array_equal(order, np.arange(len(order))) else both.taken(order)


def _aligned(one: Pool, two: Pool, names: str, values: str) -> dict[str, object]:
    """Two tables side by side, on the rows that either has."""
    rows = tuple(sorted({*getattr(one, names), *getattr(two, names)}))
    index = {name: row for row, name in enumerate(rows)}
    table = np.zeros((len(rows), len(one) + len(two)), getattr(one, values).dtype)
    for it, first in ((one, 0), (two, len(one))):
        table[[index[name] for name in getattr(it, names)], first : first + len(it)] = getattr(it, values)
    return {names: rows, values: table}


def _shifted(one: dict[str, NDArray[np.int32]], two: dict[str, NDArray[np.int32]], by: int) -> dict[str, NDArray[np.int32]]:
    empty = np.zeros(0, np.int32)
    return {key: np.concatenate([one.get(key, empty), two.get(key, empty) + by]).astype(np.int32) for key in one.keys() | two.keys()}
