"""Groups: who runs them, and that each reads from coming to leaving and nobody else reads at all."""

import pytest

from messaging import groups, people, queries, services
from messaging.rows import row_of
from network.core.errors import Conflict, Invalid, NotVisible, Refused
from network.notifications.models import Notification

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(programme, coordinator, incubator, company, founder, mentor):
    return groups.open_group(programme=programme, title="Export circle", people=[founder, mentor], by=coordinator)


def bodies(user, group) -> list[str]:
    return [message.body for message in queries.messages_before(user, group.pk).rows]


def test_group_tells_its_people_and_shows_its_kind(group, founder, coordinator):
    told = Notification.objects.get(person=founder, kind="conversation.joined")
    assert told.context == {"by": "Maja Kuorak", "title": "Export circle", "programme": "Creative Networks"}
    assert not Notification.objects.filter(person=coordinator).exists()
    assert queries.conversation_for(founder, group.pk).get_kind_display() == "Group"


def test_group_of_others_than_coordinators_or_with_others_than_its_people(programme, founder, company, coordinator, incubator, mentor, outsider):
    with pytest.raises(Refused):
        groups.open_group(programme=programme, title="Ours", people=[mentor], by=founder)
    for title, some in (("", [mentor]), ("x" * 161, [mentor]), ("Ours", []), ("Ours", [outsider])):
        with pytest.raises(Invalid):
            groups.open_group(programme=programme, title=title, people=some, by=coordinator)


def test_whoever_comes_reads_from_then_on_and_whoever_left_until_then(group, coordinator, founder, founder2, company2):
    services.send(conversation=group, by=founder, body="before")
    groups.add(conversation=group, people=[founder2], by=coordinator)
    services.send(conversation=group, by=founder, body="while in")
    groups.remove(conversation=group, person=founder2, by=coordinator)
    services.send(conversation=group, by=founder, body="after")
    assert bodies(founder2, group) == ["while in"]
    assert [row_of(row)["body"] for row in queries.messages_since(founder2, group.pk, 0).rows] == ["while in"]
    with pytest.raises(Refused):
        services.send(conversation=group, by=founder2, body="still here?")


def test_members_as_each_sees_them(group, coordinator, founder, founder2, company2, mentor):
    groups.add(conversation=group, people=[founder2], by=coordinator)
    groups.remove(conversation=group, person=mentor, by=mentor)
    seen = [(stay.person.name, stay.from_the_start, stay.is_over) for stay in people.stays_visible_to(founder, group)]
    assert seen == [("Aino Hyvärinen", False, False), ("Elli Lund", True, False), ("Maja Kuorak", True, False), ("Johan Åström", True, True)]
    groups.add(conversation=group, people=[mentor], by=coordinator)
    groups.remove(conversation=group, person=founder2, by=coordinator)
    groups.remove(conversation=group, person=mentor, by=coordinator)
    seen_by_founder2 = {stay.person.name: stay.is_over for stay in people.stays_visible_to(founder2, group) if stay.participant.joined_seq > 0}
    assert seen_by_founder2 == {"Aino Hyvärinen": True, "Johan Åström": False}  # as it stood when she left


def test_coordinator_who_is_not_in_reads_nothing_until_they_come_in(group, programme, programme_manager, founder):
    services.send(conversation=group, by=founder, body="between us")
    with pytest.raises(NotVisible):
        queries.conversation_for(programme_manager, group.pk)
    [listed] = people.groups_of(programme, programme_manager)
    assert (listed.title, listed.size, listed.is_in) == ("Export circle", 3, False)
    with pytest.raises(Refused):
        groups.remove(conversation=group, person=founder, by=programme_manager)
    groups.add(conversation=group, people=[programme_manager], by=programme_manager)
    services.send(conversation=group, by=founder, body="hello")
    assert bodies(programme_manager, group) == ["hello"]
    assert "Solveig Dahl" in [stay.person.name for stay in people.stays_visible_to(founder, group)]


@pytest.mark.parametrize("role", ["coordinator", "programme_manager", "admin"])
def test_nobody_reads_a_private_conversation_by_office(role, request, talk, say, founder):
    """Coordinators, managers and administrators see nothing of it: not its messages, not that it is there."""
    say(founder, "between us")
    reader = request.getfixturevalue(role)
    assert not queries.conversations_visible_to(reader).exists()
    assert not queries.messages_visible_to(reader, talk.pk).exists()
    for read in (lambda: queries.conversation_for(reader, talk.pk), lambda: queries.messages_since(reader, talk.pk, 0)):
        with pytest.raises(NotVisible):
            read()


def test_members_of_a_group_do_not_run_it_and_the_last_coordinator_stays(group, coordinator, founder, mentor, programme_manager):
    for refused in (
        lambda: groups.add(conversation=group, people=[programme_manager], by=founder),
        lambda: groups.remove(conversation=group, person=mentor, by=founder),
        lambda: groups.close(conversation=group, by=founder),
    ):
        with pytest.raises(Refused):
            refused()
    with pytest.raises(Conflict):
        groups.remove(conversation=group, person=coordinator, by=coordinator)
    groups.remove(conversation=group, person=founder, by=founder)
    groups.add(conversation=group, people=[programme_manager], by=coordinator)
    groups.remove(conversation=group, person=coordinator, by=coordinator)
    groups.close(conversation=group, by=programme_manager)
    with pytest.raises(Conflict):
        services.send(conversation=group, by=mentor, body="too late")


def test_mentorships_and_direct_talks_are_not_left(talk, founder, coordinator, incubator):
    direct = services.open_conversation(kind="direct", people=[founder, coordinator], by=None)
    for conversation in (talk, direct):
        with pytest.raises(Refused):
            groups.remove(conversation=conversation, person=founder, by=founder)
