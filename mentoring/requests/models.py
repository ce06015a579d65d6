"""What a company asks for, and whom it would like, in order."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentoring.profiles.models import BusinessStage, Format, IncubatorProfile, MentorProfile
from mentoring.requests import states
from network.audit.tracking import tracked
from network.core.models import BaseModel
from network.core.states import fsm_trigger
from network.organisations.models import Organisation
from network.programmes.models import Programme
from network.vocabulary.languages import Level
from network.vocabulary.models import SupportNeed

MOST_CHOICES = 5


@tracked()
class MentoringRequest(BaseModel):
    """A company's request to a mentor or to an incubator."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OPEN = "open", _("Choosing")
        ASKING = "asking", _("Asking")
        ACCEPTED = "accepted", _("Accepted")
        EXHAUSTED = "exhausted", _("No one could take it")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Target(models.TextChoices):
        MENTOR = "mentor", _("A mentor")
        INCUBATOR = "incubator", _("An incubator")

    class CrossBorder(models.TextChoices):
        MUST = "must", _("It must be from another country")
        PREFER = "prefer", _("Rather from another country")
        NEUTRAL = "neutral", _("The country does not matter")

    class AnyFormat(models.TextChoices):
        ONLINE = Format.ONLINE.value, Format.ONLINE.label
        IN_PERSON = Format.IN_PERSON.value, Format.IN_PERSON.label
        ANY = "any", _("Either")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="requests")
    company = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="requests")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    target = models.CharField(max_length=10, choices=Target.choices, default=Target.MENTOR)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    business_stage = models.CharField(_("how far the business has come"), max_length=12, choices=BusinessStage.choices, blank=True)
    goal = models.TextField(_("what you want to reach"), max_length=4000, blank=True)
    format = models.CharField(_("how you want to meet"), max_length=10, choices=AnyFormat.choices, default=AnyFormat.ANY)
    cross_border = models.CharField(_("across the border"), max_length=8, choices=CrossBorder.choices, default=CrossBorder.PREFER)
    hours_per_month = models.DecimalField(
        _("hours a month"), max_digits=4, decimal_places=1, default=Decimal("2"), validators=[MinValueValidator(Decimal("0.5")), MaxValueValidator(Decimal(40))]
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["draft", "open", "asking", "accepted", "exhausted", "withdrawn"]), name="request_state_known"),
            models.CheckConstraint(condition=~Q(state__in=["asking", "accepted", "exhausted"]) | Q(sent_at__isnull=False), name="request_asking_was_sent"),
        ]
        triggers = [fsm_trigger("request_states", states.REQUEST)]


class RequestNeed(models.Model):
    """A need of a request; rank 1 matters most."""

    request = models.ForeignKey(MentoringRequest, on_delete=models.CASCADE, related_name="needs")
    need = models.ForeignKey(SupportNeed, on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["request", "need"], name="requestneed_once"),
            models.UniqueConstraint(fields=["request", "rank"], name="requestneed_rank_once", deferrable=models.Deferrable.DEFERRED),
        ]


class RequestLanguage(models.Model):
    """A language the company can work in, and the least level both need."""

    request = models.ForeignKey(MentoringRequest, on_delete=models.CASCADE, related_name="languages")
    language = models.CharField(max_length=8)
    level = models.PositiveSmallIntegerField(choices=Level.choices, default=Level.WORKING)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["request", "language"], name="requestlanguage_once")]


@tracked()
class Choice(BaseModel):
    """A mentor or an incubator that the company would like, at a rank nobody else learns.

    `answer_due_at` is the deadline of whoever has to answer now: the one asked, or the company while a question is
    open. `clock_from` is when that time began, `days_left` what the one asked has left when the company has replied.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        ASKED = "asked", _("Asked")
        QUESTION = "question", _("Has a question")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        EXPIRED = "expired", _("No answer")
        RELEASED = "released", _("Released")

    request = models.ForeignKey(MentoringRequest, on_delete=models.CASCADE, related_name="choices")
    rank = models.PositiveSmallIntegerField()
    mentor = models.ForeignKey(MentorProfile, null=True, blank=True, on_delete=models.PROTECT, related_name="choices")
    incubator = models.ForeignKey(IncubatorProfile, null=True, blank=True, on_delete=models.PROTECT, related_name="choices")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    fit = models.FloatField(null=True, blank=True)
    explanation = models.JSONField(default=dict, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    proposal_reason = models.CharField(max_length=1000, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    answer_due_at = models.DateTimeField(null=True, blank=True)
    clock_from = models.DateTimeField(null=True, blank=True)
    days_left = models.PositiveSmallIntegerField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    next_reminder_at = models.DateTimeField(null=True, blank=True)
    question = models.TextField(max_length=2000, blank=True)
    questions = models.PositiveSmallIntegerField(default=0)
    question_at = models.DateTimeField(null=True, blank=True)
    reply = models.TextField(max_length=2000, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decline_reason = models.CharField(max_length=1000, blank=True)
    release_reason = models.CharField(max_length=30, blank=True)

    class Meta:
        ordering = ["rank", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(mentor__isnull=False, incubator__isnull=True) | Q(mentor__isnull=True, incubator__isnull=False), name="choice_mentor_or_incubator"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "asked", "question", "accepted", "declined", "expired", "released"]), name="choice_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["asked", "question"]) | Q(asked_at__isnull=False, answer_due_at__isnull=False), name="choice_asked_has_deadline"
            ),
            models.UniqueConstraint(fields=["request"], condition=Q(state__in=["asked", "question"]), name="choice_one_asked"),
            models.UniqueConstraint(fields=["request"], condition=Q(state="accepted"), name="choice_one_accepted"),
            models.UniqueConstraint(fields=["request", "mentor"], condition=Q(state__in=["waiting", "asked", "question"]), name="choice_mentor_once"),
            models.UniqueConstraint(fields=["request", "incubator"], condition=Q(state__in=["waiting", "asked", "question"]), name="choice_incubator_once"),
        ]
        indexes = [models.Index(fields=["answer_due_at"], condition=Q(state__in=["asked", "question"]), name="choice_due")]
        triggers = [fsm_trigger("choice_states", states.CHOICE)]

    @property
    def profile(self) -> MentorProfile | IncubatorProfile:
        """Whichever of the two was chosen."""
        return self.mentor or self.incubator

    @property
    def name(self) -> str:
        """The mentor's or the incubator's name."""
        return str(self.mentor.person) if self.mentor else self.incubator.organisation.name

    @property
    def is_pending(self) -> bool:
        """Somebody is expected to answer."""
        return self.state in (self.State.ASKED, self.State.QUESTION)
