"""Writes of conversations. Each takes its number under the conversation's lock and is told after commit."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from messaging import append, attachments, bodies, committer, publish, reminders, rules
from messaging.models import Conversation, Message, MessageVersion, Participant, Pin
from messaging.rows import row_of, row_of_item, shown_name
from network.accounts.models import User
from network.core import clock
from network.core.errors import Conflict, Invalid, NotVisible, Refused, require
from network.core.models import uuid7
from network.files.models import File
from network.programmes.models import Programme


@dataclass(frozen=True, slots=True)
class Sent:
    """The message, and whether this call made it (a repeated send finds it there)."""

    message: Message
    is_new: bool


@transaction.atomic
def open_conversation(
    *,
    kind: Conversation.Kind | str,
    people: Iterable[User],
    by: User | None,
    subject: models.Model | None = None,
    title: str = "",
    programme: Programme | None = None,
) -> Conversation:
    """Open a conversation between people, perhaps about something of an upper floor (`subject`).

    `by` is who caused it, or None for the platform itself; it is in only when it is among `people`. `programme` is
    whose coordinators look at what is reported from it; they read nothing else of it.
    """
    about = {"subject_type": subject._meta.model_name, "subject_id": subject.pk} if subject is not None else {}
    conversation = Conversation.objects.create(kind=kind, title=title, programme=programme, **about)
    Participant.objects.bulk_create(Participant(conversation=conversation, person=person) for person in {person.pk: person for person in people}.values())
    return conversation


def send(
    *,
    conversation: Conversation | UUID,
    by: User,
    body: str,
    client_uuid: UUID | None = None,
    reply_to: UUID | None = None,
    files: Iterable[UUID] | None = None,
) -> Sent:
    """Send a message, perhaps with `files` that the sender has put there. The same `client_uuid` with the same body gives the message that is there.

    Beside a live event loop it joins the group commit; within a transaction, or elsewhere, it is written by itself.
    Raises Invalid for the body and for a `reply_to` that the sender cannot see there, NotVisible for a stranger, Refused
    for who left, Conflict when the conversation is closed or the `client_uuid` was used for something else, and
    Unavailable when nothing can be written.
    """
    room = conversation if isinstance(conversation, UUID) else conversation.pk
    given = attachments.chosen(files)
    item = item_of(conversation=room, by=by, body=body, client_uuid=client_uuid, moment=clock.now(), reply_to=reply_to, may_be_empty=bool(given))
    if given:
        return _write_with_files(item, by, given)
    writer = committer.here
    together = writer is not None and writer.is_beside and not connection.in_atomic_block
    done = writer.append_from_thread(item) if writer and together else _write(item)
    require_kept(done)
    message = Message(
        id=done.id, conversation_id=item.conversation, seq=done.seq, changed_seq=done.changed_seq, sender=by, client_uuid=item.client_uuid,
        body=done.body, sent_at=done.sent_at, edited_at=done.edited_at, deleted_at=done.deleted_at, reply_to_id=done.reply_to,
    )  # fmt: skip
    return Sent(message, done.outcome == "new")


def item_of(
    *,
    conversation: UUID,
    by: User,
    body: str,
    client_uuid: UUID | None = None,
    moment: datetime | None = None,
    reply_to: UUID | None = None,
    may_be_empty: bool = False,
) -> append.Item:
    """A message as it is written, sent now when no `moment` is given. Raises Invalid for the body."""
    text = bodies.clean(body, may_be_empty=may_be_empty)
    return append.Item(conversation, by.pk, shown_name(by), client_uuid or uuid.uuid4(), uuid7(), text, moment, reply_to)


@transaction.atomic
def _write(item: append.Item) -> append.Appended:
    [done] = append.append([item])
    if done.outcome == "new":
        publish.message(row_of_item(item, done))
    return done


@transaction.atomic
def _write_with_files(item: append.Item, by: User, given: list[UUID]) -> Sent:
    """A message and its files, both or neither: in a transaction of its own, beside the group commit."""
    [done] = append.append([item])
    require_kept(done)
    message = Message.objects.select_related("sender").get(pk=done.id)
    if done.outcome == "same":
        attachments.require_same(message, given)
        return Sent(message, False)
    message.attachments = attachments.attach(message=message.pk, by=by, given=given)
    publish.message(row_of(message))
    return Sent(message, True)


def file_settled(file: File) -> None:
    """The virus check is through with a file of a message: whoever has the message open sees it."""
    message = Message.objects.filter(pk=file.subject_id, deleted_at=None).first() if file.attached_at else None
    if message is None:
        return
    with transaction.atomic():
        message = _locked(message)
        if message.attachments:
            message.attachments = [one | ({"state": str(file.state)} if one["id"] == str(file.pk) else {}) for one in message.attachments]
            _changed(message, "attachments")


def require_kept(done: append.Appended) -> None:
    """Raises what the sender is told when the message was not kept: Conflict, Invalid, Refused, NotVisible."""
    if done.outcome in {"new", "same"}:
        return
    if done.outcome == "closed":
        raise Conflict(rules.CLOSED, code="closed")
    if done.outcome == "left":
        raise Refused(rules.LEFT, code="left")
    if done.outcome == "reader":
        raise Refused(rules.READS_ONLY, code="read-only")
    if done.outcome == "other":
        raise Conflict(_("This message was already sent with other words. Write the new words as a new message."), code="client-uuid-reused")
    if done.outcome == "unanswerable":
        raise Invalid({"reply_to": [_("What you reply to is not in this conversation, or was written before you joined it.")]})
    raise NotVisible


@transaction.atomic
def edit(*, message: Message, by: User, body: str) -> Message:
    """Change one's own message; what it said before is kept as a version. The same words change nothing."""
    message = _locked(message)
    body = bodies.clean(body, may_be_empty=bool(message.attachments))
    require(rules.can_change(by, message))
    if message.body == body:
        return message
    MessageVersion.objects.create(message=message, body=message.body)
    message.body, message.edited_at = body, clock.now()
    return _changed(message, "body", "edited_at")


