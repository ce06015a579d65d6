"""What was last told of those whose rows may not be opened."""

from django.db import models

from network.core.models import BaseModel
from network.organisations.models import Organisation
from network.programmes.models import Programme


class SettledFigures(BaseModel):
    """What is counted of one incubator, and what had been told before it was settled: keys, categories and numbers, no names.

    `part` tells which rows it is about: all that are shared (empty), or those of some regions or calls.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    incubator = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=20)
    part = models.CharField(max_length=64, blank=True)
    entries = models.JSONField(default=dict)
    before = models.JSONField(default=list)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["programme", "incubator", "what", "part"], name="settledfigures_once")]
