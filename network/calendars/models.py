"""Time that is taken. No person can be in two meetings at once: the database sees to it."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network.core.models import BaseModel


class Booking(BaseModel):
    """A person's time for one source (a session, an investor meeting). Cancelled ones do not block."""

    class State(models.TextChoices):
        TENTATIVE = "tentative", _("Held for now")
        CONFIRMED = "confirmed", _("Confirmed")
        CANCELLED = "cancelled", _("Cancelled")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bookings")
    during = DateTimeRangeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.CONFIRMED)
    expires_at = models.DateTimeField(null=True, blank=True)
    source_type = models.CharField(max_length=40)
    source_id = models.UUIDField(db_index=True)

    class Meta:
        ordering = ["during", "id"]
        constraints = [
            ExclusionConstraint(
                name="booking_no_overlap",
                expressions=[("person", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=~Q(state="cancelled"),
            ),
            models.CheckConstraint(condition=Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False), name="booking_real_range"),
            models.CheckConstraint(
                condition=Q(state="tentative", expires_at__isnull=False) | (~Q(state="tentative") & Q(expires_at__isnull=True)),
                name="booking_tentative_expires",
            ),
        ]


class CalendarFeed(BaseModel):
    """A person's private feed address. Making a new one closes the old."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed")
    secret = models.CharField(max_length=64, unique=True)
