"""Sending what is due, each once (guarantee 4).

    due --claim--> due, leased --start--> sending --+--> sent
                                                    +--> due again (backoff) or failed: the server said so
                                                    +--> unknown: nobody said anything

`sending` is committed before the mail server is called. A worker that dies before that leaves a
lease that runs out, and another takes the row; one that dies after leaves `sending`, which becomes
`unknown` and waits for a person: the mail may have arrived, so it is never repeated by itself.
Leases and retries run on real time, what is due on the domain's clock.
"""

import logging
import math
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.query import QuerySet

from network.core import clock
from network.notifications import compose, kinds, sender
from network.notifications.addresses import follow_people
from network.notifications.due import due_for
from network.notifications.models import Delivery
from network.notifications.transport import Outcome

log = logging.getLogger(__name__)
State = Delivery.State
BATCH = 20
ATTEMPTS = 8  # with the backoff below, about nine hours
FIRST_WAIT = timedelta(seconds=30)


def deliver_due(now: datetime | None = None, *, for_seconds: float = math.inf) -> list[Delivery]:
    """Send everything that is due at `now` (the domain's now by default); returns what was sent.

    Safe to run from any number of workers at once. After `for_seconds` no other mail is begun: a task
    that ran into its time limit would stop in the middle of one, and leave it unknown.
    """
    until = time.monotonic() + for_seconds
    close_lost_leases()
    sent: list[Delivery] = []
    with sender.Sender() as mailer:
        while time.monotonic() < until and (batch := claim(now or clock.now())):
            for index, row in enumerate(batch):
                if time.monotonic() >= until:
                    _give_back(batch[index:])
                    break
                if _send(row, mailer):
                    sent.append(row)
    return sent


def _give_back(rows: list[Delivery]) -> None:
    """End leases on what was not begun, so that the next sweep need not wait for them."""
    for row in rows:
        _held(row).filter(state=State.DUE).update(lease_until=None)


def close_lost_leases() -> int:
    """Turn what was being sent when its worker died into `unknown`."""
    lost = Delivery.objects.filter(state=State.SENDING, lease_until__lt=clock.real_now())
    return lost.update(state=State.UNKNOWN, error="")


def claim(now: datetime) -> list[Delivery]:
    """Lease a batch of due rows, the oldest of each stream, and return them.

    A stream is what one reader hears about one subject: its rows leave one after the other, in order.
    """
    while True:
        found, ready = _lease_batch(now)
        if ready or not found:
            return ready


def _lease_batch(now: datetime) -> tuple[int, list[Delivery]]:
    """How many due rows were looked at, and those that may be sent now, leased."""
    real = clock.real_now()
    with transaction.atomic():
        follow_people(now)
        _overtake(now)
        # Two workers may look at the same rows: each locks what the other has not, and skips the rest.
        rows = list(
            _claimable(now, real).select_for_update(of=("self",), skip_locked=True, no_key=True).select_related("person").order_by("due_at", "id")[:BATCH]
        )
        ready = [row for row in rows if not _postponed(row, now)]
        lease = real + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
        for row in ready:
            row.lease_until = lease
        Delivery.objects.filter(pk__in=[row.pk for row in ready]).update(lease_until=lease)
    return len(rows), ready


def _claimable(now: datetime, real: datetime) -> QuerySet[Delivery]:
    earlier = _stream().filter(state__in=[State.DUE, State.SENDING], due_at__lte=now, id__lt=OuterRef("id"))
    return Delivery.objects.filter(
        Q(lease_until=None) | Q(lease_until__lt=real),
        Q(next_try_at=None) | Q(next_try_at__lte=real),
        ~Exists(earlier),
        state=State.DUE,
        due_at__lte=now,
        channel="mail",
    )


def _overtake(now: datetime) -> None:
    """Mark rows that waited until a newer one of the same kind is due as well."""
    newer = _stream().filter(kind=OuterRef("kind"), due_at__lte=now, id__gt=OuterRef("id")).exclude(state__in=[State.SUPERSEDED, State.FAILED])
    old = Delivery.objects.filter(Exists(newer), state=State.DUE, due_at__lte=now, subject_id__isnull=False)
    # Ordered locks: two workers that overtake the same rows must not wait for each other in a circle.
    ids = list(old.select_for_update(of=("self",), skip_locked=True, no_key=True).order_by("id").values_list("pk", flat=True)[:200])
    if ids:
        Delivery.objects.filter(pk__in=ids).update(state=State.SUPERSEDED)


