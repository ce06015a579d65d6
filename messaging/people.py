"""Reads about people in conversations: who came when and may see what, which groups there are, who is blocked."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from messaging.models import Block, Conversation, Message, Participant
from messaging.queries import message_for
from network.accounts.models import User
from network.core.errors import NotVisible
from network.programmes.models import Programme
from network.programmes.queries import people_of

MOST_IN_COMPANY = 30  # in a larger conversation nobody is told who is here: each would tell all others
_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Stay:
    """A person's time in a conversation, as another member sees it: from the beginning or from a number on, to the end or to a number."""

    participant: Participant
    from_the_start: bool
    is_over: bool

    @property
    def person(self) -> User:
        """Whose."""
        return self.participant.person


def stays_visible_to(user: User, conversation: Conversation) -> list[Stay]:
    """Who is and was in, who is in first, then by name; for somebody who left, as it stood then.

    Of announcements only their writers and oneself. `conversation` comes from the queries: whoever has it may see this.
    """
    rows = Participant.objects.filter(conversation=conversation).select_related("person").order_by("person__sort_key", "joined_seq")
    if conversation.kind == Conversation.Kind.ANNOUNCEMENT:
        rows = rows.filter(Q(may_write=True, left_seq=None) | Q(person=user))
    found = list(rows)
    own = [row for row in found if row.person_id == user.pk]
    until = None if not own or any(row.left_seq is None for row in own) else max(row.left_seq for row in own)
    stays = [
        Stay(row, row.joined_seq == 0, row.left_seq is not None and (until is None or row.left_seq <= until))
        for row in found
        if until is None or row.joined_seq < until
    ]
    return sorted(stays, key=lambda stay: stay.is_over)


def candidates_of(conversation: Conversation) -> QuerySet[User]:
    """Who could be brought into a group: the programme's people; nobody where there is none."""
    return people_of(conversation.programme) if conversation.programme is not None else User.objects.none()


def newcomers_of(conversation: Conversation) -> QuerySet[User]:
    """Those of them who are not in."""
    present = Participant.objects.filter(conversation=conversation, left_seq=None).values("person")
    return candidates_of(conversation).exclude(pk__in=present)


def member_of(conversation: Conversation, pk: UUID) -> User:
    """Somebody who is in now. Raises NotVisible."""
    stay = Participant.objects.filter(conversation=conversation, person=pk, left_seq=None).select_related("person").first()
    if stay is None:
        raise NotVisible
    return stay.person


def company_of(user: UUID, conversation: UUID) -> list[UUID]:
    """Who may know that the person is here or writes: the others in a conversation in which both may write and both show it.

    Nobody in announcements, in a closed conversation or in one of more than MOST_IN_COMPANY, and nobody with a block between the two.
    """
    here = Participant.objects.filter(conversation=conversation, left_seq=None, may_write=True, person__shows_presence=True, person__is_active=True)
    blocks = Block.objects.filter(Q(person=user, blocked=OuterRef("person")) | Q(person=OuterRef("person"), blocked=user))
    others = here.filter(Exists(here.filter(person=user)), conversation__closed_at=None).exclude(person=user)
    found = others.exclude(conversation__kind=Conversation.Kind.ANNOUNCEMENT).exclude(Exists(blocks)).order_by("person")
    people = list(found.values_list("person_id", flat=True)[: MOST_IN_COMPANY + 1])
    return people if len(people) <= MOST_IN_COMPANY else []


def groups_of(programme: Programme, user: User) -> QuerySet[Conversation]:
    """The programme's open groups with how many are in (`size`) and whether the coordinator who looks is (`is_in`): names, never words."""
    mine = Participant.objects.filter(conversation=OuterRef("pk"), person=user, left_seq=None)
    groups = Conversation.objects.filter(programme=programme, kind=Conversation.Kind.COHORT, subject_id=None, closed_at=None)
    size = Count("participants", filter=Q(participants__left_seq=None))
    return groups.annotate(size=size, is_in=ExpressionWrapper(Exists(mine), output_field=BooleanField())).order_by("title", "pk")


def group_for(programme: Programme, pk: UUID) -> Conversation:
    """An open group of the programme. Raises NotVisible."""
    group = Conversation.objects.filter(programme=programme, kind=Conversation.Kind.COHORT, subject_id=None, closed_at=None, pk=pk).first()
    if group is None:
        raise NotVisible
    return group


def message_seen_by(user: User, pk: UUID) -> Message:
    """A message wherever it stands, if the person may read it. Raises NotVisible."""
    place = Message.objects.filter(pk=pk).values_list("conversation", flat=True).first()
    if place is None:
        raise NotVisible
    return message_for(user, place, pk)


def has_blocked(user: User, other: User) -> bool:
    """Whether the person has blocked the other one; of the other's blocks they learn nothing."""
    return Block.objects.filter(person=user, blocked=other).exists()


def blocked_by(user: User) -> list[User]:
    """Whom the person has blocked, by name."""
    return list(User.objects.filter(pk__in=Block.objects.filter(person=user).values("blocked")))


def offered(everybody: QuerySet[User], words: str, chosen: Collection[str], most: int) -> tuple[list[User], bool]:
    """At most so many of the people whose name holds the words, besides those already chosen (identifiers as text), by name; and whether there are more."""
    keys = [UUID(key) for key in chosen if _UUID.fullmatch(key)]
    found = list(everybody.filter(name__icontains=words)[: most + 1])
    picked = [] if not keys else list(everybody.filter(pk__in=keys).exclude(pk__in=[person.pk for person in found[:most]]))
    return sorted(found[:most] + picked, key=lambda person: person.sort_key), len(found) > most
