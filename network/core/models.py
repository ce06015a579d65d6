"""What every row shares, and the few tables without a business noun."""

import os
import threading
import time
import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models

from network.core import clock

_lock = threading.Lock()
_last = (0, 0)


def uuid7() -> uuid.UUID:
    """A time-ordered UUID (RFC 9562, version 7), rising within a process even in one millisecond."""
    global _last
    with _lock:
        milliseconds = time.time_ns() // 1_000_000
        counter = _last[1] + 1 if milliseconds <= _last[0] else int.from_bytes(os.urandom(1)) << 2
        milliseconds = max(milliseconds, _last[0])
        if counter > 0xFFF:
            milliseconds, counter = milliseconds + 1, 0
        _last = (milliseconds, counter)
    random = int.from_bytes(os.urandom(8)) & (1 << 62) - 1
    return uuid.UUID(int=milliseconds << 80 | 7 << 76 | counter << 64 | 2 << 62 | random)


class BaseModel(models.Model):
    """A row with a UUIDv7 key and the domain's time of its making."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        abstract = True
        ordering = ["-id"]


class ClockOffset(models.Model):
    """The one stored offset of the domain's clock (demo only)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    offset = models.DurationField(default=timedelta)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="clockoffset_single_row"),
            models.CheckConstraint(condition=models.Q(offset__gte=timedelta(0)), name="clockoffset_forwards_only"),
        ]


class IdempotencyKey(models.Model):
    """A POST that was answered: the same key and body gets the same answer for 24 hours."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=120)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    response = models.JSONField(null=True)
    made_at = models.DateTimeField(default=clock.real_now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotencykey_once_per_user")]
