"""Who acts for the company: appointed by it, or an administrator at once when the contact leaves."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mentoring.followups.models import FollowUp
from mentoring.mentorships import contacts, queries, records, services, sessions
from messaging.rules import can_write
from network.calendars import services as calendars
from network.calendars.models import Booking
from network.core import clock
from network.core.errors import Conflict, Invalid, NotVisible, Refused
from network.notifications.models import Delivery
from network.organisations import joining
from network.organisations.models import Membership
from tests.world import person


@pytest.fixture
def colleague(company):
    """Another administrator of the company."""
    found = person("Kim Norrgård", languages=("sv",), place="Vaasa")
    Membership.objects.create(organisation=company, person=found, role="administrator")
    return found


def leave(founder, company):
    joining.end(by=founder, membership=Membership.objects.get(organisation=company, person=founder, state="active"))


def told(someone, kind):
    return Delivery.objects.filter(person=someone, kind=kind).count()


def test_when_the_contact_leaves_an_administrator_acts_and_the_old_one_sees_nothing(mentorship, founder, mentor, company, colleague):
    leave(founder, company)
    mentorship.refresh_from_db()
    assert mentorship.contact == colleague
    with pytest.raises(NotVisible):
        queries.mentorship_for(founder, mentorship.pk)
    assert not can_write(founder, mentorship.conversation)
    assert can_write(colleague, mentorship.conversation)
    assert told(colleague, "mentorship.contact-yours") == told(mentor, "mentorship.contact-changed") == 1
    assert services.pause(mentorship=mentorship, by=colleague).state == "paused"
    with pytest.raises(Refused):
        services.resume(mentorship=mentorship, by=founder)


def test_what_has_ended_is_closed_to_who_left(mentorship, founder, company, colleague):
    services.end_mentorship(mentorship=mentorship, by=founder)
    leave(founder, company)
    with pytest.raises(NotVisible):
        queries.mentorship_for(founder, mentorship.pk)
    assert queries.mentorship_for(colleague, mentorship.pk).contact == founder


def test_booked_sessions_follow_the_new_contact(confirmed, founder, mentor, company, colleague, noon):
    Delivery.objects.filter(calendar_method="REQUEST").update(state="sent", sent_at=noon)
    leave(founder, company)
    confirmed.refresh_from_db()
    assert confirmed.state == "confirmed"
    assert {b.person for b in Booking.objects.exclude(state="cancelled").select_related("person")} == {colleague, mentor}
    assert Delivery.objects.filter(person=founder, calendar_method="CANCEL").count() == 1
    assert Delivery.objects.filter(person=colleague, calendar_method="REQUEST").count() == 1
    assert not Delivery.objects.filter(person=founder, kind__startswith="session.reminder", state="due").exists()
    assert told(colleague, "session.reminder-hour") == told(mentor, "session.reminder-hour") == 1


def test_session_at_a_time_when_the_new_contact_is_taken_is_called_off_and_told(confirmed, founder, mentor, company, colleague, programme, noon):
    calendars.book([colleague], noon + timedelta(days=2), noon + timedelta(days=2, hours=1), source=programme, by=colleague)
    leave(founder, company)
    confirmed.refresh_from_db()
    assert confirmed.state == "cancelled"
    assert not Booking.objects.filter(source_id=confirmed.pk).exclude(state="cancelled").exists()
    assert Delivery.objects.get(person=mentor, kind="mentorship.contact-changed").context["called_off"] == ["Price list"]


def test_the_companys_own_proposal_is_not_answered_by_its_new_contact(proposed, founder, mentor, company, colleague, noon):
    leave(founder, company)
    with pytest.raises(Refused):
        sessions.accept(session=proposed, by=colleague, time=noon + timedelta(days=2))
    assert sessions.accept(session=proposed, by=mentor, time=noon + timedelta(days=2)).state == "confirmed"


def test_the_companys_own_record_is_not_contested_by_its_new_contact(confirmed, founder, mentor, company, colleague, noon):
    with clock.at(noon + timedelta(days=3)):
        records.hold(session=confirmed, by=founder, minutes=45)
        leave(founder, company)
        with pytest.raises(Refused):
            records.contest(session=confirmed, by=colleague, minutes=30, note="Shorter")
        records.contest(session=confirmed, by=mentor, minutes=30, note="Shorter")
    assert told(colleague, "session.contested") == 1
    assert told(founder, "session.contested") == 0


def test_planned_questions_go_to_the_new_contact(mentorship, founder, company, colleague):
    planned = FollowUp.objects.filter(person=founder, state="planned").count()
    assert planned
    leave(founder, company)
    assert FollowUp.objects.filter(person=colleague, state="planned").count() == planned
    assert not FollowUp.objects.filter(person=founder, state="planned").exists()


def test_administrators_and_the_contact_appoint_and_nobody_else(mentorship, founder, mentor, coordinator, outsider, company, colleague):
    member = person("Lo Vik")
    Membership.objects.create(organisation=company, person=member)
    for stranger in (member, mentor, coordinator, outsider):
        with pytest.raises(Refused):
            contacts.appoint(mentorship=mentorship, person=member, by=stranger)
    for nobody in (outsider, mentor):
        with pytest.raises(Invalid):
            contacts.appoint(mentorship=mentorship, person=nobody, by=colleague)
    assert contacts.appoint(mentorship=mentorship, person=member, by=founder).contact == member
    assert contacts.appoint(mentorship=mentorship, person=colleague, by=colleague).contact == colleague
    assert queries.mentorship_for(founder, mentorship.pk)  # still of the company: reads, and acts no more
    services.end_mentorship(mentorship=mentorship, by=colleague)
    with pytest.raises(Conflict):
        contacts.appoint(mentorship=mentorship, person=member, by=colleague)


def test_page_and_api_appoint(client, mentorship, founder, colleague):
    client.force_login(founder)
    page = reverse("mentorship-contact", args=[mentorship.pk])
    assert page in client.get(reverse("mentorship", args=[mentorship.pk])).content.decode()
    assert client.get(page).status_code == 200
    assert client.post(page).status_code == 400
    assert client.post(page, {"person": colleague.pk}).status_code == 302
    client.force_login(colleague)
    answer = client.post(f"/api/v1/mentorships/{mentorship.pk}/contact/", {"person": str(founder.pk)}, content_type="application/json")
    assert (answer.status_code, answer.json()["contact"]) == (200, str(founder.pk))
