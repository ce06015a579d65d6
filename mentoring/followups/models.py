"""Questions and reminders that come later, asked once each and answered by one click."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network.core.models import BaseModel
from network.programmes.models import Programme


class FollowUpRule(BaseModel):
    """When a programme asks what. `question` maps language codes to texts; without any, the key's own question is asked."""

    class Event(models.TextChoices):
        MENTORSHIP_STARTED = "mentorship-started", _("A mentorship started")
        SESSION_HELD = "session-held", _("A session was held")
        MENTORSHIP_ENDED = "mentorship-ended", _("A mentorship ended")

    class Audience(models.TextChoices):
        COMPANY = "company", _("The company")
        MENTOR = "mentor", _("The mentor")
        BOTH = "both", _("Both")

    class Channel(models.TextChoices):
        BOTH = "both", _("By e-mail and in the list on the page")
        MAIL = "mail", _("By e-mail")
        PAGE = "page", _("In the list on the page")

    class AnswerKind(models.TextChoices):
        SCALE = "scale", _("One to five")
        YES_NO = "yes-no", _("Yes or no")
        NONE = "none", _("A reminder without a question")

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="follow_up_rules")
    key = models.SlugField(max_length=40)
    event = models.CharField(max_length=20, choices=Event.choices)
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.COMPANY)
    offset_days = models.PositiveSmallIntegerField(default=30)
    repeat_days = models.PositiveSmallIntegerField(default=0)
    repeat_times = models.PositiveSmallIntegerField(default=0)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.BOTH)
    answer_kind = models.CharField(max_length=8, choices=AnswerKind.choices, default=AnswerKind.SCALE)
    question = models.JSONField(default=dict)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "key"], name="followuprule_once"),
            models.CheckConstraint(condition=Q(repeat_times=0) | Q(repeat_days__gte=1), name="followuprule_repeat"),
        ]


class FollowUp(BaseModel):
    """One question to one person about one subject. `nominal_on` is the date of the rule, `due_at` when it may go out."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        ASKED = "asked", _("Asked")
        ANSWERED = "answered", _("Answered")
        CANCELLED = "cancelled", _("Cancelled")

    rule = models.ForeignKey(FollowUpRule, on_delete=models.CASCADE, related_name="follow_ups")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follow_ups")
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField(db_index=True)
    context = models.JSONField(default=dict)
    ordinal = models.PositiveSmallIntegerField(default=1)
    nominal_on = models.DateField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    is_held = models.BooleanField(default=False)  # while its subject is paused
    asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [models.UniqueConstraint(fields=["rule", "person", "subject_id", "ordinal"], name="followup_once")]
        indexes = [models.Index(fields=["due_at"], condition=Q(state="planned", is_held=False), name="followup_planned")]


class CheckIn(BaseModel):
    """The answer to a follow-up. Seen by the programme's coordinators."""

    follow_up = models.OneToOneField(FollowUp, on_delete=models.CASCADE, related_name="check_in")
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    yes = models.BooleanField(null=True, blank=True)
    comment = models.TextField(max_length=4000, blank=True)
    language = models.CharField(max_length=8, default="en")
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(score__isnull=True) | Q(score__gte=1, score__lte=5), name="checkin_scale")]
