"""An investor meeting of the small world, planned for the next working week."""

from datetime import datetime, timedelta

import pytest

from mentoring.investors import services
from mentoring.investors.models import InvestorMeeting
from network.core import clock


@pytest.fixture
def monday() -> datetime:
    """A Monday at ten in Helsinki, more than a week ahead and away from holidays and clock changes."""
    return datetime.fromisoformat("2027-02-15T08:00:00+00:00")


@pytest.fixture(autouse=True)
def _begun(monday):
    """Now is ten days before, within everybody's working hours."""
    with clock.at(monday - timedelta(days=10)):
        yield


@pytest.fixture
def meeting(coordinator, incubator, company, investor, programme, monday) -> InvestorMeeting:
    return services.plan_meeting(
        by=coordinator, programme=programme, company=company, title="Sund meets Norrsken", starts_at=monday, link="https://meet.example.org/sund",
        about="Seed money for the workshop", investors=[investor], documents=[services.Document("Deck", "https://files.example.org/deck.pdf")],
    )  # fmt: skip


@pytest.fixture
def invited(meeting, coordinator) -> InvestorMeeting:
    return services.invite(meeting=meeting, by=coordinator)
