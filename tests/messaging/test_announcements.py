"""Announcements: coordinators write, the programme's people read from their coming on, answers are private."""

import pytest

from mentoring.profiles import approvals
from messaging import announcing, people, queries, services
from network.core.errors import Conflict, NotVisible, Refused
from network.organisations import joining
from network.organisations.models import Membership
from network.programmes import services as programmes
from network.programmes.models import Appointment, Participation, Partner
from network.programmes.queries import people_of, programmes_visible_to
from tests.world import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(programme, coordinator, incubator, company, mentor):
    return announcing.open_announcements(programme=programme, by=coordinator)


@pytest.fixture
def told(room, coordinator):
    return services.send(conversation=room, by=coordinator, body="**Demo day** is on 3 May\n\nSend your slides.").message


def test_people_of_a_programme_are_those_who_see_it(
    programme, company, founder, mentor, mentor2, coordinator, incubator, support_organisation, investor, outsider
):
    seen = {p.name for p in people_of(programme)}
    assert {"Elli Lund", "Johan Åström", "Ingrid Moe", "Maja Kuorak", "Pekka Niemelä", "Henrik Falk"} == seen
    everybody = [founder, mentor, mentor2, coordinator, investor, outsider]
    assert {p.name for p in everybody if programmes_visible_to(p).exists()} == {p.name for p in everybody} & seen


def test_everybody_of_the_programme_reads_and_only_coordinators_write(room, told, founder, mentor, coordinator, outsider):
    for reader in (founder, mentor):
        seen = queries.conversation_for(reader, room.pk)
        assert (seen.unread, seen.may_write) == (1, False)
        with pytest.raises(Refused) as refusal:
            services.send(conversation=room, by=reader, body="I answer all")
        assert refusal.value.code == "read-only"
    assert queries.conversation_for(coordinator, room.pk).may_write
    with pytest.raises(NotVisible):
        queries.conversation_for(outsider, room.pk)


def test_nobody_is_shown_who_reads(room, told, founder, mentor):
    assert [p.person.name for p in queries.conversation_for(founder, room.pk).people_in] == ["Elli Lund", "Maja Kuorak"]
    assert {stay.person.name for stay in people.stays_visible_to(mentor, room)} == {"Johan Åström", "Maja Kuorak"}


def test_who_comes_reads_from_then_on_who_leaves_nothing_more(room, told, programme, coordinator, founder, founder2, company, company2):
    company2.participations.update(ended_at=None)
    late = person("Sen Kommer")
    Membership.objects.create(organisation=company, person=late)
    Participation.objects.filter(organisation=company2).update(ended_at=room.created_at)
    announcing.refresh_all()
    services.send(conversation=room, by=coordinator, body="second")
    assert [m.body for m in queries.messages_before(late, room.pk).rows] == ["second"]
    Membership.objects.filter(person=late).update(state=Membership.State.ENDED)
    announcing.refresh_all()
    announcing.refresh_all()  # twice changes nothing
    services.send(conversation=room, by=coordinator, body="third")
    assert [m.body for m in queries.messages_before(late, room.pk).rows] == ["second"]
    assert [m.body for m in queries.messages_before(founder, room.pk).rows][-1] == "third"


@pytest.mark.parametrize("how", ["company", "member", "appointment", "partner", "mentor"])
def test_who_leaves_reads_nothing_from_that_moment(
    how, room, told, programme, programme_manager, admin, coordinator, founder, company, mentor, support, support_organisation
):
    """Without waiting for the sweep, whichever way somebody leaves."""
    announcing.refresh(room.pk)
    gone = {"appointment": coordinator, "partner": support, "mentor": mentor}.get(how, founder)
    if how == "company":
        programmes.leave(by=founder, company=company, programme=programme)
    elif how == "member":
        joining.let_in(organisation=company, person=person("Jää Jäljelle"), role="administrator", by=admin)
        joining.end(by=founder, membership=Membership.objects.get(person=founder, organisation=company))
    elif how == "appointment":
        Membership.objects.filter(person=coordinator).update(state=Membership.State.ENDED)
        programmes.end_appointment(by=admin, appointment=Appointment.objects.get(person=coordinator, ended_at=None))
    elif how == "partner":
        programmes.remove_partner(by=admin, partner=Partner.objects.get(organisation=support_organisation))
    else:
        approvals.end_approval(approval=mentor.mentor_profile.approvals.get(programme=programme), by=mentor)
    assert not queries.conversation_for(gone, room.pk).is_member
    assert queries.conversation_for({"company": mentor, "member": mentor}.get(how, founder), room.pk).is_member


def test_right_to_write_follows_the_appointment(room, programme, incubator, founder, coordinator):
    Appointment.objects.create(programme=programme, organisation=incubator, person=founder, role="coordinator")
    Appointment.objects.filter(person=coordinator).update(ended_at=room.created_at)
    announcing.refresh_all()
    services.send(conversation=room, by=founder, body="I coordinate now")
    with pytest.raises(Refused):
        services.send(conversation=room, by=coordinator, body="not any more")


def test_one_room_a_programme_and_only_its_coordinators_open_it(room, programme, founder, coordinator):
    assert announcing.open_announcements(programme=programme, by=coordinator).pk == room.pk
    with pytest.raises(Refused):
        announcing.open_announcements(programme=programme, by=founder)


def test_question_to_the_author_is_between_two(told, founder, mentor, coordinator, programme_manager):
    talk = announcing.ask_author(message=told, by=founder, body="How long is mine?")
    again = announcing.ask_author(message=told, by=founder, body="And in which language?")
    other = announcing.ask_author(message=told, by=mentor, body="May mentors come?")
    assert talk.pk == again.pk != other.pk
    seen = queries.conversation_for(coordinator, talk.pk)
    assert (seen.kind, seen.title, seen.subject_id, seen.unread) == ("direct", "Demo day is on 3 May", told.pk, 2)
    for stranger in (mentor, programme_manager):
        with pytest.raises(NotVisible):
            queries.conversation_for(stranger, talk.pk)


def test_question_is_refused_where_there_is_nobody_to_answer(told, founder, coordinator, talk, say, mentor):
    with pytest.raises(Refused):
        announcing.ask_author(message=told, by=coordinator, body="To myself")
    with pytest.raises(Refused):
        announcing.ask_author(message=say(founder), by=mentor, body="That is no announcement")
    coordinator.is_active = False
    coordinator.save()
    told.refresh_from_db()
    with pytest.raises(Conflict):
        announcing.ask_author(message=told, by=founder, body="Anybody?")
