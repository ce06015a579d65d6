"""Guarantee 2 with real parallel connections: one place, one winner, a hundred times over."""

import pgtrigger
import pytest

from mentoring.mentorships.models import Mentorship
from mentoring.requests import answers, services
from mentoring.requests.models import Choice, MentoringRequest
from network.core import clock
from network.core.errors import Conflict
from tests.mentoring.requests.conftest import choice_of, sent
from tests.parallel import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]  # a hundred rounds each, also on a busy machine
ROUNDS = 100


def again(*requests):
    """Put sent requests back to where their first choice is asked; the state triggers stand aside for that."""
    Mentorship.objects.all().delete()
    with pgtrigger.ignore("mentoring.MentoringRequest:request_states", "mentoring.Choice:choice_states"):
        MentoringRequest.objects.filter(pk__in=[r.pk for r in requests]).update(state="asking", closed_at=None)
        choices = Choice.objects.filter(request__in=requests)
        choices.update(state="waiting", release_reason="")
        choices.filter(rank=1).update(state="asked")


@pytest.fixture
def contested(company, founder, company2, founder2, programme, mentor, mentor2, noon):
    """Two companies ask Johan first and Ingrid second; Johan has one place."""
    mentor.mentor_profile.places = 1
    mentor.mentor_profile.save()
    with clock.at(noon):
        return [sent(company, founder, programme, mentor, mentor2), sent(company2, founder2, programme, mentor, mentor2)]


def accepting(request, mentor, noon):
    def call():
        with clock.at(noon):
            return answers.accept(choice=choice_of(request, mentor), by=mentor)

    return call


def test_last_place_goes_to_one_and_the_others_cascade_goes_on(contested, mentor, mentor2, noon):
    first, second = contested
    for _ in range(ROUNDS):
        outcomes = at_once(accepting(first, mentor, noon), accepting(second, mentor, noon))
        won = [o for o in outcomes if isinstance(o, Mentorship)]
        lost = [o for o in outcomes if isinstance(o, Conflict)]
        assert (len(won), len(lost)) == (1, 1)
        assert (lost[0].status, lost[0].code) == (409, "no_places")
        assert Mentorship.objects.filter(mentor=mentor).count() == 1
        loser = MentoringRequest.objects.exclude(pk=won[0].request_id).get(pk__in=[first.pk, second.pk])
        assert list(loser.choices.order_by("rank").values_list("state", "release_reason")) == [("released", "no_places"), ("asked", "")]
        again(first, second)


def test_last_hours_go_to_one(contested, mentor, noon):
    profile = mentor.mentor_profile
    profile.places, profile.hours_per_month = 5, 3
    profile.save()
    first, second = contested
    for _ in range(ROUNDS // 10):
        outcomes = at_once(accepting(first, mentor, noon), accepting(second, mentor, noon))
        assert sorted(getattr(o, "code", "won") for o in outcomes) == ["no_hours", "won"]
        again(first, second)


def test_double_accept_opens_one_mentorship(contested, mentor, noon):
    first, second = contested
    for _ in range(ROUNDS):
        outcomes = at_once(accepting(first, mentor, noon), accepting(first, mentor, noon))
        assert sorted(type(o).__name__ for o in outcomes) == ["Conflict", "Mentorship"]
        assert Mentorship.objects.count() == 1
        again(first, second)


def test_accept_and_withdraw_at_once_end_in_one_state(contested, mentor, founder, noon):
    first, second = contested
    for _ in range(ROUNDS // 5):
        at_once(accepting(first, mentor, noon), lambda: services.withdraw(request=first, by=founder))
        first.refresh_from_db()
        running = Mentorship.objects.filter(request_id=first.pk).count()
        assert (first.state, running) in {("accepted", 1), ("withdrawn", 0)}
        again(first, second)


def test_two_sweeps_at_once_ask_the_next_one_once(contested, mentor, mentor2):
    first, second = contested
    due = Choice.objects.filter(state="asked").latest("answer_due_at").answer_due_at

    def sweep():
        with clock.at(due):
            return services.advance_due()

    for _ in range(ROUNDS // 10):
        done = at_once(sweep, sweep)
        with clock.at(due):
            done.append(services.advance_due())
        assert sum(d.expired for d in done) == 2
        assert Choice.objects.filter(state="asked", mentor__person=mentor2).count() == 2
        again(first, second)
