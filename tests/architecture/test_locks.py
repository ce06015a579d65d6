"""Rows that one waits for are locked alone (network/core/locks.py says why): no query that locks joins other tables.

Seen in the source: a chain that locks joins nothing by itself, and neither starts from nor goes into a function that could.
"""

import ast
from collections.abc import Iterator

from tests.architecture.source import Module, listed, modules

LOCKS, JOINS = "select_for_update", "select_related"
ROWS = {"get", "first"}  # what they give is a row, no query any more
# Where it is → why nothing is lost there.
JOINED = {
    "messaging.reminders._remind": "a stay's person and conversation are never others",
    "network.notifications.outbox._lease_batch": "skips what is held; what is passed over is due again a moment later",
}


def chain(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of `a.b(…).c(…)`, the last first."""
    while isinstance(node, (ast.Call, ast.Attribute)):
        yield node
        node = node.func if isinstance(node, ast.Call) else node.value
    yield node


def methods(node: ast.AST) -> set[str]:
    return {part.attr for part in chain(node) if isinstance(part, ast.Attribute)}


def names_for(function: ast.FunctionDef, method: str) -> set[str]:
    """Names that stand for queries on which this method was called, not for a row that came of one."""
    given = [node for node in ast.walk(function) if isinstance(node, ast.Assign) and method in methods(node.value) and not ROWS & methods(node.value)]
    return {target.id for node in given for target in node.targets if isinstance(target, ast.Name)}


def joins_while_it_locks(function: ast.FunctionDef) -> bool:
    """Whether a query that this function locks could join: in one chain, by a name that stands for one, or by another function."""
    held, joined = names_for(function, LOCKS), names_for(function, JOINS)
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        start = getattr(list(chain(node))[-1], "id", "")
        locks, joins = LOCKS in methods(node) or start in held, JOINS in methods(node) or start in joined
        made_elsewhere = any(isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id != "type" for part in chain(node))
        if locks and (joins or made_elsewhere):
            return True
        if (
            isinstance(node.func, ast.Name)
            and node.func.id not in {"list", "sorted", "len"}
            and any(isinstance(a, ast.Name) and a.id in held for a in node.args)
        ):
            return True
    return False


def functions(module: Module) -> Iterator[ast.FunctionDef]:
    yield from (node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef))


def found() -> dict[str, str]:
    return {f"{module.name}.{f.name}": module.at(f.lineno) for module in modules() for f in functions(module) if joins_while_it_locks(f)}


def test_rows_that_are_waited_for_are_locked_alone() -> None:
    faults = [f"{place} {name} joins while it locks: ask network.core.locks" for name, place in found().items() if name not in JOINED]
    assert not faults, listed(faults)


def test_every_exception_still_joins() -> None:
    assert set(JOINED) <= set(found())


def test_the_guard_sees_each_way_of_joining() -> None:
    joined = [
        "rows = A.objects.select_for_update()\n    return rows.select_related('b').get(pk=1)",
        "return A.objects.select_related('b').select_for_update().get(pk=1)",
        "rows = A.objects.select_related('b')\n    return rows.select_for_update().get(pk=1)",
        "return _rows().select_for_update().get(pk=1)",
        "rows = A.objects.select_for_update()\n    return with_details(rows).get(pk=1)",
    ]
    alone = [
        "return A.objects.select_for_update().get(pk=1)",
        "rows = A.objects.select_for_update()\n    return rows.get(pk=B.objects.select_related('c').get().pk)",
    ]
    for text, expected in [*((text, True) for text in joined), *((text, False) for text in alone)]:
        assert joins_while_it_locks(ast.parse(f"def f():\n    {text}").body[0]) == expected, text
