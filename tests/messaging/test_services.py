"""Every write gives a reader who stood at a number exactly what a fresh reader sees."""

from uuid import uuid4

import pytest

from messaging import marks, queries, services
from messaging.models import Conversation, Message, MessageVersion, Participant
from messaging.rows import row_of
from network.core.errors import Conflict, Invalid, NotVisible, Refused

pytestmark = pytest.mark.django_db


def fresh(user, talk) -> dict[str, dict]:
    """What a reader sees who comes now."""
    rows = queries.messages_before(user, talk.pk, limit=10_000).rows
    return {row["id"]: row for row in map(row_of, rows)}


class Reader:
    """Keeps a state by numbers alone, as a page does."""

    def __init__(self, user, talk) -> None:
        self.user, self.talk, self.rows, self.position = user, talk, {}, 0

    def catch_up(self) -> None:
        found = queries.messages_since(self.user, self.talk.pk, self.position)
        for row in map(row_of, found.rows):
            self.rows[row["id"]] = row
        self.position = found.last_seq


def test_state_and_changes_after_every_service(talk, say, founder, mentor, coordinator):
    reader = Reader(mentor, talk)
    first = say(founder, "first")
    steps = [
        lambda: say(founder, "second"),
        lambda: say(mentor, "third"),
        lambda: services.edit(message=first, by=founder, body="first, better"),
        lambda: services.join(conversation=talk, person=coordinator, by=mentor),
        lambda: say(coordinator, "hello"),
        lambda: services.delete(message=first, by=founder),
        lambda: services.mark_read(conversation=talk, by=mentor, seq=3),
        lambda: services.leave(conversation=talk, person=coordinator, by=mentor),
        lambda: services.close(conversation=talk, by=mentor),
    ]
    for step in steps:
        step()
        reader.catch_up()
        assert reader.rows == fresh(mentor, talk)
        talk.refresh_from_db()
        assert reader.position == talk.counter


def test_numbers_without_gaps(talk, say, founder, mentor, coordinator):
    first, second = say(founder), say(mentor)
    assert (first.seq, first.changed_seq, second.seq) == (1, 1, 2)
    assert services.edit(message=first, by=founder, body="Hej!").changed_seq == 3
    assert services.join(conversation=talk, person=coordinator, by=mentor).joined_seq == 4
    services.leave(conversation=talk, person=coordinator, by=mentor)
    assert say(mentor).seq == 6


def test_send_again_with_same_uuid(talk, say, founder):
    key = uuid4()
    first = services.send(conversation=talk, by=founder, body="once", client_uuid=key)
    again = services.send(conversation=talk.pk, by=founder, body=" once\r\n", client_uuid=key)
    assert (first.is_new, again.is_new) == (True, False)
    assert row_of(first.message) == row_of(again.message)
    with pytest.raises(Conflict) as refusal:
        services.send(conversation=talk, by=founder, body="twice", client_uuid=key)
    assert refusal.value.code == "client-uuid-reused"
    assert Message.objects.count() == 1


def test_send_again_after_edit_deletion_and_close(talk, say, founder):
    key = uuid4()
    message = say(founder, "one", client_uuid=key)
    services.edit(message=message, by=founder, body="two")
    again = services.send(conversation=talk, by=founder, body="one", client_uuid=key)
    assert (again.is_new, again.message.body) == (False, "two")
    services.delete(message=message, by=founder)
    services.close(conversation=talk, by=founder)
    again = services.send(conversation=talk, by=founder, body="one", client_uuid=key)
    assert (again.is_new, again.message.body) == (False, "")


def test_same_uuid_in_another_conversation(talk, say, founder, mentor2):
    key = uuid4()
    say(founder, "one", client_uuid=key)
    other = services.open_conversation(kind="direct", people=[founder, mentor2], by=founder)
    with pytest.raises(Conflict):
        services.send(conversation=other, by=founder, body="one", client_uuid=key)


UNKEPT = {"empty": "", "blank": " \n\t", "unseen": "\u200d \u3164", "long": "x" * 8001, "nul": "a\x00b", "surrogate": "\ud83d half", "control": "bell\x07"}


