"""Every list page and list endpoint asks the database as often for many rows as for few.

Walks every address without parameters as three readers whose lists grow: a company with many requests, a mentor whom
many ask, a coordinator of a large programme.
"""

import re
from collections import Counter

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from mentoring.demo.populate import STATES, populate
from network.accounts.models import User
from network.core import clock
from network.programmes.models import Programme
from tests.architecture.source import listed
from tests.architecture.test_access import patterns

FEW, MANY = len(STATES), 4 * len(STATES)  # every state is there in both
CLOCK = "network_clockoffset"  # read once a second, whoever asks
SKIPPED = ("accounts/", "api/v1/schema/", "api/v1/docs/", "metrics", "health/", "demo/")
# reader → how many companies and mentors share the requests
SHAPES = {"founder": (1, 3), "mentor": (None, 1), "coordinator": (None, None)}


def addresses() -> list[str]:
    """Every address that takes no parameter."""
    found = {address.replace("^", "").replace("$", "").replace("\\Z", "") for address, _entry in patterns(get_resolver())}
    return sorted("/" + address for address in found if not set("<(") & set(address) and not address.startswith(SKIPPED))


def reader(programme: Programme, shape: tuple, size: int, reader_of) -> Client:
    """The reader of a network with `size` requests, signed in."""
    companies, mentors = shape
    populate(programme, organisations=companies or size, mentors=mentors or size, requests=size, evenly=True)
    client = Client(raise_request_exception=False)
    client.force_login(reader_of(programme))
    return client


def asked(client: Client, address: str) -> list[str]:
    """The queries of an address; none where it shows nothing."""
    with CaptureQueriesContext(connection) as queries:  # fmt: skip
        answer = client.get(address)
    return [query["sql"] for query in queries.captured_queries if CLOCK not in query["sql"]] if answer.status_code == 200 else []


def asked_warm(client: Client, address: str) -> list[str]:
    """The second time: what is read once per process has been read."""
    return asked(client, address) and asked(client, address)


def grown_by(few: list[str], many: list[str]) -> str:
    """Which tables are asked more often, for who reads the fault."""
    tables = [Counter(word for query in queries for word in re.findall(r'FROM "(\w+)"', query)[:1]) for queries in (few, many)]
    return f"{len(few)} queries at {FEW} rows, {len(many)} at {MANY}: {dict(tables[1] - tables[0])}"


def populated(role: str):
    """The first synthetic person of a role in the programme that was made last."""
    return lambda programme: User.objects.filter(email__startswith=f"{role}0.").order_by("-id").first()


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.timeout(600)
@pytest.mark.parametrize("role", list(SHAPES))
def test_lists_ask_as_often_for_many_rows_as_for_few(role, programme, coordinator, incubator, settings):
    settings.DEBUG = False
    reader_of = (lambda _programme: coordinator) if role == "coordinator" else populated(role)
    with clock.at(clock.now()):  # both at one moment: on a busy machine minutes lie between them, and a day or a month may end
        client = reader(programme, SHAPES[role], FEW, reader_of)
        few = {address: queries for address in addresses() if (queries := asked_warm(client, address))}
        client = reader(programme, SHAPES[role], MANY, reader_of)
        grown = [address for address in few if len(asked(client, address)) > len(few[address])]
        many = {address: asked(client, address) for address in grown}  # again, now that what is read once has been read
    assert len(few) > 10
    faults = [f"{address}: {grown_by(few[address], many[address])}" for address in grown if len(many[address]) > len(few[address])]
    assert not faults, listed(faults)
