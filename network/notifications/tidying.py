"""What the outbox forgets, and when. Counted in real time: this is about how long texts lie about."""

from datetime import timedelta

from network.core import clock
from network.notifications import kinds
from network.notifications.models import Delivery

SECRETS = timedelta(hours=24)  # sign-in mails that a mailbox page showed, where no mail server is set
TEXTS = timedelta(days=90)  # what was sent is on record by subject and time; its text is no longer needed
_DONE = (Delivery.State.SENT, Delivery.State.SUPERSEDED)


def forget_texts() -> int:
    """Clear the texts of mails that are done and old enough; returns how many."""
    now = clock.real_now()
    old = Delivery.objects.filter(wipe_body=True, state__in=_DONE, recorded_at__lt=now - SECRETS)
    words = old.filter(kind__in=kinds.FROM_PEOPLE).exclude(mime=None)
    secrets = old.exclude(kind__in=kinds.FROM_PEOPLE).exclude(mime=None, context={})
    texts = Delivery.objects.filter(state__in=_DONE, recorded_at__lt=now - TEXTS).exclude(mime=None)
    return words.update(mime=None) + secrets.update(mime=None, context={}, url="") + texts.update(mime=None)
