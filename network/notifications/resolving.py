"""What an administrator decides about mail whose fate is not known, or that was refused."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from network.accounts.models import User
from network.core import clock
from network.core.errors import ALLOWED, Conflict, Refused, Verdict, require
from network.notifications import wake
from network.notifications.models import Delivery
from network.notifications.outbox import wiped

State = Delivery.State


def can_resolve(user: User, row: Delivery) -> Verdict:
    """Administrators resolve what is unknown or failed."""
    if not user.is_staff:
        return Refused(_("Only an administrator may do this."))
    if row.state not in (State.UNKNOWN, State.FAILED):
        return Conflict(_("This mail is “%(state)s”; there is nothing to decide.") % {"state": row.get_state_display()}, code="state")
    return ALLOWED


def mark_arrived(*, delivery_id: UUID, by: User) -> Delivery:
    """It arrived: record it as sent. Raises Refused or Conflict."""
    with transaction.atomic():
        row = _locked(delivery_id, by)
        changes = {"state": State.SENT, "sent_at": clock.now(), "resolved_by": by, "lease_until": None, **wiped(row)}
        return _write(row, changes)


def send_again(*, delivery_id: UUID, by: User) -> Delivery:
    """It did not arrive: send the same message again, with the same Message-ID.

    When something newer about the same subject has gone out to this reader meanwhile, it is
    recorded as overtaken instead: an old message must not arrive after a newer one.
    """
    with transaction.atomic():
        row = _locked(delivery_id, by)
        newer = Delivery.objects.filter(subject_id=row.subject_id, kind=row.kind, address=row.address, channel=row.channel, id__gt=row.pk)
        if row.subject_id and newer.exclude(state__in=[State.FAILED, State.SUPERSEDED]).exists():
            return _write(row, {"state": State.SUPERSEDED, "resolved_by": by})
        changes = {"state": State.DUE, "attempts": 0, "next_try_at": None, "lease_until": None, "error": "", "resolved_by": by}
        wake.after_commit()
        return _write(row, changes)


def _locked(delivery_id: UUID, by: User) -> Delivery:
    """Two administrators decide at once: the second finds it decided."""
    row = Delivery.objects.select_for_update(of=("self",), no_key=True).get(pk=delivery_id)
    require(can_resolve(by, row))
    return row


def _write(row: Delivery, changes: dict[str, object]) -> Delivery:
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=list(changes))
    return row
