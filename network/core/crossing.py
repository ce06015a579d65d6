"""Figures by stage and by category that stay private when they are looked at in many ways (guarantee 10). Pure: no Django.

`suppression` protects a table that is a tree. Here the same things are counted by stage, by category, and by both at once, in several
dimensions, and a reader may filter as they like. What is published of a population is settled once, before anybody filters:

- the total, and the number at each stage. Stages under the threshold are hidden, and as many others as it takes until the hidden ones
  have the threshold together: of the hidden it is known only how many they are in all ("the rest").
- for each dimension the table stage (or rest) × category. It is a flow through a network, from the stages through the cells and the
  categories to the total, in which every figure is the flow along one edge; what a reader can know of a hidden figure is how much more and
  how much less could flow along its edge without a change of what is shown. Small figures get company until that is a range of at least the threshold.

Nothing else is ever published: a figure by two dimensions at once is not, and a sum is a sum of published figures. What was told before is
known too: a figure that has changed by less than the threshold since it was last told is treated like a small one, so that the change has as
wide a range. Three assumptions make that safe. The reader is taken to know which cells are empty. The ranges of one dimension leave the numbers
of stages and rest as they are, so what is shown in one tells nothing of another. And two margins of which each leaves nobody or the threshold
outside leave a range as wide to their intersection.
"""

import math
from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from network.core.suppression import THRESHOLD

Path = tuple[str, ...]  # a category from wide to narrow: ("FI", "FI1D9")
Node = tuple[str, str, Path]
Name = tuple[str, Path]  # of a figure in a dimension: row and category
ALL = "*"  # the row of a category's figure over all stages
REST = "+"  # the row of the hidden stages together
Told = Mapping[tuple[str, str, Path], int]  # dimension ("" of the whole), row and category → the number that was told last


class Exposed(Exception):
    """What was told before and what would be told now give a small change away, whatever else is hidden."""


@dataclass(frozen=True)
class Unit:
    """One of those that are counted: its stage, and its category in each dimension. No name."""

    stage: str
    paths: Mapping[str, Path]


@dataclass(frozen=True)
class Published:
    """What may be told of a population. `filled` are the figures that are not nought: a reader is taken to know them, so a sum may leave the others out."""

    total: int | None = None
    stages: dict[str, int] = field(default_factory=dict)
    tables: dict[str, dict[Name, int]] = field(default_factory=dict)
    filled: dict[str, frozenset[Name]] = field(default_factory=dict)

    def figure(self, dimension: str = "", category: Path = (), stage: str = ALL) -> int | None:
        """The figure of a category (of everything, where none is named) at a stage or over all; None where it is kept back."""
        if not category:
            return self.total if stage == ALL else self.stages.get(stage)
        return self.tables.get(dimension, {}).get((stage, category))

    def told(self) -> dict[tuple[str, str, Path], int]:
        """Every figure that is shown, to be remembered for the next time."""
        whole = {} if self.total is None else {("", ALL, ()): self.total}
        stages = {("", stage, ()): value for stage, value in self.stages.items()}
        return whole | stages | {(dimension, *name): value for dimension, shown in self.tables.items() for name, value in shown.items()}

    def sum_of(self, dimension: str, categories: Iterable[Path], stage: str = ALL) -> tuple[int, bool]:
        """What the shown figures of categories that do not overlap add up to, and whether something is kept back."""
        there = [one for one in categories if (stage, one) in self.filled.get(dimension, frozenset())]
        found = [self.figure(dimension, one, stage) for one in there]
        return sum(value or 0 for value in found), None in found or not found


