"""Reading notices, preferences and the outbox."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from network.accounts.models import User
from network.core import clock
from network.core.errors import NotVisible, Refused
from network.notifications import kinds
from network.notifications.compose import UNSUBSCRIBE_SALT
from network.notifications.models import Delivery, MailHabits, Notification, Preference
from network.notifications.render import render_notice
from network.notifications.services import reader_of

NEWEST_DUE = ("-due_at", "-id")  # a reminder is written long before it is due: its key tells when it was planned
UNCLEAR = (Delivery.State.UNKNOWN, Delivery.State.FAILED)


@dataclass(frozen=True, slots=True)
class Choice:
    """One group of kinds with how it comes by each channel; `reason` says why a fixed one always does."""

    group: str
    label: str
    channels: dict[str, str]
    fixed: bool
    reason: str = ""


def notices_of(person: User) -> QuerySet[Notification]:
    """A person's own notices that are due, by the time that is shown, newest first; a visitor has none."""
    if not person.is_authenticated:
        return Notification.objects.none()
    return Notification.objects.filter(person=person, due_at__lte=clock.now()).order_by(*NEWEST_DUE)


def notice_for(person: User, pk: UUID) -> Notification:
    """One of a person's own notices. Raises NotVisible."""
    row = notices_of(person).filter(pk=pk).first()
    if row is None:
        raise NotVisible
    return row


def unread_count(person: User) -> int:
    """How many notices a person has not read, without those that came in quiet hours which still last."""
    return notices_of(person).filter(read_at=None, rings_at__lte=clock.now()).count()


def words_of(notice: Notification, person: User) -> str:
    """A notice's line, in the reader's present language and zone."""
    return render_notice(notice.kind, notice.context, reader_of(person))


def preferences_of(person: User) -> list[Choice]:
    """Every group with what is on for this person."""
    rows = {(row.group, row.channel): row.mode for row in Preference.objects.filter(person=person)}
    return [
        Choice(
            group, str(label), {channel: rows.get((group, channel), kinds.NOW) for channel in kinds.CHANNELS},
            group in kinds.ALWAYS_ON, str(kinds.ALWAYS_ON.get(group, "")),
        )
        for group, label in kinds.GROUPS.items()
    ]  # fmt: skip


def habits_of(person: User) -> MailHabits:
    """How the person wants their mails; the usual where they said nothing."""
    return MailHabits.objects.filter(person=person).first() or MailHabits(person=person)


def unsubscribe_choice(token: str) -> tuple[User, str]:
    """The person and the group behind a signed address in a mail. Raises NotVisible for a forged one."""
    try:
        person_id, group = signing.loads(token, salt=UNSUBSCRIBE_SALT)
    except (signing.BadSignature, ValueError):
        raise NotVisible from None
    person = User.objects.filter(pk=person_id, is_active=True).first()
    if person is None or (group not in kinds.GROUPS and group != kinds.DIGEST):
        raise NotVisible
    return person, group


def last_told(person: User, kind: str) -> dict | None:
    """The context of the newest mail of a kind that left for this person, or may have."""
    left = [Delivery.State.SENT, Delivery.State.SENDING, Delivery.State.UNKNOWN]
    return Delivery.objects.filter(person=person, kind=kind, state__in=left).order_by("-id").values_list("context", flat=True).first()


def deliveries_visible_to(user: User) -> QuerySet[Delivery]:
    """The outbox, for administrators. Raises Refused for anybody else."""
    if not user.is_staff:
        raise Refused(_("Only an administrator sees the mail that went out."))
    return (
        Delivery.objects.filter(is_historic=False, channel="mail").select_related("person", "resolved_by").defer("mime", "calendar", "context").order_by("-id")
    )


def delivery_for(user: User, pk: UUID) -> Delivery:
    """One row of the outbox, for administrators. Raises Refused or NotVisible."""
    row = deliveries_visible_to(user).filter(pk=pk).first()
    if row is None:
        raise NotVisible
    return row


def stalled() -> QuerySet[Delivery]:
    """Mail that was due an hour ago and has not left: the worker is away, or the mail server."""
    return Delivery.objects.filter(state=Delivery.State.DUE, channel="mail", due_at__lt=clock.now() - timedelta(hours=1))
