"""`manage.py demo --advance 30d`: the clock steps from due moment to due moment, and each does its work."""

import re
import time
from datetime import datetime, timedelta

from mentoring.demo.moments import do_what_is_due, next_moment, next_reminder
from messaging.reminders import remind_of_unread
from network.core import clock
from network.notifications import digests, outbox
from network.notifications.models import Delivery

UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
MOST = timedelta(days=400)
WAIT_SECONDS = 30  # real seconds for a mail that a worker has in its hands


def length_of(text: str) -> timedelta:
    """`30d`, `12h`, `2w` or `45m` as a length of time. Raises ValueError with a sentence."""
    found = re.fullmatch(r"([0-9]{1,5})([mhdw])", text.strip())
    if not found:
        raise ValueError(f"{text!r} is no length of time: write 30d, 12h, 2w or 45m.")
    length = timedelta(**{UNITS[found[2]]: int(found[1])})
    if not timedelta(0) < length <= MOST:
        raise ValueError(f"Advance by more than nothing and at most {MOST.days} days at once.")
    return length


def advance(length: timedelta) -> dict:
    """Move the clock forward by `length`, doing all that falls due; returns what was done, as JSON can hold it."""
    began = clock.now()
    until = began + length
    moments = [_work(began)]
    while (moment := _next(clock.now(), until)) is not None:
        _move(moment)
        moments.append(_work(moment))
    _move(until)
    moments.append(_work(until))
    _wait_for_the_worker(until)
    sent = [mail(row) for row in _sent(began)]
    return {
        "from": began.isoformat(),
        "to": clock.now().isoformat(),
        "moments": [moment for moment in moments if any(moment["done"].values()) or moment["sent"]],
        "sent": sent,
    }


def _next(after: datetime, until: datetime) -> datetime | None:
    mails = (moment for moment in outbox.waiting(after) if moment <= until)
    digest = digests.next_due_at(after)
    found = [next_moment(after, until), next_reminder(after, until), digest if digest and digest <= until else None, next(mails, None)]
    return min((moment for moment in found if moment), default=None)


def _move(moment: datetime) -> None:
    """Forward to the moment; real time may have carried the clock past it already."""
    if moment > clock.now():
        clock.advance_to(moment)


def _work(moment: datetime) -> dict:
    done = do_what_is_due() | {"reminders": remind_of_unread(), "digests": digests.send_due()}
    sent = outbox.deliver_due()
    return {"at": moment.isoformat(), "done": done, "sent": len(sent)}


def _wait_for_the_worker(until: datetime) -> None:
    """The demo's own worker sweeps too: what it holds at this moment is nearly done."""
    deadline = time.monotonic() + WAIT_SECONDS
    held = Delivery.objects.filter(state=Delivery.State.SENDING) | Delivery.objects.filter(state=Delivery.State.DUE, due_at__lte=until, channel="mail")
    while held.exists() and time.monotonic() < deadline:
        outbox.deliver_due()
        time.sleep(0.2)


def _sent(since: datetime) -> list[Delivery]:
    rows = Delivery.objects.filter(state=Delivery.State.SENT, is_historic=False, sent_at__gte=since)
    return list(rows.order_by("sent_at", "id"))


def mail(row: Delivery) -> dict[str, str]:
    """A mail as the demo's mailbox lists it."""
    sent_at = row.sent_at.isoformat() if row.sent_at else ""
    return {"id": str(row.pk), "to": row.address, "subject": row.rendered_subject, "language": row.language, "sent_at": sent_at}
