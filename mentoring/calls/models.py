"""Calls, their forms and stages as data, and what companies apply with."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from mentoring.calls import states
from network.audit.tracking import tracked
from network.core import clock
from network.core.models import BaseModel
from network.core.sorting import sort_key
from network.core.states import fsm_trigger
from network.jobs.models import Job
from network.organisations.models import Organisation
from network.programmes.models import Programme
from network.vocabulary.labels import label_of

LONGEST_TITLE = 200


class Role(models.TextChoices):
    """On which side somebody stands towards an application."""

    APPLICANT = "applicant", _("Applicant")
    REVIEWER = "reviewer", _("Reviewer")
    COORDINATOR = "coordinator", _("Coordinator")


@tracked(exclude=("form_draft", "form_draft_base", "releasing"))
class Call(BaseModel):
    """An incubator's invitation to apply, open between two instants. Texts are kept by language: {"en": "…", "fi": "…"}."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Being prepared")
        PUBLISHED = "published", _("Published")
        CANCELLED = "cancelled", _("Cancelled")
        ARCHIVED = "archived", _("Archived")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="calls")
    incubator = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="calls")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    titles = models.JSONField(_("title"), default=dict)
    abouts = models.JSONField(_("what it is about"), default=dict, blank=True)
    sort_key = models.CharField(max_length=160, editable=False)
    languages = ArrayField(models.CharField(max_length=8), default=list)
    time_zone = models.CharField(_("time zone of the dates"), max_length=40)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    places = models.PositiveSmallIntegerField(_("places"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(500)])
    is_blind = models.BooleanField(_("reviewers do not learn who applies"), default=False)
    confirm_days = models.PositiveSmallIntegerField(_("days to confirm a place"), default=14, validators=[MinValueValidator(1), MaxValueValidator(90)])
    applications_made = models.PositiveIntegerField(default=0, editable=False)  # the counter behind Application.number
    published_at = models.DateTimeField(null=True, blank=True)
    form_draft = models.JSONField(null=True, blank=True, editable=False)  # changes of the form that are not in use yet
    form_draft_base = models.PositiveIntegerField(null=True, blank=True, editable=False)  # the number of the version they began with
    cancelled_because = models.TextField(max_length=2000, blank=True)
    releasing = models.ForeignKey(
        Job, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )  # letting held decisions leave, the last time
    reminded_days = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)  # the last "closes in N days" that was told

    class Meta:
        ordering = ["-closes_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["draft", "published", "cancelled", "archived"]), name="call_state_known"),
            models.CheckConstraint(condition=Q(opens_at__lt=F("closes_at")), name="call_opens_before_it_closes"),
            models.CheckConstraint(condition=Q(opens_at__gte=clock.EARLIEST, closes_at__lt=clock.LATEST), name="call_within_reach"),
            models.CheckConstraint(condition=Q(confirm_days__gte=1) & Q(confirm_days__lte=90), name="call_confirm_days"),
        ]
        triggers = [fsm_trigger("call_states", states.CALL)]

    def __str__(self) -> str:
        return self.title

    def save(self, *args, **kwargs) -> None:
        self.sort_key = sort_key(label_of(self.titles, "en"))[:160]
        super().save(*args, **kwargs)

    @property
    def title(self) -> str:
        """In the active language, else in the first that there is."""
        return label_of(self.titles)

    @property
    def about(self) -> str:
        """In the active language, else in the first that there is."""
        return label_of(self.abouts)

    @property
    def shown_state(self) -> tuple[str, str]:
        """The mark and the words of its state: a published call whose closing time has come is called closed, though its state stays what it was."""
        is_closed = self.state == self.State.PUBLISHED and self.is_past
        return ("closed", str(_("Closed"))) if is_closed else (self.state, self.get_state_display())

    @property
    def is_releasing(self) -> bool:
        """Many decisions are leaving just now, lot by lot."""
        return self.releasing is not None and self.releasing.state in (Job.State.WAITING, Job.State.RUNNING)

    @property
    def is_ahead(self) -> bool:
        """It has not opened yet."""
        return clock.now() < self.opens_at

    @property
    def is_past(self) -> bool:
        """Its closing time has come."""
        return clock.now() >= self.closes_at

    @property
    def is_running(self) -> bool:
        """Published, and open at this instant."""
        return self.state == self.State.PUBLISHED and self.opens_at <= clock.now() < self.closes_at


class FormVersion(BaseModel):
    """The questions of a call as they stood from a moment on; never changed once answers were given to it. Answers point to their version."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="forms")
    number = models.PositiveIntegerField()
    questions = models.JSONField(default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["call", "number"], name="formversion_number_once")]


class PresentStages(models.Manager):
    """The stages that a call has now. One that was removed stays in the history, and is reached from there alone."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(removed_at=None)


