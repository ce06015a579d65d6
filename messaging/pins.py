"""Pinning: a few messages stay at the top of a conversation, for everybody in it."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from messaging import publish, rules
from messaging.models import Message, Pin
from messaging.services import lock, next_number
from network.accounts.models import User
from network.core.errors import Conflict, require

MOST = 20  # pinned messages of a conversation


@transaction.atomic
def pin(*, message: Message, by: User) -> Pin:
    """Pin a message for everybody; one that is pinned stays as it is. Raises Refused, Conflict."""
    conversation = lock(message.conversation_id)
    message.refresh_from_db()
    require(rules.can_pin(by, message))
    there = Pin.objects.filter(message=message).first()
    if there is not None:
        return there
    if Pin.objects.filter(conversation=conversation).count() >= MOST:
        raise Conflict(_("So many are pinned that nobody would find one. Unpin another message first."), code="too-many")
    conversation.pinned_seq = next_number(conversation)
    conversation.save(update_fields=["pinned_seq"])
    pinned = Pin.objects.create(conversation=conversation, message=message, by=by, number=conversation.pinned_seq)
    publish.pins(conversation.pk, message.seq, conversation.pinned_seq)
    return pinned


@transaction.atomic
def unpin(*, message: Message, by: User) -> None:
    """Take a pin away, whoever set it. Without one nothing happens. Raises Refused, Conflict."""
    conversation = lock(message.conversation_id)
    message.refresh_from_db()
    require(rules.can_pin(by, message))
    if Pin.objects.filter(message=message).delete()[0]:
        conversation.pinned_seq = next_number(conversation)
        conversation.save(update_fields=["pinned_seq"])
        publish.pins(conversation.pk, message.seq, conversation.pinned_seq)
