"""The values of a frame, read by what its class says of them. The readers of a class are made once, since making costs more than reading."""

from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

MOST_PINGED = 200  # conversations in one ping, and ids in any list
Reader = Callable[[Any], Any]  # gives the value of a JSON value, or raises ValueError


@dataclass(frozen=True, slots=True)
class Described:
    """The fields of a frame: how each is read, and which may not be missing. `known` are the keys of its JSON."""

    readers: dict[str, Reader]
    needed: frozenset[str]
    known: frozenset[str]


@cache
def described(frame: type) -> Described:
    """What the dataclass says."""
    hints = get_type_hints(frame)
    names = [field.name for field in fields(frame)]
    needed = frozenset(field.name for field in fields(frame) if field.default is MISSING)
    return Described({name: _reader(hints[name]) for name in names}, needed, frozenset({"type", *names}))


def _reader(hint: Any) -> Reader:
    if get_origin(hint) in (Union, UnionType):
        read = _reader(get_args(hint)[0])
        return lambda value: None if value is None else read(value)
    if get_origin(hint) is dict and hint.__args__[0] is UUID:
        read = _reader(get_args(hint)[1])
        return lambda value: {_uuid(key): read(item) for key, item in _object(value).items()}
    if get_origin(hint) is list and hint.__args__[0] is UUID:
        return lambda value: [_uuid(item) for item in _list(value)]
    return {UUID: _uuid, int: _number, bool: _flag, str: _text}.get(hint, _nothing)


def _uuid(value: Any) -> UUID:
    if isinstance(value, str) and len(value) == 36:
        return UUID(value)
    raise ValueError(value)


def _number(value: Any) -> int:
    if type(value) is int and 0 <= value < 1 << 63:
        return value
    raise ValueError(value)


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError(value)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise ValueError(value)


def _object(value: Any) -> dict[str, Any]:
    if isinstance(value, dict) and len(value) <= MOST_PINGED:
        return value
    raise ValueError(value)


def _list(value: Any) -> list[Any]:
    if isinstance(value, list) and len(value) <= MOST_PINGED:
        return value
    raise ValueError(value)


def _nothing(value: Any) -> Any:
    """Of what only leaves: no client says it."""
    raise ValueError(value)
