"""Queries that every page asks, whose words are found once a process.

Finding the words costs many times what their answer does: Django builds and compiles them anew for each call.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet


class Prepared:
    """A query of plain values whose parameters are known by name.

    `build` gets a sample of each and returns a `values_list` query; wherever a sample stands among the query's
    parameters, `rows` puts the value of that name. So a sample must be a value that stands nowhere else in the query,
    and what the query is must not depend on the values.
    """

    def __init__(self, build: Callable[..., QuerySet], **samples: Any) -> None:
        self._build, self._samples = build, samples

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows for these values, one for each sample."""
        words, parameters = self._words
        with connection.cursor() as cursor:
            cursor.execute(words, [values[value] if is_name else value for is_name, value in parameters])
            return cursor.fetchall()

    @cached_property
    def _words(self) -> tuple[str, list[tuple[bool, Any]]]:
        """The SQL, and its parameters in order: names of values, and what stays."""
        words, given = self._build(**self._samples).query.sql_with_params()
        names = {sample: name for name, sample in self._samples.items()}
        parameters = [self._parameter(names, value) for value in given]
        missing = set(self._samples) - {value for is_name, value in parameters if is_name}
        if missing:
            raise ValueError(f"the query does not ask for {sorted(missing)}")
        return words, parameters

    @staticmethod
    def _parameter(names: dict[Any, str], value: Any) -> tuple[bool, Any]:
        known = names.get(value) if isinstance(value, tuple({type(sample) for sample in names})) else None
        return (True, known) if known else (False, value)
