"""Many wishes and all candidates: the points of every pair, in blocks that fit a processor's cache.

One matrix product scores a block. The hard rules ride in the same product: each rule that depends on an answer adds
one column per distinct answer, whose coefficient is so negative that a barred pair ends below zero. So no pass over
the pairs is spent on masks, which costs six times the product itself. Rules that name organisations bar a handful of
pairs, which are written into the block afterwards.
"""

from collections.abc import Hashable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from mentoring.matching.engine.barriers import ANSWERED, between, standing
from mentoring.matching.engine.criteria import CRITERIA
from mentoring.matching.engine.facts import Musts, Weights, Wish
from mentoring.matching.engine.fit import POINTS, coefficients, whole_weights
from mentoring.matching.engine.pool import Booleans, Pool, grid

BARRED = np.float32(-(1 << 22))  # twice all that can be gained; with it every sum stays a whole number below 2**24
LANGUAGE = next(number for number, rule in enumerate(ANSWERED) if rule.code == "no_shared_language")
PAIRS_AT_ONCE = 1 << 20  # four megabytes of points: the block and its passes stay in the second-level cache
FEW = 48  # fewer wishes of one language answer do not pay for gathering their candidates
WORKERS = 2


@dataclass(frozen=True, slots=True, eq=False)
class Cohort:
    """Wishes laid out against a pool: `gains` (wishes x features), `stakes` (wishes x criteria).

    `bars` (distinct answers x candidates) is 1 where a rule bars; `answers` (wishes x rules) are its rows, -1 where a
    rule was not asked. `apart` are the columns barred for one wish alone. `open` are the columns that anybody can have.
    """

    keys: tuple[str, ...]
    pool: Pool
    gains: NDArray[np.float32]
    stakes: NDArray[np.float32]
    bars: NDArray[np.float32]
    answers: NDArray[np.int32]
    apart: dict[int, NDArray[np.int32]]
    open: Booleans

    @classmethod
    def of(cls, wishes: Sequence[Wish], pool: Pool, weights: Weights | None = None, musts: Musts | None = None) -> "Cohort":
        """Lay the wishes out, in the order given. Raises ValueError when two have one key."""
        if len({wish.key for wish in wishes}) != len(wishes):
            raise ValueError("two wishes have the same key")
        gains, stakes = layout(wishes, pool, weights or Weights())
        bars, answers = answered(wishes, pool, musts or Musts())
        return cls(tuple(wish.key for wish in wishes), pool, gains, stakes, bars, answers, kept_apart(wishes, pool), ~standing(pool))

    @property
    def rows(self) -> int:
        """How many wishes."""
        return len(self.keys)

    @property
    def columns(self) -> int:
        """How many candidates."""
        return len(self.pool)

    def block(self, rows: slice | NDArray[np.intp], columns: NDArray[np.intp] | None = None) -> NDArray[np.int32]:
        """Points of some wishes with some candidates (None: all); -1 where a hard rule stands against the pair."""
        at = np.arange(self.rows)[rows]
        of = np.arange(self.columns) if columns is None else np.asarray(columns)
        points = self._points(at, of, self.pool.units[:, of], self.pool.answered[:, of])
        points[:, ~self.open[of]] = -1
        return points

    def top(self, k: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """For each wish the `k` best candidates and their points, best first; padded with -1 where fewer can be asked."""
        columns = np.full((self.rows, k), -1, np.int32)
        points = np.full((self.rows, k), -1, np.int32)
        with ThreadPoolExecutor(WORKERS) as workers:
            for at, found, their in workers.map(partial(self._best, k), self._jobs()):
                columns[at, : found.shape[1]], points[at, : their.shape[1]] = found, their
        columns[points < 0] = -1
        return columns, points

    def _jobs(self) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32], NDArray[np.float32]]]:
        """Blocks of wishes that share a language answer with the candidates who speak it; the rest against all open."""
        order = np.lexsort(self.answers.T[[*range(LANGUAGE), *range(LANGUAGE + 1, len(ANSWERED)), LANGUAGE]])
        starts = np.flatnonzero(np.diff(self.answers[order, LANGUAGE], prepend=-2))
        groups = np.split(order, starts[1:])
        rest = [group for group in groups if len(group) < FEW]
        for group in [group for group in groups if len(group) >= FEW] + ([np.concatenate(rest)] if rest else []):
            shared = self.open.copy()
            if len(group) >= FEW and (answer := self.answers[group[0], LANGUAGE]) >= 0 and (self.answers[group, LANGUAGE] == answer).all():
                shared &= self.bars[answer] == 0
            of = np.flatnonzero(shared)
            units, theirs = self.pool.units[:, of], self.pool.answered[:, of]
            size = max(PAIRS_AT_ONCE // max(len(of), 1), 1)
            for first in range(0, len(group), size):
                yield group[first : first + size], of, units, theirs

    def _points(self, at: NDArray[np.intp], of: NDArray[np.intp], units: NDArray[np.float32], theirs: NDArray[np.float32]) -> NDArray[np.int32]:
        """Points of a block, from the candidates' gathered arrays; -1 where barred, open or not left aside."""
        gained = self.gains[at] @ units
        staked = self.stakes[at] @ theirs
        asked, used = self._asked(at)
        if (bars := self.bars[np.ix_(used, of)]).any():
            gained += asked @ bars
        np.maximum(staked, 1, out=staked)  # nothing at stake: nothing gained, and what is barred stays below zero
        gained /= staked
        gained *= np.float32(POINTS)
        gained += np.float32(0.5)
        np.maximum(gained, -1, out=gained)
        points = np.floor(gained, out=gained).astype(np.int32)
        self._keep_apart(points, at, of)
        return points

    def _asked(self, at: NDArray[np.intp]) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
        """What each answer of some wishes takes away (wishes x answers), and which rows of `bars` these answers are."""
        answers = self.answers[at]
        told = answers >= 0
        used = np.flatnonzero(np.bincount(answers[told], minlength=len(self.bars)))
        position = np.zeros(len(self.bars), np.intp)
        position[used] = np.arange(len(used))
        asked = np.zeros((len(at), len(used)), np.float32)
        asked[np.nonzero(told)[0], position[answers[told]]] = BARRED
        return asked, used

    def _keep_apart(self, points: NDArray[np.int32], at: NDArray[np.intp], of: NDArray[np.intp]) -> None:
        """Write -1 at the pairs that a rule about one company bars."""
        position = np.full(self.columns, -1, np.intp)
        position[of] = np.arange(len(of))
        for row, number in enumerate(at.tolist()):
            if (apart := self.apart.get(number)) is not None:
                here = position[apart]
                points[row, here[here >= 0]] = -1

    def _best(
        self, k: int, job: tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32], NDArray[np.float32]]
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.int32]]:
        """Rows of a block, and the columns and points of their best, best first; of equals the first column."""
        at, of, units, theirs = job
        k = min(k, len(of))
        points = self._points(at, of, units, theirs)
        if not k:
            return at, np.zeros((len(at), 0), np.intp), points
        shift = max(int(len(of) - 1).bit_length(), 1)
        if shift + POINTS.bit_length() > 31:
            points = points.astype(np.int64)
        # Points above, the column below, counted from the end: one number to select by, and equals fall in order.
        points <<= shift
        points |= np.arange(len(of) - 1, -1, -1, dtype=points.dtype)
        points.partition(len(of) - k, axis=1)
        best = -np.sort(-points[:, len(of) - k :], axis=1)
        return at, of[len(of) - 1 - (best & ((1 << shift) - 1))], (best >> shift).astype(np.int32)


