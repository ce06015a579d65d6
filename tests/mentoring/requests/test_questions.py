"""A question before the answer: the mentor's clock stops, the company's runs."""

from datetime import UTC, datetime

import pytest

from mentoring.requests import answers, services
from network.core import clock
from network.core.errors import Conflict, Invalid, Refused
from network.notifications.models import Delivery
from tests.mentoring.requests.conftest import choice_of, states

pytestmark = pytest.mark.django_db


def at(day, hour, minute=0):
    return datetime(2027, 2, day, hour, minute, tzinfo=UTC)


@pytest.fixture
def questioned(asked, mentor):
    """Johan asks back on Thursday; he was asked on Wednesday and had until Monday."""
    with clock.at(at(11, 9)):
        answers.ask_back(choice=choice_of(asked, mentor), by=mentor, question="  What do you sell today? ")
    return asked


def test_question_reaches_the_company_and_stops_the_clock(questioned, founder, mentor):
    choice = choice_of(questioned, mentor)
    assert (choice.state, choice.question, choice.days_left) == ("question", "What do you sell today?", 2)
    assert Delivery.objects.get(person=founder, kind="request.question").context["question"] == "What do you sell today?"
    assert choice.answer_due_at == at(16, 14)  # three of the company's working days: Friday, Monday, Tuesday until 16 in Vaasa


def test_reply_starts_the_clock_with_the_days_that_were_left(questioned, founder, mentor):
    with clock.at(at(12, 9)):
        answers.reply(choice=choice_of(questioned, mentor), by=founder, text="Ceramics, mostly.")
    choice = choice_of(questioned, mentor)
    assert (choice.state, choice.reply, choice.reminders) == ("asked", "Ceramics, mostly.", 0)
    assert choice.answer_due_at == at(16, 15)  # Monday and Tuesday until 16 in Umeå
    assert Delivery.objects.filter(person=mentor, kind="request.reply").exists()


def test_company_is_reminded_and_its_silence_gives_the_choice_back(questioned, founder, mentor):
    for instant in (at(15, 12), at(16, 10), at(16, 14)):
        with clock.at(instant):
            services.advance_due()
    choice = choice_of(questioned, mentor)
    assert Delivery.objects.filter(person=founder, kind="request.question-reminder").count() == 2
    assert (choice.state, choice.answer_due_at) == ("asked", at(18, 15))
    assert Delivery.objects.filter(person=mentor, kind="request.no-reply").exists()


def test_mentor_can_accept_without_waiting_for_the_reply(questioned, mentor):
    with clock.at(at(11, 10)):
        answers.accept(choice=choice_of(questioned, mentor), by=mentor)
    assert states(questioned) == ["accepted", "released"]


def test_second_question_waits_for_the_first_reply(questioned, mentor):
    with clock.at(at(11, 10)), pytest.raises(Conflict, match="with the company"):
        answers.ask_back(choice=choice_of(questioned, mentor), by=mentor, question="And where?")


def test_only_the_company_replies(questioned, mentor, founder2, company2):
    with pytest.raises(Refused):
        answers.reply(choice=choice_of(questioned, mentor), by=founder2, text="x")


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
def test_empty_and_endless_questions_are_refused(asked, mentor, text):
    with pytest.raises(Invalid):
        answers.ask_back(choice=choice_of(asked, mentor), by=mentor, question=text)
    assert choice_of(asked, mentor).state == "asked"


def test_reply_without_a_question_is_refused(asked, mentor, founder):
    with pytest.raises(Conflict, match="no open question"):
        answers.reply(choice=choice_of(asked, mentor), by=founder, text="x")
