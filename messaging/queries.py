"""Reads of conversations, each for one person."""

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import BooleanField, Case, Count, Exists, ExpressionWrapper, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, Greatest, JSONObject, Least, Left

from messaging import marks
from messaging.models import Conversation, Mention, Message, Participant
from network.accounts.models import User
from network.core import clock
from network.core.errors import NotVisible

CATCH_UP = 500  # rows; who is further behind starts afresh
PAGE = 50  # messages shown at once
BRIEF = 160  # characters of the latest message that are loaded
MARKED = 1000  # and of one with marks in these: what begins there mostly ends within so many
LIVELY_FIRST = ("-active_at", "-id")  # the conversation with the newest message first


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed after a number. `last_seq` is the number the reader now stands at."""

    last_seq: int
    is_member: bool
    joined_seq: int
    rows: list[Message] = field(default_factory=list)
    too_many: bool = False
    pinned_seq: int = 0
    read_seq: int = 0


@dataclass(frozen=True, slots=True)
class Stretch:
    """A page of messages, oldest first, and whether the reader can go on from it either way."""

    rows: list[Message]
    has_older: bool = False
    has_newer: bool = False


def _participations(user: User, conversation: object = None) -> QuerySet[Participant]:
    return Participant.objects.filter(person=user, conversation=conversation or OuterRef("pk"))


def _readable(user: User) -> Exists:
    """Whether a message lies between the numbers of joining and leaving of one of the person's stays."""
    stay = Participant.objects.filter(conversation=OuterRef("conversation"), person=user, joined_seq__lt=OuterRef("seq"))
    return Exists(stay.filter(Q(left_seq=None) | Q(left_seq__gte=OuterRef("changed_seq"))))


def _unread(user: User) -> Q:
    """Others' undeleted messages after the read position of `conversation__participants`."""
    return Q(
        ~Q(sender=user),
        deleted_at=None,
        conversation__participants__person=user,
        conversation__participants__left_seq=None,
        seq__gt=Greatest("conversation__participants__last_read_seq", "conversation__participants__joined_seq"),
    )


def _unread_mentions(user: User) -> QuerySet[Mention]:
    """What mentions the person and lies beyond where they have read, in a conversation they are in; muted or not."""
    mentions = Mention.objects.filter(person=user, conversation=OuterRef("pk"))
    place = F("conversation__participants__last_read_seq")
    return mentions.filter(conversation__participants__person=user, conversation__participants__left_seq=None, seq__gt=place)


def conversations_visible_to(user: User) -> QuerySet[Conversation]:
    """A person's conversations, the liveliest first, with the exact `unread`, `is_member`, `mentioned` and the `latest` message in brief.

    Whoever left has each as it stood then: its last message, its people, how far those had read.
    """
    now_in = _participations(user).filter(left_seq=None)
    unread = Message.objects.filter(_unread(user), conversation=OuterRef("pk")).order_by().values("conversation").annotate(n=Count("pk")).values("n")
    latest = Message.objects.filter(_readable(user), conversation=OuterRef("pk")).annotate(start=Left("body", BRIEF)).order_by("-seq")
    body = Case(When(start__regex=f"(?n){marks.SIGN.pattern}", then=Left("body", MARKED)), default="start")  # n: ^ is where a line begins
    brief = JSONObject(body=body, file=KT("attachments__0__name"), sender="sender__name", sender_id="sender_id", deleted_at="deleted_at", sent_at="sent_at")
    now = Coalesce("last_message_at", "created_at")
    return (
        Conversation.objects.filter(Exists(_participations(user)))
        .annotate(
            is_member=ExpressionWrapper(Exists(now_in), output_field=BooleanField()),
            read_seq=Coalesce(Subquery(now_in.values("last_read_seq")[:1]), Value(0)),
            may_write=Coalesce(Subquery(now_in.values("may_write")[:1]), Value(False)),
            muted_until=Subquery(now_in.filter(muted_until__gt=clock.now()).values("muted_until")[:1]),
            unread=Coalesce(Subquery(unread), Value(0)),
            mentioned=ExpressionWrapper(Exists(_unread_mentions(user)), output_field=BooleanField()),
            latest=Subquery(latest.values(brief=brief)[:1]),
            active_at=Case(When(is_member=True, then=now), default=Coalesce(Subquery(latest.values("sent_at")[:1]), "created_at")),
        )
        .select_related("programme")
        .prefetch_related(Prefetch("participants", queryset=_people_seen_by(user), to_attr="people_in"))
        .order_by(*LIVELY_FIRST)
    )


