"""What matching keeps: versions of the weights, runs with what each company got, pairs set by hand, and what was contested."""

from uuid import UUID

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from mentoring.matching import states
from mentoring.profiles.models import IncubatorProfile, MentorProfile
from mentoring.requests.models import Choice, MentoringRequest
from network.audit.tracking import tracked
from network.core.models import BaseModel
from network.core.states import fsm_trigger
from network.jobs.models import Job
from network.programmes.models import Programme


@tracked()
class Weighting(BaseModel):
    """What counts how much in a programme, one version: added, never changed. The highest number holds.

    `weights` are those of `engine.facts.Weights` by criterion, `importance` the shares of the first, second, … need.
    A programme without a version has the usual weights, called version 0.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="weightings")
    number = models.PositiveIntegerField()
    weights = models.JSONField()
    importance = models.JSONField()
    reason = models.CharField(max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="weighting_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1) & ~Q(reason=""), name="weighting_numbered_with_reason"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.programme} {self.number}"


@tracked(exclude=("inputs", "pairs"))
class MatchRun(BaseModel):
    """One run over a programme's open requests: a workspace that reaches nobody before it is published.

    `inputs` are the frozen facts (`engine.inputs`), `terms` how they were judged, `fingerprint` stands for both.
    `pairs` hold every pair's points and first reason, unless there were too many; they can be computed again.
    `job` is the work that it is at, or was at last: solving, then publishing. `reason` is what the companies read.
    `companies` are those whose requests take part (a cohort's); none named: all of the programme.
    `weighting` is the version of the programme's weights that was used; None for the usual ones, or weights of its own.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SOLVING = "solving", _("Being worked out")
        READY = "ready", _("Ready to look at")
        PUBLISHING = "publishing", _("Being published")
        PUBLISHED = "published", _("Published")
        DISCARDED = "discarded", _("Discarded")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    class Aim(models.TextChoices):
        EXACT = "exact", _("As many as can be served, nobody left far behind")
        STABLE = "stable", _("No two who would rather have each other")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="match_runs")
    target = models.CharField(max_length=10, choices=MentoringRequest.Target.choices, default=MentoringRequest.Target.MENTOR)
    companies = ArrayField(models.UUIDField(), default=list, blank=True)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    aim = models.CharField(max_length=8, choices=Aim.choices, default=Aim.EXACT)
    terms = models.JSONField(default=dict, blank=True)
    inputs = models.BinaryField(default=b"", blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    pairs = models.BinaryField(default=b"", blank=True)
    summary = models.JSONField(default=dict, blank=True)
    fault = models.JSONField(default=dict, blank=True)
    base = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="reruns")
    weighting = models.ForeignKey(Weighting, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    solved_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="matchrun_number_once"),
            models.UniqueConstraint(fields=["programme"], condition=Q(state__in=["waiting", "solving"]), name="matchrun_one_solving"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "solving", "ready", "publishing", "published", "discarded", "failed", "cancelled"]),
                name="matchrun_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ready", "publishing", "published"]) | (Q(solved_at__isnull=False) & ~Q(fingerprint="")), name="matchrun_solved"
            ),
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False, published_by__isnull=False)
                | Q(state="publishing", published_at__isnull=True, published_by__isnull=False)
                | (~Q(state__in=["publishing", "published"]) & Q(published_at__isnull=True, published_by__isnull=True)),
                name="matchrun_published_by",
            ),
        ]
        triggers = [fsm_trigger("match_run_states", states.RUN)]


ONE_CANDIDATE = Q(mentor__isnull=False, incubator__isnull=True) | Q(mentor__isnull=True, incubator__isnull=False)


