"""Ids of others (guarantee 7): who runs another programme gets at nothing here, by its address or by an id in a body."""

from collections.abc import Iterator

import pytest
from django.test import Client

from mentoring.profiles.models import IncubatorProfile
from network.accounts.models import User
from network.organisations.models import Kind
from network.programmes.models import Appointment, Partner, Programme
from tests.architecture import everything
from tests.architecture.access_table import EVERYONE, OPEN, TABLE
from tests.architecture.source import listed
from tests.architecture.test_access_matrix import Address, addresses, ask, get_resolver
from tests.world import mentor_profile, organisation, person

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
REFUSED = (403, 404)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[everything.Everything]:
    with django_db_blocker.unblock(), everything.standing() as made:
        yield made


@pytest.fixture(autouse=True)
def _unthrottled(monkeypatch) -> None:
    monkeypatch.setattr("rest_framework.throttling.SimpleRateThrottle.allow_request", lambda *a: True)


@pytest.fixture(scope="module")
def strangers(world) -> dict[str, User]:
    """The coordinator, the manager and a mentor of another programme, which is not open to others."""
    programme = Programme.objects.create(slug="elsewhere", name="Elsewhere", countries=["FI"], languages=["en"], is_open=False)
    people = {"coordinator": person("Kerttu Aalto"), "manager": person("Bo Ek", country="SE"), "mentor": person("Liv Dal", country="NO")}
    incubator = organisation("Muualla", Kind.INCUBATOR, members=(people["coordinator"],))
    IncubatorProfile.objects.create(organisation=incubator, places=5)
    Partner.objects.create(programme=programme, organisation=incubator, role=Partner.Role.INCUBATOR)
    for role, who in (("coordinator", people["coordinator"]), ("programme_manager", people["manager"])):
        Appointment.objects.create(programme=programme, organisation=incubator, person=who, role=role)
    mentor_profile(people["mentor"], programme)
    return people


def open_to_strangers(address: Address) -> bool:
    """What any approved member of the network gets: the lists, what is their own, the mentors and incubators that can be asked."""
    return bool({OPEN, EVERYONE, "outsider"} & address.allowed) or {"mentor", "mentor2", "unapproved_mentor"} <= address.allowed


@pytest.mark.parametrize("who", ["coordinator", "manager", "mentor"])
def test_who_belongs_to_another_programme_gets_at_nothing(who, world, strangers) -> None:
    client, faults = Client(raise_request_exception=False), []
    client.force_login(strangers[who])
    for address in addresses(get_resolver()):
        if address.key not in TABLE or open_to_strangers(address):
            continue
        status = ask(client, world, address, rendered=False)
        if status not in (*REFUSED, 405):
            faults.append(f"{who} of another programme {address.method} {address.name}: {status}")
    assert not faults, listed(faults)
