"""Development plans: the form, the plan with its goals and actions, the reports of each period with all their versions."""

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mentoring.plans import states
from network.audit.tracking import tracked
from network.core.models import BaseModel
from network.core.states import fsm_trigger
from network.organisations.models import Organisation
from network.programmes.models import Programme

PERSON = settings.AUTH_USER_MODEL
LONGEST, NOTE = 4000, 2000


class TemplateVersion(BaseModel):
    """What a programme's plans ask, from a moment on; never changed. `baseline` is asked once, `report` for every period."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="plan_templates")
    number = models.PositiveIntegerField()
    baseline = models.JSONField(default=list)
    report = models.JSONField(default=list)
    made_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="templateversion_number_once")]
        triggers = [pgtrigger.ReadOnly(name="templateversion_stays", fields=["number", "baseline", "report"])]


@tracked(exclude=("baseline",))
class DevelopmentPlan(BaseModel):
    """A company's plan in a programme, followed for some months by an adviser. One that is not closed per company and programme."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Being written")
        SUBMITTED = "submitted", _("Waiting for approval")
        RETURNED = "returned", _("Returned with a comment")
        RUNNING = "running", _("Approved and running")
        CLOSED = "closed", _("Closed")

    class Schedule(models.TextChoices):
        MONTH = "month", _("Every month")
        QUARTER = "quarter", _("Every quarter of the year")
        HALF_YEAR = "half-year", _("Every half-year")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="plans")
    company = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="plans")
    incubator = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="plans_followed")
    adviser = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="plans_advised")
    regional = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="plans_of_region")
    version = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, related_name="plans")
    baseline = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    starts_on = models.DateField(_("begins on"))
    ends_on = models.DateField(_("ends on"))
    months = models.PositiveSmallIntegerField(_("for how many months"), default=24, validators=[MinValueValidator(3), MaxValueValidator(60)])
    schedule = models.CharField(_("how often a report is due"), max_length=10, choices=Schedule.choices, default=Schedule.QUARTER)
    report_days = models.PositiveSmallIntegerField(_("days to report after a period"), default=14, validators=[MaxValueValidator(60)])
    revision = models.PositiveIntegerField(default=1)  # rises with every change of what stands in it
    made_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(max_length=NOTE, blank=True)  # what was said when it was returned or closed

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "company"], condition=~Q(state="closed"), name="developmentplan_one_open"),
            models.CheckConstraint(condition=Q(state__in=["draft", "submitted", "returned", "running", "closed"]), name="developmentplan_state_known"),
            models.CheckConstraint(condition=Q(starts_on__lt=F("ends_on")), name="developmentplan_dates"),
            models.CheckConstraint(condition=~Q(state="running") | Q(approved_at__isnull=False), name="developmentplan_approved_at"),
            models.CheckConstraint(condition=Q(state="closed", closed_at__isnull=False) | ~Q(state="closed"), name="developmentplan_closed_at"),
        ]
        triggers = [fsm_trigger("developmentplan_states", states.PLAN)]


@tracked()
class Goal(BaseModel):
    """What the company wants to reach, how it will know, and by when."""

    class State(models.TextChoices):
        OPEN = "open", _("Being worked on")
        REACHED = "reached", _("Reached")
        DROPPED = "dropped", _("Given up")

    plan = models.ForeignKey(DevelopmentPlan, on_delete=models.CASCADE, related_name="goals")
    position = models.PositiveSmallIntegerField()
    what = models.CharField(_("what you want to reach"), max_length=300)
    known_by = models.TextField(_("how you will know"), max_length=1000)
    by_when = models.DateField(_("by when"))
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "position"], name="goal_position_once")]

    def __str__(self) -> str:
        return self.what

    @property
    def steps_open(self) -> list["Action"]:
        """What is still to be done, in its order."""
        return [step for step in self.actions.all() if step.done_at is None]

    @property
    def steps_done(self) -> list["Action"]:
        """What has been done."""
        return [step for step in self.actions.all() if step.done_at is not None]


