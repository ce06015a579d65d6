"""One mail for the messages that a person has not read, over all their conversations, found by a sweep over read positions.

Written once: who is told of what stands in `Participant.reminded_seq`, moved in the transaction that writes the mail.
What the mail says is read anew when it leaves (`freshened`), so that what was read meanwhile is not in it.
"""

from uuid import UUID

from django.db import transaction

from messaging import unread
from messaging.inbound import addresses
from messaging.models import Conversation, Participant
from network.accounts.models import User
from network.core import clock
from network.notifications.queries import habits_of, last_told
from network.notifications.services import mark_read as mark_notices_read
from network.notifications.services import notify, supersede

KIND = "message.unread"
AT_ONCE = 500


def remind_of_unread() -> int:
    """Tell everybody who is away and has had unread messages for a while, once for these; returns how many people."""
    return sum(_remind(person) for person in unread.waiting_people(AT_ONCE))


@transaction.atomic
def _remind(person: UUID) -> bool:
    # The race: two sweeps, or a sweep and the reader. Who holds the rows writes the mail; the other finds it written.
    mine = unread.stays().filter(person=person).select_for_update(of=("self",), no_key=True).order_by("pk")
    # Also what is told and unread: this mail takes the place of one that waits for the end of quiet hours, and says how far each was told.
    found = [(stay, unread.unread_of(stay)) for stay in mine.select_related("person", "conversation") if stay.conversation.counter > stay.last_read_seq]
    told = [(stay, messages) for stay, messages in found if messages]
    if not any(messages[-1].seq > stay.reminded_seq for stay, messages in told):
        return False
    for stay, messages in told:
        _tell_on_page(stay, messages)
    everything = [message for _stay, messages in told for message in messages]
    upto = {str(stay.conversation_id): stay.reminded_seq for stay, _messages in told}
    notify(
        to=told[0][0].person, kind=KIND, about=told[0][0].person, occurrence=str(max(message.pk for message in everything)),
        context=unread.summary(everything) | {"upto": upto}, url=unread.address_of(stay for stay, _messages in told), channels=("mail",),
    )  # fmt: skip
    return True


def _tell_on_page(stay: Participant, messages: list) -> None:
    """Move what is told of, and write the line in the person's list: one a conversation."""
    if messages[-1].seq <= stay.reminded_seq:
        return
    stay.reminded_seq, stay.reminded_at = messages[-1].seq, clock.now()
    stay.save(update_fields=["reminded_seq", "reminded_at"])
    mark_notices_read(by=stay.person, about=stay.conversation)  # the new line counts those as well
    notify(
        to=stay.person, kind=KIND, about=stay.conversation, occurrence=stay.reminded_seq, context=unread.summary(messages),
        url=unread.address_of([stay]), channels=("page",),
    )  # fmt: skip


def freshened(person: User, context: dict) -> dict | None:
    """What the mail says when it leaves: what it was written for and is still unread; None when that is nothing.

    What an earlier mail has told stands in it as a number only.
    """
    upto, before = context.get("upto", {}), (last_told(person, KIND) or {}).get("upto", {})
    found = []
    for stay in unread.stays().filter(person=person, conversation__in=list(upto)).select_related("conversation").order_by("pk"):
        room = str(stay.conversation_id)
        messages = unread.unread_of(stay, upto=upto[room])
        if messages and messages[-1].seq > before.get(room, 0):
            found.append((stay, messages, before.get(room, 0)))
    if not found:
        return None
    found.sort(key=lambda it: it[1][-1].pk, reverse=True)
    told = [message for _stay, messages, already in found for message in messages if message.seq > already]
    if not habits_of(person).with_words:
        return context | unread.summary(told)
    talks = [unread.talk(*it) | {"answer_at": _answer_address(it[0], it[1][-1].seq)} for it in found[: unread.TALKS]]
    # Also where nothing can be written: who answers all the same is told so, and their words are not lost in another mailbox.
    reply_to = addresses.address_for(addresses.CONVERSATION, found[0][0].pk, found[0][1][-1].seq)
    if len(found) > 1:
        reply_to = addresses.address_for(addresses.SEVERAL, person.pk)
    answers = {"reply_to": reply_to, "is_read_only": not any(talk["answer_at"] for talk in talks)}
    return context | unread.summary(told) | answers | {"talks": talks, "others": max(0, len(found) - unread.TALKS)}


def _answer_address(stay: Participant, upto: int) -> str:
    """Where the person is invited to answer this conversation; empty where they cannot write."""
    can_write = stay.may_write and not stay.conversation.is_closed
    return addresses.address_for(addresses.CONVERSATION, stay.pk, upto) if can_write else ""


def take_back(*, conversation: Conversation, person: User) -> None:
    """The person has read what a reminder spoke of: its notice counts as seen, and a mail with nothing left in it stays here."""
    mark_notices_read(by=person, about=conversation)
    mine = unread.stays().filter(person=person)
    if not any(stay.reminded_seq > stay.last_read_seq and unread.unread_of(stay, upto=stay.reminded_seq) for stay in mine):
        supersede(person, [KIND], people=[person])
