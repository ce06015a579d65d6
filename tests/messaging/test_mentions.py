"""Whom a message mentions: decided where it is written, for page, socket and group commit alike."""

import pytest

from messaging import append, message_queries, queries, services
from messaging.models import FOR_GOOD, Mention

pytestmark = pytest.mark.django_db


def mentioned(message):
    return {mention.person.name for mention in Mention.objects.filter(message=message).select_related("person")}


@pytest.fixture
def group(talk, founder, mentor, coordinator, founder2):
    """Two who share a first name, one whose name begins another's, one with signs in it."""
    for person, name in ((founder, "Elli Lund"), (mentor, "Elli Lund-Ås"), (coordinator, "Áile (Inga) Bæck"), (founder2, "Bo")):
        person.name = name
        person.save()
    for person in (coordinator, founder2):
        services.join(conversation=talk, person=person, by=founder)
    return talk


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("@Bo, and @áile (inga) bæck?", {"Bo", "Áile (Inga) Bæck"}),
        ("**@BO** and @bo again", {"Bo"}),
        ("(@Áile)", {"Áile (Inga) Bæck"}),
        ("@Elli Lund-Ås!", {"Elli Lund-Ås"}),
        ("@Elli: which one?", set()),
        ("@Elli Lund is myself", set()),
        ("bo@example.org, @Bosse, @ Bo, Bo, @nobody, a@bo", set()),
        ("@.* @%", set()),
    ],
)
def test_names_in_a_message(group, say, founder, body, names):
    assert mentioned(say(founder, body)) == names


def test_mention_counts_until_it_is_read(group, say, founder, mentor, founder2):
    def is_marked():
        return queries.conversation_for(founder2, group.pk).mentioned

    founder2.participations.update(muted_until=FOR_GOOD)
    message = say(mentor, "nothing")
    assert (is_marked(), queries.unread_total(founder2)) == (False, 0)
    services.edit(message=message, by=mentor, body="look, @Bo")
    assert (is_marked(), queries.unread_total(founder2)) == (True, 1)
    assert message_queries.mentioning(founder2, [message]) == {message.pk}
    assert not queries.conversation_for(founder, group.pk).mentioned
    services.edit(message=message, by=mentor, body="look, Bo")
    assert not is_marked()
    say(mentor, "@bo")
    services.mark_read(conversation=group, by=founder2, seq=100)
    assert not is_marked()
    last = say(mentor, "@bo once more")
    assert is_marked()
    services.delete(message=last, by=mentor)
    assert not is_marked()


def test_who_left_is_not_mentioned(group, say, founder, founder2):
    services.leave(conversation=group, person=founder2, by=founder)
    assert mentioned(say(founder, "@Bo")) == set()


def test_several_in_one_statement(group, founder, mentor):
    items = [services.item_of(conversation=group.pk, by=by, body=body) for by, body in ((founder, "@Bo"), (mentor, "plain"), (mentor, "@Bo @Elli Lund"))]
    done = append.append(items)
    assert [len(mentioned(row.id)) for row in done] == [1, 0, 2]
