from datetime import UTC, date, datetime, time, timedelta

import pytest

from mentoring.followups import queries, services
from mentoring.followups.models import CheckIn, FollowUp, FollowUpRule
from network.core import clock
from network.core.errors import Conflict, Invalid, Refused
from network.notifications.models import Delivery, Notification

STARTED = FollowUpRule.Event.MENTORSHIP_STARTED


@pytest.fixture(autouse=True)
def _at_noon(noon):
    with clock.at(noon):
        yield


@pytest.fixture
def planned(programme, company, founder, mentor, coordinator, incubator, noon):
    """The default rules after a mentorship that started now; the company stands in for the mentorship."""
    people = {"company": founder, "mentor": mentor}
    services.plan(STARTED, company, people, noon, programme=programme, context={"company": company.name})
    return FollowUp.objects.order_by("person", "ordinal")


@pytest.fixture
def asked(planned, founder) -> FollowUp:
    first = planned.filter(person=founder).first()
    with clock.at(first.due_at):
        services.ask_due()
    first.refresh_from_db()
    return first


def test_default_rules_are_made_once(programme):
    assert len(services.default_rules(programme)) == len(services.default_rules(programme)) == 3


def test_pulse_is_planned_at_day_30_then_every_60_days_twice(planned, founder):
    dates = list(planned.filter(person=founder).values_list("nominal_on", flat=True))
    assert dates == [date(2027, 3, 12), date(2027, 5, 11), date(2027, 7, 10)]


def test_due_times_lie_in_the_readers_working_hours(planned, founder, mentor):
    first = planned.filter(person=founder).first()
    assert first.due_at == datetime(2027, 3, 12, 6, tzinfo=UTC)  # eight o'clock in Vaasa
    assert planned.filter(person=mentor).first().due_at == datetime(2027, 3, 12, 7, tzinfo=UTC)  # eight in Umeå
    saturday = planned.filter(person=founder, nominal_on=date(2027, 7, 10)).get()
    assert saturday.due_at == datetime(2027, 7, 12, 5, tzinfo=UTC)  # the Monday


def test_planning_again_adds_nothing(planned, programme, company, founder, mentor, noon):
    services.plan(STARTED, company, {"company": founder, "mentor": mentor}, noon, programme=programme, context={})
    assert planned.count() == 6


@pytest.mark.parametrize(
    ("who", "country", "day", "asked_on"),
    [
        ("founder", "FI", date(2027, 12, 6), date(2027, 12, 7)),  # Finland's Independence Day
        ("mentor", "SE", date(2028, 6, 6), date(2028, 6, 7)),  # Sweden's National Day
        ("mentor2", "NO", date(2027, 5, 17), date(2027, 5, 18)),  # Norway's Constitution Day, a Monday
    ],
)
def test_nobody_is_asked_on_their_public_holiday(request, programme, company, who, country, day, asked_on):
    person = request.getfixturevalue(who)
    assert person.country == country
    at = datetime.combine(day - timedelta(days=30), time(8), UTC)
    services.plan(STARTED, company, {"mentor": person}, at, programme=programme, context={})
    first = FollowUp.objects.get(ordinal=1)
    assert first.nominal_on == day
    assert first.due_at.date() == asked_on


def test_sami_national_day_is_kept_by_those_who_choose_it(programme, company, founder):
    founder.observances = ["sami-national-day"]
    founder.save()
    at = datetime(2029, 1, 7, 8, tzinfo=UTC)  # 30 days before Tuesday 6 February 2029
    services.plan(STARTED, company, {"company": founder}, at, programme=programme, context={})
    assert FollowUp.objects.get(ordinal=1).due_at.date() == date(2029, 2, 7)


def test_each_question_is_asked_once(asked, founder, mentor):
    assert asked.state == "asked"
    with clock.at(asked.due_at + timedelta(minutes=5)):
        assert services.ask_due() == 0
    assert Delivery.objects.filter(kind="followup.question", person=founder).count() == 1


def test_the_question_is_in_the_readers_language_with_an_address_per_answer(asked, founder):
    mail = Delivery.objects.get(kind="followup.question", person=founder)
    assert mail.language == "sv"
    assert [answer["value"] for answer in mail.context["answers"]] == ["1", "2", "3", "4", "5"]
    assert "Johan Åström" in mail.context["question"]


def test_the_programmes_own_words_are_used_in_the_readers_language(programme, company, founder, coordinator, incubator, noon):
    services.default_rules(programme)
    services.set_rule(programme=programme, by=coordinator, key="pulse", question={"sv": "Hur går det?", "en": "How is it?"})
    services.plan(STARTED, company, {"company": founder}, noon, programme=programme, context={})
    with clock.at(FollowUp.objects.first().due_at):
        services.ask_due()
    assert Delivery.objects.get(kind="followup.question").context["question"] == "Hur går det?"


