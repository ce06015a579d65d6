"""When one of a company's people leaves it, its coming meetings go on with a colleague, and only the one who left hears of a cancellation."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from mentoring.investors import queries, services
from network.calendars import services as calendars
from network.calendars.models import Booking
from network.core import clock
from network.core.errors import NotVisible
from network.notifications.models import Delivery
from network.notifications.render import Reader, render_mail
from network.organisations import joining
from network.organisations.models import Membership
from tests.world import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(company):
    found = person("Kim Norrgård", languages=("sv",), place="Vaasa")
    Membership.objects.create(organisation=company, person=found, role="administrator")
    return found


def leave(someone, company) -> None:
    Delivery.objects.filter(state="due").update(state="sent", sent_at=clock.now())
    joining.end(by=someone, membership=Membership.objects.get(organisation=company, person=someone, state="active"))


def on_the_companys_side(meeting) -> list:
    return [row.person for row in meeting.people.filter(removed_at=None, side="company")]


def new_mails() -> list[tuple]:
    kinds = ("invitation.request", "invitation.update", "invitation.removed", "invitation.cancelled", "investor_meeting.left")
    return [(row.kind, row.person) for row in Delivery.objects.filter(kind__in=kinds, state="due").order_by("id")]


def told(coordinator) -> str:
    row = Delivery.objects.get(person=coordinator, kind="investor_meeting.left")
    return render_mail(row.kind, row.context, Reader()).text


def test_only_one_of_the_company_leaves_and_a_colleague_is_invited_instead(invited, founder, company, colleague, coordinator, investor):
    leave(founder, company)
    assert on_the_companys_side(invited) == [colleague]
    assert new_mails() == [("invitation.removed", founder), ("invitation.request", colleague), ("investor_meeting.left", coordinator)]
    called_off = Calendar.from_ical(Delivery.objects.get(kind="invitation.removed").calendar)
    (event,) = called_off.walk("VEVENT")
    assert called_off["METHOD"] == "CANCEL"
    assert founder.email in str(event["ATTENDEE"])
    assert investor.email not in str(event["ATTENDEE"])
    assert set(Booking.objects.filter(state="confirmed").values_list("person", flat=True)) == {colleague.pk, coordinator.pk, investor.pk}
    assert "Kim Norrgård comes for Verkstad Sund instead" in told(coordinator)
    assert not Delivery.objects.filter(kind__startswith="investor_meeting.", person=founder, state="due", due_at__gt=clock.now()).exists()
    with pytest.raises(NotVisible):
        queries.meeting_for(founder, invited.pk)


def test_where_others_of_the_company_come_nobody_is_added(invited, founder, company, colleague, coordinator):
    services.add_person(meeting=invited, person=colleague, side="company", by=coordinator)
    third = person("Pia Sund")
    Membership.objects.create(organisation=company, person=third)
    leave(founder, company)
    assert on_the_companys_side(invited) == [colleague]
    assert new_mails() == [("invitation.removed", founder), ("investor_meeting.left", coordinator)]
    assert "there still comes: Kim Norrgård" in told(coordinator)


def test_colleague_who_is_taken_is_passed_over_and_with_nobody_free_the_coordinator_decides(invited, founder, company, colleague, coordinator, monday):
    calendars.book([colleague], monday, monday + timedelta(minutes=30), source=company, by=colleague)
    leave(founder, company)
    assert on_the_companys_side(invited) == []
    assert "Nobody else of Verkstad Sund is free" in told(coordinator)
    assert new_mails() == [("invitation.removed", founder), ("investor_meeting.left", coordinator)]


def test_meeting_that_is_only_planned_changes_hands_silently_but_for_its_maker(meeting, founder, company, colleague, coordinator):
    leave(founder, company)
    assert on_the_companys_side(meeting) == [colleague]
    assert new_mails() == [("investor_meeting.left", coordinator)]


def test_meeting_that_has_begun_or_is_closed_stays_as_it_was(invited, founder, company, colleague, monday):
    with clock.at(monday + timedelta(minutes=5)):
        leave(founder, company)
    assert on_the_companys_side(invited) == [founder]
    assert new_mails() == []


def test_whoever_leaves_another_company_stays_in_the_meeting(invited, founder, company, company2, founder2):
    Membership.objects.create(organisation=company2, person=founder)
    leave(founder, company2)
    assert on_the_companys_side(invited) == [founder]