def publish(units: Sequence[Unit], before: Told | None = None, *, threshold: int = THRESHOLD) -> Published:
    """What may be told of these to somebody who was told `before`. Equal populations give equal answers. Raises Exposed."""
    if len(units) < threshold:
        return Published()
    before = before or {}
    numbers = Counter(unit.stage for unit in units)
    if _is_near(len(units), before.get(("", ALL, ())), threshold):
        raise Exposed
    near = {stage for stage, value in numbers.items() if _is_near(value, before.get(("", stage, ())), threshold)}
    hidden = hidden_stages(numbers, near, threshold=threshold)
    tables, filled = {}, {}
    for dimension in sorted({name for unit in units for name in unit.paths}):
        cells = Counter((REST if unit.stage in hidden else unit.stage, unit.paths[dimension]) for unit in units)
        known = tuple(sorted(((row, path), value) for (of, row, path), value in before.items() if of == dimension))
        tables[dimension] = {name: value for name, value in _shown(tuple(sorted(cells.items())), known, threshold) if name[0] != REST}
        own = {(row, unit.paths[dimension]) for unit in units for row in (unit.stage, ALL)}
        filled[dimension] = frozenset((row, path[:length]) for row, path in own for length in range(1, len(path) + 1))
    return Published(len(units), {stage: value for stage, value in numbers.items() if stage not in hidden}, tables, filled)


@lru_cache(maxsize=512)
def _shown(cells: tuple[tuple[Name, int], ...], before: tuple[tuple[Name, int], ...], threshold: int) -> tuple[tuple[Name, int], ...]:
    """Every page asks for the same tables again until somebody moves."""
    return tuple(shown_figures(dict(cells), dict(before), threshold=threshold).items())


def hidden_stages(numbers: Mapping[str, int], near: Collection[str] = (), *, threshold: int = THRESHOLD) -> frozenset[str]:
    """The small ones and those `near` what was told before, and the smallest of the others until the hidden ones have `threshold` together.

    One alone would be what the others leave of the total. Raises Exposed where one of `near` finds no company.
    """
    hidden = {stage for stage, value in numbers.items() if value < threshold} | set(near)
    for _value, stage in sorted((value, stage) for stage, value in numbers.items() if stage not in hidden):
        if not hidden or (sum(numbers[one] for one in hidden) >= threshold and len(hidden) > 1):
            break
        hidden.add(stage)
    if near and len(hidden) == 1:
        raise Exposed
    return frozenset(hidden)


def _is_near(value: int, before: int | None, threshold: int) -> bool:
    """Whether the change since it was told would be a small group."""
    return before is not None and 0 < abs(value - before) < threshold


@dataclass
class _Edge:
    source: Node
    target: Node
    name: Name
    value: int
    hidden: bool

    @property
    def order(self) -> tuple[bool, int, Name]:
        """What is hidden first: a cell before a category's sum, the smallest, then by name."""
        return self.name[0] == ALL, self.value, self.name


def shown_figures(cells: Mapping[Name, int], before: Mapping[Name, int] | None = None, *, threshold: int = THRESHOLD) -> dict[Name, int]:
    """Of a table row × category (its narrowest cells) the figures to show: cells, their sums to wider categories, and the sums over all rows.

    Rows must have nobody or at least `threshold`; their sums are taken as known. Raises Exposed where a figure that is near
    what was told `before` cannot be hidden: it is all of its row.
    """
    edges = _network(cells, before or {}, threshold)
    by_node: dict[Node, list[_Edge]] = defaultdict(list)
    for edge in edges:
        by_node[edge.source].append(edge)
        by_node[edge.target].append(edge)
    waiting = sorted((edge for edge in edges if edge.hidden), key=lambda edge: edge.order)
    while waiting:
        kept = waiting.pop(0)
        while _range(kept, by_node, threshold) < threshold:  # hiding only widens: what is wide enough stays so
            near = _shown_near(kept, by_node)
            if not near:
                _check_exposed(kept, before or {}, threshold)
                break
            company = min(near, key=lambda edge: edge.order)
            company.hidden = True
            waiting.append(company)  # shown the next time, it would tell what it was
    return {edge.name: edge.value for edge in edges if not edge.hidden}