def _people_seen_by(user: User) -> QuerySet[Participant]:
    """Who is in, with `read_seq`; for somebody who left, who was in at that moment and how far they had read.

    Of announcements only who writes them, and oneself: nobody is shown who reads.
    """
    last_stay = Participant.objects.filter(conversation=OuterRef("conversation"), person=user).order_by("-joined_seq")
    then = Q(until__isnull=False, joined_seq__lt=F("until")) & (Q(left_seq=None) | Q(left_seq__gte=F("until")))
    return (
        Participant.objects.annotate(until=Subquery(last_stay.values("left_seq")[:1]))
        .filter(Q(until=None, left_seq=None) | then)
        .filter(~Q(conversation__kind=Conversation.Kind.ANNOUNCEMENT) | Q(may_write=True) | Q(person=user))
        .annotate(read_seq=Least("last_read_seq", "until"))  # LEAST of PostgreSQL leaves out what is NULL
        .select_related("person")
        .order_by("person__sort_key")
    )


def conversation_for(user: User, pk: UUID) -> Conversation:
    """One of the person's conversations, as the list has it. Raises NotVisible."""
    conversation = conversations_visible_to(user).filter(pk=pk).first()
    if conversation is None:
        raise NotVisible
    return conversation


def unread_total(user: User) -> int:
    """How many messages wait for a person, in one query. What is muted waits quietly: of that only what mentions them is among them."""
    here = "conversation__participants__muted_until"
    mention = Exists(Mention.objects.filter(message=OuterRef("pk"), person=user))
    return Message.objects.filter(_unread(user) & (Q(**{here: None}) | Q(**{f"{here}__lte": clock.now()}) | mention)).count()


def readable_to(user: User) -> QuerySet[Message]:
    """All messages that the person may read, of whatever conversation."""
    return Message.objects.filter(_readable(user))


def messages_visible_to(user: User, conversation: UUID) -> QuerySet[Message]:
    """A conversation's messages that the person may read."""
    return Message.objects.filter(_readable(user), conversation=conversation).select_related("sender")


def message_for(user: User, conversation: UUID, pk: UUID) -> Message:
    """One message the person may read. Raises NotVisible."""
    message = messages_visible_to(user, conversation).select_related("sender", "conversation").filter(pk=pk).first()
    if message is None:
        raise NotVisible
    return message


def messages_since(user: User, conversation: UUID, since: int, limit: int = CATCH_UP) -> Changes:
    """What the person must learn after number `since`, in number order. Raises NotVisible for a stranger.

    The counter is read before the rows: a change in between is in the rows or comes with the next call, never lost.
    """
    stays = list(
        _participations(user, conversation)
        .values_list("joined_seq", "left_seq", "conversation__counter", "conversation__pinned_seq", "last_read_seq")
        .order_by("joined_seq")
    )
    if not stays:
        raise NotVisible
    joined, left, counter, pinned, read = stays[-1]
    top = counter if left is None else left
    rows = list(messages_visible_to(user, conversation).filter(changed_seq__gt=since).order_by("changed_seq")[: limit + 1])
    if len(rows) > limit:
        return Changes(top, left is None, joined, too_many=True, read_seq=read)
    return Changes(max([top, *(row.changed_seq for row in rows)]), left is None, joined, rows, pinned_seq=min(pinned, top), read_seq=read)


def messages_before(user: User, conversation: UUID, before: int | None = None, limit: int = PAGE) -> Stretch:
    """The page that ends before place `before`; the newest when None."""
    visible = messages_visible_to(user, conversation)
    rows = visible if before is None else visible.filter(seq__lt=before)
    found = list(rows.order_by("-seq")[: limit + 1])
    has_newer = before is not None and _any(visible.filter(seq__gte=before).order_by("seq"))
    return Stretch(found[:limit][::-1], len(found) > limit, has_newer)


def messages_after(user: User, conversation: UUID, after: int, limit: int = PAGE) -> Stretch:
    """The page that begins after place `after`."""
    visible = messages_visible_to(user, conversation)
    found = list(visible.filter(seq__gt=after).order_by("seq")[: limit + 1])
    return Stretch(found[:limit], _any(visible.filter(seq__lte=after).order_by("-seq")), len(found) > limit)


def _any(rows: QuerySet[Message]) -> bool:
    """Whether there is one; in the order of places, so that the first row of the index answers."""
    return bool(rows.values_list("seq")[:1])


def present_in(people: Collection[UUID], conversations: Collection[UUID]) -> set[tuple[UUID, UUID]]:
    """Who of these people is in which of these conversations now, as (person, conversation)."""
    present = Participant.objects.filter(person__in=people, conversation__in=conversations, left_seq=None)
    return set(present.values_list("person_id", "conversation_id"))
