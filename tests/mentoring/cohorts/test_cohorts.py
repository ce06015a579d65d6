"""Companies in a cohort: who sees it, who talks there, who is invited; people change while the company stays."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mentoring.cohorts import attendance, members, planning, queries, services
from mentoring.cohorts.attendance import Present
from mentoring.cohorts.models import Cohort, CohortMember, CohortSession
from messaging import services as messaging
from messaging.models import Conversation, Participant
from network.calendars.models import Booking
from network.core import clock
from network.core.errors import Conflict, Invalid, NotVisible, Refused
from network.invitations.models import Attendee
from network.ledger.models import SupportRecord
from network.notifications.models import Delivery, Notification
from network.organisations import joining
from network.organisations.models import Membership
from network.programmes import services as programmes
from network.programmes.models import Appointment


def inside(cohort: Cohort) -> set[str]:
    return set(Participant.objects.filter(conversation=cohort.conversation, left_seq=None).values_list("person__name", flat=True))


def test_cohort_begins_with_its_conversation_and_its_people(cohort, founder, founder2, coordinator, outsider):
    assert inside(cohort) == {founder.name, founder2.name, coordinator.name}
    writes = dict(cohort.announcements.participants.values_list("person__name", "may_write"))
    assert writes == {founder.name: False, founder2.name: False, coordinator.name: True}
    assert queries.cohort_for(founder, cohort.pk).is_run is False
    assert queries.cohort_for(coordinator, cohort.pk).is_run is True
    assert set(Notification.objects.filter(kind="cohort.joined").values_list("person", flat=True)) == {founder.pk, founder2.pk}
    with pytest.raises(NotVisible):
        queries.cohort_for(outsider, cohort.pk)


def test_draft_is_seen_by_those_who_run_it_alone(draft, founder, programme_manager):
    assert queries.cohort_for(programme_manager, draft.pk).is_run
    with pytest.raises(NotVisible):
        queries.cohort_for(founder, draft.pk)


def test_person_who_left_the_company_is_out_at_once_and_the_company_stays(cohort, session, company, founder, colleague, coordinator):
    member = CohortMember.objects.get(cohort=cohort, company=company)
    Membership.objects.filter(person=colleague).update(role=Membership.Role.ADMINISTRATOR)
    joining.end(membership=Membership.objects.get(person=founder, organisation=company), by=colleague)
    assert founder.name not in inside(cohort)
    assert colleague.name in inside(cohort)  # she comes instead: nobody else did
    said = messaging.send(conversation=cohort.conversation, by=colleague, body="Here I am").message
    left = Participant.objects.get(conversation=cohort.conversation, person=founder)
    assert left.left_seq is not None
    assert left.left_seq < said.seq
    with pytest.raises(Refused):
        messaging.send(conversation=cohort.conversation, by=founder, body="Still here?")
    with pytest.raises(NotVisible):
        queries.cohort_for(founder, cohort.pk)
    member.refresh_from_db()
    assert member.left_at is None
    assert not Booking.objects.exclude(state="cancelled").filter(person=founder, source_id=session.pk).exists()
    assert Attendee.objects.get(invitation__source_id=session.pk, person=founder).removed_at is not None
    assert Attendee.objects.filter(invitation__source_id=session.pk, person=colleague, removed_at=None).exists()
    assert Notification.objects.filter(kind="cohort.person-left", person=coordinator).exists()


def test_people_of_a_company_change(cohort, member, founder, colleague, founder2, coordinator):
    with pytest.raises(Refused):
        members.set_people(member=member, by=founder2, people=[colleague.pk])
    with pytest.raises(Invalid):
        members.set_people(member=member, by=coordinator, people=[founder2.pk])
    with pytest.raises(Invalid):
        members.set_people(member=member, by=founder, people=[])
    members.set_people(member=member, by=founder, people=[colleague.pk])
    assert inside(cohort) == {colleague.name, founder2.name, coordinator.name}
    assert queries.cohort_for(founder, cohort.pk)  # of the company still, and sees its cohort


def test_company_that_leaves_the_programme_is_out(cohort, company2, founder2, programme, coordinator):
    programmes.leave(by=founder2, company=company2, programme=programme)
    assert founder2.name not in inside(cohort)
    assert CohortMember.objects.get(cohort=cohort, company=company2).left_at is not None
    with pytest.raises(Conflict) as refusal:
        members.take_in(cohort=cohort, company=company2, by=coordinator)
    assert refusal.value.code == "not-taking-part"


def test_coordinator_whose_appointment_ends_is_out(cohort, programme, incubator, programme_manager, coordinator):
    Membership.objects.filter(person=coordinator).update(role=Membership.Role.MEMBER)
    programmes.end_appointment(by=programme_manager, appointment=Appointment.objects.get(person=coordinator))
    assert coordinator.name not in inside(cohort)


def test_session_takes_the_time_of_who_is_free_and_invites_all(cohort, coordinator, founder, founder2):
    starts_at = clock.now() + timedelta(days=3)
    first = planning.plan(cohort=cohort, by=coordinator, title="One", starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), link="https://example.org/x")
    second = planning.plan(cohort=cohort, by=coordinator, title="Two", starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), place="Umeå")
    booked = set(Booking.objects.filter(source_id=first.pk).values_list("person", flat=True))
    assert booked == {coordinator.pk, founder.pk, founder2.pk}
    assert not Booking.objects.filter(source_id=second.pk).exists()  # all are at the first one
    assert Attendee.objects.filter(invitation__source_id=second.pk).count() == 3
    mail = Delivery.objects.get(
        kind="invitation.request", person=founder, subject_id=Attendee.objects.get(invitation__source_id=first.pk, person=founder).invitation_id
    )
    assert founder.email in mail.calendar.replace("\r\n ", "")
    assert founder2.email not in mail.calendar.replace("\r\n ", "")  # addresses are nobody else's business


def test_session_that_moves_asks_again_and_one_that_falls_frees_the_time(session, coordinator, founder):
    later = session.starts_at + timedelta(days=1)
    moved = planning.change(session=session, by=coordinator, starts_at=later, ends_at=later + timedelta(hours=1))
    assert Booking.objects.exclude(state="cancelled").get(person=founder, source_id=session.pk).during.lower == later
    planning.cancel(session=moved, by=coordinator, reason="Snow")
    assert not Booking.objects.exclude(state="cancelled").filter(source_id=session.pk).exists()
    with pytest.raises(Conflict):
        planning.change(session=moved, by=coordinator, title="Again")


def test_attendance_is_counted_once_and_corrected_by_a_new_line(session, member, company, coordinator, founder):
    other = CohortMember.objects.exclude(pk=member.pk).get()
    with pytest.raises(Conflict):
        attendance.record(session=session, by=coordinator, given={member.pk: Present(120, (founder.pk,))})
    with clock.at(session.ends_at):
        given = {member.pk: Present(120, (founder.pk,)), other.pk: Present(0)}
        attendance.record(session=session, by=coordinator, given=given)
        attendance.record(session=session, by=coordinator, given=given)  # a second click
        lines = SupportRecord.objects.filter(source_id=session.pk)
        assert {(line.receiver_id, line.minutes, line.attendance, line.kind) for line in lines} == {
            (company.pk, 120, "attended", "cohort_session"),
            (other.company_id, 0, "missed", "cohort_session"),
        }
        assert lines.count() == 2
        attendance.record(session=session, by=coordinator, given={member.pk: Present(90, (founder.pk,))})
    newest = SupportRecord.objects.filter(source_id=session.pk, receiver=company).order_by("-version").first()
    assert (newest.version, newest.minutes, newest.corrects.minutes) == (2, 90, 120)
    assert CohortSession.objects.get(pk=session.pk).state == "held"


def test_cohort_ends_and_is_taken_up_again(cohort, coordinator, founder):
    services.end(cohort=cohort, by=coordinator)
    with pytest.raises(Conflict):
        messaging.send(conversation=cohort.conversation, by=founder, body="Hello")
    services.reopen(cohort=cohort, by=coordinator)
    messaging.send(conversation=Conversation.objects.get(pk=cohort.conversation_id), by=founder, body="Hello")


def test_cohort_with_sessions_ahead_does_not_end(session, cohort, coordinator):
    with pytest.raises(Conflict) as refusal:
        services.end(cohort=cohort, by=coordinator)
    assert refusal.value.code == "sessions-ahead"


def test_pages_of_a_cohort_for_both_sides(client, cohort, session, member, coordinator, founder):
    client.force_login(founder)
    page = client.get(reverse("cohort", args=[cohort.pk])).content.decode()
    assert "Kolme Kaikua" in page
    assert "Pricing" in page
    assert client.get(reverse("cohort-members", args=[cohort.pk])).status_code == 404
    assert client.get(reverse("cohort-session-edit", args=[session.pk])).status_code == 404
    assert client.get(reverse("cohort-session", args=[session.pk])).status_code == 200
    client.force_login(coordinator)
    for name, key in [
        ("cohort", cohort.pk),
        ("cohort-members", cohort.pk),
        ("cohort-edit", cohort.pk),
        ("cohort-session-new", cohort.pk),
        ("cohort-session", session.pk),
    ]:
        assert client.get(reverse(name, args=[key])).status_code == 200, name
    assert reverse("cohort", args=[cohort.pk]) in client.get(reverse("cohorts")).content.decode()


def test_api_makes_begins_and_writes_down(client, now, programme, incubator, coordinator, company, founder):
    client.force_login(coordinator)
    said = {"programme": str(programme.pk), "incubator": str(incubator.pk), "names": {"en": "Spring"}, "languages": ["en"], "time_zone": "Europe/Oslo"}
    made = client.post("/api/v1/cohorts/", said | {"starts_on": "2027-02-10", "ends_on": "2027-05-10"}, content_type="application/json")
    assert made.status_code == 201, made.content
    at = f"/api/v1/cohorts/{made.json()['id']}/"
    assert client.post(f"{at}begin/").status_code == 409  # nobody is in it
    added = client.post(f"{at}members/", {"company": str(company.pk)}, content_type="application/json")
    assert added.json()["people"] == [{"id": str(founder.pk), "name": founder.name}]
    assert client.post(f"{at}begin/").json()["state"] == "running"
    assert client.patch(at, {"names": {"en": "Summer"}}, content_type="application/json").status_code == 428
    tag = client.get(at)["ETag"]
    assert client.patch(at, {"names": {"en": "Summer"}}, content_type="application/json", headers={"If-Match": tag}).json()["names"] == {"en": "Summer"}
    assert client.patch(at, {"names": {"en": "Autumn"}}, content_type="application/json", headers={"If-Match": tag}).status_code == 412
    client.force_login(founder)
    assert [row["id"] for row in client.get("/api/v1/cohorts/").json()["results"]] == [made.json()["id"]]
    assert client.post(f"{at}end/").status_code == 403
