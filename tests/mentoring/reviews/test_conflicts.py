"""Who declared a conflict finds nothing of the application, on whichever side of the call they stand; somebody else always can."""

import pytest

from mentoring.calls import moving
from mentoring.calls.files import may_read
from mentoring.calls.models import Stage
from mentoring.calls.people import takers_of
from mentoring.reviews import arranging, assigning, deciding, letters, queries, rules
from network.accounts.models import User
from network.core.errors import NotVisible, Refused
from network.files.models import File
from network.notifications.models import Delivery, Notification
from network.organisations.models import Membership
from network.programmes.models import Appointment
from tests.mentoring.calls.test_pages import signed_in
from tests.mentoring.reviews.test_blind import content
from tests.world import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(call, incubator, programme) -> User:
    """Another coordinator of the incubator."""
    user = person("Outi Valo", languages=("en",), place="Vaasa")
    Membership.objects.create(organisation=incubator, person=user, role="member", state="active")
    Appointment.objects.create(programme=programme, organisation=incubator, person=user, role=Appointment.Role.COORDINATOR)
    return user


@pytest.fixture
def closed(applications, coordinator, second):
    """The application "Savi ja Sammal", number 5, with a file; its coordinator has declared a conflict."""
    row = applications[4]
    File.objects.create(
        by=row.made_by, purpose="application", name="plan.pdf", content_type="application/pdf", size=3, sha256="0" * 64, key="plan",
        subject_type="application", subject_id=row.pk, attached_at=row.created_at,
    )  # fmt: skip
    arranging.declare_conflict(by=coordinator, application=row, person=coordinator, reason="My cousin runs it")
    return row


def addresses(row) -> list[str]:
    file, call = File.objects.get(purpose="application"), row.call_id
    found = [f"/applications/{row.pk}/{end}" for end in ("", "review/", "versions/", "write/")] + [f"/files/{file.pk}/", f"/files/{file.pk}/preview/"]
    found += [f"/calls/{call}/board/{row.pk}/", f"/calls/{call}/reviews/{row.pk}/", f"/calls/{call}/reviews/{row.pk}/redaction/"]
    found += [f"/api/v1/applications/{row.pk}/{end}" for end in ("", "ways/", "submissions/")]
    return [*found, f"/api/v1/reviews/{row.pk}/", f"/api/v1/calls/{call}/redactions/{row.pk}/"]


def test_no_address_of_a_closed_application_opens(closed, coordinator, second):
    shut, other = signed_in(coordinator), signed_in(second)
    assert [may_read(user, File.objects.get(purpose="application")) for user in (coordinator, second)] == [False, True]
    assert {address: shut.get(address).status_code for address in addresses(closed)} == dict.fromkeys(addresses(closed), 404)
    opened = [address for address in addresses(closed) if other.get(address).status_code == 200]
    assert {f"/applications/{closed.pk}/", f"/calls/{closed.call_id}/board/{closed.pk}/", f"/api/v1/applications/{closed.pk}/"} <= set(opened)


def test_no_list_board_table_funnel_or_file_shows_a_closed_application(closed, coordinator, second, call):
    """Every surface of the call that lists applications: neither the company nor why it was decided; the other coordinator has both."""
    surfaces = ["/", "/calls/", "/notices/", "/applications/table/", "/api/v1/applications/", f"/api/v1/applications/?call={call.pk}"]
    surfaces += [f"/calls/{call.pk}/{end}" for end in ("", "board/", "table/", "funnel/", "export.csv", "export.xlsx", "reviews/")]
    surfaces += [f"/calls/{call.pk}/reviews/{end}/" for end in ("ranking", "decisions")]
    surfaces += [f"/api/v1/calls/{call.pk}/{end}/" for end in ("board", "cards", "funnel", "ranking", "decisions")]
    moving.move(application=closed, verb="decline", by=second, reason="Clay is not ours")
    shut, other = ({address: content(client.get(address)) for address in surfaces} for client in (signed_in(coordinator), signed_in(second)))
    assert [address for address, text in shut.items() if "Savi ja Sammal" in text or "Clay is not ours" in text] == []
    told = {address for address, text in other.items() if "Savi ja Sammal" in text}
    assert {f"/calls/{call.pk}/{end}" for end in ("", "board/", "table/", "export.csv", "export.xlsx", "reviews/ranking/", "reviews/decisions/")} <= told
    assert "Ansökan 5 är stängd för dig" in shut[f"/calls/{call.pk}/board/"]
    assert "Duodji Árran" in shut[f"/calls/{call.pk}/board/"]
    assert shut[f"/api/v1/calls/{call.pk}/funnel/"].count('"now":4') == 1


