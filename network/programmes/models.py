"""Programmes: who runs them, who takes part, what they share, and what they promised."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from network.audit.tracking import tracked
from network.core.models import BaseModel
from network.core.sorting import sort_key
from network.core.states import fsm_trigger
from network.organisations.models import Organisation
from network.programmes import states
from network.vocabulary.models import Region

MOST_OVERLAP = 40  # hours a week that two people can be asked to have in common


@tracked()
class Programme(BaseModel):
    """A funded undertaking. Its settings govern how requests are asked and followed."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=160)
    official_name = models.CharField(max_length=240, blank=True)
    sort_key = models.CharField(max_length=160, editable=False)
    funder = models.CharField(max_length=200, blank=True)
    fund = models.CharField(max_length=60, blank=True)
    project_code = models.CharField(max_length=60, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    date_precision = models.CharField(max_length=6, choices=[("day", "day"), ("month", "month"), ("year", "year")], default="day")
    languages = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    countries = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    is_open = models.BooleanField(default=True, help_text=_("Companies can join and ask for support."))
    answer_days = models.PositiveSmallIntegerField(default=3, validators=[MinValueValidator(1), MaxValueValidator(30)])
    approval_before_asking = models.BooleanField(default=False)
    stuck_after_days = models.PositiveSmallIntegerField(default=21)
    switched_off = ArrayField(models.CharField(max_length=30), default=list, blank=True)  # keys of `components.KINDS`; all others are on
    aid_bases = ArrayField(models.CharField(max_length=20), default=list, blank=True)  # keys of `aid.bases()`
    archived_at = models.DateTimeField(null=True, blank=True)
    archived_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    settings = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["sort_key", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(answer_days__gte=1) & Q(answer_days__lte=30), name="programme_answer_days"),
            models.CheckConstraint(condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(starts_on__lte=F("ends_on")), name="programme_dates"),
            models.CheckConstraint(condition=Q(archived_at__isnull=True) | Q(is_open=False), name="programme_archived_is_closed"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def musts(self) -> dict[str, bool | int]:
        """What the programme demands of every pair of a company and its mentor; `overlap_hours` are working hours a week in common."""
        own = self.settings.get("musts") if isinstance(self.settings, dict) else None
        own = own if isinstance(own, dict) else {}
        hours = own.get("overlap_hours", 0)
        return {
            "across_the_border": bool(own.get("across_the_border")),
            "first_need": bool(own.get("first_need")),
            "overlap_hours": hours if isinstance(hours, int) and 0 <= hours <= MOST_OVERLAP else 0,
        }

    @property
    def feedback_counts(self) -> bool:
        """Whether what earlier companies said of a mentor counts when one is proposed."""
        return isinstance(self.settings, dict) and self.settings.get("feedback_counts") is True

    def save(self, *args, **kwargs) -> None:
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)


class Partner(BaseModel):
    """An organisation's part in a programme. Being a partner approves it to see what the part allows."""

    class Role(models.TextChoices):
        LEAD = "lead", _("Lead partner")
        PARTNER = "partner", _("Partner")
        INCUBATOR = "incubator", _("Incubator")
        SUPPORT = "support", _("Support organisation")
        REGIONAL = "regional", _("Regional coordinator")
        VIEWER = "viewer", _("Viewer")

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="partnerships")
    role = models.CharField(max_length=10, choices=Role.choices)
    regions = models.ManyToManyField(Region, blank=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["programme", "organisation", "role"], name="partner_role_once")]


@tracked()
class Appointment(BaseModel):
    """A person's rights in a programme, on behalf of a partner."""

    class Role(models.TextChoices):
        MANAGER = "programme_manager", _("Programme manager")
        COORDINATOR = "coordinator", _("Coordinator")

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="appointments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="appointments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="appointments")
    role = models.CharField(max_length=20, choices=Role.choices)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["programme", "person", "role"], condition=Q(ended_at__isnull=True), name="appointment_once")]


class PartnerRequest(BaseModel):
    """An organisation that asks a programme to take it in, or one that the programme invites; the other side answers.

    Invited by mail, `organisation` is empty until somebody with that confirmed address answers for theirs.
    """

    class Side(models.TextChoices):
        ORGANISATION = "organisation", _("The organisation asked")
        PROGRAMME = "programme", _("The programme invited")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="partner_requests")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="partner_requests")
    email = models.EmailField(max_length=254, blank=True)
    role = models.CharField(max_length=10, choices=Partner.Role.choices)
    side = models.CharField(max_length=12, choices=Side.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    message = models.TextField(max_length=1000, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(max_length=400, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "organisation"], condition=Q(state="waiting"), name="partnerrequest_waiting_once"),
            models.UniqueConstraint("programme", Lower("email"), condition=Q(state="waiting") & ~Q(email=""), name="partnerrequest_mail_once"),
            models.CheckConstraint(condition=Q(organisation__isnull=False) | ~Q(email=""), name="partnerrequest_of_somebody"),
        ]
        triggers = [fsm_trigger("partner_request_states", states.PARTNER_REQUEST)]


class Participation(BaseModel):
    """A company in a programme, followed by the incubator that brought it in, where there is one."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="participations")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="participations")
    incubator = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["programme", "organisation"], name="participation_once")]


@tracked()
class SharingAgreement(BaseModel):
    """What the giver lets the receiver see of a programme's pipeline: figures only, or rows with names."""

    class Level(models.TextChoices):
        FIGURES = "figures", _("Figures only")
        NAMED = "named", _("With names")

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="sharing_agreements")
    giver = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="sharing_given")
    receiver = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="sharing_received")
    level = models.CharField(max_length=8, choices=Level.choices, default=Level.FIGURES)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "giver", "receiver"], condition=Q(ended_at__isnull=True), name="sharing_once"),
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="sharing_two_organisations"),
        ]


class Component(BaseModel):
    """A part of a programme: mentoring, a course, events, a hub. `details` holds what the plan says of it."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="components")
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["id"]


class Target(BaseModel):
    """A figure that a programme promised."""

    class Comparison(models.TextChoices):
        EQUAL = "equal", _("exactly")
        AT_LEAST = "at_least", _("at least")
        MORE_THAN = "more_than", _("more than")

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="targets")
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=160, blank=True)
    value = models.DecimalField(max_digits=14, decimal_places=2)
    comparison = models.CharField(max_length=10, choices=Comparison.choices, default=Comparison.EQUAL)
    unit = models.CharField(max_length=40)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "key"], name="target_once"),
            models.CheckConstraint(condition=Q(value__gte=0), name="target_not_negative"),
        ]

    @property
    def label(self) -> str:
        """What is counted, in words."""
        return self.name or self.key.replace("_", " ").replace("-", " ").capitalize()
