from datetime import date, timedelta

import pytest

from mentoring.followups.models import FollowUp
from mentoring.mentorships import advance, queries, services
from mentoring.mentorships.load import Load, load_of_mentor
from mentoring.mentorships.models import Mentorship
from mentoring.mentorships.months import months_after
from network.core import clock
from network.core.errors import Conflict, Invalid, NotVisible, Refused
from network.notifications.models import Notification
from tests.pairs import agree


def kinds_told(person) -> list[str]:
    return list(Notification.objects.filter(person=person).order_by("id").values_list("kind", flat=True))


def test_open_mentorship_makes_a_conversation_of_the_two_and_tells_both(agreeing, founder, mentor):
    assert agreeing.state == "agreeing"
    assert {p.person for p in agreeing.conversation.participants.all()} == {founder, mentor}
    assert kinds_told(founder) == kinds_told(mentor) == ["mentorship.opened"]


def test_first_words_on_confidentiality_stand_in_a_new_agreement(agreeing):
    assert agreeing.confidentiality


def test_accepting_begins_only_when_both_have_accepted(agreeing, founder, mentor):
    services.accept_agreement(mentorship=agreeing, by=founder, version=1)
    assert Mentorship.objects.get().state == "agreeing"
    done = services.accept_agreement(mentorship=agreeing, by=mentor, version=1)
    assert done.state == "active"
    assert done.ends_on == date(2027, 8, 10)


def test_accepting_twice_is_harmless(agreeing, founder):
    for _time in range(2):
        services.accept_agreement(mentorship=agreeing, by=founder, version=1)
    assert Mentorship.objects.get().mentor_agreed_at is None


def test_an_edit_makes_a_version_that_both_accept_again(agreeing, founder, mentor):
    services.accept_agreement(mentorship=agreeing, by=founder, version=1)
    services.edit_agreement(mentorship=agreeing, by=mentor, version=1, goals="Two price lists")
    agreeing.refresh_from_db()
    assert (agreeing.agreement_version, agreeing.company_agreed_at) == (2, None)
    with pytest.raises(Conflict) as refusal:
        services.accept_agreement(mentorship=agreeing, by=founder, version=1)
    assert refusal.value.code == "version"
    assert agree(agreeing).state == "active"


def test_an_edit_of_a_version_that_was_not_read_is_refused(agreeing, founder, mentor):
    services.edit_agreement(mentorship=agreeing, by=mentor, version=1, goals="Two price lists")
    with pytest.raises(Conflict):
        services.edit_agreement(mentorship=agreeing, by=founder, version=1, goals="Three price lists")


def test_an_edit_without_a_change_keeps_the_version(agreeing, founder):
    services.edit_agreement(mentorship=agreeing, by=founder, version=1, goals=agreeing.goals)
    assert Mentorship.objects.get().agreement_version == 1


def test_an_edit_while_active_keeps_the_end_date_until_both_accept(mentorship, founder):
    services.edit_agreement(mentorship=mentorship, by=founder, version=1, months=12)
    mentorship.refresh_from_db()
    assert (mentorship.state, mentorship.ends_on) == ("active", date(2027, 8, 10))
    assert agree(mentorship).ends_on == date(2028, 2, 10)


def test_an_edit_to_an_end_in_the_past_is_refused_beside_its_field(mentorship, founder, noon):
    with clock.at(noon + timedelta(days=100)), pytest.raises(Invalid) as refusal:
        services.edit_agreement(mentorship=mentorship, by=founder, version=1, months=2)
    assert "months" in refusal.value.errors


def test_a_coordinator_cannot_accept_for_the_two(agreeing, coordinator):
    with pytest.raises(Refused):
        services.accept_agreement(mentorship=agreeing, by=coordinator, version=1)


@pytest.mark.parametrize("who", ["founder", "mentor", "coordinator"])
def test_who_belongs_to_it_sees_it(request, agreeing, who):
    assert queries.mentorship_for(request.getfixturevalue(who), agreeing.pk) == agreeing


@pytest.mark.parametrize("who", ["outsider", "founder2", "mentor2", "investor", "support", "admin"])
def test_others_do_not_see_it(request, agreeing, who):
    with pytest.raises(NotVisible):
        queries.mentorship_for(request.getfixturevalue(who), agreeing.pk)


def test_load_counts_what_runs_and_end_frees_it(mentorship, mentor, founder):
    assert load_of_mentor(mentor.pk) == Load(1, 2)
    services.end_mentorship(mentorship=mentorship, by=founder)
    assert load_of_mentor(mentor.pk) == Load(0, 0)


def test_end_closes_the_conversation_and_calls_off_what_lies_ahead(mentorship, confirmed, founder, mentor):
    services.end_mentorship(mentorship=mentorship, by=mentor, note="I move abroad")
    mentorship.refresh_from_db()
    confirmed.refresh_from_db()
    assert (mentorship.state, mentorship.end_reason, mentorship.end_note) == ("ended", "mentor", "I move abroad")
    assert mentorship.conversation.is_closed
    assert confirmed.state == "cancelled"
    assert kinds_told(founder)[-1] == "mentorship.ended"


def test_an_early_end_is_told_to_the_coordinator(mentorship, mentor, coordinator):
    services.end_mentorship(mentorship=mentorship, by=mentor)
    assert kinds_told(coordinator) == ["mentorship.ended-early"]


def test_end_takes_planned_questions_back_and_plans_the_closing_one(mentorship, founder, mentor):
    services.end_mentorship(mentorship=mentorship, by=founder)
    states = set(FollowUp.objects.values_list("rule__key", "state"))
    assert states == {("pulse", "cancelled"), ("closing", "planned")}


def test_advance_ends_after_the_last_day_on_the_companys_calendar(mentorship, noon):
    last_evening = noon.replace(month=8, day=10, hour=20)
    with clock.at(last_evening):
        assert advance.advance_mentorships() == 0
    with clock.at(last_evening + timedelta(hours=2)):  # past midnight in Vaasa, not yet in Umeå
        assert advance.advance_mentorships() == 1
        assert advance.advance_mentorships() == 0
    mentorship.refresh_from_db()
    assert (mentorship.state, mentorship.end_reason) == ("ended", "date")


def test_pause_holds_questions_and_resume_asks_them(mentorship, founder, mentor):
    services.pause(mentorship=mentorship, by=founder)
    assert FollowUp.objects.filter(is_held=True).count() == 6
    with pytest.raises(Conflict):
        services.pause(mentorship=mentorship, by=mentor)
    services.resume(mentorship=mentorship, by=mentor)
    assert not FollowUp.objects.filter(is_held=True).exists()


def test_closing_survey_comes_once_and_after_the_end(mentorship, founder, coordinator):
    with pytest.raises(Conflict):
        services.answer_closing_survey(mentorship=mentorship, by=founder, reached=4, recommend=True)
    services.end_mentorship(mentorship=mentorship, by=founder)
    services.answer_closing_survey(mentorship=mentorship, by=founder, reached=4, recommend=True)
    with pytest.raises(Conflict):
        services.answer_closing_survey(mentorship=mentorship, by=founder, reached=1, recommend=False)
    assert queries.surveys_visible_to(coordinator).count() == 1
    assert not queries.surveys_visible_to(mentorship.mentor).exists()
    asked = dict(FollowUp.objects.filter(subject_id=mentorship.pk, rule__key="closing").values_list("person", "state"))
    assert asked == {founder.pk: "cancelled", mentorship.mentor_id: "planned"}  # who has told it is not asked by mail


def test_months_after_ends_on_the_months_last_day():
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_after(date(2026, 12, 15), 1) == date(2027, 1, 15)