@pytest.mark.parametrize("body", UNKEPT.values(), ids=UNKEPT)
def test_body_that_cannot_be_kept(talk, founder, body):
    with pytest.raises(Invalid) as refusal:
        services.send(conversation=talk, by=founder, body=body)
    assert list(refusal.value.errors) == ["body"]


KEPT = {"emoji": "👩🏽‍🎨 och 🏔️", "hebrew": "שלום \u202bעולם\u202c", "sami": "Čáhci ja ŋ ŧ ž", "longest": "x" * 8000, "markup": "<b>&amp;", "lines": "a\tb\n\nc"}


@pytest.mark.parametrize("body", KEPT.values(), ids=KEPT)
def test_body_that_is_kept_as_typed(talk, say, founder, mentor, body):
    say(founder, body)
    assert queries.messages_since(mentor, talk.pk, 0).rows[0].body == body


def test_stranger_sees_and_writes_nothing(talk, say, founder, outsider):
    message = say(founder)
    for forbidden in (
        lambda: services.send(conversation=talk, by=outsider, body="hi"),
        lambda: queries.conversation_for(outsider, talk.pk),
        lambda: queries.messages_since(outsider, talk.pk, 0),
        lambda: queries.message_for(outsider, talk.pk, message.pk),
        lambda: services.send(conversation=uuid4(), by=outsider, body="hi"),
    ):
        with pytest.raises(NotVisible):
            forbidden()
    assert not queries.conversations_visible_to(outsider).exists()
    assert queries.messages_before(outsider, talk.pk) == queries.Stretch([])
    assert queries.unread_total(outsider) == 0


def test_who_left_gets_nothing_beyond(talk, say, founder, mentor):
    before = say(founder, "before")
    services.leave(conversation=talk, person=mentor, by=founder)
    say(founder, "after")
    services.edit(message=before, by=founder, body="changed after")
    found = queries.messages_since(mentor, talk.pk, 0)
    assert (found.last_seq, found.is_member, [row.body for row in found.rows]) == (2, False, [])
    assert queries.unread_total(mentor) == 0
    assert queries.conversation_for(mentor, talk.pk).is_member is False
    for refused in (lambda: say(mentor, "still here"), lambda: services.mark_read(conversation=talk, by=mentor, seq=9)):
        with pytest.raises(Refused) as refusal:
            refused()
        assert refusal.value.code == "left"


def test_who_comes_back_misses_what_was_said_between(talk, say, founder, mentor):
    say(founder, "one")
    services.leave(conversation=talk, person=mentor, by=founder)
    say(founder, "between")
    services.join(conversation=talk, person=mentor, by=founder)
    say(founder, "again")
    assert [row.body for row in queries.messages_since(mentor, talk.pk, 0).rows] == ["one", "again"]
    assert queries.unread_total(mentor) == 1


def test_closed_is_read_only(talk, say, founder, mentor, mentor2):
    message = say(founder, "kept")
    services.close(conversation=talk, by=mentor)
    for refused in (
        lambda: say(founder, "more"),
        lambda: services.edit(message=message, by=founder, body="other"),
        lambda: services.delete(message=message, by=founder),
        lambda: services.join(conversation=talk, person=mentor2, by=founder),
    ):
        with pytest.raises(Conflict) as refusal:
            refused()
        assert refusal.value.code == "closed"
    assert services.mark_read(conversation=talk, by=mentor, seq=1) == 1


def test_only_the_writer_changes_a_message(talk, say, founder, mentor):
    message = say(founder, "mine")
    with pytest.raises(Refused):
        services.edit(message=message, by=mentor, body="not mine")
    with pytest.raises(Refused):
        services.delete(message=message, by=mentor)


def test_edit_keeps_versions_and_deletion_takes_them(talk, say, founder):
    message = say(founder, "one")
    services.edit(message=message, by=founder, body="two")
    services.edit(message=message, by=founder, body="two")
    assert list(MessageVersion.objects.values_list("body", flat=True)) == ["one"]
    services.delete(message=message, by=founder)
    services.delete(message=message, by=founder)
    message.refresh_from_db()
    assert (message.body, message.changed_seq, MessageVersion.objects.count()) == ("", 3, 0)
    with pytest.raises(Conflict):
        services.edit(message=message, by=founder, body="back again")


