"""What a person does for their own peace: mute a conversation, block somebody. Nobody else is told of either."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from messaging import publish, reminders, rules, services
from messaging.models import Block, Conversation, Participant
from network.accounts.models import User
from network.core import clock
from network.core.errors import Invalid, Refused


@transaction.atomic
def mute(*, conversation: Conversation, by: User, until: datetime) -> None:
    """No notices of this conversation until then (`models.FOR_GOOD`: until one says otherwise), but of what mentions the person.

    What comes is unread all the same. What waited to be mailed is taken back. Raises Invalid and Refused.
    """
    if until <= clock.now():
        raise Invalid({"until": [_("Choose a time that is still to come.")]})
    _set(conversation, by, until)
    reminders.take_back(conversation=conversation, person=by)


@transaction.atomic
def unmute(*, conversation: Conversation, by: User) -> None:
    """Hear of it again. Raises Refused."""
    _set(conversation, by, None)


def _set(conversation: Conversation, by: User, until: datetime | None) -> None:
    if not Participant.objects.filter(conversation=conversation, person=by, left_seq=None).update(muted_until=until):
        raise Refused(rules.LEFT, code="left")
    publish.reload_for(by, conversation.pk)


@transaction.atomic
def block(*, person: User, by: User) -> None:
    """No direct talk between the two from now on, whoever begins. Twice is once. Raises Invalid."""
    if person.pk == by.pk:
        raise Invalid({"person": [_("You cannot block yourself.")]})
    lock_pair(person, by)
    Block.objects.get_or_create(person=by, blocked=person)
    _let_write(person, by, may_write=False)


@transaction.atomic
def unblock(*, person: User, by: User) -> None:
    """Lift one's block. Where the other one has blocked too, nothing can be written yet."""
    lock_pair(person, by)
    Block.objects.filter(person=by, blocked=person).delete()
    if not Block.objects.filter(person=person, blocked=by).exists():
        _let_write(person, by, may_write=True)


def lock_pair(one: User, other: User) -> None:
    """Lock two people until the transaction ends.

    The race: a conversation of the two is opened while one blocks the other, and stays open for writing.
    """
    list(User.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=[one.pk, other.pk]).order_by("pk").values_list("pk"))


def direct_talks(one: User, other: User) -> QuerySet[Conversation]:
    """Direct conversations in which both are."""
    here = Participant.objects.filter(conversation=OuterRef("pk"), left_seq=None)
    return Conversation.objects.filter(Exists(here.filter(person=one)) & Exists(here.filter(person=other)), kind=Conversation.Kind.DIRECT)


def _let_write(one: User, other: User, *, may_write: bool) -> None:
    for pk in direct_talks(one, other).order_by("pk").values_list("pk", flat=True):
        talk = services.lock(pk)  # a message on its way is in before, or is refused after
        Participant.objects.filter(Q(person=one) | Q(person=other), conversation=talk, left_seq=None).update(may_write=may_write)
        publish.reload(pk)
