"""No test sees what another one committed."""

import psycopg
import pytest
from django.db import connection
from django.test import Client

from network.programmes.models import Programme
from network.vocabulary.models import Sector
from tests import database
from tests.fresh import SEQUENCES, Fresh
from tests.world import person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def fresh(transactional_db) -> Fresh:
    return Fresh(database.make_template())


def renewals(monkeypatch) -> list[str]:
    """The templates that were copied anew from here on."""
    copied: list[str] = []
    renew = database.renew
    monkeypatch.setattr(database, "renew", lambda template: (copied.append(template), renew(template)))
    return copied


def asked(statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def test_what_was_committed_is_gone_without_a_new_copy(fresh, monkeypatch):
    copied, numbers = renewals(monkeypatch), asked(SEQUENCES)
    Client().force_login(person("Elli Lund", country="FI"))
    Programme.objects.create(slug="north", name="North", countries=["FI"], languages=["en"])
    assert asked(SEQUENCES) != numbers
    fresh.restore()
    assert copied == []
    assert asked(SEQUENCES) == numbers
    for name in set(fresh.tables) - set(fresh.filled):
        assert asked(f'SELECT count(*) FROM "{name}"') == [(0,)], name
    assert Sector.objects.exists()


def change() -> None:
    Sector.objects.update(nace_rev2=[])


def delete() -> None:
    Sector.objects.filter(parent__isnull=False).first().delete()


@pytest.mark.parametrize("spoil", [change, delete])
def test_reference_data_that_was_spoilt_comes_back_with_a_new_copy(fresh, monkeypatch, spoil):
    copied, before = renewals(monkeypatch), list(Sector.objects.order_by("pk").values())
    spoil()
    fresh.restore()
    assert copied == [fresh.template]
    assert list(Sector.objects.order_by("pk").values()) == before


def test_other_connections_end(fresh):
    with database.server(database.NAME) as left:
        left.execute("BEGIN")
        left.execute("SELECT count(*) FROM network_user")
        fresh.restore()
        with pytest.raises(psycopg.OperationalError):
            left.execute("SELECT 1")
