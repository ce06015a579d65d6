"""What every test has: running servers, a database of its own, the small world."""

from hypothesis import HealthCheck, settings

from tests import database

settings.register_profile("northbridge", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a loaded machine is slow, not wrong
settings.load_profile("northbridge")
database.start_servers()  # before anything reads the settings: they name the servers

from hypothesis import HealthCheck, settings  # noqa: E402

from tests.database import django_db_setup, pytest_xdist_setupnodes  # noqa: E402, F401

# A busy machine draws examples slowly; that says nothing about the code.
settings.register_profile("any-machine", parent=settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any-machine")

pytest_plugins = ["tests.browser", "tests.clients", "tests.pairs", "tests.world"]
