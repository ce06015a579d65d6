"""Writing a request: what a draft may lack and what nothing may be."""

import pytest

from mentoring.requests import queries, services
from mentoring.requests.models import MentoringRequest
from mentoring.requests.services import Chosen
from network.core.errors import Conflict, Invalid, NotVisible, Refused
from network.programmes.models import Participation
from tests.mentoring.requests.conftest import draft, opened

pytestmark = pytest.mark.django_db


def test_draft_may_be_empty(company, founder, programme):
    assert services.save_request(by=founder, company=company, programme=programme).state == "draft"


def test_opening_names_everything_that_is_missing(company, founder, programme):
    request = services.save_request(by=founder, company=company, programme=programme)
    with pytest.raises(Invalid) as error:
        services.open_request(request=request, by=founder)
    assert set(error.value.errors) == {"needs", "languages", "goal"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("needs", ["pricing", "pricing"]),
        ("needs", ["nothing-like-this"]),
        ("needs", ["pricing", "sales", "brand", "ai", "marketing", "wellbeing", "networking"]),
        ("languages", {"tlh": 2}),
        ("languages", {"sv": 9}),
        ("goal", "x" * 4001),
        ("hours_per_month", 0),
        ("hours_per_month", 41),
    ],
)
def test_what_no_request_can_have_is_refused_beside_its_field(company, founder, programme, field, value):
    with pytest.raises(Invalid) as error:
        draft(company, founder, programme, **{field: value})
    assert set(error.value.errors) == {field}
    assert not MentoringRequest.objects.exists()


def test_needs_keep_their_order(company, founder, programme):
    request = draft(company, founder, programme, needs=["sales", "brand", "ai"])
    services.save_request(request=request, by=founder, needs=["ai", "sales"])
    assert list(request.needs.order_by("rank").values_list("need_id", flat=True)) == ["ai", "sales"]


def test_outsider_cannot_ask_for_somebody_elses_company(company, outsider, programme):
    with pytest.raises(Refused):
        draft(company, outsider, programme)


def test_incubator_cannot_ask(incubator, coordinator, programme):
    with pytest.raises(Refused, match="Only companies"):
        draft(incubator, coordinator, programme)


def test_opening_joins_an_open_programme(company, founder, programme):
    Participation.objects.all().delete()
    services.open_request(request=draft(company, founder, programme), by=founder)
    assert Participation.objects.filter(organisation=company, programme=programme, ended_at=None).exists()


def test_open_request_cannot_lose_what_it_needs(company, founder, programme):
    request = services.open_request(request=draft(company, founder, programme), by=founder)
    with pytest.raises(Invalid):
        services.save_request(request=request, by=founder, needs=[])
    assert request.needs.count() == 2


def test_sent_request_is_fixed(asked, founder):
    with pytest.raises(Conflict, match="has been sent"):
        services.save_request(request=asked, by=founder, goal="Something else")
    with pytest.raises(Conflict):
        services.choose(request=asked, by=founder, chosen=[])


def test_double_send_asks_once(asked, founder):
    with pytest.raises(Conflict, match="sent already"):
        services.send(request=asked, by=founder)


@pytest.mark.parametrize("count", [6, 7])
def test_at_most_five_are_chosen(company, founder, programme, mentor, count):
    request = opened(company, founder, programme)
    from uuid import uuid4

    with pytest.raises(Invalid, match="change"):
        services.choose(request=request, by=founder, chosen=[Chosen(mentor_id=uuid4()) for _ in range(count)])


def test_one_cannot_be_chosen_twice(company, founder, programme, mentor):
    request = opened(company, founder, programme)
    with pytest.raises(Invalid):
        services.choose(request=request, by=founder, chosen=[Chosen(mentor_id=mentor.mentor_profile.pk)] * 2)


def test_database_refuses_a_state_that_no_arrow_leads_to(company, founder, programme):
    from django.db import IntegrityError, InternalError, ProgrammingError, transaction

    request = draft(company, founder, programme)
    with pytest.raises((IntegrityError, InternalError, ProgrammingError)), transaction.atomic():
        MentoringRequest.objects.filter(pk=request.pk).update(state="accepted")


def test_company_and_coordinator_see_a_request_and_nobody_else(asked, founder, coordinator, incubator, mentor, outsider, support, support_organisation):
    assert queries.request_for(founder, asked.pk) == asked
    assert queries.request_for(coordinator, asked.pk) == asked
    for person in (mentor, outsider, support):
        with pytest.raises(NotVisible):
            queries.request_for(person, asked.pk)


def test_coordinator_does_not_see_drafts(company, founder, programme, coordinator, incubator):
    request = draft(company, founder, programme)
    with pytest.raises(NotVisible):
        queries.request_for(coordinator, request.pk)


def test_mentor_sees_a_choice_only_once_asked(asked, mentor, mentor2):
    assert queries.choices_asked_of(mentor).count() == 1
    assert queries.choices_asked_of(mentor2).count() == 0
