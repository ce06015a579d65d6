"""What belongs to single messages: what they said before, which are pinned. Only of messages that the person may read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from messaging.models import Mention, Message, Participant
from messaging.queries import messages_visible_to
from network.accounts.models import User

MOST_VERSIONS = 100  # the newest are told


@dataclass(frozen=True, slots=True)
class Said:
    """What a message said from one moment until another."""

    body: str
    since: datetime
    until: datetime


def said_before(message: Message) -> list[Said]:
    """What a message that the reader may see said before, the newest first. A deleted one says nothing of it.

    Whoever may read it could read it then: who came later does not see the message at all, and who left sees it only while
    it is as it was on that day.
    """
    versions = list(message.versions.order_by("-pk")[: MOST_VERSIONS + 1])
    begins = [*(version.created_at for version in versions[1:]), message.sent_at]
    return [Said(version.body, since, version.created_at) for version, since in zip(versions, begins, strict=False)][:MOST_VERSIONS]


def pinned_for(user: User, conversation: UUID) -> list[Message]:
    """The pinned messages that the person may read, the one pinned last first, each with its `pin` and who pinned it.

    Whoever left has those that were pinned on that day.
    """
    stay = Participant.objects.filter(conversation=OuterRef("conversation"), person=user)
    was_there = Exists(stay.filter(Q(left_seq=None) | Q(left_seq__gte=OuterRef("pin__number"))))
    pinned = messages_visible_to(user, conversation).filter(was_there, pin__isnull=False, deleted_at=None)
    return list(pinned.select_related("sender", "pin__by").order_by("-pin__number"))


def quoted_for(user: User, conversation: UUID, answered: Iterable[UUID | None]) -> dict[UUID, Message]:
    """The messages that are answered, by their id, as far as the person may read them: one query, or none."""
    wanted = {pk for pk in answered if pk is not None}
    return messages_visible_to(user, conversation).in_bulk(wanted) if wanted else {}


def mentioning(user: User, rows: Iterable[Message]) -> set[UUID]:
    """Which of these messages mention the person."""
    return set(Mention.objects.filter(person=user, message__in=[row.pk for row in rows]).values_list("message_id", flat=True))
