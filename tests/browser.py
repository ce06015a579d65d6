"""What the browser tests have: Chromium where it is found, and the site on a real ASGI server.

`site` gives the address; `page`, `context` and `browser` are pytest-playwright's. Without Chromium these
tests are skipped with the reason; REQUIRE_BROWSER=1 makes that a failure.
"""

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import expect

CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
MISSING = "Chromium was not found: install it, or name it in CHROMIUM."
PATIENCE = 90.0  # seconds a loaded machine may take for what takes one: it is slow, not wrong
expect.set_options(timeout=PATIENCE * 1000)
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright runs a loop in the thread that also asks the database


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--shots", action="store_true", help="take a picture of every page of every role into var/shots")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Browser tests last: from the first of them on, playwright's loop runs in the thread, and no other loop can.

    Of these the long ones first, and what is only skipped before everything: the workers end together. xdist shares the
    tests out by their number, and skipped ones at the end would weigh as much as those that one worker still has to run.
    """
    taken = config.getoption("--shots")
    items.sort(key=lambda item: _place(item, taken=taken))
    for item in items:
        if item.get_closest_marker("shots") and not taken:
            item.add_marker(pytest.mark.skip(reason="pictures are taken by `make shots`"))
        elif item.get_closest_marker("browser") and not CHROMIUM and os.environ.get("REQUIRE_BROWSER") != "1":
            item.add_marker(pytest.mark.skip(reason=MISSING))


def _place(item: pytest.Item, *, taken: bool) -> tuple[bool, bool, bool]:
    """What comes before what; otherwise the order stays. `taken`: pictures are."""
    shots = item.get_closest_marker("shots") is not None
    if shots and not taken:
        return False, False, False
    in_browser = "playwright" in getattr(item, "fixturenames", ()) or item.get_closest_marker("browser") is not None
    return True, in_browser, in_browser and item.get_closest_marker("slow") is None


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict:
    """Debian's Chromium: playwright's own download is not needed."""
    if not CHROMIUM:
        pytest.fail(MISSING)
    return {"executable_path": CHROMIUM, "args": ["--no-sandbox", "--disable-dev-shm-usage"]}


def apart(work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Call a service beside playwright's loop: in a thread of its own, as a request would."""

    def closing() -> Any:
        from django.db import connections

        try:
            return work(*args, **kwargs)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(closing).result()


def eventually(holds: Callable[[], object], what: str, seconds: float = PATIENCE) -> Any:
    """What `holds` returns once it is true; asks page and database alike, where `expect` cannot.

    The database is asked beside playwright's loop, in a thread of its own: wrap that in `apart`.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := holds():
            return found
        time.sleep(0.1)
    raise AssertionError(f"waited {seconds:.0f} seconds for {what}")


@contextmanager
def served(application: Any = None) -> Iterator[str]:
    """The whole site, pages and websocket, on a free port in a thread of its own; `application` instead of the usual one."""
    import uvicorn

    from network import asgi

    application = application or asgi.application
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        application, lifespan="off", ws="messaging.live.websocket:Protocol", ws_per_message_deflate=False, log_level="error", timeout_graceful_shutdown=2
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=10)
    listener.close()


@pytest.fixture
def site(transactional_db) -> Iterator[str]:
    """The address of the site during one test."""
    with served() as address:
        yield address


@pytest.fixture
def sit_down(browser, site):
    """A signed-in browser of a person: `sit_down(person)` gives its context; script errors fail the test."""
    contexts, faults = [], []

    def sit(user: Any, **options: Any) -> Any:
        from django.conf import settings
        from django.test import Client

        signed_in = Client()
        apart(signed_in.force_login, user)
        # Without the worker that keeps conversations: it would stand between the pages and what a test does to the network.
        options = {"service_workers": "block"} | options
        context = browser.new_context(locale="en-GB", timezone_id=user.time_zone, **options)
        context.set_default_timeout(PATIENCE * 1000)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": signed_in.cookies[settings.SESSION_COOKIE_NAME].value, "url": site}])
        context.on("weberror", lambda error: faults.append(str(error.error)))
        contexts.append(context)
        return context

    yield sit
    for context in contexts:
        context.close()
    assert faults == []
