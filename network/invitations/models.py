"""Meetings as calendars understand them (iTIP): one UID for life, a SEQUENCE that rises."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from network.core.models import BaseModel


class Invitation(BaseModel):
    """The calendar object of one meeting. UID is `<id>@<host>`.

    `title` is what guests read, unless `invitation/<source_type>/summary.txt` renders `context`
    in each guest's own language. `made_by` hears the answers.
    """

    class Status(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed")
        CANCELLED = "cancelled", _("Cancelled")

    source_type = models.CharField(max_length=40)
    source_id = models.UUIDField(unique=True)
    uid = models.CharField(max_length=160, unique=True)
    sequence = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.CONFIRMED)
    title = models.CharField(max_length=200)
    context = models.JSONField(default=dict)
    location = models.CharField(max_length=300, blank=True)
    link = models.URLField(max_length=400, blank=True)
    url = models.CharField(max_length=300, blank=True)
    is_private = models.BooleanField(default=False)  # each guest's calendar object and mail name that guest alone
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="invitation_start_before_end")]


class Attendee(BaseModel):
    """A person asked to a meeting, with the answer in iCalendar's words.

    `sent_sequence` is the SEQUENCE this guest last got, the one a reply must name; `answered_stamp`
    is the real time of the answer on record, as calendars stamp their replies. `email` is the address
    that the first invitation named: iTIP knows a guest by it (RFC 5546, section 1.4), so it stays for as
    long as this guest is in, and every update goes there. Taken off and asked again, a guest gets the new one.
    """

    class Answer(models.TextChoices):
        NEEDS_ACTION = "needs-action", _("No answer yet")
        ACCEPTED = "accepted", _("Coming")
        TENTATIVE = "tentative", _("Perhaps")
        DECLINED = "declined", _("Not coming")

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="attendees")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attendances")
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=20, default="REQ-PARTICIPANT")
    answer = models.CharField(max_length=12, choices=Answer.choices, default=Answer.NEEDS_ACTION)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_stamp = models.DateTimeField(null=True, blank=True)
    answered_sequence = models.PositiveIntegerField(null=True, blank=True)
    sent_sequence = models.IntegerField(default=-1)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["invitation", "person"], condition=Q(removed_at__isnull=True), name="attendee_once")]
