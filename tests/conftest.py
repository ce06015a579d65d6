"""What every test has: running servers, a database of its own, the small world."""

import gc

from hypothesis import HealthCheck, settings

from tests import database

settings.register_profile("northbridge", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a loaded machine is slow, not wrong
settings.load_profile("northbridge")
database.start_servers()  # before anything reads the settings: they name the servers

from network.core import clock  # noqa: E402
from tests.database import django_db_setup, pytest_runtestloop, pytest_xdist_auto_num_workers, pytest_xdist_setupnodes  # noqa: E402, F401

clock._REREAD_SECONDS = 3600.0  # one process moves the clock here: a look once a second would count among the queries of a slow page

pytest_plugins = ["tests.browser", "tests.clients", "tests.pairs", "tests.world"]


LONGEST_NAME = 80  # characters of a value in a test's name


def pytest_make_parametrize_id(val: object) -> str | None:
    """A value of a million characters is cut in its test's name, which goes between the processes with every report."""
    return repr(val[:LONGEST_NAME]) if isinstance(val, str | bytes) and len(val) > LONGEST_NAME else None


def pytest_collection_finish() -> None:
    """What has been loaded by now stays: looking through it for garbage again and again took an eighth of all CPU time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)  # Python's own waits for 700 new objects, one query's worth
