"""Matching: whole cohorts against their peers and their floor, one request against reading the matrix, and how it grows."""

import mentoring.matching.engine  # noqa: F401, I001 - settles the number of threads before numpy is loaded

import math
import sys
from collections.abc import Callable
from dataclasses import replace

from benchmarks.alone import Measured, alone
from benchmarks.cohorts import cohort
from benchmarks.harness import Case, compared, pair
from mentoring.matching.engine import ranking
from mentoring.matching.engine.criteria import CRITERIA
from mentoring.matching.engine.facts import Candidate, Weights, Wish
from mentoring.matching.engine.fit import POINTS

WHERE = "benchmarks.assignments"
LARGEST = (100_000, 30_000)
GROWTH = ((100, 30), (1_000, 300), (10_000, 3_000), LARGEST)
LIMIT_MEGABYTES = 2_000


def run() -> list[Case]:
    """Every goal of the cohort, the single request and the growth. About a quarter of an hour on two idle cores."""
    whole = taken("ours", *LARGEST, passes=1)
    return [*against_mentor_match(), *against_scipy(), *worst_off_first(), *one_request(), *shortlist_page(), *largest(whole), *growth(whole)]


def taken(name: str, *args: object, passes: int) -> list[Measured]:
    """One piece of work, several times, each in a process of its own."""
    return [alone(WHERE, name, *args) for _ in range(passes)]


def same_total(mine: list[Measured], others: list[Measured], what: str) -> None:
    """Stop when the totals differ: a faster wrong answer is none."""
    totals = {it.found["total"] for it in mine + others}
    if len(totals) != 1:
        raise SystemExit(f"{what}: the totals differ: {sorted(totals)}.")


def against_mentor_match() -> list[Case]:
    """1 000 x 500: the peer takes minutes, so it runs once."""
    size = (1_000, 500)
    try:
        theirs = taken("mentor_match", *size, passes=1)
    except RuntimeError as error:
        print(f"  mentor-match was not measured: {error}", file=sys.stderr)
        return []
    mine = taken("ours", *size, passes=5)
    same_total(mine, theirs, "mentor-match")
    return [compared("1 000 x 500, scored, assigned, proven", seconds(mine), seconds(theirs), against="mentor-match", at_most=1 / 200)]


def against_scipy() -> list[Case]:
    """10 000 x 3 000: scipy's dense solver has the points for free."""
    size = (10_000, 3_000)
    mine, theirs = taken("ours", *size, passes=3), taken("dense", *size, passes=3)
    same_total(mine, theirs, "scipy")
    memory = megabytes(mine), megabytes(theirs)
    return [
        compared("10 000 x 3 000, scored, assigned, proven", seconds(mine), seconds(theirs), against="scipy's dense solver alone", at_most=1 / 10),
        compared("10 000 x 3 000, peak memory", *memory, against="scipy's dense solver", at_most=1 / 8, unit="MB"),
    ]


def worst_off_first() -> list[Case]:
    """What fairness to the worst-off costs: time, and total."""
    size = (10_000, 3_000)
    fair, plain = taken("ours", *size, 1, passes=3), taken("ours", *size, passes=3)
    totals = [[it.found["total"] for it in found] for found in (plain, fair)]
    return [
        compared("worst-off first, 10 000 x 3 000", seconds(fair), seconds(plain), against="highest total only", at_most=5),
        compared("highest total, 10 000 x 3 000", *totals, against="worst-off first", at_most=1 / 0.999, unit="points"),
    ]


def largest(mine: list[Measured]) -> list[Case]:
    """100 000 x 30 000 against the bare product of all pairs."""
    floor = taken("products", *LARGEST, passes=3)
    times = seconds(mine), seconds(floor)
    return [
        compared("100 000 x 30 000, scored, assigned, proven", *times, against="bare product of all pairs", at_most=18),
        compared("100 000 x 30 000, the stretch: at most 10", *times, against="bare product of all pairs"),
        compared("100 000 x 30 000, peak memory", [mine[0].megabytes], [LIMIT_MEGABYTES], against="the limit", at_most=1, unit="MB"),
    ]


