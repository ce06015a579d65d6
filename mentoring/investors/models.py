"""Meetings of a company with investors."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentoring.investors import states
from network.audit.tracking import tracked
from network.core.models import BaseModel
from network.core.states import fsm_trigger
from network.organisations.models import Organisation
from network.programmes.models import Programme


@tracked()
class InvestorMeeting(BaseModel):
    """A coordinator brings a company and one or several investors together at one time."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Being planned")
        INVITED = "invited", _("Invitations sent")
        HELD = "held", _("Held")
        MISSED = "missed", _("Missed")
        CANCELLED = "cancelled", _("Cancelled")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="investor_meetings")
    company = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="investor_meetings")
    organiser = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=160)
    about = models.TextField(_("what it is about"), max_length=4000, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), default=45, validators=[MinValueValidator(10), MaxValueValidator(480)])
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("video link"), max_length=400, blank=True)
    invited_at = models.DateTimeField(null=True, blank=True)
    held_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    outcome = models.TextField(max_length=4000, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["planned", "invited", "held", "missed", "cancelled"]), name="investormeeting_state_known"),
            models.CheckConstraint(condition=~Q(state="held") | Q(held_minutes__isnull=False), name="investormeeting_held_has_minutes"),
            models.CheckConstraint(condition=~Q(state__in=["invited", "held", "missed"]) | Q(invited_at__isnull=False), name="investormeeting_invited_at"),
            models.CheckConstraint(condition=~(Q(place="") & Q(link="")), name="investormeeting_place_or_link"),
        ]
        indexes = [models.Index(fields=["starts_at"], condition=Q(state="invited"), name="investormeeting_coming")]
        triggers = [fsm_trigger("investormeeting_states", states.INVESTOR_MEETING)]

    def __str__(self) -> str:
        return self.title

    @property
    def ends_at(self) -> datetime:
        """When the planned time is over."""
        return self.starts_at + timedelta(minutes=self.minutes)


class MeetingParticipant(BaseModel):
    """A person in an investor meeting, on the company's or on the investors' side."""

    class Side(models.TextChoices):
        COMPANY = "company", _("Company")
        INVESTOR = "investor", _("Investor")
        ORGANISER = "organiser", _("Organiser")

    meeting = models.ForeignKey(InvestorMeeting, on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=Side.choices)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], condition=Q(removed_at__isnull=True), name="meetingparticipant_once")]


class MeetingDocument(BaseModel):
    """A link to a document for the meeting's people."""

    meeting = models.ForeignKey(InvestorMeeting, on_delete=models.CASCADE, related_name="documents")
    title = models.CharField(max_length=160)
    url = models.URLField(max_length=400)

    class Meta:
        ordering = ["id"]