def _check_exposed(edge: _Edge, before: Mapping[Name, int], threshold: int) -> None:
    """Everything around it is hidden, and still its range is narrow: it is all of its row, and large itself."""
    if _is_near(edge.value, before.get(edge.name), threshold):
        raise Exposed
    if edge.value < threshold:
        raise AssertionError("everything is hidden, and still something is exposed")


def _network(cells: Mapping[Name, int], before: Mapping[Name, int], threshold: int) -> list[_Edge]:
    """One edge per figure that is not nought: row → wide cell → narrow cell → category → wide category → total."""
    values: Counter[Name] = Counter()
    narrowest = set()
    for (row, path), value in cells.items():
        if not value:
            continue
        narrowest.add((row, path))
        for length in range(1, len(path) + 1):
            values[row, path[:length]] += value
            values[ALL, path[:length]] += value
    edges = []
    for (row, path), value in sorted(values.items()):
        source: Node = ("all", "", path) if row == ALL else ("row", row, path[:-1])
        target: Node = ("all", "", path[:-1]) if row == ALL else ("all", "", path) if (row, path) in narrowest else ("row", row, path)
        hidden = value < threshold or _is_near(value, before.get((row, path)), threshold)
        edges.append(_Edge(source, target, (row, path), value, hidden))
    return edges


def _range(edge: _Edge, by_node: Mapping[Node, list[_Edge]], enough: int) -> float:
    """How wide the range is in which the reader knows the figure; it is not looked at beyond `enough`."""
    more = _flow(edge.target, edge.source, edge, by_node, enough)
    return more if more >= enough else more + min(edge.value, _flow(edge.source, edge.target, edge, by_node, enough))


def _flow(start: Node, end: Node, without: _Edge, by_node: Mapping[Node, list[_Edge]], enough: float) -> float:
    """How much can be shifted from `start` to `end` along hidden edges: any amount with an edge, as much as flows there against it (Edmonds-Karp)."""
    shifted: Counter[int] = Counter()
    found = 0.0
    while found < enough and (way := _way(start, end, without, by_node, shifted)):
        amount = min(enough - found, *(math.inf if ahead else edge.value + shifted[id(edge)] for edge, ahead in way))
        for edge, ahead in way:
            shifted[id(edge)] += int(amount) if ahead else -int(amount)
        found += amount
    return found


def _way(start: Node, end: Node, without: _Edge, by_node: Mapping[Node, list[_Edge]], shifted: Mapping[int, int]) -> list[tuple[_Edge, bool]]:
    """The shortest way on which something can still be shifted; empty where there is none."""
    came: dict[Node, tuple[_Edge, bool, Node]] = {}
    queue, seen = deque([start]), {start}
    while queue:
        node = queue.popleft()
        for edge in by_node.get(node, ()):
            ahead = edge.source == node
            there = edge.target if ahead else edge.source
            if edge is without or not edge.hidden or there in seen or not (ahead or edge.value + shifted.get(id(edge), 0) > 0):
                continue
            came[there] = (edge, ahead, node)
            if there == end:
                return _back(came, start, end)
            seen.add(there)
            queue.append(there)
    return []


def _back(came: Mapping[Node, tuple[_Edge, bool, Node]], start: Node, end: Node) -> list[tuple[_Edge, bool]]:
    way, node = [], end
    while node != start:
        edge, ahead, node = came[node]
        way.append((edge, ahead))
    return way


def _shown_near(edge: _Edge, by_node: Mapping[Node, list[_Edge]]) -> list[_Edge]:
    """Shown edges that meet the hidden ones which the edge is connected with."""
    seen, queue, shown = {edge.source, edge.target}, deque([edge.source, edge.target]), {}
    while queue:
        for other in by_node.get(queue.popleft(), ()):
            if not other.hidden:
                shown[id(other)] = other
                continue
            for node in (other.source, other.target):
                if node not in seen:
                    seen.add(node)
                    queue.append(node)
    return list(shown.values())