@transaction.atomic
def delete(*, message: Message, by: User) -> Message:
    """Take one's own message back: its place stays, its words, their versions and its files go. Twice is once."""
    message = _locked(message)
    if message.deleted_at is not None and message.sender_id == by.pk:
        return message
    require(rules.can_change(by, message))
    message.versions.all().delete()
    Pin.objects.filter(message=message).delete()  # the message's own frame tells it
    attachments.erase(message)
    message.body, message.attachments, message.deleted_at = "", None, clock.now()
    return _changed(message, "body", "attachments", "deleted_at")


def _locked(message: Message) -> Message:
    """The message as it is now, with its conversation locked."""
    lock(message.conversation_id)
    return Message.objects.select_related("conversation", "sender").get(pk=message.pk)


def _changed(message: Message, *fields: str) -> Message:
    message.changed_seq = next_number(message.conversation)
    message.save(update_fields=["changed_seq", *fields])
    publish.message(row_of(message))
    return message


def lock(conversation: UUID) -> Conversation:
    """Lock a conversation's row until the transaction ends.

    The race: two changes read the same counter, or a change commits after a later number was seen.
    Under this lock numbers are given out and committed one after the other.
    """
    return Conversation.objects.select_for_update(of=("self",), no_key=True).get(pk=conversation)


def next_number(conversation: Conversation) -> int:
    """The next number of a locked conversation."""
    conversation.counter += 1
    conversation.save(update_fields=["counter"])
    return conversation.counter


@transaction.atomic
def mark_read(*, conversation: Conversation, by: User, seq: int) -> int:
    """Move one's read position forwards, never back and never beyond what there is; returns where it stands."""
    mine = Participant.objects.filter(conversation=conversation, person=by, left_seq=None).select_related("conversation", "person")
    participant = mine.first()
    if participant is None:
        raise Refused(rules.LEFT, code="left")
    seq = min(seq, participant.conversation.counter)
    # Two devices at once: the database compares again, so that the slower one cannot move it back.
    if not mine.filter(last_read_seq__lt=seq).update(last_read_seq=Greatest("last_read_seq", seq), read_at=clock.now()):
        return mine.values_list("last_read_seq", flat=True).get()
    publish.read(participant.conversation, by, seq)
    if participant.last_read_seq < participant.reminded_seq <= seq:
        reminders.take_back(conversation=participant.conversation, person=by)
    return seq


@transaction.atomic
def join(*, conversation: Conversation, person: User, by: User | None) -> Participant:
    """Bring a person in. They see what is said from now on; who is in already stays as they are."""
    conversation = lock(conversation.pk)
    there = Participant.objects.filter(conversation=conversation, person=person, left_seq=None).first()
    if there is not None:
        return there
    if conversation.is_closed:
        raise Conflict(rules.CLOSED, code="closed")
    number = next_number(conversation)
    joined = Participant.objects.create(conversation=conversation, person=person, joined_seq=number, last_read_seq=number, reminded_seq=number)
    publish.members(conversation.pk, number)
    return joined


@transaction.atomic
def leave(*, conversation: Conversation, person: User, by: User | None) -> None:
    """Take a person out. They keep what they could read until now and get nothing beyond it."""
    conversation = lock(conversation.pk)
    mine = Participant.objects.filter(conversation=conversation, person=person, left_seq=None)
    if not mine.exists():
        return
    number = next_number(conversation)
    mine.update(left_seq=number, left_at=clock.now())
    publish.members(conversation.pk, number, left=person)


@transaction.atomic
def close(*, conversation: Conversation, by: User | None) -> Conversation:
    """End a conversation: it can be read, and nothing can be added."""
    conversation = lock(conversation.pk)
    if not conversation.is_closed:
        conversation.closed_at = clock.now()
        conversation.save(update_fields=["closed_at"])
        publish.reload(conversation.pk)
    return conversation


@transaction.atomic
def open_again(*, conversation: Conversation) -> Conversation:
    """Take a conversation up that had ended with what it is about."""
    conversation = lock(conversation.pk)
    if conversation.is_closed:
        conversation.closed_at = None
        conversation.save(update_fields=["closed_at"])
        publish.reload(conversation.pk)
    return conversation
