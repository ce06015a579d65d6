"""Cohorts: the companies in them, the people who come with each, the schedule, and who was there."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mentoring.calls.models import Application, Call
from mentoring.cohorts import states
from messaging.models import Conversation
from network.audit.tracking import tracked
from network.core import clock
from network.core.models import BaseModel
from network.core.sorting import sort_key
from network.core.states import fsm_trigger
from network.organisations.models import Organisation
from network.programmes.models import Programme
from network.vocabulary.labels import label_of

PERSON = settings.AUTH_USER_MODEL
LONGEST_NAME, LONGEST_ABOUT = 160, 4000


@tracked()
class Cohort(BaseModel):
    """Companies that an incubator takes through a schedule together. Texts are kept by language: {"en": "…", "fi": "…"}."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Being prepared")
        RUNNING = "running", _("Running")
        ENDED = "ended", _("Ended")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="cohorts")
    incubator = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cohorts")
    call = models.ForeignKey(Call, null=True, blank=True, on_delete=models.PROTECT, related_name="cohorts")
    takes_confirmed = models.BooleanField(default=True)  # who confirms a place in the call is in at once
    made_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    names = models.JSONField(default=dict)
    abouts = models.JSONField(default=dict, blank=True)
    languages = ArrayField(models.CharField(max_length=8), default=list)
    sort_key = models.CharField(max_length=160, editable=False)
    starts_on = models.DateField()
    ends_on = models.DateField()
    time_zone = models.CharField(max_length=40)  # of the schedule
    revision = models.PositiveIntegerField(default=1)  # rises with every change of what is said of it
    conversation = models.ForeignKey(Conversation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    announcements = models.ForeignKey(Conversation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["draft", "running", "ended"]), name="cohort_state_known"),
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="cohort_dates"),
            models.CheckConstraint(condition=Q(state="draft") | Q(begun_at__isnull=False), name="cohort_begun_at"),
            models.CheckConstraint(condition=~Q(state="ended") | Q(ended_at__isnull=False), name="cohort_ended_at"),
        ]
        triggers = [fsm_trigger("cohort_states", states.COHORT)]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.sort_key = sort_key(label_of(self.names, "en"))[:160]
        super().save(*args, **kwargs)

    @property
    def name(self) -> str:
        """In the active language, else in the first that there is."""
        return label_of(self.names)

    @property
    def about(self) -> str:
        """In the active language, else in the first that there is."""
        return label_of(self.abouts)


@tracked()
class TrackRule(BaseModel):
    """What counts as stuck in a cohort: after how many days, and whether anybody looks."""

    class Kind(models.TextChoices):
        NO_SESSION = "no-session", _("No session for some time")
        REPORT_LATE = "report-late", _("A report is late")
        ACTION_OVERDUE = "action-overdue", _("An action is overdue")

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="rules")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    days = models.PositiveSmallIntegerField()
    is_on = models.BooleanField(default=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "kind"], name="trackrule_once"),
            models.CheckConstraint(condition=Q(days__lte=365), name="trackrule_days"),
        ]


@tracked()
class CohortMember(BaseModel):
    """A company in a cohort. It stays while its people change."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="members")
    company = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cohort_memberships")
    application = models.ForeignKey(Application, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    joined_at = models.DateTimeField(default=clock.now)
    left_at = models.DateTimeField(null=True, blank=True)
    left_because = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["cohort", "company"], condition=Q(left_at__isnull=True), name="cohortmember_once")]


@tracked()
class CohortPerson(BaseModel):
    """A person who comes along for a company, from when to when."""

    member = models.ForeignKey(CohortMember, on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="cohort_places")
    joined_at = models.DateTimeField(default=clock.now)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["member", "person"], condition=Q(left_at__isnull=True), name="cohortperson_once")]


@tracked()
class CohortSession(BaseModel):
    """A meeting of the whole cohort. `organiser` holds it and hears the answers."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Cancelled")

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="sessions")
    organiser = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    about = models.TextField(max_length=4000, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    link = models.URLField(max_length=400, blank=True)
    invited_at = models.DateTimeField(null=True, blank=True)
    cancelled_because = models.CharField(max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["planned", "held", "cancelled"]), name="cohortsession_state_known"),
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="cohortsession_times"),
            models.CheckConstraint(condition=~(Q(place="") & Q(link="")), name="cohortsession_place_or_link"),
        ]
        indexes = [models.Index(fields=["cohort", "starts_at"], name="cohortsession_schedule")]
        triggers = [fsm_trigger("cohortsession_states", states.SESSION)]

    def __str__(self) -> str:
        return self.title


@tracked()
class CohortAttendance(BaseModel):
    """Whether a company was at a session, who of it, and how many minutes. The ledger has its line, and one for each correction."""

    session = models.ForeignKey(CohortSession, on_delete=models.CASCADE, related_name="attendance")
    member = models.ForeignKey(CohortMember, on_delete=models.PROTECT, related_name="attendance")
    attended = models.BooleanField()
    minutes = models.PositiveSmallIntegerField(default=0)
    people = models.ManyToManyField(PERSON, blank=True, related_name="+")
    recorded_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "member"], name="cohortattendance_once"),
            models.CheckConstraint(condition=Q(attended=True, minutes__gte=1) | Q(attended=False, minutes=0), name="cohortattendance_minutes"),
        ]


@tracked()
class CohortNote(BaseModel):
    """That somebody wrote to a company that is stuck: who, when, by which way, about what. The words themselves are with their readers."""

    member = models.ForeignKey(CohortMember, on_delete=models.CASCADE, related_name="notes")
    sent_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField(default=clock.now)
    reason = models.CharField(max_length=16, choices=TrackRule.Kind.choices, blank=True)
    way = models.CharField(max_length=8)
    digest = models.CharField(max_length=64)  # of the words, their writer and the day: the same leave once

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["member", "digest"], name="cohortnote_once")]
