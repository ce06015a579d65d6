"""Who offers help: mentors and incubators, with what, to whom, and how much."""

from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.audit.tracking import tracked
from network.core.models import BaseModel
from network.organisations.models import Organisation
from network.programmes.models import Programme
from network.vocabulary.countries import CountryCode
from network.vocabulary.languages import Level
from network.vocabulary.models import Region, Sector, SupportNeed


class Format(models.TextChoices):
    """How people meet."""

    ONLINE = "online", _("Online")
    IN_PERSON = "in-person", _("In person")


class BusinessStage(models.TextChoices):
    """How far a business has come. (A Stage, in this house, is where an application stands.)"""

    IDEA = "idea", _("An idea")
    STARTING = "starting", _("Starting")
    GROWING = "growing", _("Growing")
    ESTABLISHED = "established", _("Established")


class ExpertiseLevel(models.IntegerChoices):
    """How well a mentor knows a subject."""

    SOME = 1, _("some")
    GOOD = 2, _("good")
    STRONG = 3, _("strong")
    LEADING = 4, _("leading")


def _stages(name: str) -> ArrayField:
    return ArrayField(models.CharField(max_length=12, choices=BusinessStage.choices), verbose_name=name, default=list, blank=True)


@tracked()
class MentorProfile(BaseModel):
    """A person who mentors. Capacity is a number of places and hours a month (guarantee 2)."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentor_profile")
    headline = models.CharField(_("in one line"), max_length=140, blank=True)
    about = models.TextField(_("about"), max_length=4000, blank=True)
    formats = ArrayField(models.CharField(max_length=10, choices=Format.choices), verbose_name=_("formats"), default=list)
    countries = ArrayField(models.CharField(max_length=2, choices=CountryCode.choices), verbose_name=_("companies from"), default=list)
    region = models.ForeignKey(Region, verbose_name=_("region"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sectors = models.ManyToManyField(Sector, verbose_name=_("sectors"), blank=True, related_name="+")
    places = models.PositiveSmallIntegerField(_("companies at a time"), default=2, validators=[MinValueValidator(0), MaxValueValidator(20)])
    hours_per_month = models.DecimalField(
        _("hours a month"), max_digits=5, decimal_places=1, default=Decimal("4"), validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(160))]
    )
    stages = _stages(_("stages of business helped"))
    # Whom the mentor would rather help: a wish that counts in the fit, and shuts nobody out.
    wants_stages = _stages(_("would rather help at"))
    wants_countries = ArrayField(
        models.CharField(max_length=2, choices=CountryCode.choices), verbose_name=_("would rather help companies from"), default=list, blank=True
    )
    unanswered = models.PositiveSmallIntegerField(default=0, editable=False)  # requests in a row that ran out without an answer
    last_active_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(places__lte=20) & Q(hours_per_month__gte=0) & Q(hours_per_month__lte=160), name="mentorprofile_capacity")
        ]


class MentorExpertise(models.Model):
    """A subject a mentor can help with, and how well."""

    profile = models.ForeignKey(MentorProfile, on_delete=models.CASCADE, related_name="expertise")
    need = models.ForeignKey(SupportNeed, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=ExpertiseLevel.choices, default=ExpertiseLevel.GOOD)
    note = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["-level", "need"]
        constraints = [
            models.UniqueConstraint(fields=["profile", "need"], name="mentorexpertise_once"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=4), name="mentorexpertise_level"),
        ]


class MentorLanguage(models.Model):
    """A language a mentor speaks."""

    profile = models.ForeignKey(MentorProfile, on_delete=models.CASCADE, related_name="spoken")
    language = models.CharField(max_length=8)
    level = models.PositiveSmallIntegerField(choices=Level.choices, default=Level.FLUENT)

    class Meta:
        ordering = ["-level", "language"]
        constraints = [
            models.UniqueConstraint(fields=["profile", "language"], name="mentorlanguage_once"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=4), name="mentorlanguage_level"),
        ]


@tracked(exclude=("kind", "reason"))
class MentorPause(BaseModel):
    """Days on which a mentor takes nothing new, or offers fewer hours a month. Without an end it lasts until lifted.

    What kind it is and the note are the mentor's own: a reindeer season can tell more of a person than that they are away.
    """

    class Kind(models.TextChoices):
        REINDEER = "reindeer", _("Reindeer season")
        FESTIVAL = "festival", _("Festival season")
        DARK = "dark", _("Dark season")
        LEAVE = "leave", pgettext_lazy("absence", "Leave")
        OTHER = "other", _("Something else")
        SILENCE = "silence", _("No answer to several requests")

    profile = models.ForeignKey(MentorProfile, on_delete=models.CASCADE, related_name="pauses")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    kind = models.CharField(_("what kind"), max_length=10, choices=Kind.choices, default=Kind.OTHER)
    hours = models.DecimalField(_("hours a month meanwhile"), max_digits=5, decimal_places=1, null=True, blank=True)
    yearly = models.BooleanField(_("every year"), default=False)

    class Meta:
        ordering = ["starts_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__isnull=True) | Q(starts_on__lte=F("ends_on")), name="mentorpause_dates"),
            models.CheckConstraint(condition=Q(hours__isnull=True) | Q(hours__gt=0, hours__lte=160), name="mentorpause_hours"),
            models.CheckConstraint(condition=Q(yearly=False) | Q(ends_on__isnull=False), name="mentorpause_yearly_ends"),
        ]


@tracked()
class MentorApproval(BaseModel):
    """A mentor in a programme. Mentors see nothing of companies, nor are proposed, before it is approved."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for approval")
        APPROVED = "approved", _("Approved")
        DECLINED = "declined", _("Declined")
        ENDED = "ended", _("Ended")

    profile = models.ForeignKey(MentorProfile, on_delete=models.CASCADE, related_name="approvals")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="mentor_approvals")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["profile", "programme"], name="mentorapproval_once")]