@tracked()
class Action(BaseModel):
    """A step towards a goal. Its owner is a person of the company, or a name where somebody else does it."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="actions")
    what = models.CharField(_("what is done"), max_length=300)
    owner = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    owner_name = models.CharField(_("who does it"), max_length=120, blank=True)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = [F("due_on").asc(nulls_last=True), "id"]


@tracked(exclude=("answers", "kept"))
class ProgressReport(BaseModel):
    """The report of one period. `nominal_on` is the date by the schedule, `due_on` the working day that it is moved to.

    `kept` holds answers whose question the form no longer asks, beside the question as it was.
    """

    class State(models.TextChoices):
        DUE = "due", _("Not begun")
        DRAFT = "draft", _("Being written")
        SUBMITTED = "submitted", _("Handed in")
        RETURNED = "returned", _("Returned with a comment")
        APPROVED = "approved", _("Approved")
        SKIPPED = "skipped", _("Skipped")

    OPEN = (State.DUE, State.DRAFT, State.RETURNED)  # the company has something to do

    plan = models.ForeignKey(DevelopmentPlan, on_delete=models.CASCADE, related_name="reports")
    version = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    nominal_on = models.DateField()
    due_on = models.DateField(_("due on"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.DUE)
    answers = models.JSONField(default=dict, blank=True)
    kept = models.JSONField(default=list, blank=True)
    revision = models.PositiveIntegerField(default=1)
    edited_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    edited_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    comment = models.TextField(max_length=NOTE, blank=True)  # of the last decision: returned, approved or skipped
    reminded = models.PositiveSmallIntegerField(default=0)  # how many of schedule.STEPS have gone out for this due date
    remind_on = models.DateField(null=True, blank=True)  # the day of the next one; empty when none is left or none is wanted

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="progressreport_number_once"),
            models.CheckConstraint(condition=Q(state__in=["due", "draft", "submitted", "returned", "approved", "skipped"]), name="progressreport_state_known"),
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="progressreport_dates"),
            models.CheckConstraint(condition=~Q(state__in=["submitted", "approved"]) | Q(submitted_at__isnull=False), name="progressreport_submitted_at"),
            models.CheckConstraint(condition=~Q(state="skipped") | ~Q(comment=""), name="progressreport_skipped_says_why"),
        ]
        indexes = [models.Index(fields=["remind_on"], condition=Q(remind_on__isnull=False), name="progressreport_to_remind")]
        triggers = [fsm_trigger("progressreport_states", states.REPORT)]


class GoalProgress(BaseModel):
    """How far one goal is in one report, 0 to 100, and a note."""

    report = models.ForeignKey(ProgressReport, on_delete=models.CASCADE, related_name="progress")
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="progress")
    percent = models.PositiveSmallIntegerField(validators=[MaxValueValidator(100)])
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["goal__position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "goal"], name="goalprogress_once"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="goalprogress_percent"),
        ]


class ReportVersion(BaseModel):
    """A report as it was handed in: by whom, when, with every answer beside its question. Added, never changed."""

    report = models.ForeignKey(ProgressReport, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    author = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    author_name = models.CharField(max_length=120)
    handed_in_at = models.DateTimeField()
    data = models.JSONField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="reportversion_number_once")]
        triggers = [pgtrigger.ReadOnly(name="reportversion_stays", fields=["number", "handed_in_at", "data"])]


class PlanEntry(BaseModel):
    """One line of a plan's history: who did what when. It stays when the person has left; only rows are added."""

    plan = models.ForeignKey(DevelopmentPlan, on_delete=models.CASCADE, related_name="entries")
    report = models.ForeignKey(ProgressReport, null=True, blank=True, on_delete=models.CASCADE, related_name="entries")
    verb = models.CharField(max_length=20)
    person = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    person_name = models.CharField(max_length=120, blank=True)
    note = models.TextField(max_length=NOTE, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["plan", "created_at"], name="planentry_by_plan")]


@tracked()
class Advice(BaseModel):
    """Minutes of advice that the adviser gave for a plan or one of its reports. The ledger has a line for each."""

    plan = models.ForeignKey(DevelopmentPlan, on_delete=models.PROTECT, related_name="advice")
    report = models.ForeignKey(ProgressReport, null=True, blank=True, on_delete=models.PROTECT, related_name="advice")
    adviser = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(validators=[MaxValueValidator(720)])
    about = models.CharField(_("what it was about"), max_length=300)

    class Meta:
        ordering = ["-given_at", "-id"]
        constraints = [models.CheckConstraint(condition=Q(minutes__lte=720), name="advice_minutes")]