def test_unread_is_exact(talk, say, founder, mentor, django_assert_num_queries):
    messages = [say(founder, str(n)) for n in range(4)]
    say(mentor, "own messages do not count")
    services.delete(message=messages[3], by=founder)
    with django_assert_num_queries(1):
        assert queries.unread_total(mentor) == 3
    assert services.mark_read(conversation=talk, by=mentor, seq=messages[1].seq) == 2
    assert services.mark_read(conversation=talk, by=mentor, seq=1) == 2
    services.edit(message=messages[0], by=founder, body="an edit does not make it unread")
    assert queries.unread_total(mentor) == 1
    assert queries.conversation_for(mentor, talk.pk).unread == 1
    assert services.mark_read(conversation=talk, by=mentor, seq=10**15) == 7
    assert (queries.unread_total(mentor), queries.unread_total(founder)) == (0, 1)


def test_list_of_conversations(talk, say, founder, mentor, mentor2, django_assert_num_queries):
    quiet = services.open_conversation(kind="direct", people=[founder, mentor2], by=founder)
    say(mentor, "newest " + "x" * 3000)
    with django_assert_num_queries(2):
        first, second = list(queries.conversations_visible_to(founder))
    assert (first, second) == (talk, quiet)
    assert (first.unread, len(first.latest["body"]), first.latest["sender"], second.latest) == (1, 160, "Johan Åström", None)
    assert {p.person for p in first.people_in} == {founder, mentor}


def test_more_of_the_latest_message_is_loaded_where_marks_begin_in_what_is_shown(talk, say, mentor):
    starts = ["**bold", "_so_", "`code`", "a\\*b", "[words](address", "https://example.org", "> said", "a\n > said", "- one", "a\n1. one", "a\n  1) one"]
    for start in [*starts, "plain, 5 > 4 - 1. Yes", "x" * 160 + "**", "a\n2. b", "a-b", "http:/"]:
        body = (start + " ").ljust(1500, "x")
        say(mentor, body)
        latest = queries.conversation_for(mentor, talk.pk).latest
        assert latest["body"] == body[: queries.MARKED if start in starts else queries.BRIEF]
        assert marks.is_marked(body[:160]) is (start in starts)


def test_far_behind_starts_afresh(talk, say, founder, mentor):
    for n in range(4):
        say(founder, str(n))
    assert queries.messages_since(mentor, talk.pk, 0, limit=3).too_many
    assert not queries.messages_since(mentor, talk.pk, 1, limit=3).too_many
    page = queries.messages_before(mentor, talk.pk, before=4, limit=2)
    assert ([row.seq for row in page.rows], page.has_older, page.has_newer) == ([2, 3], True, True)


def test_one_row_per_person_and_stay(founder, mentor):
    made = services.open_conversation(kind=Conversation.Kind.DIRECT, people=[founder, mentor, founder], by=founder)
    assert Participant.objects.filter(conversation=made).count() == 2
    services.join(conversation=made, person=founder, by=mentor)
    services.leave(conversation=made, person=mentor, by=mentor)
    services.leave(conversation=made, person=mentor, by=mentor)
    made.refresh_from_db()
    assert made.counter == 1


def test_who_left_sees_the_conversation_as_it_stood_then(talk, say, founder, mentor, coordinator, outsider):
    said = say(founder, "Before")
    other = services.open_conversation(kind="direct", people=[founder, coordinator], by=None)
    services.send(conversation=other, by=coordinator, body="Between")
    services.leave(conversation=talk, person=founder, by=founder)
    services.join(conversation=talk, person=outsider, by=mentor)
    late = say(mentor, "After")
    services.mark_read(conversation=talk, by=mentor, seq=late.seq)
    first, second = queries.conversations_visible_to(founder)
    assert (first.pk, second.pk) == (other.pk, talk.pk)  # the message after does not bring it to the front
    assert {p.person for p in second.people_in} == {founder, mentor}
    left_seq = next(p.left_seq for p in second.people_in if p.person == founder)
    assert [p.read_seq for p in second.people_in if p.person == mentor] == [left_seq]
    assert (second.latest["body"], second.active_at) == ("Before", said.sent_at)
    assert {p.person for p in queries.conversation_for(mentor, talk.pk).people_in} == {mentor, outsider}