@tracked()
class Stage(BaseModel):
    """A column of a call's pipeline. `part` is the part of the form that the applicant answers while standing here."""

    class Kind(models.TextChoices):
        DRAFT = "draft", _("Being written")
        OPEN = "open", _("Being looked at")
        ACCEPTED = "accepted", _("Accepted")
        CONFIRMED = "confirmed", _("Confirmed")
        DECLINED = "declined", _("Not accepted")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="stages")
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    staff_labels = models.JSONField(default=dict)
    applicant_labels = models.JSONField(default=dict)
    future_labels = models.JSONField(default=dict, blank=True)
    seen_by = ArrayField(models.CharField(max_length=12, choices=Role.choices), default=list, blank=True)
    edited_by = ArrayField(models.CharField(max_length=12, choices=Role.choices), default=list, blank=True)
    part = models.SlugField(max_length=40, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = PresentStages()
    all_objects = models.Manager()

    class Meta:
        ordering = ["position", "id"]
        base_manager_name = "all_objects"
        constraints = [
            models.UniqueConstraint(fields=["call", "key"], condition=Q(removed_at=None), name="stage_key_once"),
            models.UniqueConstraint(fields=["call", "position"], condition=Q(removed_at=None), name="stage_position_once"),
        ]


@tracked()
class StageTransition(BaseModel):
    """An allowed way from one stage to another: who may take it, and the keys of what it requires.

    One that `is_decision` is held until the call's decisions are released together.
    """

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="transitions")
    verb = models.SlugField(max_length=40)
    source = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="ways_out")
    target = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="ways_in")
    labels = models.JSONField(default=dict)
    takers = ArrayField(models.CharField(max_length=12, choices=Role.choices), default=list)
    requires = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    is_decision = models.BooleanField(default=False)

    class Meta:
        ordering = ["source__position", "target__position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="stagetransition_once"),
            models.UniqueConstraint(fields=["source", "verb"], name="stagetransition_verb_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="stagetransition_leads_away"),
        ]


@tracked(exclude=("answers", "title", "touched"))
class Application(BaseModel):
    """A company's application to a call. Its `number` within the call is all that a blind review shows of it.

    `pending` is a decision that is held: made, not yet told.
    """

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="applications")
    company = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="applications")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="applications")
    in_stage_since = models.DateTimeField(default=clock.now)
    form = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="applications")
    answers = models.JSONField(default=dict, blank=True)
    title = models.CharField(
        max_length=LONGEST_TITLE, blank=True
    )  # what the applicant calls it: the answer to the form's question for that, to be listed and found by
    version = models.PositiveIntegerField(default=1)  # of the answers: two who write at once learn of each other
    touched = models.JSONField(default=dict, blank=True)  # question → the version in which its answer last changed
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    edited_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    pending = models.ForeignKey(StageTransition, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    pending_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    pending_at = models.DateTimeField(null=True, blank=True)
    pending_words = models.TextField(max_length=4000, blank=True)
    pending_reason = models.TextField(max_length=2000, blank=True)
    confirm_by = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    HEAVY = ("answers", "touched")  # up to 150 000 characters a row: what goes through many applications leaves them out (`defer`)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="application_number_once"),
            models.UniqueConstraint(fields=["call", "company"], name="application_company_once"),
            models.CheckConstraint(
                condition=Q(pending=None, pending_at=None) | Q(pending__isnull=False, pending_at__isnull=False), name="application_pending_pair"
            ),
        ]
        indexes = [models.Index(fields=["stage", "in_stage_since", "id"], name="application_of_stage")]
        triggers = [states.stage_trigger("application_stages")]


class Submission(BaseModel):
    """What was handed in, as it stood then. Never changed."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="submissions")
    number = models.PositiveIntegerField()
    form = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="submission_number_once")]


class CoApplicant(BaseModel):
    """Somebody outside the company who writes an application with it; asked in by mail."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="co_applicants")
    email = models.EmailField(max_length=254)
    language = models.CharField(max_length=8, default="en")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint("application", Lower("email"), condition=Q(removed_at__isnull=True), name="coapplicant_once"),
            models.CheckConstraint(condition=Q(accepted_at__isnull=True) | Q(person__isnull=False), name="coapplicant_accepted_by_somebody"),
        ]


class InformationRequest(BaseModel):
    """What a coordinator asks for after an application was handed in: editing is handed back for these questions (none named: for all)."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="information_requests")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    words = models.TextField(max_length=4000)
    questions = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    due_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)  # answered, or overtaken by the coordinator
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["application"], condition=Q(closed_at__isnull=True), name="informationrequest_open_once")]


class Move(BaseModel):
    """A line of an application's history: which way it took, who moved it, and whether the decision had been held."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="moves")
    verb = models.SlugField(max_length=40)
    source = models.ForeignKey(Stage, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    was_pending = models.BooleanField(default=False)
    reason = models.TextField(max_length=2000, blank=True)
    words = models.TextField(max_length=4000, blank=True)  # what was said to the applicant with it

    class Meta:
        ordering = ["-id"]

    @property
    def is_told(self) -> bool:
        """A move between two stages that have the same name for applicants is nobody's business outside."""
        return self.source is not None and self.source.applicant_labels != self.target.applicant_labels


@tracked()
class ConflictOfInterest(BaseModel):
    """Why a person must not have to do with an application. While it stands, the application does not exist for them, whichever side they are on."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="conflicts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    reason = models.TextField(max_length=1000, blank=True)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["application", "person"], condition=Q(lifted_at__isnull=True), name="conflict_once")]
