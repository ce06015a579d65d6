"""Who may bring people into a conversation, take them out, leave it, or ask in private. Reading it gives no such right, and none of these gives reading."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from messaging.models import Block, Conversation, Message, Participant
from messaging.rules import CLOSED, LEFT
from network.accounts.models import User
from network.core.errors import ALLOWED, Conflict, Refused, Verdict
from network.programmes.queries import coordinators_of, is_coordinator

NOT_A_GROUP = _("Who is in this conversation follows from what it is about.")
CHOOSE = _("Choose people of the programme.")
NOT_YOURS = _("Only coordinators of the programme who are in this group can do this.")


def is_in(user: User, conversation: Conversation) -> bool:
    """Whether the person is in the conversation now."""
    return Participant.objects.filter(conversation=conversation, person=user, left_seq=None).exists()


def can_run(user: User, conversation: Conversation) -> Verdict:
    """A group is run by the coordinators of its programme who are in it; who is in one about something (a cohort) follows from that."""
    if conversation.kind != Conversation.Kind.COHORT or conversation.programme is None or conversation.subject_id is not None:
        return Refused(NOT_A_GROUP, code="not-a-group")
    if not is_coordinator(user, conversation.programme) or not is_in(user, conversation):
        return Refused(NOT_YOURS, code="not-a-coordinator")
    return Conflict(CLOSED, code="closed") if conversation.is_closed else ALLOWED


def can_add(user: User, conversation: Conversation, people: Collection[User]) -> Verdict:
    """The same; and a coordinator of the programme may come in alone, seen by everybody, and reads from then on."""
    if {person.pk for person in people} == {user.pk} and conversation.kind == Conversation.Kind.COHORT and conversation.subject_id is None:
        if conversation.programme is None or not is_coordinator(user, conversation.programme):
            return Refused(NOT_YOURS, code="not-a-coordinator")
        return Conflict(CLOSED, code="closed") if conversation.is_closed else ALLOWED
    return can_run(user, conversation)


def can_leave(user: User, conversation: Conversation) -> Verdict:
    """A group can be left; its last coordinator passes it on or ends it first."""
    match conversation.kind:
        case Conversation.Kind.ANNOUNCEMENT:
            return Refused(_("Announcements reach everybody of the programme. You can mute them."), code="not-a-group")
        case Conversation.Kind.MENTORSHIP:
            return Refused(_("This conversation belongs to your mentorship and ends with it. You can mute it."), code="not-a-group")
        case Conversation.Kind.DIRECT:
            return Refused(_("A conversation of two cannot be left. You can mute it, or block the other person."), code="not-a-group")
    if conversation.subject_id is not None:
        return Refused(NOT_A_GROUP, code="not-a-group")
    if conversation.is_closed or conversation.programme is None:
        return ALLOWED
    stays = Participant.objects.filter(conversation=conversation, left_seq=None, person__in=coordinators_of(conversation.programme).values("pk"))
    in_charge = set(stays.values_list("person_id", flat=True))
    if in_charge == {user.pk} and Participant.objects.filter(conversation=conversation, left_seq=None).exclude(person=user).exists():
        return Conflict(_("You are the only coordinator here. Bring another one in first, or end the group."), code="last-coordinator")
    return ALLOWED


def can_ask(user: User, message: Message) -> Verdict:
    """Who reads an announcement may ask its author, in private."""
    if message.conversation.kind != Conversation.Kind.ANNOUNCEMENT:
        return Refused(_("Answer in the conversation itself."), code="not-an-announcement")
    if not is_in(user, message.conversation):
        return Refused(LEFT, code="left")
    if message.sender is None or not message.sender.is_active:
        return Conflict(_("Who wrote this is no longer here. Write to another coordinator of the programme."), code="nobody")
    if message.sender_id == user.pk:
        return Refused(_("You wrote this yourself."), code="yourself")
    return can_talk(user, message.sender)


def can_talk(user: User, other: User) -> Verdict:
    """Whether nothing stands between two people."""
    if Block.objects.filter(person=user, blocked=other).exists():
        return Refused(_("You have blocked this person. Lift the block to write to them."), code="blocked")
    if Block.objects.filter(person=other, blocked=user).exists():
        return Refused(_("You cannot write to this person here."), code="blocked")
    return ALLOWED