@tracked()
class IncubatorProfile(BaseModel):
    """An incubator that takes companies in."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="incubator_profile")
    about = models.TextField(_("about"), max_length=4000, blank=True)
    sectors = models.ManyToManyField(Sector, verbose_name=_("sectors"), blank=True, related_name="+")
    regions = models.ManyToManyField(Region, verbose_name=_("regions served"), blank=True, related_name="+")
    formats = ArrayField(models.CharField(max_length=10, choices=Format.choices), verbose_name=_("formats"), default=list)
    stages = _stages(_("stages of business helped"))
    places = models.PositiveSmallIntegerField(_("places"), default=5, validators=[MaxValueValidator(500)])
    call_open = models.BooleanField(_("takes companies now"), default=True)
    call_closes_on = models.DateField(_("call closes"), null=True, blank=True)

    class Meta:
        ordering = ["id"]


class IncubatorLanguage(models.Model):
    """A language an incubator works in."""

    profile = models.ForeignKey(IncubatorProfile, on_delete=models.CASCADE, related_name="spoken")
    language = models.CharField(max_length=8)
    level = models.PositiveSmallIntegerField(choices=Level.choices, default=Level.FLUENT)

    class Meta:
        ordering = ["-level", "language"]
        constraints = [models.UniqueConstraint(fields=["profile", "language"], name="incubatorlanguage_once")]


class IncubatorExpertise(models.Model):
    """A subject an incubator helps with."""

    profile = models.ForeignKey(IncubatorProfile, on_delete=models.CASCADE, related_name="expertise")
    need = models.ForeignKey(SupportNeed, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=ExpertiseLevel.choices, default=ExpertiseLevel.GOOD)

    class Meta:
        ordering = ["-level", "need"]
        constraints = [models.UniqueConstraint(fields=["profile", "need"], name="incubatorexpertise_once")]


class Block(BaseModel):
    """A pair that must not be matched: either side's wish, an interest the mentor declared, or what a coordinator declared.

    Each side sees and lifts its own; the other side is never told. Coordinators of the company's programmes see all.
    """

    class Side(models.TextChoices):
        COMPANY = "company", _("The company")
        MENTOR = "mentor", _("The mentor")
        COORDINATOR = "coordinator", _("A coordinator")
        INTEREST = "interest", _("The mentor, who has an interest in the company")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    side = models.CharField(max_length=12, choices=Side.choices)
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "organisation", "side"], name="block_once_per_side"),
            models.CheckConstraint(condition=Q(side__in=["company", "mentor", "coordinator", "interest"]), name="block_side_known"),
        ]
