"""The ledger: what support was given, by whom, to whom. Lines are added, never changed."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network.core import clock
from network.core.models import BaseModel
from network.organisations.models import Organisation
from network.programmes.models import Programme


class PersonKey(BaseModel):
    """Stands for a person in the ledger. Erasure blanks this row, and the lines keep counting."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="ledger_key")


class SupportRecord(BaseModel):
    """One line. A correction is a new line with a higher version that names the line it corrects."""

    class Kind(models.TextChoices):
        MENTORING = "mentoring", _("Mentoring session")
        INVESTOR_MEETING = "investor_meeting", _("Investor meeting")
        ADVICE = "advice", _("Advice")
        COHORT_SESSION = "cohort_session", _("Session of a cohort")

    class Attendance(models.TextChoices):
        ATTENDED = "attended", _("Attended")
        MISSED = "missed", _("Missed")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="support_records")
    receiver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="support_received")
    receiver_person = models.ForeignKey(PersonKey, null=True, on_delete=models.PROTECT, related_name="received")
    provider_person = models.ForeignKey(PersonKey, null=True, on_delete=models.PROTECT, related_name="provided")
    provider = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="support_provided")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    source_type = models.CharField(max_length=40)
    source_id = models.UUIDField()
    version = models.PositiveSmallIntegerField(default=1)
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections")
    starts_at = models.DateTimeField()
    minutes = models.PositiveIntegerField()
    attendance = models.CharField(max_length=10, choices=Attendance.choices, default=Attendance.ATTENDED)
    receiver_country = models.CharField(max_length=2)
    provider_country = models.CharField(max_length=2)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(PersonKey, null=True, on_delete=models.PROTECT, related_name="recorded")
    aid_basis = models.CharField(max_length=20, blank=True)
    aid_amount_eur = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["source_id", "receiver", "version"], name="supportrecord_version_once"),
            models.CheckConstraint(
                condition=Q(version=1, corrects__isnull=True) | Q(version__gt=1, corrects__isnull=False), name="supportrecord_correction_names_line"
            ),
            models.CheckConstraint(condition=Q(minutes__lte=24 * 60), name="supportrecord_within_a_day"),
        ]
        indexes = [models.Index(fields=["programme", "starts_at"], name="supportrecord_by_programme")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="no_truncate",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'The ledger is append-only.';",
            ),
        ]
