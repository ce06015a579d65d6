"""Works that really run at the same moment, for races."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from network.core import clock
from network.core.errors import DomainError


def at_once(*works: Callable[[], object]) -> list[object]:
    """Start the works together, each with a connection of its own, at the caller's time.

    Their results in order, or the domain errors they ended with; any other error is raised.
    """
    ready, now = Barrier(len(works)), clock.now()

    def run(work: Callable[[], object]) -> object:
        try:
            connection.ensure_connection()
            with clock.at(now):  # a pinned clock belongs to its thread
                ready.wait(20)
                return work()
        except DomainError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result(60) for future in [pool.submit(run, work) for work in works]]