class Match(BaseModel):
    """What one request got in a run, with the reasons; `points` of 10 000, `rank` among those it could ask (1 is the best).

    At publishing it is either proposed (`proposed_at`, with `choice` the proposal while it stands on the company's list),
    or `left_out` has the code of what came in between.
    """

    class Outcome(models.TextChoices):
        MATCHED = "matched", _("Matched")
        PINNED = "pinned", _("Kept by hand")
        NOBODY = "nobody", _("Nobody could be asked")
        TAKEN = "taken", _("All who could be asked are taken")

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="matches")
    request = models.ForeignKey(MentoringRequest, on_delete=models.PROTECT, related_name="matches")
    mentor = models.ForeignKey(MentorProfile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    incubator = models.ForeignKey(IncubatorProfile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    points = models.PositiveSmallIntegerField(null=True, blank=True)
    rank = models.PositiveIntegerField(null=True, blank=True)
    able = models.PositiveIntegerField(default=0)
    explanation = models.JSONField(default=dict, blank=True)
    reason = models.JSONField(default=dict, blank=True)
    choice = models.ForeignKey(Choice, null=True, blank=True, on_delete=models.SET_NULL, related_name="matches")
    proposed_at = models.DateTimeField(null=True, blank=True)
    left_out = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "matches"
        constraints = [
            models.UniqueConstraint(fields=["run", "request"], name="match_once_per_request"),
            models.CheckConstraint(
                condition=(Q(outcome__in=["matched", "pinned"], points__isnull=False, rank__isnull=False) & ONE_CANDIDATE)
                | Q(outcome__in=["nobody", "taken"], mentor=None, incubator=None, points=None, rank=None),
                name="match_candidate_or_reason",
            ),
            models.CheckConstraint(condition=Q(points=None) | Q(points__lte=10_000), name="match_points"),
            models.CheckConstraint(condition=Q(proposed_at=None) | Q(left_out=""), name="match_proposed_or_left_out"),
        ]

    @property
    def profile(self) -> MentorProfile | IncubatorProfile | None:
        """Whom the request got."""
        return self.mentor or self.incubator

    @property
    def name(self) -> str:
        """The mentor's or the incubator's name; empty where there is none."""
        return str(self.mentor.person) if self.mentor else self.incubator.organisation.name if self.incubator else ""


@tracked()
class Pin(BaseModel):
    """A pair that a coordinator keeps, or rules out, with the reason. It counts in the run that is made again from this one."""

    class Kind(models.TextChoices):
        PIN = "pin", _("Keep together")
        FORBID = "forbid", _("Keep apart")

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="pins")
    request = models.ForeignKey(MentoringRequest, on_delete=models.PROTECT, related_name="+")
    mentor = models.ForeignKey(MentorProfile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    incubator = models.ForeignKey(IncubatorProfile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    reason = models.CharField(max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=ONE_CANDIDATE, name="pin_one_candidate"),
            models.UniqueConstraint(fields=["run", "request", "mentor", "incubator"], nulls_distinct=False, name="pin_pair_once"),
            models.UniqueConstraint(fields=["run", "request"], condition=Q(kind="pin"), name="pin_one_per_request"),
        ]

    @property
    def profile(self) -> MentorProfile | IncubatorProfile:
        """Whom it is about."""
        return self.mentor or self.incubator

    @property
    def name(self) -> str:
        """The mentor's or the incubator's name."""
        return str(self.mentor.person) if self.mentor else self.incubator.organisation.name


@tracked()
class Contest(BaseModel):
    """What somebody says is wrong with a list, and what a person answered. It is kept with both.

    A company speaks about a request of its own; a mentor about never being proposed in a programme (`about` never, no
    request). `criterion` is the code that it is about, empty for all of it. `seen` holds the codes of the explanation
    at that moment, for the coordinator alone: facts may have changed when the answer is written.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Waits for an answer")
        ANSWERED = "answered", _("Answered")

    class About(models.TextChoices):
        CANDIDATE = "candidate", _("Something said about one of the list")
        MISSING = "missing", _("Somebody who is missing")
        LIST = "list", _("The whole list")
        PROPOSAL = "proposal", _("A proposal of the coordinator")
        NEVER = "never", _("Never being proposed")

    class Outcome(models.TextChoices):
        NOTHING = "nothing", _("Nothing changes")
        CORRECTED = "corrected", _("Facts were corrected")
        ANEW = "anew", _("The list was made anew")
        PAIRED = "paired", _("Brought together by hand")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="contests")
    request = models.ForeignKey(MentoringRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="contests")
    about = models.CharField(max_length=10, choices=About.choices)
    mentor = models.ForeignKey(MentorProfile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    incubator = models.ForeignKey(IncubatorProfile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    criterion = models.CharField(max_length=40, blank=True)
    text = models.CharField(max_length=2000)
    seen = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=2000, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="contest_says_something"),
            models.CheckConstraint(
                condition=(Q(about__in=["candidate", "proposal"], request__isnull=False) & ONE_CANDIDATE)
                | (Q(about="missing", request__isnull=False) & (Q(mentor=None) | Q(incubator=None)))
                | Q(about="list", request__isnull=False, mentor=None, incubator=None)
                | Q(about="never", request=None, mentor__isnull=False, incubator=None),
                name="contest_about_known",
            ),
            models.CheckConstraint(
                condition=Q(state="asked", outcome="", answer="", answered_by=None, answered_at=None)
                | (
                    Q(state="answered", outcome__in=["nothing", "corrected", "anew", "paired"], answered_by__isnull=False, answered_at__isnull=False)
                    & ~Q(answer="")
                ),
                name="contest_answered_whole",
            ),
            models.CheckConstraint(condition=Q(answered_by=None) | ~Q(answered_by=models.F("asked_by")), name="contest_answered_by_another"),
            models.UniqueConstraint(
                fields=["programme", "request", "about", "mentor", "incubator", "criterion"],
                condition=Q(state="asked"),
                nulls_distinct=False,
                name="contest_once_open",
            ),
        ]
        indexes = [models.Index(fields=["programme", "id"], condition=Q(state="asked"), name="contest_open")]
        triggers = [fsm_trigger("contest_states", states.CONTEST)]

    @property
    def candidate_id(self) -> UUID | None:
        """The key of the mentor or the incubator."""
        return self.mentor_id or self.incubator_id

    @property
    def is_open(self) -> bool:
        """Somebody waits for the answer."""
        return self.state == self.State.ASKED

    @property
    def name(self) -> str:
        """The mentor's or the incubator's name; empty where it is about nobody in particular."""
        return str(self.mentor.person) if self.mentor else self.incubator.organisation.name if self.incubator else ""


class MentorChange(models.Model):
    """A mentor whose facts a transaction changed. Written by triggers alone (0002), read by `matrix.changes`.

    No foreign key: the line of a profile that is gone tells that it is gone.
    """

    id = models.BigAutoField(primary_key=True)
    profile = models.UUIDField()
    transaction = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["transaction", "profile"], name="mentorchange_transaction")]
