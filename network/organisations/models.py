"""Organisations, their members, and the ways in."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from network.core.models import BaseModel
from network.core.sorting import sort_key
from network.vocabulary.countries import CountryCode
from network.vocabulary.models import Region, Sector


class Kind(models.TextChoices):
    """What an organisation comes for."""

    COMPANY = "company", _("Company")
    COOPERATIVE = "cooperative", _("Cooperative")
    INCUBATOR = "incubator", _("Incubator")
    SUPPORT = "support", _("Business-support organisation")
    INVESTOR = "investor", _("Investor")
    EDUCATION = "education", _("Educational institution")
    AUTHORITY = "authority", _("Authority")


# Kinds that receive support. They may begin at once; all others wait for approval.
COMPANY_KINDS = (Kind.COMPANY, Kind.COOPERATIVE)


class LegalForm(models.TextChoices):
    """Decides what a business identifier is: a Swedish sole trader's is a personal number."""

    LIMITED_COMPANY = "limited-company", _("Limited company")
    SOLE_TRADER = "sole-trader", _("Sole trader")
    PARTNERSHIP = "partnership", _("Partnership")
    COOPERATIVE = "cooperative", _("Cooperative")
    ASSOCIATION = "association", _("Association")
    FOUNDATION = "foundation", _("Foundation")
    PUBLIC = "public", _("Public body")
    OTHER = "other", _("Other")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """The vocabulary of organisations."""

    def companies(self) -> "OrganisationQuerySet":
        return self.filter(kind__in=COMPANY_KINDS)

    def approved(self) -> "OrganisationQuerySet":
        return self.filter(Q(approved_at__isnull=False) | Q(kind__in=COMPANY_KINDS))

    def unapproved(self) -> "OrganisationQuerySet":
        return self.filter(approved_at=None).exclude(kind__in=COMPANY_KINDS)


class Organisation(BaseModel):
    """A company, incubator, support organisation, investor, school or authority.

    A business identifier is unique per country. A personal number is kept sealed, with a keyed
    digest for uniqueness, and is never shown.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    legal_form = models.CharField(_("legal form"), max_length=16, choices=LegalForm.choices, default=LegalForm.LIMITED_COMPANY)
    name = models.CharField(_("name"), max_length=160)
    sort_key = models.CharField(max_length=160, editable=False, db_index=True)
    country = models.CharField(_("country"), max_length=2, choices=CountryCode.choices)
    region = models.ForeignKey(Region, verbose_name=_("region"), on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    place = models.CharField(_("place"), max_length=80, blank=True)
    sectors = models.ManyToManyField(Sector, verbose_name=_("sectors"), blank=True, related_name="+")
    business_id = models.CharField(_("business identifier"), max_length=20, blank=True)
    sealed_id = models.TextField(blank=True, editable=False)
    sealed_id_digest = models.CharField(max_length=64, blank=True, editable=False)
    founded_on = models.DateField(_("founded"), null=True, blank=True)
    website = models.URLField(_("website"), max_length=200, blank=True)
    about = models.TextField(_("about"), max_length=4000, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(fields=["country", "business_id"], condition=~Q(business_id=""), name="organisation_identifier_once"),
            models.UniqueConstraint(fields=["country", "sealed_id_digest"], condition=~Q(sealed_id_digest=""), name="organisation_sealed_once"),
            models.CheckConstraint(condition=Q(business_id="") | Q(sealed_id=""), name="organisation_one_identifier"),
            models.CheckConstraint(
                condition=Q(sealed_id="", sealed_id_digest="") | (~Q(sealed_id="") & ~Q(sealed_id_digest="")), name="organisation_sealed_pair"
            ),
            models.CheckConstraint(condition=Q(approved_at__isnull=False) | Q(approved_by__isnull=True), name="organisation_approval_pair"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.sort_key = sort_key(self.name)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "sort_key"}
        super().save(*args, **kwargs)

    @property
    def is_company(self) -> bool:
        """True for the kinds that receive support."""
        return self.kind in COMPANY_KINDS

    @property
    def is_approved(self) -> bool:
        """Companies need no approval; the other kinds see nothing of others without it."""
        return self.is_company or self.approved_at is not None


class Membership(BaseModel):
    """A person in an organisation. Asked-for memberships wait for an administrator of it."""

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator", _("Administrator")
        MEMBER = "member", _("Member")

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for an answer")
        ACTIVE = "active", _("Member")
        DECLINED = "declined", _("Declined")
        ENDED = "ended", _("Ended")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=14, choices=Role.choices, default=Role.MEMBER)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    title = models.CharField(_("title"), max_length=80, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "person"], condition=Q(state__in=["asked", "active"]), name="membership_once"),
            models.CheckConstraint(condition=Q(state__in=["asked", "active", "declined", "ended"]), name="membership_state_known"),
        ]


class ColleagueInvitation(BaseModel):
    """A colleague asked in by mail; the link carries a signed token."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=14, choices=Membership.Role.choices, default=Membership.Role.MEMBER)
    language = models.CharField(max_length=8, default="en")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                "organisation", Lower("email"), condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True), name="invitation_open_once"
            ),
        ]
