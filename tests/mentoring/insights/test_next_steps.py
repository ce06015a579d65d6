"""Your next steps come from the state of things, most urgent first, in a constant number of queries."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import translation

from frontend.steps import WORDS, shown
from mentoring.insights.next_steps import Step, steps_for
from mentoring.insights.roles import standing_of
from mentoring.mentorships.models import Mentorship, Session
from mentoring.requests.models import Choice, MentoringRequest
from network.core import clock
from network.organisations.models import Membership
from tests.world import person

pytestmark = pytest.mark.django_db


def kinds(user) -> list[str]:
    return [step.kind for step in steps_for(user, standing_of(user))]


def request_of(company, founder, programme, state="asking", **fields) -> MentoringRequest:
    sent = clock.now() if state in {"asking", "accepted", "exhausted"} else None
    return MentoringRequest.objects.create(company=company, created_by=founder, programme=programme, state=state, sent_at=sent, **fields)


def test_a_newcomer_begins_with_an_organisation(founder) -> None:
    assert kinds(founder) == ["introduce-organisation"]


def test_a_company_without_requests_asks_for_a_mentor(founder, company) -> None:
    assert kinds(founder) == ["ask-for-mentor"]


def test_a_company_outside_programmes_joins_one(founder, company) -> None:
    company.participations.all().delete()
    assert kinds(founder) == ["join-programme"]


@pytest.mark.parametrize(("state", "kind"), [("draft", "finish-request"), ("open", "choose-candidates"), ("exhausted", "choose-again")])
def test_a_request_leads_to_what_it_needs(founder, company, programme, state, kind) -> None:
    request_of(company, founder, programme, state)
    assert kinds(founder) == [kind]


def test_a_mentor_answers_what_is_due_first(mentor, founder, company, founder2, company2, programme) -> None:
    for hours, (firm, writer) in ((48, (company, founder)), (5, (company2, founder2))):
        Choice.objects.create(
            request=request_of(firm, writer, programme), rank=1, mentor=mentor.mentor_profile, state="asked",
            asked_at=clock.now(), answer_due_at=clock.now() + timedelta(hours=hours),
        )  # fmt: skip
    steps = steps_for(mentor, standing_of(mentor))
    assert [step.names["company"] for step in steps] == [company2.name, company.name]


def test_an_incubator_answers_what_it_was_asked(incubator, founder, company, programme) -> None:
    colleague = person("Nils Nutti")
    Membership.objects.create(organisation=incubator, person=colleague)
    Choice.objects.create(
        request=request_of(company, founder, programme, target="incubator"), rank=1, incubator=incubator.incubator_profile, state="asked",
        asked_at=clock.now(), answer_due_at=clock.now() + timedelta(hours=5),
    )  # fmt: skip
    assert kinds(colleague) == ["answer-request"]


def test_a_proposed_time_is_chosen_by_the_other_side(founder, company, mentor, programme) -> None:
    pair = Mentorship.objects.create(programme=programme, company=company, contact=founder, mentor=mentor, state="active", started_at=clock.now())
    Session.objects.create(mentorship=pair, topic="Pricing", proposed_by=mentor)
    assert "choose-time" in kinds(founder)
    assert "choose-time" not in kinds(mentor)
    assert "propose-session" not in kinds(founder)


def test_a_past_session_is_recorded(founder, company, mentor, programme) -> None:
    pair = Mentorship.objects.create(programme=programme, company=company, contact=founder, mentor=mentor, state="active", started_at=clock.now())
    Session.objects.create(mentorship=pair, topic="Pricing", proposed_by=mentor, state="confirmed", starts_at=clock.now() - timedelta(days=1))
    assert {"record-session", "propose-session"} <= set(kinds(mentor))


def test_an_outsider_sees_no_step_of_others(outsider, founder, company, mentor, programme) -> None:
    request_of(company, founder, programme, "draft")
    assert not set(kinds(outsider)) & {"finish-request", "answer-request"}


def test_every_step_has_words_in_every_language() -> None:
    names = {"organisation": "A", "person": "B", "title": "C", "starts": clock.now(), "question": {"en": "How is it?"}, "company": "D", "due": clock.now(),
             "programme": "E", "other": "F", "topic": "G", "count": 2, "number": 3,
             "call": {"en": "H"}, "until": clock.now(), "giver": "I", "lender": "J", "mentor": "K",
             "cohort": {"en": "L"}, "due_day": clock.now().date()}  # fmt: skip
    for language in ("en", "fi", "sv", "nb", "se-no"):
        with translation.override(language):
            for kind in WORDS:
                said = shown(Step(kind, uuid4(), names))
                assert said.title, kind
                assert "%(" not in said.title + said.detail


def test_home_costs_the_same_with_more_rows(client: Client, founder, company, programme, django_assert_max_num_queries) -> None:
    client.force_login(founder)
    client.get("/")
    for _ in range(8):
        request_of(company, founder, programme, "open")
    with django_assert_max_num_queries(22):
        page = client.get("/")
    assert page.content.decode().count("<li") >= 6
