"""One run over a whole cohort, from frozen facts to an assignment with its reasons. Pure and deterministic."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentoring.matching.engine import assignment
from mentoring.matching.engine.barriers import ORDER, barriers
from mentoring.matching.engine.cohort import Cohort
from mentoring.matching.engine.facts import Candidate
from mentoring.matching.engine.inputs import Aim, Inputs, Terms
from mentoring.matching.engine.pool import Pool
from mentoring.matching.engine.steadiness import as_columns, steadied

ALGORITHM = "2"  # rises with every change that can change a result
# The first reason against a pair is kept as a number of this list; what is added goes to the end.
CODES = (*ORDER, "asked_before", "forbidden")
PAIRS_AT_ONCE = 1 << 22
MOST_COMPARED = 4_000_000  # pairs up to which the other aim is solved too, to show what this one costs

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Figures:
    """An assignment in short. `blocking` counts the pairs that would both rather have each other (justified envy)."""

    aim: Aim
    served: int
    worst: int | None
    median: int | None
    total: int
    blocking: int


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What came out. Rows are the wishes, columns the candidates, both in the order of their keys.

    `ranks` say which choice of its own each wish got (1 is its best among those it could ask; 0: none), `able` how many
    it could ask. `counts` say for each wish without a candidate how many were ruled out, by the first reason. `other`
    is what the other aim would have come to, where there were few enough pairs to look.
    """

    inputs: Inputs
    terms: Terms
    cohort: Cohort
    result: assignment.Assignment | assignment.Stable
    figures: Figures
    other: Figures | None
    ranks: NDArray[np.int32]
    able: NDArray[np.int32]
    counts: dict[int, dict[str, int]]

    @property
    def columns(self) -> NDArray[np.intp]:
        """Each wish's candidate (-1: none)."""
        return self.result.columns

    @property
    def points(self) -> NDArray[np.int32]:
        """The fit of each wish with its candidate, of 10 000 (-1: none)."""
        return self.result.points

    def candidate_of(self, row: int) -> Candidate | None:
        """Whom a wish got."""
        return self.inputs.candidates[self.columns[row]] if self.columns[row] >= 0 else None

    def is_short(self, row: int) -> bool:
        """Whether a wish is among those who together have too few places: then no assignment could serve them all."""
        proof = certificate_of(self.result)
        return proof is not None and proof.unserved is not None and row in proof.unserved.rows


class Ruled:
    """A cohort with pairs ruled out by hand: what the readers see."""

    def __init__(self, cohort: Cohort, apart: Iterable[tuple[int, int]]) -> None:
        self.cohort = cohort
        self.apart = np.array(sorted(apart), np.intp).reshape(-1, 2)

    def block(self, rows: NDArray[np.intp]) -> NDArray[np.int32]:
        """Points of some wishes with every candidate, -1 where they cannot come together."""
        points = self.cohort.block(rows)
        position = np.full(self.cohort.rows, -1, np.intp)
        position[rows] = np.arange(len(rows))
        at = self.apart[position[self.apart[:, 0]] >= 0]
        points[position[at[:, 0]], at[:, 1]] = -1
        return points


