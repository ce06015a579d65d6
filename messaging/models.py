"""Conversations. One counter per conversation orders all that a client must learn (guarantee 3)."""

from django.conf import settings
from django.db import models
from django.db.models import CharField, F, Q, TextField
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from network.core import clock
from network.core.models import BaseModel

BODY_LENGTH = 8000  # characters of a message
CharField.register_lookup(Length)
TextField.register_lookup(Length)


class Conversation(BaseModel):
    """People talking. `counter` is the last `changed_seq` given out, taken under this row's lock."""

    class Kind(models.TextChoices):
        DIRECT = "direct", _("Direct")
        MENTORSHIP = "mentorship", _("Mentorship")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=160, blank=True)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.UUIDField(null=True, blank=True)
    counter = models.PositiveBigIntegerField(default=0)
    last_message_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-last_message_at", "-id"]

    @property
    def is_closed(self) -> bool:
        """Whether it can only be read."""
        return self.closed_at is not None


class Participant(BaseModel):
    """A person in a conversation, between the numbers of joining and leaving."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="participants")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="participations")
    joined_seq = models.PositiveBigIntegerField(default=0)
    left_seq = models.PositiveBigIntegerField(null=True, blank=True)
    last_read_seq = models.PositiveBigIntegerField(default=0)
    reminded_seq = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "person"], condition=Q(left_seq__isnull=True), name="participant_once"),
            models.CheckConstraint(condition=Q(left_seq__isnull=True) | Q(left_seq__gte=F("joined_seq")), name="participant_left_after_joined"),
        ]


class Message(BaseModel):
    """A message. Edit and deletion take a new `changed_seq`; `seq` is its place for good.

    New rows are made by the SQL function `append_messages` alone, under the conversation's lock.
    """

    # Neither key has an index of its own: the constraints below begin with them, and each index costs every message.
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages", db_index=False)
    seq = models.PositiveBigIntegerField()
    changed_seq = models.PositiveBigIntegerField()
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    client_uuid = models.UUIDField()
    body = models.TextField(max_length=BODY_LENGTH)
    sent_at = models.DateTimeField(default=clock.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["conversation", "seq"]
        indexes = [models.Index(fields=["conversation", "sent_at"], name="message_by_time")]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="message_seq_once"),
            models.UniqueConstraint(fields=["conversation", "changed_seq"], name="message_changed_seq_once"),
            models.UniqueConstraint(fields=["sender", "client_uuid"], name="message_client_uuid_once"),
            models.CheckConstraint(condition=Q(changed_seq__gte=F("seq")), name="message_changed_after_sent"),
            models.CheckConstraint(condition=Q(body__length__lte=BODY_LENGTH), name="message_body_length"),
            models.CheckConstraint(condition=Q(deleted_at__isnull=True) | Q(body=""), name="message_deleted_is_blank"),
        ]


class MessageVersion(BaseModel):
    """What a message said before an edit. The oldest is what was sent; deletion takes them all away."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="versions")
    body = models.TextField()

    class Meta:
        ordering = ["id"]
