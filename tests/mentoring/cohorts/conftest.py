"""A cohort of two companies that has begun, with a session ahead."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mentoring.cohorts import members, planning, services
from mentoring.cohorts.models import CohortMember
from network.core import clock
from network.organisations.models import Membership
from tests.world import person

DAY_ONE = datetime(2027, 2, 10, 8, tzinfo=UTC)
SAID = {
    "names": {"en": "Spring 2027", "fi": "Kevät 2027"},
    "languages": ["en", "fi"],
    "starts_on": date(2027, 2, 10),
    "ends_on": date(2027, 6, 10),
    "time_zone": "Europe/Stockholm",
}


@pytest.fixture
def now():
    with clock.at(DAY_ONE):
        yield DAY_ONE


@pytest.fixture
def colleague(company):
    """A second person of the founder's company, who does not come along by herself."""
    made = person("Sanna Lund", languages=("fi", "en"))
    Membership.objects.create(organisation=company, person=made, role=Membership.Role.MEMBER)
    return made


@pytest.fixture
def draft(now, programme, incubator, coordinator, company, company2):
    """Prepared, with both companies."""
    made = services.make(by=coordinator, programme=programme, incubator=incubator, **SAID)
    for one in (company, company2):
        members.take_in(cohort=made, company=one, by=coordinator)
    return made


@pytest.fixture
def cohort(draft, coordinator):
    """It runs."""
    return services.begin(cohort=draft, by=coordinator)


@pytest.fixture
def session(cohort, coordinator):
    """In a week, from ten to noon."""
    starts_at = DAY_ONE + timedelta(days=7, hours=1)
    return planning.plan(cohort=cohort, by=coordinator, title="Pricing", starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), place="Umeå")


@pytest.fixture
def member(cohort, company):
    return CohortMember.objects.get(cohort=cohort, company=company)
