"""An accepted pair, what it agreed, and its sessions."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mentoring.mentorships import states
from mentoring.profiles.models import Format
from messaging.models import Conversation
from network.audit.tracking import tracked
from network.core.models import BaseModel
from network.core.states import fsm_trigger
from network.organisations.models import Organisation
from network.programmes.models import Programme


@tracked()
class Mentorship(BaseModel):
    """A company and its mentor (or a person of the incubator that took it in), with an agreement and an end.

    Places and hours count against the mentor while the state is not `ended`.
    """

    class State(models.TextChoices):
        AGREEING = "agreeing", _("Agreeing")
        ACTIVE = "active", _("Active")
        PAUSED = "paused", _("Paused")
        ENDED = "ended", _("Ended")

    class Frequency(models.TextChoices):
        WEEKLY = "weekly", _("Every week")
        FORTNIGHTLY = "fortnightly", _("Every second week")
        MONTHLY = "monthly", _("Every month")
        AS_NEEDED = "as-needed", _("As needed")

    class EndReason(models.TextChoices):
        DATE = "date", _("The agreed date came")
        COMPANY = "company", _("The company ended it")
        MENTOR = "mentor", _("The mentor ended it")
        COORDINATOR = "coordinator", _("A coordinator ended it")
        HANDED_OVER = "handed-over", _("A coordinator handed it over to somebody else")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="mentorships")
    company = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="mentorships")
    contact = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mentorships_as_contact")
    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mentorships_as_mentor")
    incubator = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="mentorships_given")
    request_id = models.UUIDField(null=True, blank=True, db_index=True)
    # The one that a coordinator handed over, and that this one goes on with.
    follows = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by")
    conversation = models.OneToOneField(Conversation, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.AGREEING)
    hours_per_month = models.DecimalField(
        max_digits=5, decimal_places=1, default=Decimal("2"), validators=[MinValueValidator(Decimal("0.5")), MaxValueValidator(Decimal(160))]
    )
    # The hours that both accepted last. While others wait to be accepted, the mentor keeps room for the larger of the two.
    accepted_hours = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    goals = models.TextField(_("what we want to reach"), max_length=4000, blank=True)
    frequency = models.CharField(_("how often we meet"), max_length=12, choices=Frequency.choices, default=Frequency.FORTNIGHTLY)
    months = models.PositiveSmallIntegerField(_("for how many months"), default=6, validators=[MinValueValidator(1), MaxValueValidator(36)])
    confidentiality = models.TextField(_("what stays between us"), max_length=2000, blank=True)
    agreement_version = models.PositiveSmallIntegerField(default=1)
    agreement_edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    agreement_edited_at = models.DateTimeField(null=True, blank=True)
    company_agreed_at = models.DateTimeField(null=True, blank=True)
    company_agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    mentor_agreed_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=12, choices=EndReason.choices, blank=True)
    end_note = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["agreeing", "active", "paused", "ended"]), name="mentorship_state_known"),
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False) | (~Q(state="ended") & Q(ended_at__isnull=True)), name="mentorship_end_pair"
            ),
            models.CheckConstraint(condition=~Q(mentor=F("contact")), name="mentorship_two_people"),
            models.UniqueConstraint(fields=["request_id"], condition=Q(request_id__isnull=False) & ~Q(state="ended"), name="mentorship_once_per_request"),
        ]
        indexes = [models.Index(fields=["mentor"], condition=~Q(state="ended"), name="mentorship_running")]
        triggers = [fsm_trigger("mentorship_states", states.MENTORSHIP)]


@tracked(exclude=("notes",))
class Session(BaseModel):
    """One meeting of a mentorship."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        CONFIRMED = "confirmed", _("Confirmed")
        HELD = "held", _("Held")
        MISSED = "missed", _("Missed")
        CANCELLED = "cancelled", _("Cancelled")

    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="sessions")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    topic = models.CharField(_("topic"), max_length=160)
    format = models.CharField(_("format"), max_length=10, choices=Format.choices, default=Format.ONLINE)
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("video link"), max_length=400, blank=True)
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), default=45, validators=[MinValueValidator(10), MaxValueValidator(480)])
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    message = models.CharField(_("message"), max_length=1000, blank=True)
    # Rises with every proposal and every confirmation: the occurrence of what people are told about this session.
    round = models.PositiveSmallIntegerField(default=1)
    # The time that stands. While another is proposed (state `proposed`), the old one stays booked until one is accepted.
    starts_at = models.DateTimeField(null=True, blank=True)
    # Who said no to that time in their own calendar: it waits for other times, or for their change of mind (state `proposed`).
    declined_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    cancel_note = models.CharField(max_length=1000, blank=True)
    held_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    notes = models.TextField(max_length=8000, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField(null=True, blank=True)
    contested_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    contested_at = models.DateTimeField(null=True, blank=True)
    contest_note = models.CharField(max_length=1000, blank=True)
    contested_minutes = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["proposed", "confirmed", "held", "missed", "cancelled"]), name="session_state_known"),
            models.CheckConstraint(condition=~Q(state__in=["confirmed", "held", "missed"]) | Q(starts_at__isnull=False), name="session_confirmed_has_time"),
            models.CheckConstraint(condition=~Q(state="held") | Q(held_minutes__isnull=False, recorded_at__isnull=False), name="session_held_has_minutes"),
        ]
        indexes = [models.Index(fields=["starts_at"], condition=Q(state="confirmed"), name="session_coming")]
        triggers = [fsm_trigger("session_states", states.SESSION)]


class ProposedTime(BaseModel):
    """A time offered for a session; it blocks nobody until it is accepted."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="times")
    starts_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at"]
        constraints = [models.UniqueConstraint(fields=["session", "starts_at"], name="proposedtime_once")]


class SessionFeedback(BaseModel):
    """What one side thought of a session. For the programme's coordinators alone."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="feedback")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])
    comment = models.TextField(max_length=4000, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="sessionfeedback_once"),
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="sessionfeedback_scale"),
        ]


class ClosingSurvey(BaseModel):
    """How one side looks back on the whole mentorship. For the programme's coordinators."""

    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="closing_surveys")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    reached = models.PositiveSmallIntegerField(_("we reached what we wanted"), validators=[MinValueValidator(1), MaxValueValidator(5)])
    recommend = models.BooleanField(_("I would recommend it"))
    comment = models.TextField(max_length=4000, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["mentorship", "person"], name="closingsurvey_once"),
            models.CheckConstraint(condition=Q(reached__gte=1, reached__lte=5), name="closingsurvey_scale"),
        ]
