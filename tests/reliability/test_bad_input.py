"""Bad input to the API (guarantee 13): every operation of its description gets some of every kind of bad body, header and query.

Never a 500; always problem details with a code; and what no field can take is refused by the field's name. What is
common to all operations is shown by all of them together; every value for every field is tried in test_bad_fields.py.
"""

import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve, reverse

from tests.architecture import everything
from tests.architecture.access_table import DECIDED_ELSEWHERE, EVERYONE, TABLE
from tests.architecture.source import listed
from tests.reliability import bad_input
from tests.reliability.bad_input import NOBODY, WRITING, Operation, shown

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.timeout(400)]
# Who is asked first: those whom most is open to.
READERS = ("programme_manager", "coordinator", "founder2", "mentor2", "founder", "mentor", "admin", "unapproved", "investor")
QUERIES = ["", "x", "-1", "0", "101", "9" * 30, "\x00", "😀", "ŋ" * 3_000, "cD0", "[]", "2027-03-28T03:30", "9999-12-31"]
BODIES = [
    *("{", "[" * 100_000, '{"a":' * 5_000, "NaN", b"\xff", b"\xef\xbb\xbf{}", "[]", '"text"', "7", "null", ""),
    *('{"a": 1, "a": 2}', '{"\\ud800": 1}', '{"a": 1' + "0" * 5_000 + "}", '{"a": "' + "å" * 600_000 + '"}'),
]
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data"
KINDS = ["text/plain", FORM, PARTS, f"{PARTS}; boundary=x", "application/json; charset=utf-16", "application/json; charset=no-such", "x", ""]
HEADERS = [
    *({"Idempotency-Key": "ŋ" * 5_000}, {"Idempotency-Key": "a\x00b"}, {"If-Match": '"old"'}, {"If-Match": "W/x, *"}),
    *({"Accept": "text/html"}, {"Accept": "x"}, {"Accept-Language": "ŋ;q=x"}),
]
# What no operation can read, with how it is sent: bodies that are none, kinds and headers that nobody knows.
NO_BODIES: list[tuple[Any, dict]] = [
    *((body, {}) for body in BODIES),
    *(({}, {"content_type": kind}) for kind in KINDS),
    *(({}, {"headers": headers}) for headers in HEADERS),
]


class Api:
    """The world, its people's clients, and what was raised where a 500 came out."""

    def __init__(self, world: everything.Everything) -> None:
        self.world, self.raised, self.clients = world, "", {}
        got_request_exception.connect(self._note, weak=False, dispatch_uid="bad-input")

    def _note(self, sender: object, **_rest: object) -> None:
        self.raised = repr(sys.exc_info()[1])[:300]

    def ask(self, role: str, operation: Operation, body: Any = None, **words: Any) -> HttpResponse:
        """The answer, with everything that the call did taken back; what is checked at the end of a transaction, is."""
        if role not in self.clients:
            self.clients[role] = Client(raise_request_exception=False)
            self.clients[role].force_login(self.world.people[role])
        client, address = self.clients[role], self.address(operation)
        with transaction.atomic():
            if operation.method in WRITING:  # the raw bytes: the client would encode them itself
                data = body if isinstance(body, (str, bytes)) else json.dumps(body)
                raw = data.encode() if isinstance(data, str) else data
                words = {"content_type": "application/json", "headers": {"If-Match": "*"}} | words
                answer = client.generic(operation.method.upper(), address, raw, **words)
            else:
                answer = client.get(address, **words)
            if answer.status_code < 400:
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)
        return answer

    def address(self, operation: Operation) -> str:
        """Of something that is there."""
        match = named(operation)
        return reverse(f"{match.namespace}:{match.url_name}", kwargs=self.world.arguments(match.url_name, list(match.kwargs)))

    def role(self, operation: Operation) -> tuple[str, bool]:
        """The first to whom the operation listens, and whether it listens at all: some are for nobody in this state of things."""
        match = named(operation)
        key = f"{match.namespace}:{match.url_name}"
        allowed = EVERYONE if (match.url_name or "").startswith(DECIDED_ELSEWHERE) else TABLE.get(f"{key} {operation.method}") or TABLE[key]
        roles = [role for role in READERS if allowed == EVERYONE or role in allowed.split()]
        listening = (role for role in roles if self.ask(role, operation, self.good(operation)).status_code not in (403, 404))
        found = next(listening, None)
        return found or (roles or READERS)[0], found is not None  # an address may be for nobody of these people

    def good(self, operation: Operation) -> dict:
        """A body with what must be there, and nothing wrong that can be known from the description."""
        return {name: self.value(name, operation.fields[name]) for name in operation.required}

    def value(self, name: str, schema: dict) -> Any:
        """What this field usually takes."""
        things = self.world.by_name | self.world.by_parameter
        things |= {"candidate": things["candidate"], "mentor": things["candidate"], "incubator": things["incubator-profile"]}
        if schema.get("format") == "uuid":
            return str(getattr(things.get(name), "pk", NOBODY))
        if "enum" in schema:
            return schema["enum"][0]
        usual = {"country": "FI", "business_id": "1234567-1", "time_zone": "Europe/Helsinki", "slug": "a-slug"}
        formats = {
            "date": "2027-03-01",
            "date-time": "2027-03-01T10:00:00Z",
            "time": "09:00",
            "decimal": "2",
            "uri": "https://example.org/x",
            "email": "k@example.org",
        }
        kind = schema.get("type", "object")
        if kind == "array":
            return [self.value(name, schema["items"])]
        if kind == "object":
            inner = schema.get("properties", {})
            return {field: self.value(field, inner[field]) for field in schema.get("required", ())} or {"en": 2}
        kinds = {"string": "pricing", "integer": max(1, schema.get("minimum", 1)), "boolean": True}
        return usual.get(name) or formats.get(schema.get("format", "")) or kinds[kind]

    def fault(self, answer: HttpResponse, fields: set[str] | None = None) -> str:
        """What is wrong with an answer (that must refuse these fields); empty when nothing is."""
        status = answer.status_code
        if status >= 500:
            return f"{status} {self.raised}"
        if status < 400:
            return f"taken with {status}" if fields else ""
        if answer["Content-Type"] != "application/problem+json":
            return f"{status} as {answer['Content-Type']}"
        problem = answer.json()
        named_fields = {name.split(".")[0] for name in problem.get("errors", {})}
        if not problem.get("code") or not problem.get("title") or problem["status"] != status or (problem["code"] == "invalid" and not named_fields):
            return f"{status} {problem}"
        if fields and (status != 400 or not fields <= named_fields):
            return f"{status} {problem['code']}, without a word about {sorted(fields - named_fields)}"
        return ""


