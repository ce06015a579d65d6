"""Mail follows its reader to the address that is confirmed when it leaves, and only mail that may."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from network.accounts.claims import invite_person, send_claim
from network.core import clock
from network.invitations.services import add_guest, invite, remove_guest, update
from network.notifications import outbox, services
from network.notifications.models import Delivery

CONTEXT = {"who": "Johan", "answer": "accepted", "title": "Talk", "starts": "2027-02-12T08:00:00+00:00"}
NEW = "elli@new.example"


@pytest.fixture(autouse=True)
def _at_noon(noon):
    with clock.at(noon):
        yield


def move(person, email: str) -> None:
    """As the account pages do once the new address is confirmed."""
    person.emailaddress_set.update(primary=False)
    person.emailaddress_set.create(email=email, verified=True, primary=True)
    person.email = email
    person.save(update_fields=["email"])


def tell(person, about, **changes) -> None:
    services.notify(**({"to": person, "kind": "invitation.answered", "about": about, "context": CONTEXT, "urgent": True} | changes))


def test_mail_goes_to_the_address_confirmed_when_it_leaves(founder, programme, mailoutbox):
    tell(founder, programme)
    move(founder, NEW)
    outbox.deliver_due()
    assert [message.to for message in mailoutbox] == [[NEW]]
    assert Delivery.objects.get().address == NEW


def test_mail_stays_with_the_old_address_until_the_new_one_is_confirmed(founder, programme, mailoutbox):
    tell(founder, programme)
    founder.emailaddress_set.create(email=NEW, verified=False, primary=False)
    outbox.deliver_due()
    assert [message.to for message in mailoutbox] == [[founder.email]]


def test_newer_mail_still_overtakes_one_planned_for_the_old_address(founder, programme, mailoutbox):
    tell(founder, programme, occurrence="1", due_at=clock.now() + timedelta(hours=1))
    move(founder, NEW)
    tell(founder, programme, occurrence="2", due_at=clock.now() + timedelta(hours=1))
    outbox.deliver_due(clock.now() + timedelta(hours=2))
    assert [message.to for message in mailoutbox] == [[NEW]]
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["sent", "superseded"]


def test_mail_that_proves_a_mailbox_goes_nowhere_else(founder, mailoutbox):
    services.mail_to_address(address="old@example.org", kind="account.changed", context={}, language="en", person=founder)
    outbox.deliver_due()
    assert [message.to for message in mailoutbox] == [["old@example.org"]]


def test_invited_person_without_a_sign_in_keeps_the_address_they_were_invited_by(programme, mailoutbox):
    guest = invite_person(email="investor@example.net")
    tell(guest, programme)
    send_claim(person=guest)
    outbox.deliver_due()
    assert {address for message in mailoutbox for address in message.to} == {"investor@example.net"}


def test_calendar_knows_a_guest_by_the_address_first_invited(founder, mentor, programme, noon, mailoutbox):
    old, starts = founder.email, noon + timedelta(days=5)
    invite(about=programme, people=[founder, mentor], title="Talk", starts_at=starts, ends_at=starts + timedelta(hours=1), by=mentor)
    outbox.deliver_due()
    move(founder, NEW)
    update(about=programme, by=mentor, location="Vaasa")
    outbox.deliver_due()
    row = Delivery.objects.filter(person=founder, occurrence="1").get()
    guests = {str(guest).removeprefix("mailto:") for guest in Calendar.from_ical(row.calendar).walk("VEVENT")[0]["ATTENDEE"]}
    assert row.address == old
    assert old in guests
    assert NEW not in guests
    remove_guest(about=programme, person=founder, by=mentor)
    assert Delivery.objects.filter(person=founder).latest("id").address == old
    add_guest(about=programme, person=founder, by=mentor)
    assert Delivery.objects.filter(person=founder).latest("id").address == NEW
