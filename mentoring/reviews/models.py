"""The rubric of a call, its review phases, its reviewers, and what each of them thinks of an application."""

from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from mentoring.calls.models import Application, Call
from mentoring.reviews import states
from network.audit.tracking import tracked
from network.core import clock
from network.core.models import BaseModel
from network.core.states import fsm_trigger

LONGEST_COMMENT = 4000


class ReviewSettings(BaseModel):
    """How a call's applications are reviewed: how many reads each needs, and which middle of the totals ranks them."""

    class Middle(models.TextChoices):
        MEAN = "mean", _("Mean")
        MEDIAN = "median", _("Median")

    call = models.OneToOneField(Call, on_delete=models.CASCADE, related_name="review_settings")
    reads = models.PositiveSmallIntegerField(_("reviews each application needs"), default=2, validators=[MinValueValidator(1), MaxValueValidator(20)])
    middle = models.CharField(_("ranked by"), max_length=6, choices=Middle.choices, default=Middle.MEDIAN)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(reads__gte=1) & Q(reads__lte=20), name="reviewsettings_reads")]


@tracked()
class Criterion(BaseModel):
    """What reviewers give points for. An independent one is shown beside the total and never counted in it."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="criteria")
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    labels = models.JSONField(default=dict)
    help = models.JSONField(default=dict, blank=True)
    weight = models.DecimalField(
        _("weight"), max_digits=4, decimal_places=1, default=Decimal(1), validators=[MinValueValidator(Decimal("0.1")), MaxValueValidator(Decimal(100))]
    )
    is_independent = models.BooleanField(_("shown beside the total"), default=False)
    is_required = models.BooleanField(_("must be answered"), default=True)
    least = models.PositiveSmallIntegerField(_("fewest points"), default=0)
    most = models.PositiveSmallIntegerField(_("most points"), default=5, validators=[MinValueValidator(1), MaxValueValidator(100)])

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["call", "key"], name="criterion_key_once"),
            models.CheckConstraint(condition=Q(least__lt=F("most")) & Q(most__lte=100), name="criterion_scale"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="criterion_weight"),
        ]


@tracked()
class ReviewPhase(BaseModel):
    """A time in which a call is reviewed, and what reviewers see in it. Two phases of a call never overlap."""

    class Reads(models.TextChoices):
        ASSIGNED = "assigned", _("Only what is assigned to them")
        ALL = "all", _("All applications")

    class Others(models.TextChoices):
        NEVER = "never", _("Never")
        AFTER_OWN = "after-own", _("After handing in their own")
        ALWAYS = "always", _("Always")

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="review_phases")
    names = models.JSONField(default=dict)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    can_review = models.BooleanField(_("reviews can be written"), default=True)
    reads = models.CharField(_("what reviewers read"), max_length=8, choices=Reads.choices, default=Reads.ASSIGNED)
    sees_others = models.CharField(_("other reviewers' reviews"), max_length=9, choices=Others.choices, default=Others.NEVER)
    names_reviewers = models.BooleanField(_("reviewers see each other's names"), default=False)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="reviewphase_begins_before_it_ends"),
            models.CheckConstraint(condition=Q(starts_at__gte=clock.EARLIEST, ends_at__lt=clock.LATEST), name="reviewphase_within_reach"),
            ExclusionConstraint(
                name="reviewphase_one_at_a_time",
                expressions=[
                    ("call", RangeOperators.EQUAL),
                    (Func("starts_at", "ends_at", function="TSTZRANGE"), RangeOperators.OVERLAPS),
                ],
            ),
        ]


class Reviewer(BaseModel):
    """A person who reviews for a call, and how many applications they take at most."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="reviewers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reviewing")
    most = models.PositiveSmallIntegerField(_("applications at most"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(500)])
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["call", "person"], condition=Q(ended_at__isnull=True), name="reviewer_once")]


class Assignment(BaseModel):
    """An application that a reviewer is to read. Left unread it counts less from day to day, and others are asked."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="assignments")
    reviewer = models.ForeignKey(Reviewer, on_delete=models.CASCADE, related_name="assignments")
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["application", "reviewer"], condition=Q(ended_at__isnull=True), name="assignment_once")]


@tracked(exclude=("for_staff", "for_applicant"))
class Review(BaseModel):
    """What one reviewer thinks of one application: points, words for the staff, and words the applicant may get."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Handed in")
        ABSTAINED = "abstained", _("Abstained")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(Reviewer, on_delete=models.CASCADE, related_name="reviews")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    for_staff = models.TextField(_("for the incubator's staff"), max_length=LONGEST_COMMENT, blank=True)
    for_applicant = models.TextField(_("for the applicant"), max_length=LONGEST_COMMENT, blank=True)
    version = models.PositiveIntegerField(default=1)
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["application", "reviewer"], name="review_once"),
            models.CheckConstraint(condition=Q(state__in=["draft", "submitted", "abstained"]), name="review_state_known"),
            models.CheckConstraint(condition=~Q(state="submitted") | Q(submitted_at__isnull=False), name="review_submitted_at"),
        ]
        triggers = [fsm_trigger("review_states", states.REVIEW)]


class Score(models.Model):
    """The points of a review for one criterion."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    points = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["review", "criterion"], name="score_once")]


class Redaction(BaseModel):
    """What reviewers of a blind call read in place of an answer that gives the applicant away; no text: the answer is kept back whole.

    Without a question the text is words, one a line, that are taken out of every answer. A row is never changed: what comes
    after it, or takes it back, ends it, so that who read what can be told afterwards.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="redactions")
    question = models.SlugField(max_length=40, blank=True)
    text = models.TextField(blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["application", "question"], condition=Q(ended_at__isnull=True), name="redaction_once")]