def layout(wishes: Sequence[Wish], pool: Pool, weights: Weights) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Coefficients of what is gained (wishes x features) and of what is at stake (wishes x criteria), whole numbers.

    Each criterion is laid out once for each distinct answer.
    """
    whole = whole_weights(weights)
    row = {name: at for at, name in enumerate(pool.features)}
    gains = np.zeros((len(wishes), len(pool.features)), np.float32)
    stakes = np.zeros((len(wishes), len(CRITERIA)), np.float32)
    for column, criterion in enumerate(CRITERIA):
        if not whole[criterion.key]:
            continue
        of, asking = distinct([criterion.answer(wish) for wish in wishes])
        brings = [coefficients(criterion, wishes[first], weights, whole[criterion.key]) for first in asking]
        stakes[:, column] = np.array([whole[criterion.key] if found else 0 for found in brings], np.float32)[of]
        named = {name: at for at, name in enumerate(dict.fromkeys(n for found in brings for n in found if f"{criterion.key}:{n}" in row))}
        known = [{name: value for name, value in found.items() if name in named} for found in brings]
        gains[:, [row[f"{criterion.key}:{name}"] for name in named]] = grid(tuple(named), known, np.float32).T[of]
    return gains, stakes


def kept_apart(wishes: Sequence[Wish], pool: Pool) -> dict[int, NDArray[np.int32]]:
    """The columns that rules about one company bar, by the number of its wish; most wishes have none."""
    named = {organisation for found in pool.bans.values() for organisation in found}
    return {
        row: np.unique(np.concatenate(list(found.values())))
        for row, wish in enumerate(wishes)
        if (wish.blocked or not named.isdisjoint(wish.organisations)) and (found := between(wish, pool))
    }


def distinct(answers: Sequence[Hashable]) -> tuple[NDArray[np.int32], list[int]]:
    """For each answer the number of its kind, and for each kind the first place where it stands."""
    known: dict[Hashable, int] = {}
    of = np.array([known.setdefault(answer, len(known)) for answer in answers], np.int32)
    first = np.unique(of, return_index=True)[1]
    return of, first.tolist()


def answered(wishes: Sequence[Wish], pool: Pool, musts: Musts) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """The distinct answers to the rules with whom each bars, and every wish's answers as rows of them."""
    bars: list[Booleans] = []
    answers = np.full((len(wishes), len(ANSWERED)), -1, np.int32)
    for number, rule in enumerate(ANSWERED):
        found = [rule.answer(wish, musts) for wish in wishes]
        of, first = distinct(found)
        asked = [at for at in first if found[at] is not None]
        numbers = dict(zip((of[at] for at in asked), range(len(bars), len(bars) + len(asked)), strict=True))
        bars += [rule.barred(pool, found[at]) for at in asked]
        answers[:, number] = np.array([numbers.get(kind, -1) for kind in range(len(first))], np.int32)[of]
    return np.array(bars, np.float32).reshape(len(bars), len(pool)), answers