def _stream() -> QuerySet[Delivery]:
    return Delivery.objects.filter(subject_id=OuterRef("subject_id"), address=OuterRef("address"), channel=OuterRef("channel"))


def _postponed(row: Delivery, now: datetime) -> bool:
    """Move a row whose reader must not be written to now: the worker was away, or their hours changed."""
    due_at = due_for(row.person, now, urgent=row.is_urgent, kind=row.kind)
    if due_at <= now:
        return False
    Delivery.objects.filter(pk=row.pk).update(due_at=due_at)
    return True


def _send(row: Delivery, mailer: "sender.Sender") -> bool:
    """Send one leased row and write down how it went; True when it was sent."""
    try:
        message = compose.message_for(row)
        mime = message.message().as_bytes()
    except compose.NothingLeft:
        _held(row).filter(state=State.DUE).update(state=State.SUPERSEDED, lease_until=None)
        return False
    except Exception as error:  # a template that cannot be rendered, an address that cannot be written: it must not stop the others
        log.exception("Delivery %s (%s) cannot be rendered", row.pk, row.kind)
        _held(row).update(state=State.FAILED, lease_until=None, error=f"{type(error).__name__}: {error}"[:400])
        return False
    if not _start(row, message, mime):
        return False
    result = mailer.send(message)
    if result is None:
        return _finish(row)
    return _give_up_or_wait(row, *result)


def _held(row: Delivery) -> QuerySet[Delivery]:
    """The row, as long as this worker still holds it."""
    return Delivery.objects.filter(pk=row.pk, lease_until=row.lease_until)


def _start(row: Delivery, message: "compose.Message", mime: bytes) -> bool:
    """Commit `sending` before the server is called. False when the row was taken from us meanwhile."""
    lease = clock.real_now() + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    ours = _held(row).filter(state=State.DUE)
    started = ours.update(
        state=State.SENDING, lease_until=lease, attempts=F("attempts") + 1, error="",
        message_id=message.extra_headers["Message-ID"], rendered_subject=message.subject[:300], mime=mime,
    )  # fmt: skip
    row.lease_until, row.rendered_subject, row.mime, row.attempts = lease, message.subject, mime, row.attempts + 1
    return bool(started)


def _finish(row: Delivery) -> bool:
    """Write down that the server took it, even if the lease ran out while it thought."""
    row.state, row.sent_at = State.SENT, clock.now()
    Delivery.objects.filter(pk=row.pk, state__in=[State.SENDING, State.UNKNOWN]).update(
        state=State.SENT, sent_at=row.sent_at, lease_until=None, next_try_at=None, error="", **wiped(row)
    )
    return True


def _give_up_or_wait(row: Delivery, outcome: Outcome, error: str) -> bool:
    log.warning("Delivery %s (%s) did not leave: %s (%s)", row.pk, row.kind, error, outcome.value)
    if outcome is Outcome.UNKNOWN:
        _held(row).update(state=State.UNKNOWN, lease_until=None, error=error)
    elif outcome is Outcome.NEVER or row.attempts >= ATTEMPTS:
        _held(row).update(state=State.FAILED, lease_until=None, error=error)
    else:
        wait = FIRST_WAIT * 4 ** (row.attempts - 1)
        _held(row).update(state=State.DUE, lease_until=None, error=error, next_try_at=clock.real_now() + min(wait, timedelta(hours=4)))
    return False


def wiped(row: Delivery) -> dict[str, object]:
    """What to clear of a mail that opens something, once it has left.

    Where no mail server is set, the row is the mailbox: it is cleared by `tidy` a day later.
    """
    if not row.wipe_body or settings.EMAIL_BACKEND.endswith(".KeepBackend"):
        return {}
    if row.kind in kinds.FROM_PEOPLE:
        return {"mime": None}  # the words; how far it told is needed for the next one
    return {"mime": None, "context": {}, "url": ""}


def waiting(now: datetime) -> Iterator[datetime]:
    """The moments at which something falls due after `now`, in order (the demo's clock steps along them)."""
    rows = Delivery.objects.filter(state=State.DUE, due_at__gt=now, channel="mail").order_by("due_at")
    yield from rows.values_list("due_at", flat=True).distinct()
