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


def open_to_the_programme(address: Address) -> bool:
    """What everybody who belongs to the programme reads: what it is, and what its plans ask."""
    return open_to_strangers(address) or {"founder", "mentor", "support", "investor"} <= address.allowed


def test_administrator_of_another_incubator_of_the_programme_gets_at_nothing(world) -> None:
    """A partner's administrator has rights only where assigned: over their own organisation, and nothing of the other incubator's."""
    programme, chief = Programme.objects.get(slug="creative-networks"), person("Ada Alm", country="SE")
    own = organisation("Toinen hautomo", Kind.INCUBATOR, members=(chief,))
    IncubatorProfile.objects.create(organisation=own, places=5)
    Partner.objects.create(programme=programme, organisation=own, role=Partner.Role.INCUBATOR)
    client, faults = Client(raise_request_exception=False), []
    client.force_login(chief)
    for address in addresses(get_resolver()):
        if address.key not in TABLE or open_to_the_programme(address):
            continue
        status = ask(client, world, address, rendered=False)
        if status not in (*REFUSED, 405):
            faults.append(f"the administrator of another incubator {address.method} {address.name}: {status}")
    assert not faults, listed(faults)
    other = programme.partners.exclude(organisation=own).order_by("pk").values_list("organisation", flat=True)[0]
    for verb in ("clone", "components", "targets", "partners", "appointments", "sharing-agreements", "archive"):  # asked with what they take
        given = {
            "clone": {"slug": "mine", "name": "Mine"}, "components": {"on": []}, "targets": {"name": "Mine", "value": "1", "unit": "x"},
            "partners": {"organisation": str(own.pk), "role": "lead"},
            "appointments": {"organisation": str(own.pk), "person": str(chief.pk), "role": "programme_manager"},
            "sharing-agreements": {"giver": str(other), "receiver": str(own.pk), "level": "named"},
        }.get(verb, {})  # fmt: skip
        answer = client.post(f"/api/v1/programmes/{programme.pk}/{verb}/", given, content_type="application/json")
        assert answer.status_code in REFUSED, (verb, answer.content)
    assert client.get(f"/api/v1/programmes/{programme.pk}/participations/").json()["results"] == []
