"""Companies that come into a cohort by their application to its call."""

import pytest

from mentoring.calls import moving
from mentoring.cohorts import members, services
from mentoring.cohorts.models import CohortMember
from mentoring.cohorts.queries import places_confirmed
from network.core.errors import Invalid
from tests.mentoring.calls.pipeline.conftest import applied, made_call
from tests.mentoring.cohorts.conftest import SAID


@pytest.fixture
def call(now, incubator, programme, coordinator):
    return made_call(incubator, programme, coordinator)


@pytest.fixture
def waiting(call, company, founder):
    """Accepted, and not confirmed yet."""
    return applied(call, company, founder, stage="accepted")


def made(call, coordinator, **fields):
    return services.make(by=coordinator, programme=call.programme, incubator=call.incubator, call=call, **SAID | fields)


def test_who_confirms_a_place_is_in_at_once(call, waiting, coordinator, company, founder, client):
    page = f"/calls/{call.pk}/"
    client.force_login(coordinator)
    assert f'href="/cohorts/new/?call={call.pk}"' in client.get(page).content.decode()
    assert client.get(f"/cohorts/new/?call={call.pk}").context["form"]["call"].value() == str(call.pk)
    cohort = made(call, coordinator)
    assert f'href="/cohorts/{cohort.pk}/"' in client.get(page).content.decode()
    client.force_login(founder)
    twice = [client.post(f"/applications/{waiting.pk}/confirm/") for _time in range(2)]
    assert [answer.get("Location") for answer in twice] == [f"/applications/{waiting.pk}/"] * 2
    member = CohortMember.objects.get(cohort=cohort)
    assert (member.company, member.application, [row.person for row in member.people.all()]) == (company, waiting, [founder])
    client.force_login(founder)
    own = [page, f"/applications/{waiting.pk}/"]
    assert [client.get(one).content.decode().count(f'href="/cohorts/{cohort.pk}/"') for one in own] == [0, 0], "nobody sees it before it begins"
    services.begin(cohort=cohort, by=coordinator)
    assert [client.get(one).content.decode().count(f'href="/cohorts/{cohort.pk}/"') for one in own] == [1, 1]


def test_confirmed_places_are_taken_in_by_one_deed_where_that_is_switched_off(call, waiting, coordinator, company, founder):
    cohort = made(call, coordinator, takes_confirmed=False)
    moving.move(application=waiting, verb="confirm", by=founder)
    assert not CohortMember.objects.exists()
    assert list(places_confirmed(cohort)) == [waiting]
    [member] = members.take_in_confirmed(cohort=cohort, by=coordinator)
    assert member.company == company
    members.take_out(member=member, by=coordinator, reason="They moved away.")
    assert members.take_in_confirmed(cohort=cohort, by=coordinator) == []  # who was taken out does not come back by itself


def test_cohort_takes_from_a_call_of_its_own_incubator_alone(call, coordinator, draft):
    with pytest.raises(Invalid):
        services.change(cohort=draft, by=coordinator, call="something else")
    assert services.change(cohort=draft, by=coordinator, call=call).call == call