def test_a_question_waits_when_the_reader_is_no_longer_working(planned, founder):
    founder.work_start, founder.work_end = time(12), time(16)
    founder.save()
    first = planned.filter(person=founder).first()
    with clock.at(first.due_at):
        services.ask_due()
    first.refresh_from_db()
    assert (first.state, first.due_at) == ("planned", datetime(2027, 3, 12, 10, tzinfo=UTC))


def test_what_is_held_is_not_asked_until_released(planned, company, founder):
    services.hold(company)
    first = planned.filter(person=founder).first()
    with clock.at(first.due_at):
        assert services.ask_due() == 0
    services.release(company)
    with clock.at(first.due_at):
        assert services.ask_due() == 1  # the mentor's is an hour later


def test_what_fell_due_twice_in_a_pause_is_asked_once(planned, company, founder):
    services.hold(company)
    with clock.at(datetime(2027, 6, 1, 10, tzinfo=UTC)):
        services.release(company)
        assert services.ask_due() == 2  # one to each of the two
    assert list(planned.filter(person=founder).values_list("state", flat=True)) == ["cancelled", "asked", "planned"]


def test_what_is_cancelled_is_never_asked(planned, company):
    assert services.cancel(company, STARTED) == 6
    with clock.at(datetime(2028, 1, 3, 10, tzinfo=UTC)):
        assert services.ask_due() == 0


def test_an_answer_is_seen_by_coordinators_and_by_who_answered(asked, founder, mentor, coordinator, programme_manager, outsider):
    services.answer(follow_up=asked, by=founder, score=4)
    for person, count in ((founder, 1), (coordinator, 1), (programme_manager, 0), (mentor, 0), (outsider, 0)):
        assert queries.check_ins_visible_to(person).count() == count


def test_a_low_answer_is_told_to_the_coordinator_once(asked, coordinator, programme_manager):
    for score in (2, 1):
        services.answer(follow_up=asked, by=None, score=score, comment="No time")
    told = Notification.objects.get(kind="checkin.low")
    assert (told.person, told.context["score"]) == (coordinator, 2)


def test_answering_again_replaces_the_answer(asked):
    services.answer(follow_up=asked, by=None, score=4)
    services.answer(follow_up=asked, by=None, score=5)
    assert CheckIn.objects.get().score == 5


def test_an_answer_of_the_wrong_kind_is_refused(asked):
    for values in ({"score": 6}, {"score": None}, {"yes": True}):
        with pytest.raises(Invalid):
            services.answer(follow_up=asked, by=None, **values)


def test_only_who_was_asked_answers_and_for_sixty_days(asked, mentor, founder):
    with pytest.raises(Refused):
        services.answer(follow_up=asked, by=mentor, score=4)
    with clock.at(asked.asked_at + timedelta(days=61)), pytest.raises(Conflict):
        services.answer(follow_up=asked, by=founder, score=4)


def test_a_planned_question_cannot_be_answered(planned, founder):
    with pytest.raises(Conflict):
        services.answer(follow_up=planned.filter(person=founder).first(), by=founder, score=4)


def test_rules_are_set_by_coordinators_within_limits(programme, coordinator, incubator, founder):
    with pytest.raises(Refused):
        services.set_rule(programme=programme, by=founder, key="pulse", offset_days=10)
    with pytest.raises(Invalid) as refusal:
        services.set_rule(programme=programme, by=coordinator, key="pulse", event=STARTED, repeat_times=2, repeat_days=0)
    assert "repeat_days" in refusal.value.errors


@pytest.mark.parametrize(("channel", "mails", "notices"), [("both", 1, 1), ("mail", 1, 0), ("page", 0, 1)])
def test_question_takes_the_channel_of_its_rule(channel, mails, notices, planned, founder, coordinator, programme):
    services.set_rule(programme=programme, by=coordinator, key="pulse", channel=channel)
    first = planned.filter(person=founder).first()
    with clock.at(first.due_at):
        services.ask_due()
        assert queries.follow_up_for(founder, first.pk).state == "asked"
    about = {"person": founder, "subject_id": first.pk}
    assert (Delivery.objects.filter(**about).count(), Notification.objects.filter(**about).count()) == (mails, notices)


def test_channel_that_is_none_is_refused(planned, coordinator, programme):
    with pytest.raises(Invalid) as refusal:
        services.set_rule(programme=programme, by=coordinator, key="pulse", channel="pigeon")
    assert set(refusal.value.errors) == {"channel"}
