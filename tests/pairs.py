"""A mentorship of the small world, as far as a test needs it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from mentoring.mentorships import services, sessions
from mentoring.mentorships.models import Mentorship, Session
from network.core import clock


@pytest.fixture
def at_noon(noon):
    """The test's now is noon."""
    with clock.at(noon):
        yield


@pytest.fixture
def agreeing(at_noon, programme, company, founder, mentor, coordinator, incubator) -> Mentorship:
    """Opened, and not yet agreed on."""
    return services.open_mentorship(
        programme=programme, company=company, contact=founder, mentor=mentor, request_id=None, hours_per_month=Decimal(2), goals="Prices for Norway", by=mentor
    )


def agree(mentorship: Mentorship) -> Mentorship:
    """Both accept the version as it reads."""
    for person in (mentorship.contact, mentorship.mentor):
        mentorship = services.accept_agreement(mentorship=mentorship, by=person, version=mentorship.agreement_version)
    return mentorship


@pytest.fixture
def mentorship(agreeing) -> Mentorship:
    """Active."""
    return agree(agreeing)


@pytest.fixture
def plan() -> sessions.Plan:
    return sessions.Plan(topic="Price list", minutes=45, link="https://meet.example.org/one")


@pytest.fixture
def proposed(mentorship, founder, plan, noon) -> Session:
    """Two times, proposed by the company."""
    return sessions.propose(mentorship=mentorship, by=founder, plan=plan, times=[noon + timedelta(days=2), noon + timedelta(days=5)])


@pytest.fixture
def confirmed(proposed, mentor, noon) -> Session:
    """In two days at ten in Vaasa."""
    return sessions.accept(session=proposed, by=mentor, time=noon + timedelta(days=2))
