"""Talks of two that are about nothing else: whoever meets somebody here may write to them alone."""

from collections.abc import Iterator
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from messaging import member_rules, quiet, services
from messaging.models import Conversation, Participant
from network.accounts.models import User
from network.core.errors import NotVisible, require
from network.programmes.models import Programme
from network.programmes.queries import coordinated_by, people_of

DIRECT = Conversation.Kind.DIRECT


def meetings_of(user: User, other: User) -> Iterator[Programme | None]:
    """Where two people meet, each time with the programme whose moderators look at what is reported from a talk of theirs.

    That is a conversation both are in (of announcements, with whoever writes them), and a programme that one of them coordinates.
    """
    here = Participant.objects.filter(conversation=OuterRef("pk"), left_seq=None)
    both = Conversation.objects.filter(Exists(here.filter(person=user)), Exists(here.filter(person=other)), closed_at=None).exclude(kind=DIRECT)
    writes = Exists(here.filter(person__in=[user, other], may_write=True))
    shared = both.filter(~Q(kind=Conversation.Kind.ANNOUNCEMENT) | writes).select_related("programme")
    for talk in shared.order_by(F("programme").asc(nulls_last=True), "pk")[:1]:
        yield talk.programme
    for one, two in ((user, other), (other, user)):
        yield from (programme for programme in coordinated_by(one).order_by("pk") if people_of(programme).filter(pk=two.pk).exists())


def person_met(user: User, pk: UUID) -> User:
    """Somebody whom the person meets here. Raises NotVisible."""
    other = User.objects.filter(pk=pk, is_active=True).exclude(pk=user.pk).first()
    if other is None or not any(True for _ in meetings_of(user, other)):
        raise NotVisible
    return other


def talk_with(other: User, user: User) -> Conversation | None:
    """The direct talk of the two that is about nothing else, ended or not."""
    return quiet.direct_talks(user, other).filter(subject_type="").order_by("-pk").first()


@transaction.atomic
def write_to(*, other: User, by: User, body: str, client_uuid: UUID | None = None) -> Conversation:
    """Write to one person: in the talk of the two, opened where there is none. `other` comes from `person_met`.

    Raises Refused, Conflict, and Invalid for the body.
    """
    # Both people are locked: two who write at once must not open two conversations, and a block comes before or after.
    quiet.lock_pair(other, by)
    require(member_rules.can_talk(by, other))
    talk = talk_with(other, by)
    if talk is None:
        talk = services.open_conversation(kind=DIRECT, people=[by, other], by=by, programme=next(meetings_of(by, other), None))
    services.send(conversation=talk, by=by, body=body, client_uuid=client_uuid)
    return talk
