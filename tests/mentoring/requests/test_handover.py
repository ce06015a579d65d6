"""A running mentorship goes to somebody else: by a coordinator, with a reason, under the same rules."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from mentoring.matching.shortlist import services as matching
from mentoring.mentorships import sessions
from mentoring.mentorships.load import load_of_mentor
from mentoring.mentorships.models import Mentorship
from mentoring.profiles.models import Block, MentorPause
from mentoring.requests import answers
from messaging.rules import can_write
from network.calendars.models import Booking
from network.core import clock
from network.core.errors import Conflict, Invalid, Refused
from network.notifications.models import Delivery
from tests.mentoring.requests.conftest import choice_of
from tests.pairs import agree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("incubator")]
REASON = "Johan is ill until summer."


@pytest.fixture
def running(asked, mentor, noon) -> Mentorship:
    with clock.at(noon):
        return agree(answers.accept(choice=choice_of(asked, mentor), by=mentor))


@pytest.fixture
def over(running, coordinator, mentor2, noon):
    """Hand it to Ingrid."""

    def hand_over(how: str, **changes: object):
        with clock.at(noon):
            given = {"mentorship": running, "by": coordinator, "candidate": mentor2.mentor_profile.pk, "reason": REASON, "how": how}
            return matching.hand_over(**(given | changes))

    return hand_over


def mails(person, kind):
    return Delivery.objects.filter(person=person, kind=kind).count()


def test_handing_over_asks_the_second_and_frees_the_first(running, over, asked, founder, mentor, mentor2, coordinator):
    choice = over("ask")
    running.refresh_from_db()
    asked.refresh_from_db()
    assert (running.state, running.end_reason, running.end_note) == ("ended", "handed-over", REASON)
    assert load_of_mentor(mentor.pk).active == 0
    assert (asked.state, choice.state, choice.mentor.person, choice.proposed_by) == ("asking", "asked", mentor2, coordinator)
    assert (choice_of(asked, mentor).state, choice_of(asked, mentor).release_reason) == ("released", "handed-over")
    assert (
        mails(mentor2, "request.asked") == mails(founder, "request.reassigned") == mails(founder, "mentorship.ended") == mails(mentor, "mentorship.ended") == 1
    )


def test_the_second_goes_on_with_what_was_agreed(running, over, asked, mentor2, noon):
    Mentorship.objects.update(goals="Three shops in Tromsø", hours_per_month=3, accepted_hours=3)
    choice = over("ask")
    with clock.at(noon):
        second = answers.accept(choice=choice, by=mentor2)
    assert (second.follows, second.goals, second.hours_per_month, second.state) == (running, "Three shops in Tromsø", Decimal(3), "agreeing")
    assert second.conversation_id != running.conversation_id


def test_pairing_by_hand_opens_the_next_mentorship(running, over, asked, founder, mentor2):
    over("pair")
    second = Mentorship.objects.exclude(pk=running.pk).get()
    asked.refresh_from_db()
    assert (second.mentor, second.contact, second.follows, second.request_id) == (mentor2, founder, running, asked.pk)
    assert asked.state == "accepted"
    assert mails(founder, "request.paired") == mails(mentor2, "request.paired-mentor") == 1


def test_sessions_ahead_are_called_off_in_both_calendars_and_the_conversation_is_read_only(running, over, founder, mentor, plan, noon):
    with clock.at(noon):
        session = sessions.propose(mentorship=running, by=founder, plan=plan, times=[noon + timedelta(days=2)])
        sessions.accept(session=session, by=mentor, time=noon + timedelta(days=2))
    Delivery.objects.filter(calendar_method="REQUEST").update(state="sent", sent_at=noon)  # what never left needs no calling off
    over("ask")
    session.refresh_from_db()
    running.conversation.refresh_from_db()
    assert session.state == "cancelled"
    assert not Booking.objects.exclude(state="cancelled").exists()
    for person in (founder, mentor):
        assert Delivery.objects.filter(person=person, calendar_method="CANCEL").count() == 1
        assert not can_write(person, running.conversation)
    assert not Delivery.objects.filter(kind__startswith="session.reminder", state="due").exists()


def test_history_tells_who_handed_it_over(running, over, coordinator):
    over("ask")
    last = running.__class__.pgh_event_model.objects.filter(pgh_obj_id=running.pk).order_by("-pgh_id").first()
    assert (last.state, last.pgh_context["reason"], last.pgh_context["person"]) == ("ended", "mentorship.hand-over", str(coordinator.pk))


@pytest.mark.parametrize("how", ["ask", "pair"])
@pytest.mark.parametrize(
    "hinder",
    [
        lambda profile, company: Block.objects.create(person=profile.person, organisation=company, side="mentor"),
        lambda profile, company: MentorPause.objects.create(profile=profile, starts_on="2027-01-01"),
        lambda profile, company: type(profile).objects.update(places=0),
        lambda profile, company: type(profile).objects.filter(pk=profile.pk).update(hours_per_month=1),
    ],
    ids=["blocked", "paused", "places", "hours"],
)
def test_hard_rules_hold_and_nobody_loses_a_mentor_for_nothing(running, over, mentor2, company, how, hinder):
    hinder(mentor2.mentor_profile, company)
    with pytest.raises(Conflict):
        over(how)
    assert Mentorship.objects.get().state == "active"


def test_room_is_asked_again_under_the_lock(running, over, mentor2, monkeypatch):
    """The engine saw a free place; before the lock was taken somebody else took it."""
    stale = matching._one

    def last_place_goes(*args):
        found = stale(*args)
        type(mentor2.mentor_profile).objects.filter(pk=mentor2.mentor_profile.pk).update(places=0)
        return found

    monkeypatch.setattr(matching, "_one", last_place_goes)
    for how in ("ask", "pair"):
        with pytest.raises(Conflict):
            over(how)
    assert Mentorship.objects.get().state == "active"


def test_the_mentor_it_is_taken_from_cannot_be_the_next(over, mentor):
    with pytest.raises(Conflict):
        over("pair", candidate=mentor.mentor_profile.pk)


def test_only_coordinators_with_a_reason_and_only_once(over, founder, mentor, outsider):
    for person in (founder, mentor, outsider):
        with pytest.raises(Refused):
            over("ask", by=person)
    with pytest.raises(Invalid):
        over("ask", reason=" ")
    with pytest.raises(Invalid):
        over("somehow")
    over("ask")
    with pytest.raises(Conflict):
        over("ask")


def test_page_and_api_hand_it_over_alike(client, running, coordinator, founder, asked, mentor2, noon):
    client.force_login(founder)
    with clock.at(noon):
        page = reverse("mentorship-hand-over", args=[running.pk])
        assert client.post(page, {}).status_code == 403
        client.force_login(coordinator)
        assert client.get(page).status_code == 200
        assert client.post(page, {"how": "pair"}).status_code == 400
        api = f"/api/v1/mentorships/{running.pk}/hand-over/"
        assert client.post(api, {"how": "pair", "reason": "x", "candidate": mentor2.pk}, content_type="application/json").status_code == 409
        data = {"how": "pair", "reason": REASON, "candidate": mentor2.mentor_profile.pk}
        assert client.post(page, data).status_code == 302
        second = Mentorship.objects.get(state="agreeing")
        assert (
            client.post(
                f"/api/v1/mentorships/{second.pk}/hand-over/",
                data | {"candidate": running.mentor.mentor_profile.pk, "how": "ask"},
                content_type="application/json",
            ).status_code
            == 200
        )
        assert client.get(reverse("request", args=[asked.pk])).status_code == 200
        assert client.get(reverse("mentorship", args=[running.pk])).status_code == 200
