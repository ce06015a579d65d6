"""Long work that a person can watch."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from network.core.models import BaseModel
from network.core.states import fsm_trigger
from network.jobs.states import TRANSITIONS


class Job(BaseModel):
    """Work with progress; it can be cancelled, resumed, or fail with a sentence."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=400, blank=True)
    cursor = models.JSONField(default=dict, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(done__lte=F("total")), name="job_done_within_total")]
        triggers = [fsm_trigger("job_state", TRANSITIONS)]

    @property
    def label(self) -> str:
        """What the work is, in the reader's language."""
        return settings.JOB_LABELS.get(self.kind, self.kind)
