"""Which messages somebody has not read, for the mail that tells them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.urls import reverse

from messaging import activity, marks
from messaging.attachments import names_of
from messaging.models import Conversation, Mention, Message, Participant
from messaging.rows import instant, shown_name
from network.core import clock

NAMED = 3  # senders named in the subject
SHOWN, LONGEST = 5, 1500  # messages of a conversation in the mail, and characters of each
TALKS = 10  # conversations in one mail

TOLD = Greatest("last_read_seq", "joined_seq", "reminded_seq")


def stays() -> QuerySet[Participant]:
    """Who is in a conversation now. Who muted it (`is_muted`) wants to hear of what mentions them and of nothing else."""
    is_muted = ExpressionWrapper(Q(muted_until__isnull=False, muted_until__gt=clock.now()), output_field=BooleanField())
    return Participant.objects.filter(left_seq=None, person__is_active=True).annotate(is_muted=is_muted)


def waiting_people(limit: int) -> list[UUID]:
    """People with a message that is old enough, that they neither read nor were told of, and who are away.

    Away is who has for `MESSAGE_REMINDER_AFTER` neither read nor written anything on any device, nor done anything on a page
    of conversations (`activity`). Who was told and has not come back since is told again after `MESSAGE_REMINDER_AGAIN`,
    whatever is written meanwhile.
    """
    now = clock.now()
    idle_since = now - settings.MESSAGE_REMINDER_AFTER
    new = Greatest(OuterRef("last_read_seq"), OuterRef("joined_seq"), OuterRef("reminded_seq"))
    old = Message.objects.filter(conversation=OuterRef("conversation"), deleted_at=None, sent_at__lte=idle_since, seq__gt=new)
    calls = Mention.objects.filter(
        person=OuterRef("person"), conversation=OuterRef("conversation"), seq__gt=new, message__deleted_at=None, message__sent_at__lte=idle_since
    )
    hears = Q(Exists(old.exclude(sender=OuterRef("person"))), is_muted=False) | Q(Exists(calls), is_muted=True)
    waiting = stays().filter(hears, conversation__counter__gt=TOLD).exclude(person__in=activity.active_since(idle_since))
    mine = Participant.objects.filter(person=OuterRef("person")).order_by()
    people = waiting.annotate(
        seen_at=Greatest(_latest(mine, "read_at"), _last_written(now - settings.MESSAGE_REMINDER_AGAIN)), told_at=_latest(mine, "reminded_at")
    )
    away = Q(seen_at=None) | Q(seen_at__lte=idle_since)
    may_be_told = Q(told_at=None) | Q(told_at__lte=now - settings.MESSAGE_REMINDER_AGAIN) | Q(seen_at__gt=F("told_at"))
    return list(people.filter(away, may_be_told).order_by("person").values_list("person", flat=True).distinct()[:limit])


def _latest(rows: QuerySet[Participant], name: str) -> Subquery:
    return Subquery(rows.filter(**{f"{name}__isnull": False}).order_by(f"-{name}").values(name)[:1])


def _last_written(since: datetime) -> Subquery:
    """When the person wrote last. Bounded by `since`: the index of a conversation by time answers."""
    rows = Message.objects.filter(conversation__participants__person=OuterRef("person"), sender=OuterRef("person"), sent_at__gt=since)
    return Subquery(rows.order_by("-sent_at").values("sent_at")[:1])


def unread_of(stay: Participant, upto: int | None = None) -> list[Message]:
    """Others' undeleted messages after the read position and not after `upto`, oldest first; without their bodies, since few are shown.

    Of a conversation that is muted those that mention the person. `stay` comes from `stays`.
    """
    after = max(stay.last_read_seq, stay.joined_seq)
    rows = Message.objects.filter(conversation=stay.conversation_id, deleted_at=None, seq__gt=after).exclude(sender=stay.person_id)
    if stay.is_muted:
        rows = rows.filter(mentions__person=stay.person_id)
    if upto is not None:
        rows = rows.filter(seq__lte=upto)
    return list(rows.select_related("sender").only("seq", "sent_at", "sender__name", "sender__email").order_by("seq"))


def summary(messages: list[Message]) -> dict[str, object]:
    """Who wrote how many, in plain values; `messages` are not empty."""
    names = list(dict.fromkeys(shown_name(message.sender) for message in messages if message.sender))
    return {
        "senders": ", ".join(names[:NAMED]), "more": max(0, len(names) - NAMED), "count": len(messages),
        "latest_at": instant(max(message.sent_at for message in messages)),
    }  # fmt: skip


def talk(stay: Participant, messages: list[Message], told: int) -> dict[str, object]:
    """One conversation in the mail: the newest of its messages after number `told` in full, or nearly; how many unread ones came before."""
    shown = [message for message in messages if message.seq > told][-SHOWN:]
    said = Message.objects.in_bulk([message.pk for message in shown])
    return {
        "title": stay.conversation.title,
        "is_announcement": stay.conversation.kind == Conversation.Kind.ANNOUNCEMENT,
        "names": summary(messages)["senders"],
        "url": f"{settings.BASE_URL}{reverse('conversation', args=[stay.conversation_id])}",
        "earlier": len(messages) - len(shown),
        "messages": [
            {
                "sender": shown_name(row.sender) if row.sender else "",
                "at": instant(row.sent_at),
                "body": _shortened(marks.readable(said[row.pk].body)),
                "files": names_of(said[row.pk].attachments),
            }
            for row in shown
            if row.pk in said
        ],
    }


def _shortened(body: str) -> str:
    return body if len(body) <= LONGEST else f"{body[:LONGEST].rstrip()} …"


def address_of(stays_told: Iterable[Participant]) -> str:
    """Where to read on: the conversation, or the list of them where there are several."""
    rooms = {stay.conversation_id for stay in stays_told}
    return reverse("conversation", args=[rooms.pop()]) if len(rooms) == 1 else reverse("conversations")
