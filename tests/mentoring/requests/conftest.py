"""Requests in the states that the tests begin from."""

import pytest

from mentoring.profiles.models import MentorProfile
from mentoring.requests import services
from mentoring.requests.models import Choice, MentoringRequest
from mentoring.requests.services import Chosen
from network.core import clock


def draft(company, by, programme, **fields):
    """A complete draft."""
    given = {"needs": ["pricing", "ip_copyright"], "languages": {"sv": 2, "en": 2}, "goal": "Sell to Norway.", "hours_per_month": 2}
    return services.save_request(by=by, company=company, programme=programme, **(given | fields))


def opened(company, by, programme, *people, **fields):
    """An open request with a list of mentors in order."""
    request = services.open_request(request=draft(company, by, programme, **fields), by=by)
    services.choose(request=request, by=by, chosen=[Chosen(mentor_id=person.mentor_profile.pk) for person in people])
    return request


def sent(company, by, programme, *people, **fields):
    """A request that has been sent to mentors in order."""
    return services.send(request=opened(company, by, programme, *people, **fields), by=by)


def choice_of(request: MentoringRequest, person) -> Choice:
    """The choice of one mentor, read anew."""
    return Choice.objects.select_related("request", "mentor__person", "incubator__organisation").get(request=request, mentor__person=person)


def states(request: MentoringRequest) -> list[str]:
    """The choices' states in order."""
    return list(Choice.objects.filter(request=request).order_by("rank").values_list("state", flat=True))


@pytest.fixture
def asked(company, founder, programme, mentor, mentor2, noon):
    """Sent to Johan, then Ingrid; Johan is being asked since Wednesday at ten in Vaasa."""
    with clock.at(noon):
        return sent(company, founder, programme, mentor, mentor2)


@pytest.fixture
def profile(mentor) -> MentorProfile:
    return mentor.mentor_profile
