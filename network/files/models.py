"""Files that people put there. The content lies in the storage `private`; nothing of it is ever served from an address of its own."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network.core.models import BaseModel
from network.core.states import fsm_trigger
from network.files import kinds
from network.files.states import TRANSITIONS


class File(BaseModel):
    """One file, and what it belongs to. Whoever may open it is decided by the area that `purpose` names (settings.FILE_OWNERS)."""

    class State(models.TextChoices):
        CHECKING = "checking", _("Being checked")
        READY = "ready", _("Ready")
        REFUSED = "refused", _("Refused")

    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    purpose = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.UUIDField(null=True, blank=True)
    name = models.CharField(max_length=140, blank=True)  # as it is shown; empty once it was erased
    content_type = models.CharField(max_length=100)  # found in the content, never what somebody said
    size = models.PositiveBigIntegerField()  # bytes, as kept
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(default=0)  # of a picture, in pixels; 0 for everything else
    height = models.PositiveIntegerField(default=0)
    key = models.CharField(max_length=80, unique=True)  # where the storage has it; by chance, never by name
    state = models.CharField(max_length=10, choices=State.choices, default=State.READY)
    reason = models.CharField(max_length=200, blank=True)  # what the virus check found
    attached_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)  # when the storage had it no longer

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["subject_id"], name="file_of_subject", condition=Q(subject_id__isnull=False)),
            models.Index(fields=["by", "created_at"], name="file_waiting", condition=Q(attached_at=None, removed_at=None)),
            models.Index(fields=["erased_at"], name="file_to_remove", condition=Q(erased_at__isnull=False, removed_at=None)),
            models.Index(fields=["created_at"], name="file_to_check", condition=Q(state="checking")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(attached_at=None, subject_id=None) | Q(attached_at__isnull=False, subject_id__isnull=False), name="file_attached"
            ),
            models.CheckConstraint(condition=Q(removed_at=None) | Q(erased_at__isnull=False), name="file_removed_after_erased"),
            models.CheckConstraint(condition=Q(erased_at=None) | Q(name=""), name="file_erased_has_no_name"),
        ]
        triggers = [fsm_trigger("file_state", TRANSITIONS)]

    @property
    def kind(self) -> kinds.Kind:
        """What kind of file it is."""
        return kinds.KINDS[self.content_type]

    @property
    def is_picture(self) -> bool:
        """Whether it was drawn anew, so that it may be shown in a page."""
        return self.width > 0

    @property
    def preview_key(self) -> str:
        """Where the storage has the small picture."""
        return f"{self.key}-small"
