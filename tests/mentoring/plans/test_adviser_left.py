"""An adviser who leaves: the plan waits for the coordinators instead, they are told, and appoint another."""

import pytest
from rest_framework.test import APIClient

from mentoring.insights.next_steps import steps_for
from mentoring.insights.roles import standing_of
from mentoring.plans import reports, services
from mentoring.plans.leaving import advisers_gone
from mentoring.plans.models import DevelopmentPlan
from network.accounts.models import User
from network.core.errors import Refused
from network.notifications.models import Delivery
from network.organisations.models import Membership
from tests.mentoring.plans.conftest import START, hand_in, on

pytestmark = pytest.mark.django_db


def organisation(adviser, running) -> None:
    Membership.objects.filter(person=adviser).update(state=Membership.State.ENDED)


def partner(adviser, running) -> None:
    running.programme.partners.filter(organisation__memberships__person=adviser).delete()


def account(adviser, running) -> None:
    User.objects.filter(pk=adviser.pk).update(is_active=False)


def sides(adviser, running) -> None:
    Membership.objects.create(organisation=running.company, person=adviser, role=Membership.Role.MEMBER)


def told(kind: str) -> set[str]:
    return set(Delivery.objects.filter(kind=kind, channel="mail").exclude(state="superseded").values_list("person__name", flat=True))


@pytest.mark.parametrize("leaves", [organisation, partner, account, sides], ids=lambda it: it.__name__)
def test_adviser_leaves_and_the_coordinators_decide(leaves, first, running, founder, adviser, coordinator):
    with on(first.ends_on, 9):
        hand_in(first, founder)
        assert advisers_gone() == 0
        leaves(adviser, running)
        assert advisers_gone() == 1
        assert advisers_gone() == 0
    plan = DevelopmentPlan.objects.get(pk=running.pk)
    assert plan.adviser is None
    assert plan.entries.get(verb="adviser-left").note == "Liisa Neuvola"
    letters = {row.person.name: row.context for row in Delivery.objects.filter(kind="plan.adviser-left", channel="mail").select_related("person")}
    assert letters[coordinator.name]["to_staff"] is True
    assert letters[coordinator.name]["waiting"] == 1
    assert letters[founder.name]["to_staff"] is False
    assert adviser.name not in letters
    with on(first.ends_on, 10):
        assert "decide-report" in {step.kind for step in steps_for(coordinator, standing_of(coordinator))}
        with pytest.raises(Refused):
            reports.approve(report=first, by=User.objects.get(pk=adviser.pk))
        assert reports.approve(report=first, by=coordinator).state == "approved"


def test_another_adviser_is_appointed_over_http_and_the_old_one_sees_nothing(running, adviser, coordinator, mentor):
    with on(START):
        organisation(adviser, running)
        advisers_gone()
        staff, gone = APIClient(), APIClient()
        staff.force_authenticate(coordinator)
        gone.force_authenticate(adviser)
        url = f"/api/v1/development-plans/{running.pk}/"
        assert gone.get(url).status_code == 404
        answer = staff.post(f"{url}assign/", {"adviser": str(mentor.pk)}, format="json")
        assert answer.status_code == 200, answer.content
        assert advisers_gone() == 0
    assert told("plan.adviser") >= {mentor.name}


def test_plan_that_waits_for_approval_is_the_coordinators_to_decide(plan, founder, adviser, coordinator):
    with on(START):
        services.submit(plan=plan, by=founder)
        organisation(adviser, plan)
        advisers_gone()
        assert "decide-plan" in {step.kind for step in steps_for(coordinator, standing_of(coordinator))}
        assert services.approve(plan=plan, by=coordinator).state == "running"
