"""The cheapest flow: every row to a column or to nobody, by whichever solver is installed. Only totals are promised.

`ortools` (the extra `solver`) does it by cost scaling (Goldberg 1997); scipy by shortest augmenting paths on a sparse
matrix with a copy of a column for each of its places (LAPJVsp; Jonker and Volgenant 1987). Both are exact for whole
numbers, and which of equal optima they give can differ, so what follows chooses among the optima by load.
"""

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec

import numpy as np

from mentoring.matching.engine.assignment.pairs import MOST, Index, Whole


class Unsolved(RuntimeError):
    """The solver did not find a flow although a matching shows that there is one: a fault in the program."""


@dataclass(frozen=True, slots=True)
class Network:
    """Arcs from rows to columns with a gain each; `places` per column; exactly `idle` rows go to nobody, for nothing."""

    size: int
    rows: Index
    columns: Index
    gain: Whole
    places: Whole
    idle: int


@cache
def backends() -> tuple[str, ...]:
    """What is installed, best first."""
    return ("ortools", "scipy") if find_spec("ortools") else ("scipy",)


def solve(network: Network, backend: str | None = None) -> Index:
    """The column of each row, -1 for nobody, at the highest total gain. Needs a feasible network; raises Unsolved."""
    return _SOLVERS[backend or backends()[0]](network)


def _by_ortools(it: Network) -> Index:
    from ortools.graph.python import min_cost_flow  # noqa: PLC0415 - an extra, and slow to load

    nobody, sink = it.size + it.places.size, it.size + it.places.size + 1
    open_ = np.flatnonzero(it.places > 0)
    everyone = np.arange(it.size if it.idle else 0)
    tail = np.concatenate([it.rows, everyone, it.size + open_, [nobody] if it.idle else []]).astype(np.int32)
    head = np.concatenate([it.size + it.columns, np.full(everyone.size, nobody), np.full(open_.size + bool(it.idle), sink)]).astype(np.int32)
    capacity = np.concatenate([np.ones(it.rows.size + everyone.size), it.places[open_], [it.idle] if it.idle else []]).astype(np.int64)
    cost = np.concatenate([-it.gain, np.zeros(capacity.size - it.rows.size, dtype=np.int64)])
    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(tail, head, capacity, cost)
    flow.set_nodes_supplies(np.arange(it.size, dtype=np.int32), np.ones(it.size, dtype=np.int64))
    flow.set_node_supply(sink, -it.size)
    if (status := flow.solve()) != flow.OPTIMAL:
        raise Unsolved(str(status))
    used = np.flatnonzero(flow.flows(arcs[: it.rows.size]))
    column = np.full(it.size, -1, dtype=np.intp)
    column[it.rows[used]] = it.columns[used]
    return column


def _by_scipy(it: Network) -> Index:
    """A column with at least as many places as arcs gives each row a copy of its own; else each place is a copy.

    The way to nobody costs more than any detour, so that it is taken `idle` times, which is the least there can be.
    """
    from scipy.sparse import csr_array  # noqa: PLC0415 - slow to load
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching  # noqa: PLC0415 - slow to load

    asked = np.bincount(it.columns, minlength=it.places.size)
    copies = np.minimum(it.places, asked)
    first = np.cumsum(copies) - copies
    roomy = copies == asked
    number = np.where(roomy[it.columns], 1, copies[it.columns])
    ends = np.cumsum(number)
    arc = np.repeat(np.arange(it.rows.size), number)
    order = np.argsort(it.columns, kind="stable")
    nth = np.empty(order.size, dtype=np.int64)
    nth[order] = np.arange(order.size) - np.searchsorted(it.columns[order], it.columns[order], side="left")
    offset = np.where(roomy[it.columns[arc]], nth[arc], np.arange(arc.size) - (ends - number)[arc])
    slot, weight = first[it.columns[arc]] + offset, top_of(it.gain) + 1 - it.gain[arc]
    rows, slots = it.rows[arc], int(copies.sum())
    if it.idle:
        detour = (int(weight.max(initial=1)) + 1) * (it.size + 1)
        rows, slot = np.concatenate([rows, np.arange(it.size)]), np.concatenate([slot, slots + np.arange(it.size)])
        weight = np.concatenate([weight, np.full(it.size, detour)])
        slots += it.size
    owner = np.concatenate([np.repeat(np.arange(it.places.size), copies), np.full(slots - copies.sum(), -1)]).astype(np.intp)
    try:
        row, taken = min_weight_full_bipartite_matching(csr_array((weight.astype(float), (rows, slot)), shape=(it.size, slots)))
    except ValueError as fault:
        raise Unsolved(str(fault)) from fault
    column = np.full(it.size, -1, dtype=np.intp)
    column[row] = owner[taken]
    return column


def top_of(gain: Whole) -> int:
    """The highest gain, at least that of a perfect fit."""
    return int(gain.max(initial=MOST))


_SOLVERS = {"ortools": _by_ortools, "scipy": _by_scipy}
