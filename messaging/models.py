"""Conversations. One counter per conversation orders all that a client must learn (guarantee 3)."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import models
from django.db.models import CharField, F, Q, TextField
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from messaging import states
from network.audit.tracking import tracked
from network.core import clock
from network.core.models import BaseModel
from network.core.states import fsm_trigger
from network.programmes.models import Programme

BODY_LENGTH = 8000  # characters of a message
FOR_GOOD = datetime(9999, 1, 1, tzinfo=UTC)
CharField.register_lookup(Length)
TextField.register_lookup(Length)


class Conversation(BaseModel):
    """People talking. `counter` is the last `changed_seq` given out, taken under this row's lock."""

    class Kind(models.TextChoices):
        DIRECT = "direct", _("Direct")
        MENTORSHIP = "mentorship", _("Mentorship")
        COHORT = "cohort", _("Group")
        ANNOUNCEMENT = "announcement", _("Announcements")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=160, blank=True)
    # Whose coordinators run it (groups, announcements) or look at what is reported from it. They read none of it by that.
    programme = models.ForeignKey(Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="conversations")
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.UUIDField(null=True, blank=True)
    counter = models.PositiveBigIntegerField(default=0)
    pinned_seq = models.PositiveBigIntegerField(default=0, db_default=0)  # the number of the last change of what is pinned
    last_message_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-last_message_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["programme"], condition=Q(kind="announcement", subject_id=None), name="conversation_announcements_once"),
            models.CheckConstraint(condition=~Q(kind__in=["cohort", "announcement"]) | Q(programme__isnull=False), name="conversation_of_a_programme"),
        ]

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
    read_at = models.DateTimeField(null=True, blank=True)  # when it moved last, on whatever device
    reminded_seq = models.PositiveBigIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)
    # `db_default`: rows are made by SQL too. False for who only reads announcements, and between people of whom one blocked the other.
    may_write = models.BooleanField(default=True, db_default=True)
    muted_until = models.DateTimeField(null=True, blank=True)  # FOR_GOOD: until the person says otherwise
    left_at = models.DateTimeField(null=True, blank=True)

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
    reply_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replies", db_index=False)
    body = models.TextField(max_length=BODY_LENGTH)
    # What pages need of its files (messaging.attachments); null for nearly all, so that nothing is asked for beside the row. The files are the truth.
    attachments = models.JSONField(null=True, blank=True)
    sent_at = models.DateTimeField(default=clock.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["conversation", "seq"]
        indexes = [
            models.Index(fields=["conversation", "sent_at"], name="message_by_time"),
            models.Index(fields=["reply_to"], name="message_replies", condition=Q(reply_to__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="message_seq_once"),
            models.UniqueConstraint(fields=["conversation", "changed_seq"], name="message_changed_seq_once"),
            models.UniqueConstraint(fields=["sender", "client_uuid"], name="message_client_uuid_once"),
            models.CheckConstraint(condition=Q(changed_seq__gte=F("seq")), name="message_changed_after_sent"),
            models.CheckConstraint(condition=Q(body__length__lte=BODY_LENGTH), name="message_body_length"),
            models.CheckConstraint(condition=Q(deleted_at__isnull=True) | Q(body="", attachments__isnull=True), name="message_deleted_is_blank"),
        ]


class MessageVersion(BaseModel):
    """What a message said before an edit. The oldest is what was sent; deletion takes them all away."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="versions")
    body = models.TextField()

    class Meta:
        ordering = ["id"]


class Mention(BaseModel):
    """A person whom a message mentions by @name. Found by a trigger where the message is written or changed.

    Counts until the person has read that far, whether the conversation is muted or not.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="mentions", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+", db_index=False)
    seq = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["person", "conversation", "seq"], name="mention_unread")]
        constraints = [models.UniqueConstraint(fields=["message", "person"], name="mention_once")]


class Pin(BaseModel):
    """A message that stays at the top for everybody. `number` is the conversation's, when it was pinned."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="pins")
    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="pin")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    number = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["-number"]


class Block(BaseModel):
    """`person` wants no direct talk with `blocked`. Only `person` ever sees this."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="blocks")
    blocked = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "blocked"], name="block_once"),
            models.CheckConstraint(condition=~Q(person=F("blocked")), name="block_of_another"),
        ]


@tracked(exclude=("body", "before", "attachments", "reason", "answer"), noted=("opened",))
class Report(BaseModel):
    """A message that somebody reported, kept as it was, with what it said `before` (the newest first: body, since, until).

    Who decides on it sees these words, opens its `attachments` while it is open, and nothing else of the conversation.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for a decision")
        DISMISSED = "dismissed", _("Nothing to object to")
        WARNED = "warned", _("The writer was warned")
        CLOSED = "closed", _("The conversation was closed")

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="reports")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="reports")
    programme = models.ForeignKey(Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    body = models.TextField(max_length=BODY_LENGTH)
    before = models.JSONField(default=list)
    attachments = models.JSONField(default=list)  # as the message had them (messaging.attachments)
    sent_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(max_length=1000)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.TextField(max_length=1000, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["message", "reporter"], name="report_once"),
            models.CheckConstraint(condition=Q(state="open", decided_at=None) | (~Q(state="open") & Q(decided_at__isnull=False)), name="report_decided_at"),
        ]
        triggers = [fsm_trigger("report_states", states.REPORT)]