def named(operation: Operation) -> Any:
    """The address' name."""
    return resolve("/".join(NOBODY if part.startswith("{") else part for part in operation.path.split("/")))


@pytest.fixture
def api(request, monkeypatch) -> Iterator[Api]:
    monkeypatch.setattr("rest_framework.throttling.SimpleRateThrottle.allow_request", lambda *a: True)
    logging.disable(logging.CRITICAL)  # a page of warnings for each refusal
    yield Api(everything.make(request.getfixturevalue))
    logging.disable(logging.NOTSET)
    got_request_exception.disconnect(dispatch_uid="bad-input")


def some(things: list[Any], number: int, many: int) -> list[Any]:
    """A few of them for this operation: what is common to all operations is shown by all of them together."""
    return [things[(number * many + place) % len(things)] for place in range(min(many, len(things)))]


def test_bad_bodies_are_refused_by_every_operation(api: Api) -> None:
    faults = []
    for number, operation in enumerate(o for o in bad_input.operations() if o.method in WRITING):
        role, listens = api.role(operation)
        good = api.good(operation)
        asked: list[tuple[Any, dict, set[str]]] = [(body, words, set()) for body, words in some(NO_BODIES, number, 2)]
        asked += [(good | {"no_such_field": 1}, {}, {"no_such_field"} if operation.fields else set())]
        if operation.fields:
            asked += [(body, {}, set(body)) for body in some(bad_input.together(operation.fields), number, 2)]
            asked += [(good | body, {}, set()) for body in some(bad_input.odd(operation.fields), number, 2)]
            asked += [({}, {}, set(operation.required))]
        for body, words, fields in asked:
            if found := api.fault(api.ask(role, operation, body, **words), fields if listens else set()):
                faults.append(f"{operation} by {role}, {shown(body)[:200]} {str(words)[:60]}: {found}")
    assert not faults, listed(faults)


def test_odd_queries_make_no_operation_fall_over(api: Api) -> None:
    faults = []
    for number, operation in enumerate(o for o in bad_input.operations() if o.method == "get"):
        role, _listens = api.role(operation)
        for value in some(QUERIES, number, 2):
            words = dict.fromkeys([*operation.parameters, "page_size", "ordering", "format", "no_such"], value)
            if found := api.fault(api.ask(role, operation, data=words)):
                faults.append(f"{operation} by {role}, all {ascii(value)[:40]}: {found}")
    assert not faults, listed(faults)


def test_ids_of_others_in_a_body_are_refused(api: Api) -> None:
    faults = []
    for operation in bad_input.operations():
        ids = {name for name, schema in operation.fields.items() if schema.get("format") == "uuid" and name != "client_uuid"}
        body = api.good(operation) | {name: api.value(name, operation.fields[name]) for name in ids}
        for role in ("outsider", "unapproved") if ids else ():
            answer = api.ask(role, operation, body)
            if answer.status_code < 400 or api.fault(answer):
                faults.append(f"{operation} by {role}: {answer.status_code}")
    assert not faults, listed(faults)
