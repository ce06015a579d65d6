"""Between incubators: a company referred from one to another, a mentor lent by one to another."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mentoring.profiles.models import MentorApproval, MentorProfile
from mentoring.referrals import states
from network.audit.tracking import tracked
from network.core.models import BaseModel
from network.core.states import fsm_trigger
from network.organisations.models import Organisation
from network.programmes.models import Programme

ANSWER_DAYS, OPEN_DAYS = (3, 60), (7, 365)


def _person() -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")


@tracked(exclude=("data", "note", "reason"))
class Referral(BaseModel):
    """A company that one incubator of a programme refers to another, with what the company agreed to hand over.

    `shared` are keys of `shared.KINDS`. `data` is what they said at the moment of the company's consent, and is empty before it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        CONSENT = "consent", _("Waits for the company")
        ASKED = "asked", _("Waits for the other incubator")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        EXPIRED = "expired", _("No answer in time")
        WITHDRAWN = "withdrawn", _("Pulled back")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="referrals")
    company = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="referrals")
    giver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="referrals_made")
    receiver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="referrals_received")
    made_by = _person()
    reason = models.TextField(max_length=2000)
    note = models.TextField(max_length=4000, blank=True)
    shared = ArrayField(models.CharField(max_length=20), default=list)
    answer_days = models.PositiveSmallIntegerField(default=14, validators=[MinValueValidator(ANSWER_DAYS[0]), MaxValueValidator(ANSWER_DAYS[1])])
    open_days = models.PositiveSmallIntegerField(default=90, validators=[MinValueValidator(OPEN_DAYS[0]), MaxValueValidator(OPEN_DAYS[1])])
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    answer_by = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)
    consented_by = _person()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = _person()
    answer = models.TextField(max_length=1000, blank=True)
    open_until = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="referral_two_incubators"),
            models.CheckConstraint(condition=Q(data={}) | Q(consented_at__isnull=False), name="referral_data_by_consent"),
            models.UniqueConstraint(fields=["programme", "company"], condition=Q(state__in=["consent", "asked"]), name="referral_one_at_a_time"),
        ]
        indexes = [models.Index(fields=["answer_by"], condition=Q(state__in=["consent", "asked"]), name="referral_awaited")]
        triggers = [fsm_trigger("referral_states", states.REFERRAL)]


@tracked(exclude=("reason", "answer"))
class MentorLoan(BaseModel):
    """A mentor of one programme lent to an incubator of another for some time, by consent of the mentor and of both.

    Making it is the lender's consent. While it runs, `approval` is the mentor's approval in the borrowing programme.
    """

    class State(models.TextChoices):
        MENTOR = "mentor", _("Waits for the mentor")
        BORROWER = "borrower", _("Waits for the other incubator")
        AGREED = "agreed", _("Agreed, not begun")
        RUNNING = "running", _("Running")
        ENDED = "ended", _("Ended")
        DECLINED = "declined", _("Declined")
        EXPIRED = "expired", _("No answer in time")
        WITHDRAWN = "withdrawn", _("Pulled back")

    profile = models.ForeignKey(MentorProfile, on_delete=models.CASCADE, related_name="loans")
    lender = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="mentors_lent")
    lender_programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="mentors_lent")
    borrower = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="mentors_borrowed")
    borrower_programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="mentors_borrowed")
    made_by = _person()
    reason = models.TextField(max_length=2000)
    starts_on = models.DateField()
    ends_on = models.DateField()
    answer_by = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.MENTOR)
    mentor_at = models.DateTimeField(null=True, blank=True)
    borrower_at = models.DateTimeField(null=True, blank=True)
    borrower_by = _person()
    answer = models.TextField(max_length=1000, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = _person()
    reminded_at = models.DateTimeField(null=True, blank=True)
    approval = models.ForeignKey(MentorApproval, null=True, blank=True, on_delete=models.SET_NULL, related_name="loans")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(lender_programme=F("borrower_programme")), name="mentorloan_two_programmes"),
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="mentorloan_dates"),
            models.UniqueConstraint(
                fields=["profile", "borrower_programme"], condition=Q(state__in=["mentor", "borrower", "agreed", "running"]), name="mentorloan_one_at_a_time"
            ),
        ]
        triggers = [fsm_trigger("mentorloan_states", states.LOAN)]
