"""Setting up a meeting with investors, and what each of its people hears."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from mentoring.investors import people, queries, reminders, services
from mentoring.investors.models import InvestorMeeting, MeetingParticipant
from network.accounts.models import User
from network.calendars import services as calendars
from network.calendars.models import Booking
from network.core import clock
from network.core.errors import Conflict, Invalid, NotVisible, Refused
from network.invitations import services as invitations
from network.invitations.models import Attendee
from network.ledger.models import SupportRecord
from network.notifications.models import Delivery
from network.notifications.queries import notices_of, words_of
from tests.world import person

pytestmark = pytest.mark.django_db

MEETING_MAILS = ["invitation.request", "invitation.update", "invitation.cancelled", "invitation.removed"]


def mails(kind: str | None = None, **found: object) -> list[tuple[str, User]]:
    rows = Delivery.objects.filter(kind__in=[kind] if kind else MEETING_MAILS, **found).select_related("person").order_by("id")
    return [(row.kind, row.person) for row in rows]


def sent() -> None:
    """As if the worker had sent everything due."""
    Delivery.objects.filter(state="due", due_at__lte=clock.now() + timedelta(days=3)).update(state="sent", sent_at=clock.now())


def participant(meeting: InvestorMeeting, user: User) -> MeetingParticipant:
    return meeting.people.get(person=user, removed_at=None)


def test_planning_tells_nobody_and_takes_no_time(meeting, founder, coordinator, investor):
    assert {p.person for p in meeting.people.all()} == {founder, coordinator, investor}
    assert meeting.state == "planned"
    assert not Booking.objects.exists()
    assert not Delivery.objects.exists()


def test_invite_books_all_and_sends_calendar_invitations(invited, founder, coordinator, investor, monday):
    assert set(Booking.objects.filter(state="confirmed").values_list("person", flat=True)) == {founder.pk, coordinator.pk, investor.pk}
    assert mails() == [("invitation.request", founder), ("invitation.request", coordinator), ("invitation.request", investor)]
    for delivery in Delivery.objects.filter(kind="invitation.request"):
        (event,) = Calendar.from_ical(delivery.calendar).walk("VEVENT")
        assert (event["DTSTART"].dt, event["DTEND"].dt) == (monday, monday + timedelta(minutes=45))
        assert "Verkstad Sund" in event["SUMMARY"]
        assert "deck.pdf" in event["DESCRIPTION"]
        assert len(event["ATTENDEE"]) == 3
    assert dict(Attendee.objects.values_list("person__name", "answer"))["Maja Kuorak"] == "accepted"


def test_invitation_is_in_the_readers_language(invited, founder, investor):
    assert {d.language for d in Delivery.objects.filter(person__in=[founder, investor])} == {"sv"}


def test_notice_and_answer_follow_the_language_of_the_reader_of_today(invited, founder, coordinator):
    invitations.record_answer(attendee_id=Attendee.objects.get(person=founder).pk, answer="accepted")
    for who, kind in ((founder, "invitation.request"), (coordinator, "invitation.answered")):
        User.objects.filter(pk=who.pk).update(languages=["fi"])
        notice = notices_of(who).get(kind=kind)
        words = words_of(notice, User.objects.get(pk=who.pk))
        assert "(sijoittajatapaaminen, Verkstad Sund)" in words
        assert "investerarmöte" not in str(notice.context)


def test_person_who_is_taken_stops_the_whole_invitation(meeting, investor, coordinator, monday):
    other = MeetingParticipant.objects.first()
    calendars.book([investor], monday - timedelta(minutes=15), monday + timedelta(minutes=15), source=other, by=coordinator)
    with pytest.raises(Conflict) as refusal:
        services.invite(meeting=meeting, by=coordinator)
    assert refusal.value.details["slots"]
    meeting.refresh_from_db()
    assert meeting.state == "planned"
    assert not Delivery.objects.exists()
    assert Booking.objects.count() == 1


def test_meeting_without_an_investor_cannot_be_sent(coordinator, incubator, company, programme, monday):
    meeting = services.plan_meeting(by=coordinator, programme=programme, company=company, title="x", starts_at=monday, place="Vaasa")
    with pytest.raises(Conflict, match="investor"):
        services.invite(meeting=meeting, by=coordinator)


def test_reminders_come_the_day_before_in_working_hours_and_the_hour_before(invited, investor, monday):
    day, hour = Delivery.objects.filter(person=investor, kind__in=[reminders.TOMORROW, reminders.SOON]).order_by("due_at")
    # The meeting is on a Monday: the day before is the Friday, inside working hours.
    assert day.due_at.weekday() == 4
    assert hour.due_at == monday - timedelta(hours=1)
    assert hour.is_urgent


def test_new_time_reaches_everybody_and_moves_bookings_and_reminders(invited, founder, coordinator, investor, monday):
    sent()
    services.change(meeting=invited, by=coordinator, starts_at=monday + timedelta(days=1))
    assert mails("invitation.update") == [("invitation.update", p) for p in (founder, coordinator, investor)]
    assert {b.during.lower for b in Booking.objects.filter(state="confirmed")} == {monday + timedelta(days=1)}
    assert {d.due_at for d in Delivery.objects.filter(kind=reminders.SOON, state="due")} == {monday + timedelta(hours=23)}
    assert Attendee.objects.get(person=investor).answer == "needs-action"


def test_moving_to_a_taken_time_changes_nothing(invited, founder, coordinator, monday):
    calendars.book([founder], monday + timedelta(days=1), monday + timedelta(days=1, hours=1), source=invited.people.first(), by=coordinator)
    with pytest.raises(Conflict):
        services.change(meeting=invited, by=coordinator, starts_at=monday + timedelta(days=1))
    invited.refresh_from_db()
    assert invited.starts_at == monday
    assert mails("invitation.update") == []


def test_added_investor_alone_is_invited(invited, coordinator, monday):
    sent()
    newcomer = people.add_investor_by_mail(meeting=invited, by=coordinator, email="ida@fond.example", name="Ida Fond", language="nb", country="NO")
    assert mails(state="due") == [("invitation.request", newcomer.person)]
    assert Booking.objects.filter(person=newcomer.person, state="confirmed").exists()
    assert mails("claim") == [("claim", newcomer.person)]


def test_added_investor_who_is_taken_is_not_added(invited, coordinator, monday):
    busy = person("Ylva Busy", country="SE")
    calendars.book([busy], monday, monday + timedelta(hours=1), source=busy, by=busy)
    with pytest.raises(Conflict):
        services.add_person(meeting=invited, person=busy, side="investor", by=coordinator)
    assert not invited.people.filter(person=busy).exists()


def test_removed_investor_alone_hears_of_it(invited, investor, coordinator):
    second = people.add_investor_by_mail(meeting=invited, by=coordinator, email="ida@fond.example", language="nb")
    sent()
    services.remove_person(meeting=invited, participant=participant(invited, investor), by=coordinator)
    assert mails(state="due") == [("invitation.removed", investor)]
    (event,) = Calendar.from_ical(Delivery.objects.get(kind="invitation.removed").calendar).walk("VEVENT")
    assert str(event["ATTENDEE"]) == f"mailto:{investor.email}"
    assert not Booking.objects.exclude(state="cancelled").filter(person=investor).exists()
    assert not Delivery.objects.filter(person=investor, kind__in=[reminders.SOON, reminders.TOMORROW], state="due").exists()
    assert second.removed_at is None


def test_last_of_a_side_stays(invited, investor, founder, coordinator):
    for user in (investor, founder):
        with pytest.raises(Conflict, match="each side"):
            services.remove_person(meeting=invited, participant=participant(invited, user), by=coordinator)


def test_cancelled_meeting_leaves_calendars_and_gives_time_back(invited, founder, coordinator, investor):
    sent()
    services.cancel(meeting=invited, by=coordinator)
    assert mails("invitation.cancelled") == [("invitation.cancelled", p) for p in (founder, coordinator, investor)]
    assert not Booking.objects.exclude(state="cancelled").exists()
    assert not Delivery.objects.filter(kind__in=[reminders.SOON, reminders.TOMORROW], state="due").exists()
    with pytest.raises(Conflict):
        services.change(meeting=invited, by=coordinator, title="Again")


def test_cancelling_a_plan_tells_nobody(meeting, coordinator):
    services.cancel(meeting=meeting, by=coordinator)
    assert not Delivery.objects.exists()


def test_held_meeting_writes_one_line_of_the_ledger(invited, coordinator, investor, company, monday):
    with pytest.raises(Conflict, match="begun"):
        services.hold(meeting=invited, by=coordinator, minutes=50)
    with clock.at(monday + timedelta(hours=1)):
        services.hold(meeting=invited, by=coordinator, minutes=50, outcome="They meet again in March.")
        with pytest.raises(Conflict):
            services.hold(meeting=invited, by=coordinator, minutes=50)
    record = SupportRecord.objects.get()
    assert (record.receiver, record.minutes, record.kind, record.starts_at) == (company, 50, "investor_meeting", monday)
    assert (record.receiver_country, record.provider_country) == ("FI", "SE")
    assert record.provider_person.person == investor


def test_missed_meeting_writes_no_line(invited, coordinator, monday):
    with clock.at(monday + timedelta(hours=1)):
        services.miss(meeting=invited, by=coordinator)
    assert not SupportRecord.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_at": "past"}, "starts_at"),
        ({"place": "", "link": ""}, "place"),
        ({"minutes": 5}, "minutes"),
        ({"link": "ftp//nowhere"}, "link"),
        ({"title": "x" * 200}, "title"),
        ({"state": "held"}, "state"),
    ],
)
def test_bad_input_names_its_field(meeting, coordinator, monday, changes, field):
    if changes.get("starts_at"):
        changes = {"starts_at": clock.now() - timedelta(hours=1)}
    with pytest.raises(Invalid) as refusal:
        services.change(meeting=meeting, by=coordinator, **changes)
    assert field in refusal.value.errors


def test_company_outside_the_programme_is_refused(coordinator, incubator, programme, monday, outsider):
    stranger = outsider.memberships.get().organisation
    with pytest.raises(Invalid):
        services.plan_meeting(by=coordinator, programme=programme, company=stranger, title="x", starts_at=monday, place="Vaasa")


def test_only_coordinators_write(meeting, founder, investor, programme, company, monday):
    for user in (founder, investor):
        with pytest.raises(Refused):
            services.invite(meeting=meeting, by=user)
        with pytest.raises(Refused):
            services.plan_meeting(by=user, programme=programme, company=company, title="x", starts_at=monday, place="Vaasa")


def test_everyone_sees_only_their_meetings(invited, founder, investor, coordinator, outsider, founder2, company2, mentor, programme_manager, monday):
    for user in (founder, investor, coordinator, programme_manager):
        assert queries.meeting_for(user, invited.pk) == invited
    for user in (outsider, founder2, mentor):
        with pytest.raises(NotVisible):
            queries.meeting_for(user, invited.pk)


def test_plans_and_removed_people_see_nothing(meeting, founder, investor, coordinator):
    for user in (founder, investor):
        with pytest.raises(NotVisible):
            queries.meeting_for(user, meeting.pk)
    second = people.add_investor_by_mail(meeting=meeting, by=coordinator, email="ida@fond.example")
    services.invite(meeting=meeting, by=coordinator)
    services.remove_person(meeting=meeting, participant=participant(meeting, investor), by=coordinator)
    with pytest.raises(NotVisible):
        queries.meeting_for(investor, meeting.pk)
    assert queries.meeting_for(second.person, meeting.pk) == meeting


def test_answer_is_recorded_and_shown(invited, investor, coordinator):
    attendee = Attendee.objects.get(person=investor)
    invitations.record_answer(attendee_id=attendee.pk, answer="declined")
    assert queries.answers(invited)[investor.pk].answer == "declined"
    assert mails("invitation.answered") == [("invitation.answered", coordinator)]


def test_whoever_declines_is_not_reminded_until_they_come_after_all(invited, investor):
    attendee = Attendee.objects.get(person=investor)
    planned = Delivery.objects.filter(person=investor, kind__in=[reminders.TOMORROW, reminders.SOON], state="due")
    assert planned.count() == 2
    for answer, count in (("declined", 0), ("accepted", 2), ("tentative", 2)):
        invitations.record_answer(attendee_id=attendee.pk, answer=answer)
        assert planned.count() == count


def test_strangers_cannot_be_chosen_as_investors(coordinator, incubator, outsider, mentor, investor):
    assert people.known_investors(coordinator, [investor.pk]) == [investor]
    for user in (outsider, mentor):
        with pytest.raises(Invalid):
            people.known_investors(coordinator, [user.pk])
    with pytest.raises(Invalid):
        people.known_investors(coordinator, ["no key"])
