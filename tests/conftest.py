"""What every test has: running servers, a database of its own, the small world."""

from tests import database

database.start_servers()  # before anything reads the settings: they name the servers

from tests.database import django_db_setup, pytest_xdist_setupnodes  # noqa: E402, F401

pytest_plugins = ["tests.browser", "tests.pairs", "tests.world"]
