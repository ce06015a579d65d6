"""Mail for messages that nobody has read: one a conversation, found by a sweep over read positions."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Greatest
from django.urls import reverse

from messaging.models import Conversation, Message, Participant
from messaging.rows import instant, shown_name
from network.accounts.models import User
from network.core import clock
from network.notifications.services import mark_read as mark_notices_read
from network.notifications.services import notify, supersede

KIND = "message.unread"
NAMED = 3  # senders named in the mail
AT_ONCE = 500


def remind_of_unread() -> int:
    """Tell everybody who has had unread messages for longer than `MESSAGE_REMINDER_AFTER`, once for these; returns how many."""
    return sum(_remind(pk) for pk in _waiting())


def _waiting() -> list[UUID]:
    """Participants with an old enough message that they neither read nor were reminded of."""
    told = Greatest("last_read_seq", "joined_seq", "reminded_seq")
    old = _others_messages(settings.MESSAGE_REMINDER_AFTER).filter(
        conversation=OuterRef("conversation"), seq__gt=Greatest(OuterRef("last_read_seq"), OuterRef("joined_seq"), OuterRef("reminded_seq"))
    )
    candidates = Participant.objects.filter(left_seq=None, person__is_active=True, conversation__counter__gt=told)
    return list(candidates.filter(Exists(old.exclude(sender=OuterRef("person")))).values_list("pk", flat=True)[:AT_ONCE])


def _others_messages(age: timedelta):
    return Message.objects.filter(deleted_at=None, sent_at__lte=clock.now() - age)


@transaction.atomic
def _remind(pk: UUID) -> bool:
    # The race: two sweeps, or a sweep and the reader. Who holds the row writes the mail; the other leaves it.
    mine = Participant.objects.select_for_update(of=("self",), no_key=True, skip_locked=True).filter(pk=pk, left_seq=None)
    participant = mine.select_related("person", "conversation").first()
    if participant is None:
        return False
    after = max(participant.last_read_seq, participant.joined_seq)
    unread = list(
        Message.objects.filter(conversation=participant.conversation_id, deleted_at=None, seq__gt=after)
        .exclude(sender=participant.person)
        .select_related("sender")
        .order_by("seq")
    )
    if not unread or unread[-1].seq <= participant.reminded_seq:
        return False
    participant.reminded_seq = unread[-1].seq
    participant.save(update_fields=["reminded_seq"])
    names = list(dict.fromkeys(shown_name(message.sender) for message in unread if message.sender))
    context = {
        "senders": ", ".join(names[:NAMED]), "more": max(0, len(names) - NAMED), "count": len(unread),
        "latest_at": instant(unread[-1].sent_at),
    }  # fmt: skip
    url = reverse("conversation", args=[participant.conversation_id])
    notify(to=participant.person, kind=KIND, about=participant.conversation, occurrence=participant.reminded_seq, context=context, url=url)
    return True


def take_back(*, conversation: Conversation, person: User) -> None:
    """The person has read all that a reminder spoke of: what was not mailed yet stays here, and the notice counts as seen."""
    supersede(conversation, [KIND], people=[person])
    mark_notices_read(by=person, about=conversation)
