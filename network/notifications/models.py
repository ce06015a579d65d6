"""What a person should know, and the outbox that carries it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network.core import clock
from network.core.models import BaseModel
from network.notifications import kinds


class Notification(BaseModel):
    """One line in a person's list from `due_at` on. Rendered in the reader's language when it is read."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    occurrence = models.CharField(max_length=40, default="1")
    context = models.JSONField(default=dict)
    url = models.CharField(max_length=300, blank=True)
    due_at = models.DateTimeField(default=clock.now)
    rings_at = models.DateTimeField(default=clock.now)  # from when it counts at the bell: after quiet hours
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-due_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["person", "kind", "subject_id", "occurrence"], name="notification_once")]
        indexes = [models.Index(fields=["person", "-due_at", "-id"], name="notification_of_person")]


class Delivery(BaseModel):
    """One message that must leave, once. Written in the transaction that causes it.

    What is not bound to its address follows the person to the address that is confirmed when it is sent.
    `key` is kind : subject : occurrence : recipient : channel. Claimed with a lease, committed as
    `sending` before the mail server is called; a lease that ran out in `sending` ends as `unknown`.
    """

    class State(models.TextChoices):
        DUE = "due", _("Due")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        UNKNOWN = "unknown", _("Not known whether it arrived")
        SUPERSEDED = "superseded", _("Overtaken")

    key = models.CharField(max_length=300, unique=True)
    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=10, default="mail")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="deliveries")
    address = models.EmailField(max_length=254)
    is_bound = models.BooleanField(default=False)  # to this address and no other: it proves the mailbox, or a calendar object names it
    language = models.CharField(max_length=8, default="en")
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField(null=True)
    occurrence = models.CharField(max_length=40, default="1")
    context = models.JSONField(default=dict)
    url = models.CharField(max_length=300, blank=True)
    calendar = models.TextField(blank=True)
    calendar_method = models.CharField(max_length=10, blank=True)
    is_urgent = models.BooleanField(default=False)
    wipe_body = models.BooleanField(default=False)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DUE)
    is_historic = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=400, blank=True)
    message_id = models.CharField(max_length=200, blank=True)
    rendered_subject = models.CharField(max_length=300, blank=True)
    mime = models.BinaryField(null=True, blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField(default=clock.real_now, editable=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["due", "sending", "sent", "failed", "unknown", "superseded"]), name="delivery_state_known")
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="due"), name="delivery_due"),
            models.Index(fields=["lease_until"], condition=Q(state="sending"), name="delivery_sending"),
            models.Index(fields=["subject_id", "person", "channel", "id"], name="delivery_of_subject"),
        ]

    @property
    def about(self) -> str:
        """Its subject; before it is written, what its kind is about, in the active language."""
        return self.rendered_subject or str(kinds.GROUPS[kinds.group_of(self.kind)])


class Preference(BaseModel):
    """A person's choice for a group of kinds and a channel: at once, in the digest, or not at all. Without a row it is at once."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_preferences")
    group = models.CharField(max_length=30)
    channel = models.CharField(max_length=10, default="mail")
    mode = models.CharField(max_length=6, default="now")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "group", "channel"], name="preference_once"),
            models.CheckConstraint(condition=Q(mode__in=["now", "off"]) | Q(mode="digest", channel="mail"), name="preference_mode_known"),
        ]


class MailHabits(BaseModel):
    """How a person wants their mails: whether words of messages stand in them, and when the digest comes, in their own zone."""

    class Every(models.TextChoices):
        DAY = "day", _("Every working day")
        WEEK = "week", _("Once a week")

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_habits")
    with_words = models.BooleanField(default=True)
    digest_every = models.CharField(max_length=4, choices=Every.choices, default=Every.DAY)
    digest_day = models.PositiveSmallIntegerField(default=0)  # 0 Monday to 6 Sunday; of a weekly one
    digest_hour = models.PositiveSmallIntegerField(default=8)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(digest_day__lte=6, digest_hour__lte=23), name="mail_habits_on_the_clock")]
