"""Two incubators of one programme, a company that the first follows; and another programme with an incubator."""

import pytest

from network.organisations.models import Kind
from network.programmes.models import Appointment, Partner, Programme
from tests.world import organisation, person


@pytest.fixture
def followed(programme, company, incubator):
    programme.participations.filter(organisation=company).update(incubator=incubator)
    return company


@pytest.fixture
def neighbour(db):
    return person("Nora Nilsen", country="NO", languages=("nb", "en"))


@pytest.fixture
def second(programme, neighbour):
    made = organisation("Nordlys Hus", Kind.INCUBATOR, country="NO", members=(neighbour,))
    Partner.objects.create(programme=programme, organisation=made, role="incubator")
    return made


@pytest.fixture
def elsewhere(db):
    return Programme.objects.create(slug="elsewhere", name="Elsewhere", countries=["FI"], languages=["en"])


@pytest.fixture
def borrower(elsewhere):
    return person("Kerttu Aalto", languages=("fi", "en"))


@pytest.fixture
def borrowing(elsewhere, borrower):
    """A partner of the other programme."""
    made = organisation("Muualla", Kind.INCUBATOR, members=(borrower,))
    Appointment.objects.create(programme=elsewhere, organisation=made, person=borrower, role="coordinator")
    return Partner.objects.create(programme=elsewhere, organisation=made, role="incubator")
