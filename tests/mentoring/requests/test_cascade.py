"""One after the other, in the mentor's own working days."""

from datetime import UTC, datetime, timedelta

import pytest

from mentoring.profiles.models import MentorApproval, MentorPause
from mentoring.requests import answers, services
from mentoring.requests.cascade import next_due_at
from mentoring.requests.models import Choice
from network.core import clock
from network.core.errors import Conflict, Refused
from network.notifications.models import Delivery
from tests.mentoring.requests.conftest import choice_of, opened, sent, states

pytestmark = pytest.mark.django_db


def at(day, hour, minute=0):
    """An instant of February 2027 in UTC: Umeå is one hour ahead."""
    return datetime(2027, 2, day, hour, minute, tzinfo=UTC)


def advance(instant):
    with clock.at(instant):
        return services.advance_due()


def mails(person, kind=None):
    rows = Delivery.objects.filter(person=person).order_by("pk")
    return list((rows.filter(kind=kind) if kind else rows).values_list("kind", flat=True))


def test_first_one_is_asked_and_has_three_working_days_of_their_own(asked, mentor):
    """Wednesday 10 February; Thursday, Friday and Monday follow. Johan works until 16 in Umeå."""
    choice = choice_of(asked, mentor)
    assert states(asked) == ["asked", "waiting"]
    assert choice.answer_due_at == at(15, 15)
    assert mails(mentor) == ["request.asked"]


def test_programme_sets_the_number_of_days(company, founder, programme, mentor, noon):
    programme.answer_days = 1
    programme.save()
    with clock.at(noon):
        request = sent(company, founder, programme, mentor)
    assert choice_of(request, mentor).answer_due_at == at(11, 15)


def test_those_not_yet_asked_hear_nothing(asked, mentor2):
    assert mails(mentor2) == []


def test_two_reminders_come_before_the_deadline(asked, mentor):
    due = at(10, 8)
    for _ in range(6):
        due = next_due_at(due)
        advance(due)
        if choice_of(asked, mentor).state != "asked":
            break
    assert mails(mentor, "request.reminder") == ["request.reminder"] * 2
    assert due == at(15, 15)


def test_silence_asks_the_next_one_and_tells_both_sides(asked, founder, mentor, mentor2):
    advance(at(15, 15))
    assert states(asked) == ["expired", "asked"]
    assert "request.closed" in mails(mentor)
    assert mails(mentor2) == ["request.asked"]
    assert "request.expired" in mails(founder)


def test_sweep_before_the_deadline_changes_nothing(asked):
    advance(at(15, 14, 59))
    assert states(asked) == ["asked", "waiting"]


def test_second_sweep_does_nothing_twice(asked, mentor2):
    advance(at(15, 15))
    done = advance(at(15, 15))
    assert (done.expired, done.asked) == (0, 0)
    assert mails(mentor2) == ["request.asked"]


def test_decline_asks_the_next_one_at_once(asked, founder, mentor, mentor2, noon):
    with clock.at(noon + timedelta(hours=1)):
        answers.decline(choice=choice_of(asked, mentor), by=mentor, reason="Too much on my table until May.")
    assert states(asked) == ["declined", "asked"]
    assert "request.declined" in mails(founder)
    assert Delivery.objects.get(person=founder, kind="request.declined").context["reason"] == "Too much on my table until May."


def test_decline_can_pause_in_the_same_step(asked, mentor, noon):
    with clock.at(noon):
        answers.decline(choice=choice_of(asked, mentor), by=mentor, pause=True, pause_until=datetime(2027, 5, 1).date())
    assert MentorPause.objects.get(profile=mentor.mentor_profile).ends_on.month == 5


def test_one_who_is_not_available_any_more_is_passed_over_in_silence(asked, mentor, mentor2, noon, founder):
    MentorPause.objects.create(profile=mentor2.mentor_profile, starts_on=noon.date())
    with clock.at(noon):
        answers.decline(choice=choice_of(asked, mentor), by=mentor)
    assert choice_of(asked, mentor2).release_reason == "paused"
    assert mails(mentor2) == []
    asked.refresh_from_db()
    assert asked.state == "exhausted"
    assert "request.exhausted" in mails(founder)


def test_one_whose_approval_ended_is_passed_over(asked, mentor, mentor2, noon):
    MentorApproval.objects.filter(profile__person=mentor2).update(state="ended")
    with clock.at(noon):
        answers.decline(choice=choice_of(asked, mentor), by=mentor)
    assert choice_of(asked, mentor2).release_reason == "not_accepting"


def test_nobody_left_exhausts_the_request_and_it_can_be_opened_again(asked, founder, mentor, mentor2, noon):
    with clock.at(noon):
        answers.decline(choice=choice_of(asked, mentor), by=mentor)
        answers.decline(choice=choice_of(asked, mentor2), by=mentor2)
        asked.refresh_from_db()
        assert asked.state == "exhausted"
        services.reopen(request=asked, by=founder)
        asked.refresh_from_db()
    assert asked.state == "open"
    assert states(asked) == ["declined", "declined"]


def test_acceptance_opens_a_mentorship_and_lets_the_others_go_in_silence(asked, founder, mentor, mentor2, noon):
    with clock.at(noon):
        mentorship = answers.accept(choice=choice_of(asked, mentor), by=mentor)
    assert (mentorship.company_id, mentorship.mentor_id, mentorship.contact_id) == (asked.company_id, mentor.pk, founder.pk)
    assert states(asked) == ["accepted", "released"]
    assert mails(mentor2) == []
    assert mails(founder) == ["mentorship.opened"]


def test_withdrawal_reaches_only_the_one_being_asked(asked, founder, mentor, mentor2, noon):
    with clock.at(noon):
        services.withdraw(request=asked, by=founder)
    assert states(asked) == ["released", "released"]
    assert "request.closed" in mails(mentor)
    assert mails(mentor2) == []


def test_answer_after_the_deadline_meets_a_closed_request(asked, mentor):
    advance(at(15, 15))
    with pytest.raises(Conflict, match="closed"):
        answers.accept(choice=choice_of(asked, mentor), by=mentor)


def test_only_the_one_asked_can_answer(asked, mentor, mentor2, founder):
    for other in (mentor2, founder):
        with pytest.raises(Refused):
            answers.accept(choice=choice_of(asked, mentor), by=other)


def test_no_mail_tells_a_rank(asked, mentor, mentor2, noon):
    with clock.at(noon):
        answers.decline(choice=choice_of(asked, mentor), by=mentor)
    for context in Delivery.objects.filter(person__in=[mentor, mentor2]).values_list("context", flat=True):
        assert not {"rank", "place", "next"} & set(context) - {"place"}
        assert "Johan" not in str(context) or context["name"] == "Johan Åström"


def test_nothing_is_sent_without_a_choice(company, founder, programme):
    request = opened(company, founder, programme)
    with pytest.raises(Conflict, match="at least one"):
        services.send(request=request, by=founder)


def test_one_request_that_fails_does_not_hold_up_the_others(asked, company2, founder2, programme, mentor2, noon, monkeypatch):
    with clock.at(noon):
        other = sent(company2, founder2, programme, mentor2)
    real = services.cascade.advance

    def advance_or_fail(request, now, done):
        if request.pk == asked.pk:
            raise RuntimeError("broken on purpose")
        return real(request, now, done)

    monkeypatch.setattr(services.cascade, "advance", advance_or_fail)
    advance(at(15, 15))
    assert states(asked) == ["asked", "waiting"]
    assert Choice.objects.get(request=other).state == "expired"