class Question:
    """What the solver is asked, and the answer by either aim."""

    def __init__(self, inputs: Inputs, terms: Terms) -> None:
        pool = Pool.of(inputs.candidates)
        self.inputs, self.terms = inputs, terms
        self.cohort = Cohort.of(inputs.wishes, pool, terms.weights, terms.musts)
        self.regard = Cohort.of(inputs.wishes, pool, terms.regard, terms.musts)
        self.apart = ruled_out(inputs, terms)
        self.places, hours = room(inputs, self.cohort)
        asked = [wish.hours_a_month or 0.0 for wish in inputs.wishes]
        self.given: dict[str, Any] = {"hours": hours, "asked": asked, "pinned": numbered(inputs, terms.pinned), "forbidden": set(self.apart)}

    def answer(self, aim: Aim, progress: Progress | None = None, cancelled: Callable[[], bool] | None = None) -> assignment.Assignment | assignment.Stable:
        """Assign by one aim."""
        if aim == Aim.STABLE:
            return assignment.stable(self.cohort, self.regard, self.places, cancelled=cancelled, **self.given)
        return assignment.assign(self.cohort, self.places, load=self.cohort.pool.active, progress=progress, cancelled=cancelled, **self.given)

    def figures(self, aim: Aim, result: assignment.Assignment | assignment.Stable) -> Figures:
        """An answer in short."""
        served, blocking = result.points[result.columns >= 0], self.blocking(result.columns)
        return Figures(aim, result.served, result.worst, int(median(served.tolist())) if served.size else None, result.total, blocking)

    def blocking(self, columns: NDArray[np.intp]) -> int:
        """Pairs that would both rather have each other; what is set by hand stands outside of it.

        A place counts as free where hours would reach for the largest ask in each, as the stable assignment has it.
        """
        pins = np.array(sorted(self.given["pinned"]), np.intp).reshape(-1, 2)
        asked = np.array(self.given["asked"], np.float64)
        open_rows = np.setdiff1d(np.arange(self.cohort.rows), pins[:, 0])
        hours = self.given["hours"] - np.bincount(pins[:, 1], weights=asked[pins[:, 0]], minlength=self.cohort.columns)
        places = self.places - np.bincount(pins[:, 1], minlength=self.cohort.columns)
        if largest := np.rint(asked[open_rows] * 10).max(initial=0.0):
            places = np.minimum(places, np.rint(hours * 10) // largest)
        got = columns[open_rows]
        load = np.bincount(got[got >= 0], minlength=self.cohort.columns)
        row = {int(at): position for position, at in enumerate(open_rows)}
        forbidden = {(row[at], column) for at, column in self.apart if at in row}
        scores, regard = Some(self.cohort, open_rows), Some(self.regard, open_rows)
        return assignment.blocking_pairs(scores, regard, got, np.maximum(places, load).astype(np.int64), forbidden=forbidden)


class Some:
    """Some wishes of a cohort, as the solver sees scores."""

    def __init__(self, cohort: Cohort, at: NDArray[np.intp]) -> None:
        self.cohort, self.at, self.rows, self.columns = cohort, at, len(at), cohort.columns

    def block(self, rows: slice | NDArray[np.intp], columns: NDArray[np.intp] | None = None) -> NDArray[np.int32]:
        """Points of some of the wishes with some candidates."""
        return self.cohort.block(self.at[rows], columns)

    def top(self, k: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The best of each of the wishes."""
        columns, points = self.cohort.top(k)
        return columns[self.at], points[self.at]


def solve(
    inputs: Inputs,
    terms: Terms,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    before: Mapping[str, str] | None = None,
) -> Outcome:
    """Assign a cohort. Raises `assignment.Contradiction` for pins that cannot be kept, `assignment.Cancelled`.

    `before` is whom each wish got in the same cohort with fewer candidates: of equal optima, the one that leaves most so.
    """
    question = Question(inputs, terms)
    result = question.answer(terms.aim, progress, cancelled)
    if before is not None and isinstance(result, assignment.Assignment):
        was = as_columns([it.key for it in inputs.wishes], list(question.cohort.pool.keys), before)
        result = steadied(question.cohort, result, was, question.cohort.pool.active, question.places)
    cohort, other = question.cohort, None
    if cohort.rows * cohort.columns <= MOST_COMPARED:
        aim = Aim.EXACT if terms.aim == Aim.STABLE else Aim.STABLE
        other = question.figures(aim, question.answer(aim, cancelled=cancelled))
    ranks, able = _ranks(Ruled(cohort, question.apart), result)
    apart = by_row(question.apart)
    without = {row: counts(inputs, terms, cohort.pool, row, apart) for row in np.flatnonzero(result.columns < 0).tolist()}
    return Outcome(inputs, terms, cohort, result, question.figures(terms.aim, result), other, ranks, able, without)


def certificate_of(result: assignment.Assignment | assignment.Stable) -> assignment.Certificate | None:
    """The proof of the optimum; a stable assignment promises something else."""
    return result.certificate if isinstance(result, assignment.Assignment) else None


def room(inputs: Inputs, cohort: Cohort) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Places and hours a month that are free and promised to nobody, by candidate. Without a limit: what all together ask."""
    pool = cohort.pool
    places = np.minimum(pool.free, cohort.rows).astype(np.int64)
    limit = sum(wish.hours_a_month or 0.0 for wish in inputs.wishes)
    hours = np.where(np.isfinite(pool.hours_left), np.maximum(pool.hours_left, 0.0), limit)
    column = {key: at for at, key in enumerate(pool.keys)}
    for promise in inputs.promised:
        at = column.get(promise.candidate)
        if at is not None and pool.limited[at]:
            places[at] = min(max(int(pool.free[at]) - promise.places, 0), cohort.rows)
        if at is not None and np.isfinite(pool.hours_left[at]):
            hours[at] = max(hours[at] - promise.hours, 0.0)
    return places, hours


def numbered(inputs: Inputs, pairs: tuple[tuple[str, str], ...]) -> list[tuple[int, int]]:
    """Pairs of keys as rows and columns; what takes no part any more is passed over."""
    row = {wish.key: at for at, wish in enumerate(inputs.wishes)}
    column = {it.key: at for at, it in enumerate(inputs.candidates)}
    return [(row[wish], column[it]) for wish, it in pairs if wish in row and it in column]


def passed_over(inputs: Inputs, terms: Terms) -> list[list[str]]:
    """Pairs that were to be kept, and of which one side takes no part any more."""
    wishes, candidates = {it.key for it in inputs.wishes}, {it.key for it in inputs.candidates}
    return [[wish, it] for wish, it in terms.pinned if wish not in wishes or it not in candidates]


def ruled_out(inputs: Inputs, terms: Terms) -> dict[tuple[int, int], str]:
    """Pairs that are ruled out although no rule of the engine bars them, with the code."""
    found = dict.fromkeys(numbered(inputs, terms.forbidden), "forbidden")
    for it in inputs.apart:
        found |= dict.fromkeys(numbered(inputs, ((it.wish, it.candidate),)), it.code)
    return found


def _ranks(ruled: Ruled, result: assignment.Assignment | assignment.Stable) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Which of its own choices each wish got, and how many it could ask: one pass over every pair."""
    rows, columns = ruled.cohort.rows, max(ruled.cohort.columns, 1)
    ranks, able = np.zeros(rows, np.int32), np.zeros(rows, np.int32)
    size = max(PAIRS_AT_ONCE // columns, 1)
    for first in range(0, rows, size):
        at = np.arange(first, min(first + size, rows))
        points, own = ruled.block(at), result.points[at]
        able[at] = (points >= 0).sum(axis=1)
        ranks[at] = np.where(own >= 0, 1 + (points > own[:, None]).sum(axis=1), 0)
    return ranks, able


def by_row(apart: dict[tuple[int, int], str]) -> dict[int, dict[int, str]]:
    """Ruled-out pairs by their row."""
    found: dict[int, dict[int, str]] = {}
    for (row, column), code in apart.items():
        found.setdefault(row, {})[column] = code
    return found


def first_reasons(inputs: Inputs, terms: Terms, pool: Pool, row: int, apart: dict[int, dict[int, str]]) -> NDArray[np.int8]:
    """For one wish the number in CODES of the first reason against each candidate; -1 where there is none."""
    first = np.full(len(pool), -1, np.int8)
    for column, code in apart.get(row, {}).items():
        first[column] = CODES.index(code)
    for code, barred in reversed(list(barriers(inputs.wishes[row], pool, terms.musts).items())):
        first[barred] = CODES.index(code)
    return first


def counts(inputs: Inputs, terms: Terms, pool: Pool, row: int, apart: dict[int, dict[int, str]]) -> dict[str, int]:
    """How many candidates are ruled out for one wish, by the first reason."""
    found = np.bincount(first_reasons(inputs, terms, pool, row, apart) + 1, minlength=len(CODES) + 1)[1:]
    return {code: int(count) for code, count in zip(CODES, found, strict=True) if count}


def pairs(outcome: Outcome) -> tuple[NDArray[np.int16], NDArray[np.int8]]:
    """Every pair's points (-1: ruled out) and the number in CODES of its first reason (-1: none)."""
    apart = ruled_out(outcome.inputs, outcome.terms)
    points, rows = Ruled(outcome.cohort, apart).block(np.arange(outcome.cohort.rows)).astype(np.int16), by_row(apart)
    codes = [first_reasons(outcome.inputs, outcome.terms, outcome.cohort.pool, row, rows) for row in range(outcome.cohort.rows)]
    return points, np.array(codes, np.int8).reshape(points.shape)


def summary(outcome: Outcome) -> dict[str, Any]:
    """The figures of a run as plain JSON values. Points are of 10 000."""
    places, _hours = room(outcome.inputs, outcome.cohort)
    return asdict(outcome.figures) | {
        "algorithm": ALGORITHM,
        "backend": getattr(outcome.result, "backend", ""),
        "companies": len(outcome.inputs.wishes),
        "candidates": len(outcome.inputs.candidates),
        "first_choice": int((outcome.ranks == 1).sum()),
        "passed_over": passed_over(outcome.inputs, outcome.terms),
        "other": asdict(outcome.other) if outcome.other else None,
        "load": [
            {"candidate": key, "before": int(outcome.cohort.pool.active[at]), "new": int(outcome.result.load[at]), "free": int(places[at])}
            for at, key in enumerate(outcome.cohort.pool.keys)
        ],
        "certificate": _certificate(outcome),
    }


def _certificate(outcome: Outcome) -> dict[str, Any] | None:
    """The proof in short, with the keys of those who together have too few places."""
    if (kept := certificate_of(outcome.result)) is None:
        return None
    found: dict[str, Any] = {it.name: value for it in fields(kept) if isinstance(value := getattr(kept, it.name), (int, bool))}
    if kept.unserved is not None:
        found["unserved"] = {
            "requests": [outcome.inputs.wishes[row].key for row in kept.unserved.rows.tolist()],
            "candidates": [outcome.inputs.candidates[column].key for column in kept.unserved.columns.tolist()],
            "places": kept.unserved.places,
            "short": kept.unserved.short,
        }
    return found | {"gap": kept.gap, "proven": kept.proven}
