"""The field's reference data: regions, sectors and needs, labelled in five languages.

The rows come from network/vocabulary/data (see its README for sources) by `manage.py load_vocabulary`.
"""

from django.db import models

from network.vocabulary.countries import CountryCode


class Term(models.Model):
    """A term of a vocabulary. `labels` maps language codes to texts; a missing one falls back."""

    code = models.CharField(primary_key=True, max_length=60)
    labels = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The label in the active language."""
        from network.vocabulary.labels import label_of  # noqa: PLC0415 -- labels reads the active language, models do not need it

        return label_of(self.labels)


class Region(Term):
    """A NUTS 3 region. Retired codes stay valid for old rows and point to their 2024 successors."""

    country = models.CharField(max_length=2, choices=CountryCode.choices)
    valid_2021 = models.BooleanField(default=True)
    valid_2024 = models.BooleanField(default=True)
    successors = models.ManyToManyField("self", symmetrical=False, related_name="predecessors", blank=True)
    in_interreg_aurora = models.BooleanField(default=False)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    @property
    def label(self) -> str:
        """The name in the active language; in Norwegian the Swedish one before the English one."""
        from network.vocabulary.labels import place_label_of  # noqa: PLC0415 -- as above

        return place_label_of(self.labels)


class Sector(Term):
    """A cultural or creative sector."""

    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    nace_rev2 = models.JSONField(default=list)
    nace_rev21 = models.JSONField(default=list)


class SupportNeed(Term):
    """What companies need and mentors offer; `group` gathers needs on forms."""

    group = models.CharField(max_length=40)
    esco_uri = models.URLField(blank=True)
