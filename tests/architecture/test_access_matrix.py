"""Who gets what: every address, asked for by every role and by an outsider (guarantee 7).

`access_table.TABLE` says for each address (by its url name; of the API with the method where they differ)
which roles get an answer. Everybody else must be refused: 403 or 404 for who is signed in, the sign-in page
or 401 for visitors. An address that stands nowhere in the table fails.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import pytest
from django.conf import settings
from django.db import transaction
from django.template.backends.django import Template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.architecture import everything
from tests.architecture.access_table import DECIDED_ELSEWHERE, EVERYONE, OPEN, TABLE
from tests.architecture.source import listed

ABSENT: set[tuple[str, str]] = set()  # methods that an address does not have, for nobody: asked once a process
METHODS = ("get", "post", "patch", "put", "delete")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


class Address:
    """One named address and one method."""

    def __init__(self, name: str, parameters: list[str], method: str) -> None:
        self.name, self.parameters, self.method = name, parameters, method

    @property
    def key(self) -> str:
        """As the table names it: the method only where the table has a line for it."""
        with_method = f"{self.name} {self.method}"
        return with_method if with_method in TABLE else self.name

    @property
    def allowed(self) -> set[str]:
        return set(TABLE[self.key].split())


def addresses(resolver: URLResolver, namespace: str = "") -> list[Address]:
    found = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            found += addresses(entry, entry.namespace or namespace)
        elif entry.name and not entry.name.startswith(DECIDED_ELSEWHERE):
            name = f"{namespace}:{entry.name}" if namespace else entry.name
            found += [Address(name, list(entry.pattern.converters) or groups(entry), method) for method in methods(entry)]
    return found


def groups(entry: URLPattern) -> list[str]:
    return re.findall(r"\(\?P<(\w+)>", str(entry.pattern))


def methods(entry: URLPattern) -> list[str]:
    """Those that the address answers; a page answers GET or POST or both, which shows when it is asked."""
    actions = getattr(entry.callback, "actions", None)
    return [m for m in METHODS if m in actions] if actions else ["get", "post"]


@contextmanager
def unrendered() -> Iterator[None]:
    """Templates come out empty: for who is refused, and for what is only asked whether it is let in."""
    rendering = Template.render
    Template.render = lambda *_words: ""
    try:
        yield
    finally:
        Template.render = rendering


def ask(client: Client, found: everything.Everything, address: Address, *, rendered: bool) -> int:
    """The status, with everything that the call did taken back."""
    url = reverse(address.name, kwargs=found.arguments(address.name.split(":")[-1], address.parameters))
    data = {"content_type": "application/json", "data": {}} if address.name.startswith("api:") and address.method != "get" else {}
    with transaction.atomic(), nullcontext() if rendered else unrendered():
        answer = getattr(client, address.method)(url, **data)
        transaction.set_rollback(True)
    if answer.status_code == 302 and answer["Location"].startswith(reverse(settings.LOGIN_URL)):
        return 401
    return answer.status_code


@pytest.fixture(scope="module")
def found(django_db_setup, django_db_blocker) -> Iterator[everything.Everything]:
    with django_db_blocker.unblock(), everything.standing() as made:
        yield made


@pytest.fixture(autouse=True)
def _unthrottled(monkeypatch) -> None:
    monkeypatch.setattr("rest_framework.throttling.SimpleRateThrottle.allow_request", lambda *a: True)


def test_every_address_stands_in_the_table() -> None:
    missing = sorted({address.name for address in addresses(get_resolver()) if address.key not in TABLE})
    assert not missing, listed([*missing, "Say in tests/architecture/access_table.py who may open it."])


def test_every_line_of_the_table_is_an_address() -> None:
    names = {name for address in addresses(get_resolver()) for name in (address.name, f"{address.name} {address.method}")}
    assert not sorted(set(TABLE) - names)


def walk(found: everything.Everything, role: str) -> list[str]:
    """What is wrong for one role."""
    client, faults = Client(raise_request_exception=False), []
    if role in found.people:
        client.force_login(found.people[role])
    for address in addresses(get_resolver()):
        if address.key not in TABLE:  # the first test tells
            continue
        expected = role in address.allowed or OPEN in address.allowed or (EVERYONE in address.allowed and role in found.people)
        if (address.name, address.method) in ABSENT and role in found.people:
            continue
        status = ask(client, found, address, rendered=expected and address.method == "get")
        if status == 405:
            ABSENT.add((address.name, address.method))
            continue
        refused = (401,) if role == "visitor" else (403, 404)
        if status >= 500 or expected == (status in (401, 403, 404)) or (not expected and status not in refused):
            faults.append(f"{role} {address.method} {address.name}: {status}, {'should be let in' if expected else 'should be refused'}")
    return faults


@pytest.mark.parametrize("role", ["visitor", *everything.ROLES])
def test_access_of(role: str, found: everything.Everything) -> None:
    faults = walk(found, role)
    assert not faults, listed(faults)
