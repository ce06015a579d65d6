"""Who reads what next, by need. Pure and deterministic: no Django.

An application's need is what MassChallenge counts with (its published allocation): reads wanted, less reads done, less open
assignments, each of which counts less from day to day and nothing after STALE_DAYS; so what lies unread returns to the pool.
A read is given out where a whole one is missing; the parts decide who comes first. The neediest are served first, by whoever
has least to read; where the only ones free may not read a case, an earlier assignment of this round is passed on to somebody
who can take it, so that nothing goes unread that could be read.
"""

import math
from collections import deque
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass

STALE_DAYS = 7


@dataclass(frozen=True, slots=True)
class Case:
    """An application: reads wanted and done, ages in days of its open assignments, and who may not read it (again)."""

    key: Hashable
    wanted: int
    done: int = 0
    open_ages: tuple[float, ...] = ()
    shut: frozenset[Hashable] = frozenset()


@dataclass(frozen=True, slots=True)
class Reader:
    """A reviewer: how many they have open now, and how many they take in all (None: as many as come)."""

    key: Hashable
    load: int = 0
    room: int | None = None


@dataclass(frozen=True, slots=True)
class Allocation:
    """Pairs of (case, reader) in the order they were given, and by case the reads that nobody could take."""

    pairs: tuple[tuple[Hashable, Hashable], ...]
    unread: Mapping[Hashable, int]


def need_of(case: Case) -> float:
    """Reads that are still to be given out; an open assignment of age a counts 1 - a/STALE_DAYS, at least 0."""
    return case.wanted - case.done - sum(max(0.0, 1 - age / STALE_DAYS) for age in case.open_ages)


def allocate(cases: Sequence[Case], readers: Sequence[Reader]) -> Allocation:
    """Give out every read that is needed and can be given, nobody twice to the same case, loads as even as the rules allow."""
    return _Round(cases, readers).run()


class _Round:
    """One allocation while it is made: who has which case, and how much each reader has."""

    def __init__(self, cases: Sequence[Case], readers: Sequence[Reader]) -> None:
        self.cases = {case.key: case for case in cases}
        self.readers = {reader.key: reader for reader in readers}
        self.order = {key: place for place, key in enumerate(self.readers)}
        self.load = {reader.key: reader.load for reader in readers}
        self.given: dict[Hashable, list[Hashable]] = {case.key: [] for case in cases}
        self.need = {case.key: need_of(case) for case in cases}
        self.missing = {case.key: max(0, math.floor(need_of(case) + 1e-9)) for case in cases}

    def run(self) -> Allocation:
        place = {key: number for number, key in enumerate(self.cases)}
        open_ones = [key for key, count in self.missing.items() if count]
        while open_ones:
            # One read each, the neediest first, so that the last of them is not left to whom nobody is left.
            open_ones.sort(key=lambda key: (-self.need[key], place[key]))
            open_ones = [key for key in open_ones if self._serve(key)]
        pairs = tuple((case, reader) for case, readers in self.given.items() for reader in readers)
        return Allocation(pairs, {key: count for key, count in self.missing.items() if count})

    def _serve(self, case: Hashable) -> bool:
        """Give one read of the case out. True while it needs more and the last one could be given."""
        free = [reader for reader in self._may_read(case) if self._has_room(reader)]
        if free:
            self._give(case, min(free, key=lambda reader: (self.load[reader], self.order[reader])))
        elif not self._pass_on(case):
            return False
        self.missing[case] -= 1
        self.need[case] -= 1
        return self.missing[case] > 0

    def _may_read(self, case: Hashable) -> list[Hashable]:
        shut, having = self.cases[case].shut, self.given[case]
        return [reader for reader in self.readers if reader not in shut and reader not in having]

    def _has_room(self, reader: Hashable) -> bool:
        room = self.readers[reader].room
        return room is None or self.load[reader] < room

    def _give(self, case: Hashable, reader: Hashable) -> None:
        self.given[case].append(reader)
        self.load[reader] += 1

    def _pass_on(self, case: Hashable) -> bool:
        """Make room along the shortest chain: a full reader hands a case of this round to another who may read it, and so on."""
        came_from: dict[Hashable, tuple[Hashable, Hashable]] = {}
        waiting = deque((reader, case) for reader in self._may_read(case))
        seen = {reader: case for reader, _case in waiting}
        while waiting:
            full, _wanted = waiting.popleft()
            for held in self._held_by(full):
                for other in self._may_read(held):
                    if other in seen:
                        continue
                    seen[other], came_from[other] = held, (full, held)
                    if self._has_room(other):
                        self._shift(other, came_from, case)
                        return True
                    waiting.append((other, held))
        return False

    def _held_by(self, reader: Hashable) -> Collection[Hashable]:
        return [case for case, readers in self.given.items() if reader in readers]

    def _shift(self, free: Hashable, came_from: Mapping[Hashable, tuple[Hashable, Hashable]], case: Hashable) -> None:
        taker = free
        while taker in came_from:
            giver, held = came_from[taker]
            self.given[held][self.given[held].index(giver)] = taker
            self.load[giver] -= 1
            self.load[taker] += 1
            taker = giver
        self._give(case, taker)