def test_closed_application_is_neither_moved_nor_decided(closed, coordinator, second, call):
    client, seen = signed_in(coordinator), closed.stage_id
    posts = [f"/calls/{call.pk}/board/{closed.pk}/move/", f"/calls/{call.pk}/board/{closed.pk}/release/", f"/applications/{closed.pk}/ask-information/"]
    posts += [f"/calls/{call.pk}/reviews/{closed.pk}/conflict/", f"/calls/{call.pk}/reviews/{closed.pk}/redaction/"]
    assert [client.post(address, {"verb": "decline", "seen_in": str(seen)}).status_code for address in posts] == [404] * 5
    assert client.post(f"/api/v1/applications/{closed.pk}/move/", {"verb": "decline"}, content_type="application/json").status_code == 404
    for write in (
        lambda: moving.move(application=closed, verb="decline", by=coordinator),
        lambda: moving.take_back(application=closed, by=coordinator),
        lambda: arranging.declare_conflict(by=coordinator, application=closed, person=second),
        lambda: assigning.assign(by=coordinator, application=closed, reviewer=arranging.add_reviewer(by=second, call=call, person=person("Ida Reader"))),
    ):
        with pytest.raises(Refused):
            write()
    with pytest.raises(NotVisible):
        queries.applications_in(coordinator, call, [closed.pk])
    moving.move(application=closed, verb="decline", by=second, reason="Full")
    closed.refresh_from_db()
    assert closed.pending is not None


def test_decisions_with_a_closed_one_leave_by_another_coordinator(closed, applications, coordinator, second, call):
    """They leave together, so whoever may not know one of them lets none leave."""
    deciding.decide(by=second, applications=[applications[1], closed], verb="decline", reason="Full")
    assert {letter.application for letter in letters.letters_of(call, coordinator)} == {applications[1]}
    page = signed_in(coordinator).get(f"/calls/{call.pk}/reviews/decisions/").content.decode()
    assert "Savi" not in page
    with pytest.raises(Refused):
        deciding.release(by=coordinator, call=call, expected=[applications[1].pk])
    assert deciding.release(by=second, call=call, expected=[applications[1].pk, closed.pk]).count == 2


def test_moves_are_told_to_those_who_may_know(closed, coordinator, second):
    accepted = Stage.objects.get(call=closed.call, key="accepted")
    closed.stage = Stage.objects.get(call=closed.call, key="review")
    moving.move(application=closed, verb="withdraw", by=closed.made_by)
    assert set(Notification.objects.filter(kind="application.changed").values_list("person", flat=True)) == {second.pk}
    assert accepted.kind == "accepted"


def test_days_to_confirm_are_not_told_to_whom_it_is_closed(applications, coordinator, second, call):
    row = applications[3]
    moving.move(application=row, verb="accept", by=second)
    deciding.release(by=second, call=call)
    due = Delivery.objects.filter(kind="application.unconfirmed", state="due")
    assert set(due.values_list("person", flat=True)) == {coordinator.pk, second.pk}
    arranging.declare_conflict(by=coordinator, application=row, person=coordinator)
    assert set(due.values_list("person", flat=True)) == {second.pk}


def test_last_coordinator_hears_who_takes_over(applications, coordinator, call):
    """Everybody who runs the call is shut out: they are told to appoint somebody, and whoever comes new can go on."""
    row = applications[2]
    client = signed_in(coordinator)
    answer = client.post(f"/calls/{call.pk}/reviews/{row.pk}/conflict/", {"reason": "My sister"}, follow=True).content.decode()
    assert not takers_of(row).exists()
    assert "Ingen av dem som ansvarar för utlysningen är kvar för ansökan 3" in answer
    assert Notification.objects.filter(kind="review.orphaned", person=coordinator).exists()
    fresh = person("Outi Valo", languages=("en",))
    Membership.objects.create(organisation=call.incubator, person=fresh, role="member", state="active")
    Appointment.objects.create(programme=call.programme, organisation=call.incubator, person=fresh, role=Appointment.Role.COORDINATOR)
    assert list(takers_of(row)) == [fresh]
    assert signed_in(fresh).get(f"/applications/{row.pk}/").status_code == 200
    assert "Ingen av dem" not in client.get(f"/calls/{call.pk}/board/").content.decode()
    conflict = row.conflicts.get()
    assert rules.can_lift(fresh, conflict)
    assert not rules.can_lift(coordinator, conflict)


def test_who_takes_over_is_named(applications, coordinator, second, call):
    answer = signed_in(coordinator).post(f"/calls/{call.pk}/reviews/{applications[2].pk}/conflict/", follow=True)
    assert "Outi Valo" in content(answer)
    assert not Notification.objects.filter(kind="review.orphaned").exists()


def test_board_with_a_closed_application_takes_as_many_queries(applications, coordinator, second, call, django_assert_max_num_queries):
    client = signed_in(coordinator)
    for row in applications[:3]:
        arranging.declare_conflict(by=coordinator, application=row, person=coordinator)
    client.get(f"/calls/{call.pk}/board/")
    with django_assert_max_num_queries(24):
        client.get(f"/calls/{call.pk}/board/")
