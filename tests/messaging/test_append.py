"""The one statement that writes messages: what becomes of each item of a batch."""

from uuid import UUID, uuid4

import pytest

from messaging import services
from messaging.append import Appended, Item, append
from messaging.models import Message
from network.accounts.models import User
from network.core.errors import Refused
from network.core.models import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(founder, mentor):
    """A second conversation of the same two."""
    return services.open_conversation(kind="direct", people=[founder, mentor], by=founder)


def item(room, person: User, body: str = "Hej", client_uuid: UUID | None = None, reply_to: UUID | None = None) -> Item:
    return Item(room.pk, person.pk, person.name, client_uuid or uuid4(), uuid7(), body, None, reply_to)


def told(appended: list[Appended]) -> list[tuple[str, int | None]]:
    return [(one.outcome, one.seq) for one in appended]


def test_batch_of_two_rooms_is_numbered_in_its_order(talk, other, founder, mentor):
    appended = append([item(talk, founder, "1"), item(other, mentor, "2"), item(talk, mentor, "3"), item(talk, founder, "4"), item(other, founder, "5")])

    assert told(appended) == [("new", 1), ("new", 1), ("new", 2), ("new", 3), ("new", 2)]
    assert [one.body for one in appended] == ["1", "2", "3", "4", "5"]
    for room, bodies in ((talk, ["1", "3", "4"]), (other, ["2", "5"])):
        room.refresh_from_db()
        assert (room.counter, list(room.messages.order_by("seq").values_list("body", flat=True))) == (len(bodies), bodies)
        assert room.last_message_at == max(room.messages.values_list("sent_at", flat=True))
    told_at = {one.id: one.sent_at for one in appended}
    assert told_at == dict(Message.objects.values_list("pk", "sent_at"))


def test_same_client_uuid_within_a_batch_counts_once(talk, other, founder, outsider):
    key = uuid4()
    batch = [
        item(talk, outsider, client_uuid=key),  # a stranger's: no claim on the key
        item(talk, founder, "once", key),
        item(talk, founder, "once", key),
        item(talk, founder, "otherwise", key),
        item(other, founder, "once", key),
        item(talk, founder, "next"),
    ]
    appended = append(batch)

    assert told(appended) == [("stranger", None), ("new", 1), ("same", 1), ("other", 1), ("other", 1), ("new", 2)]
    assert {one.id for one in appended[1:5]} == {batch[1].id}
    assert Message.objects.count() == 2


def test_sender_who_may_not_claims_no_key(talk, other, founder, mentor):
    services.close(conversation=other, by=None)
    key = uuid4()
    assert told(append([item(other, founder, "here", key), item(talk, founder, "there", key)])) == [("closed", None), ("new", 1)]


def test_refused_among_accepted_leave_no_gap(talk, other, founder, mentor, outsider):
    services.leave(conversation=other, person=mentor, by=None)
    first = services.send(conversation=talk, by=founder, body="first").message
    appended = append(
        [
            item(talk, outsider),
            item(talk, mentor, "second"),
            item(other, mentor),
            item(talk, founder, "first", first.client_uuid),
            item(talk, founder, reply_to=uuid7()),
            item(talk, founder, "third"),
        ]
    )
    assert told(appended) == [("stranger", None), ("new", 2), ("left", None), ("same", 1), ("unanswerable", None), ("new", 3)]


def test_reply_within_the_conversation_alone(talk, other, founder, mentor, coordinator):
    asked = services.send(conversation=talk, by=founder, body="A question").message
    elsewhere = services.send(conversation=other, by=founder, body="Elsewhere").message
    services.join(conversation=talk, person=coordinator, by=None)
    late = services.send(conversation=talk, by=founder, body="Welcome").message

    appended = append(
        [
            item(talk, mentor, reply_to=asked.pk),
            item(talk, mentor, reply_to=elsewhere.pk),
            item(talk, coordinator, reply_to=asked.pk),  # written before they joined
            item(talk, coordinator, reply_to=late.pk),
        ]
    )
    assert [one.outcome for one in appended] == ["new", "unanswerable", "unanswerable", "new"]
    assert [one.reply_to for one in appended if one.id] == [asked.pk, late.pk]
    assert list(Message.objects.exclude(reply_to=None).order_by("seq").values_list("reply_to", flat=True)) == [asked.pk, late.pk]


def test_reply_to_what_was_read_in_an_earlier_stay(talk, founder, mentor):
    before = services.send(conversation=talk, by=founder, body="While they were in").message
    services.leave(conversation=talk, person=mentor, by=None)
    between = services.send(conversation=talk, by=founder, body="While they were away").message
    services.join(conversation=talk, person=mentor, by=None)
    outcomes = [one.outcome for one in append([item(talk, mentor, reply_to=before.pk), item(talk, mentor, reply_to=between.pk)])]
    assert outcomes == ["new", "unanswerable"]


def test_who_only_reads(talk, mentor):
    talk.participants.filter(person=mentor).update(may_write=False)
    assert told(append([item(talk, mentor)])) == [("reader", None)]
    with pytest.raises(Refused):
        services.send(conversation=talk, by=mentor, body="Hej")
