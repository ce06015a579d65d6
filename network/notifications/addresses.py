"""Mail follows its reader: what was planned for an old address goes to the one that is confirmed when it leaves."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from network.notifications.models import Delivery

AT_ONCE = 200


def follow_people(now: datetime) -> int:
    """Set the present address of whoever changed theirs on what is due at `now`; returns how many rows.

    The present one is the confirmed primary address; whoever never signed in (an invited investor) has only the one they
    were invited by. Bound rows stay: a mail that proves a mailbox is worth nothing in another, and a calendar knows a
    guest by the address that its first invitation named. Runs in the claiming transaction, before rows are chosen.
    """
    confirmed = EmailAddress.objects.filter(user=OuterRef("person"), primary=True, verified=True).values("email")[:1]
    due = Delivery.objects.filter(state=Delivery.State.DUE, due_at__lte=now, is_bound=False, person__isnull=False)
    moved = due.annotate(present=Coalesce(Subquery(confirmed), F("person__email"))).exclude(address=F("present"))
    # Ordered and skipping: two workers that move the same rows must not wait for each other in a circle.
    rows = list(moved.select_for_update(of=("self",), skip_locked=True, no_key=True).order_by("id")[:AT_ONCE])
    for row in rows:
        row.address = row.present
    return Delivery.objects.bulk_update(rows, ["address"])
