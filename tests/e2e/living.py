"""The platform as it runs: web, worker and beat as processes of their own on the test's database; and people in browsers."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from mentoring.demo.run import processes
from network.accounts.models import User
from tests.browser import PATIENCE, apart, eventually
from tests.keyboard import tab_ahead
from tests.world import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
SETTLED = 240.0  # seconds a loaded machine may take until its worker has done what it was told
STAYS = "e => !!e.closest('[data-compose], summary')"  # what changes the page that is open
BLOCKED = "window.WebSocket = class { constructor() { throw new Error('blocked'); } static OPEN = 1; };"


def test_environment(port: int) -> dict[str, str]:
    """The variables that point processes to this test's database and broker."""
    from django.db import connection

    address = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}"))
    own = {"DATABASE_URL": address, "PORT": str(port), "TESTING": "1", "DATABASE_POOL": "0", "PYTHONWARNINGS": "ignore", "LOG_LEVEL": "WARNING"}
    return os.environ | own


@contextmanager
def platform(folder: Path) -> Iterator[str]:
    """Start everything that production starts, and give the address; stop it all at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "run").mkdir()
    env, started = test_environment(port), []
    try:
        for name, command in processes(host="127.0.0.1", port=port, var=folder).items():
            command = [part for part in command if part not in ("--workers", "2")] if name == "web" else command
            with (folder / f"{name}.log").open("wb") as log:
                started.append(
                    subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=env, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
                )
        until(lambda: _answers(f"http://127.0.0.1:{port}/health/live"), "the web process to answer")
        yield f"http://127.0.0.1:{port}"
    finally:  # how they end by themselves is the supervisor's tests' business
        for process in started:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            return answer.status == 200
    except OSError:
        return False


def until(holds: Callable[[], object], what: str, seconds: float = SETTLED) -> object:
    """What `holds` returns once it is true. Asks the database beside playwright's loop."""
    return eventually(lambda: apart(holds), what, seconds)


class Reader:
    """A person at their own browser; with `by_keyboard` they touch nothing but keys."""

    def __init__(self, browser: Browser, site: str, user: User, faults: list[str], *, by_keyboard: bool = False, blocked: bool = False) -> None:
        self.site, self.user, self.by_keyboard = site, user, by_keyboard
        self.context: BrowserContext = browser.new_context(locale="en-GB", timezone_id=user.time_zone)
        if blocked:
            self.context.add_init_script(BLOCKED)
        self.page: Page = self.context.new_page()
        who = user.name
        self.context.on("weberror", lambda error: faults.append(f"{who}: {error.error}"))
        self.context.on("console", lambda message: faults.append(f"{who}: {message.text}") if message.type == "error" else None)
        self.context.on("response", lambda answer: faults.append(f"{who}: {answer.status} {answer.url}") if answer.status >= 400 else None)
        self.page.set_default_timeout(PATIENCE * 1000)

    def open(self, path: str) -> None:
        """Go to an address of the site."""
        self.page.goto(f"{self.site}{path}" if path.startswith("/") else path)

    def sign_in(self) -> None:
        """With address and password, as everyone."""
        self.open("/accounts/login/")
        self.write("input[name=login]", self.user.email)
        self.write("input[name=password]", PASSWORD)
        self.press("main form button.primary")
        expect(self.page.locator("main h1")).to_be_visible()
        self.page.wait_for_url(lambda url: "/login" not in url)

    def press(self, what: str | Locator) -> None:
        """A button or a link."""
        target = self._one(what)
        stays = target.evaluate(STAYS)
        self.page.evaluate("document.documentElement.dataset.before = '1'")
        if self.by_keyboard:
            self._tab_to(target)
            self.page.keyboard.press("Enter")
        else:
            target.click()
        if not stays:  # neither a key nor a click waits for the page that follows
            expect(self.page.locator("html")).not_to_have_attribute("data-before", "1")
        self.page.wait_for_load_state()

    def write(self, where: str, text: str) -> None:
        """Type into a field that is empty, or replace what is in it."""
        field = self._one(where)
        if not self.by_keyboard:
            field.fill(text)
            return
        self._tab_to(field)
        if field.get_attribute("type") == "datetime-local":
            self._type_time(field, text)
            return
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def _type_time(self, field: Locator, text: str) -> None:
        """Day, month, year, hour, minute, in the order in which this browser's language shows the parts of `2026-12-24T13:00`."""
        year, month, day, hour, minute = re.split(r"\D", text)
        for first, second in ((day, month), (month, day)):
            for clock_parts in (hour + minute, f"{int(hour) % 12 or 12:02}{minute}{'PM' if int(hour) > 11 else 'AM'}"):
                self.page.keyboard.type(first + second + year)
                self.page.keyboard.press("ArrowRight")
                self.page.keyboard.type(clock_parts)
                if field.input_value() == text:
                    return
                for _part in range(6):
                    self.page.keyboard.press("ArrowLeft")
        raise AssertionError(f"no way to type {text} into {field}")

    def choose(self, where: str, value: str) -> None:
        """One of a list."""
        field = self._one(where)
        if not self.by_keyboard:
            field.select_option(value)
            return
        self._tab_to(field)
        options = field.evaluate("e => [...e.options].map(o => o.value)")
        self.page.keyboard.press("Home")
        for _step in range(options.index(value)):
            self.page.keyboard.press("ArrowDown")
        assert field.input_value() == value

    def tick(self, where: str | Locator) -> None:
        """A box, or one of several round ones."""
        box = self._one(where)
        if not self.by_keyboard:
            box.check()
            return
        is_radio = box.get_attribute("type") == "radio"
        self._tab_to(box, group=is_radio)
        if is_radio:
            for _option in range(12):
                self.page.keyboard.press("Space")
                if box.is_checked():
                    return
                self.page.keyboard.press("ArrowDown")
        elif not box.is_checked():
            self.page.keyboard.press("Space")
        assert box.is_checked()

    def sees(self, text: str) -> None:
        """The page says this somewhere."""
        expect(self.page.locator("main")).to_contain_text(text)

    def path_of(self, link: str) -> str:
        """Where a link leads."""
        return self.page.locator(link).first.get_attribute("href") or ""

    def _one(self, what: str | Locator) -> Locator:
        return (self.page.locator(what) if isinstance(what, str) else what).first

    def _tab_to(self, target: Locator, *, group: bool = False) -> None:
        """Reach an element as a person without a mouse does; fails where it cannot be reached."""
        same_group = " || (!!e.name && e.name === document.activeElement.name)" if group else ""
        there = f"e => e === document.activeElement{same_group}"
        target.wait_for(state="attached")
        for step in range(260):
            if step == 1:
                tab_ahead(self.page, target)
            if target.evaluate(there):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no way by Tab to {target}")
