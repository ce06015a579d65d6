"""Every mail that left, for the demo's mailbox. There is none outside the demo."""

from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from network.core.errors import NotVisible
from network.notifications.models import Delivery


def mails(to: str = "") -> QuerySet[Delivery]:
    """Mails that left, newest first, to one address where it is given. Raises NotVisible outside the demo."""
    if not settings.DEMO:
        raise NotVisible
    rows = Delivery.objects.filter(state=Delivery.State.SENT, is_historic=False, mime__isnull=False).order_by("-sent_at", "-id")
    return rows.filter(address__iexact=to) if to else rows


def mail_by(pk: UUID) -> Delivery:
    """One of them. Raises NotVisible."""
    row = mails().filter(pk=pk).first()
    if row is None:
        raise NotVisible
    return row
