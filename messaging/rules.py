"""Who may do what in a conversation. Whether somebody sees it at all is decided by the queries."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from messaging.models import Conversation, Message, Participant
from network.accounts.models import User
from network.core.errors import ALLOWED, Conflict, Refused, Verdict

CLOSED = _("This conversation has ended. You can still read it, but nothing can be added.")
LEFT = _("You are no longer in this conversation. You can read it up to the day you left.")
READS_ONLY = _("You can read here, but not write.")


def may_write(conversation: Conversation) -> Verdict:
    """The same for a conversation as its queries load it (`is_member`); asks nothing of the database."""
    if not conversation.is_member:
        return Refused(LEFT, code="left")
    if conversation.is_closed:
        return Conflict(CLOSED, code="closed")
    return ALLOWED if conversation.may_write else Refused(reads_only(conversation), code="read-only")


def reads_only(conversation: Conversation) -> Promise:
    """Why somebody who is in may not write."""
    if conversation.kind == Conversation.Kind.ANNOUNCEMENT:
        if conversation.subject_id is not None:
            return _("Only those who run it write here. You can ask the author of an announcement in private.")
        return _("Only the programme's coordinators write here. You can ask the author of an announcement in private.")
    return _("You cannot write to this person here.") if conversation.kind == Conversation.Kind.DIRECT else READS_ONLY


def can_write(user: User, conversation: Conversation) -> Verdict:
    """Whether the person may add to it."""
    stay = Participant.objects.filter(conversation=conversation, person=user, left_seq=None).values_list("may_write", flat=True).first()
    if stay is None:
        return Refused(LEFT, code="left")
    if conversation.is_closed:
        return Conflict(CLOSED, code="closed")
    return ALLOWED if stay else Refused(reads_only(conversation), code="read-only")


def can_pin(user: User, message: Message) -> Verdict:
    """Whether the person may pin the message or take its pin away: whoever may write here."""
    if message.deleted_at is not None:
        return Conflict(_("This message was deleted."), code="deleted")
    return can_write(user, message.conversation)


def can_change(user: User, message: Message) -> Verdict:
    """Whether the person may edit or delete the message: one's own, while the conversation is open."""
    if message.sender_id != user.pk:
        return Refused(_("Only who wrote a message can change it."), code="not-yours")
    if message.deleted_at is not None:
        return Conflict(_("This message was deleted."), code="deleted")
    return can_write(user, message.conversation)
