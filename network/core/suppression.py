"""Figures in which small groups stay private (guarantee 10). Pure: no Django.

A published table is a tree of counts: a total, split in one or several ways (by country and within it by
region; by sector; by quarter), each split adding up to what it splits. A count under the threshold is hidden.
That alone is not enough: 20 companies, 12 in Finland and 6 in Sweden tell that there are 2 in Norway. So more
counts are hidden until nobody can narrow a small one down by adding and subtracting, knowing that no count is
negative (complementary suppression).

The reader's best knowledge of a hidden count is an interval. In a tree it is found exactly by passing
intervals from the leaves to the root and back, since two sums never share more than one count.
"""

import math
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

THRESHOLD = 5  # FIELD.md: figures about persons or companies are hidden under five
Key = tuple[str, ...]
Interval = tuple[float, float]


@dataclass(frozen=True)
class Count:
    """A figure with the ways in which it is split. The values of each split add up to `value`."""

    key: Key
    value: int
    splits: tuple[tuple["Count", ...], ...] = ()

    def __post_init__(self) -> None:
        if self.value < 0:
            raise ValueError(f"{self.key}: a count is not negative")
        for split in self.splits:
            if sum(part.value for part in split) != self.value:
                raise ValueError(f"{self.key}: the parts do not add up")

    def walk(self) -> Iterator["Count"]:
        """This count and all below it."""
        yield self
        for split in self.splits:
            for part in split:
                yield from part.walk()


def protect(total: Count, *, threshold: int = THRESHOLD) -> frozenset[Key]:
    """Keys of the counts to hide: the small ones, and as many others as it takes.

    Afterwards the interval that a reader can work out for every count from 1 to `threshold` - 1 is at
    least `threshold` wide. Equal tables give equal answers.
    """
    counts = {count.key: count for count in total.walk()}
    sums = list(_sums(total))
    hidden = {key for key, count in counts.items() if count.value < threshold}
    while exposed := _exposed(total, counts, hidden, threshold):
        _hide(counts[_next_to_hide(exposed, counts, sums, hidden)], hidden)
    return frozenset(hidden)


def _hide(count: Count, hidden: set[Key]) -> None:
    """Hide a count, and in each of its splits one part: else their sum would show it at once."""
    hidden.add(count.key)
    for split in count.splits:
        if split and not any(part.key in hidden for part in split):
            _hide(min(split, key=lambda part: (part.value, part.key)), hidden)


def intervals(total: Count, hidden: frozenset[Key] | set[Key]) -> dict[Key, Interval]:
    """What a reader of the shown counts can know of each count: the lowest and the highest value possible."""
    from_below: dict[Key, Interval] = {}
    _up(total, hidden, from_below)
    found = {total.key: from_below[total.key]}
    _down(total, from_below, found)
    return found


def _up(count: Count, hidden: frozenset[Key] | set[Key], known: dict[Key, Interval]) -> Interval:
    low, high = (0.0, math.inf) if count.key in hidden else (float(count.value), float(count.value))
    for split in count.splits:
        parts = [_up(part, hidden, known) for part in split]
        low, high = max(low, sum(p[0] for p in parts)), min(high, sum(p[1] for p in parts))
    known[count.key] = (low, high)
    return low, high


def _down(count: Count, from_below: dict[Key, Interval], found: dict[Key, Interval]) -> None:
    whole_low, whole_high = found[count.key]
    for split in count.splits:
        lows = sum(from_below[part.key][0] for part in split)
        unbounded = sum(1 for part in split if from_below[part.key][1] == math.inf)
        highs = sum(from_below[part.key][1] for part in split if from_below[part.key][1] != math.inf)
        for part in split:
            low, high = from_below[part.key]
            others_unbounded = unbounded - (high == math.inf)
            others_high = math.inf if others_unbounded else highs - (0 if high == math.inf else high)
            found[part.key] = (max(low, whole_low - others_high), min(high, whole_high - (lows - low)))
            _down(part, from_below, found)


def _exposed(total: Count, counts: dict[Key, Count], hidden: set[Key], threshold: int) -> Key | None:
    for key, (low, high) in intervals(total, hidden).items():
        if 0 < counts[key].value < threshold and high - low < threshold:
            return key
    return None


def _sums(count: Count) -> Iterator[tuple[Key, ...]]:
    """Every sum as the keys that take part in it, the whole first."""
    for split in count.splits:
        yield (count.key, *(part.key for part in split))
        for part in split:
            yield from _sums(part)


def _next_to_hide(exposed: Key, counts: dict[Key, Count], sums: list[tuple[Key, ...]], hidden: set[Key]) -> Key:
    """The shown count nearest to the exposed one; among equally near ones a part before a whole, the smallest first."""
    seen, queue = {exposed}, deque([[exposed]])
    while queue:
        ring = queue.popleft()
        near: set[Key] = set()
        candidates: list[tuple[bool, int, Key]] = []
        for sum_ in sums:
            if not set(ring) & set(sum_):
                continue
            near |= set(sum_) - seen
            candidates += [(key == sum_[0], counts[key].value, key) for key in sum_ if key not in hidden]
        if candidates:
            return min(candidates)[2]
        seen |= near
        if near:
            queue.append(sorted(near))
    raise AssertionError("everything is hidden, and still something is exposed")