def growth(whole: list[Measured]) -> list[Case]:
    """Time and memory at 10, 100 and 1 000 times the companies and mentors of the smallest size; the exponent is that of the pairs."""
    found = {size: whole if size == LARGEST else taken("ours", *size, passes=3) for size in GROWTH}
    first = GROWTH[0]
    cases = []
    for size in GROWTH[1:]:
        what, against = f"growth to {size[0]:,} x {size[1]:,}".replace(",", " "), f"{first[0]} x {first[1]}"
        time = compared("", seconds(found[size]), seconds(found[first]), against=against)
        exponent = math.log(time.ratio) / math.log(size[0] * size[1] / (first[0] * first[1]))
        cases.append(replace(time, case=f"{what}: pairs to the power of {exponent:.2f}"))
        cases.append(compared(f"{what}: peak memory", megabytes(found[size]), megabytes(found[first]), against=against, unit="MB"))
    return cases


def megabytes(found: list[Measured]) -> list[float]:
    """The peaks alone."""
    return [it.megabytes for it in found]


def seconds(found: list[Measured]) -> list[float]:
    """The times alone."""
    return [it.seconds for it in found]


def one_request() -> list[Case]:
    """Twenty mentors of a hundred thousand, hard rules included."""
    wishes, pool = cohort(200, 100_000)
    wish, weights = next(it for it in wishes if len(it.needs) == 4 and it.week), Weights()
    points, _coverage = ranking.scores(wish, pool, weights)
    plain = one_by_one(wish, list(pool.candidates), weights)
    if any(abs(a / POINTS - b) > 2e-4 for a, b in zip(points.tolist(), plain, strict=True)):
        raise SystemExit("The engine and the plain loop disagree.")

    def best() -> object:
        return ranking.order(wish, pool, weights, limit=20)

    return [
        _case("one request, 100 000 mentors, best 20", best, "reading the matrix once", pool.units.sum, 1),
        _case("one request, 100 000 mentors, best 20", best, "a Python loop over the fit", lambda: one_by_one(wish, list(pool.candidates), weights), 1 / 50),
    ]


def shortlist_page() -> list[Case]:
    """A request's page among a hundred thousand mentors, from their kept matrix, against a signed-in page with nothing on it."""
    found = alone("benchmarks.shortlists", "measured", 100_000).found
    pages = found["page"], found["empty"]
    empty = "an empty signed-in page"
    return [
        compared("its page, 100 000 mentors", *pages, against=empty, at_most=4),
        compared("ranking from the kept matrix", found["ranked"], found["read"], against="reading the matrix once", at_most=1),
        *(
            compared(what, [found[name]], found["empty"], against=empty)
            for name, what in (
                ("built", "the matrix from all rows"),
                ("opened", "the matrix from its file"),
                ("patched", "the matrix after one change"),
                ("changed", "its page after one change"),
            )
        ),
    ]


def _case(case: str, ours: Callable[[], object], against: str, theirs: Callable[[], object], at_most: float) -> Case:
    return pair(case, ours, against=against, theirs=theirs, at_most=at_most)


def one_by_one(wish: Wish, candidates: list[Candidate], weights: Weights) -> list[float]:
    """The same scores, candidate by candidate, as one would write them first."""
    asked = [(weights.by_criterion()[c.key], c, c.asked(wish, weights)) for c in CRITERIA]
    asked = [(weight, c, shares) for weight, c, shares in asked if weight and shares]
    scores = []
    for it in candidates:
        gained = staked = 0.0
        for weight, criterion, shares in asked:
            if (offered := criterion.offered(it)) is not None:
                staked += weight
                gained += weight * sum(share * offered.get(name, 0) for name, share in shares.items()) / criterion.scale
        scores.append(gained / staked if staked else 0.0)
    return scores
