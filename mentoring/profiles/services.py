"""What mentors and incubators tell about themselves, and who approves them."""

from collections.abc import Collection, Mapping
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mentoring.profiles import rules
from mentoring.profiles.models import (
    Block,
    BusinessStage,
    ExpertiseLevel,
    Format,
    IncubatorExpertise,
    IncubatorLanguage,
    IncubatorProfile,
    MentorExpertise,
    MentorLanguage,
    MentorProfile,
)
from network.accounts.models import User
from network.core import clock
from network.core.errors import Invalid, require
from network.organisations.models import Organisation
from network.vocabulary.countries import CountryCode
from network.vocabulary.languages import SPOKEN, Level
from network.vocabulary.models import Region, Sector, SupportNeed

LONGEST = {"headline": 140, "about": 4000}


@transaction.atomic
def save_mentor_profile(
    *,
    by: User,
    expertise: Mapping[str, int] | None = None,
    languages: Mapping[str, int] | None = None,
    sectors: Collection[str] | None = None,
    region: str | None = None,
    **fields: object,
) -> MentorProfile:
    """Make or change one's own mentor profile. What is not given stays as it is. Raises Invalid by field."""
    _check(expertise, languages, sectors, fields)
    # The row is locked: an acceptance that counts places and hours must not meet half a change of them.
    profile = MentorProfile.objects.select_for_update(of=("self",), no_key=True).filter(person=by).first() or MentorProfile(person=by)
    for name in ("headline", "about", "formats", "countries", "stages", "wants_stages", "wants_countries", "places", "hours_per_month"):
        if name in fields:
            setattr(profile, name, fields[name])
    if region is not None:
        profile.region = _region(region)
    profile.save()
    _replace(MentorExpertise, MentorLanguage, profile, expertise, languages)
    if sectors is not None:
        profile.sectors.set(Sector.objects.filter(pk__in=sectors))
    return profile


@transaction.atomic
def save_incubator_profile(
    *,
    by: User,
    organisation: Organisation,
    expertise: Mapping[str, int] | None = None,
    languages: Mapping[str, int] | None = None,
    sectors: Collection[str] | None = None,
    regions: Collection[str] | None = None,
    **fields: object,
) -> IncubatorProfile:
    """Make or change the profile of one's incubator. What is not given stays as it is. Raises Invalid by field."""
    require(rules.can_edit_incubator(by, organisation))
    _check(expertise, languages, sectors, fields)
    if regions is not None and Region.objects.filter(pk__in=regions).count() != len(set(regions)):
        raise Invalid({"regions": [_("Choose regions from the list.")]})
    found = IncubatorProfile.objects.select_for_update(of=("self",), no_key=True).filter(organisation=organisation).first()
    profile = found or IncubatorProfile(organisation=organisation)
    for name in ("about", "formats", "stages", "places", "call_open", "call_closes_on"):
        if name in fields:
            setattr(profile, name, fields[name])
    profile.save()
    _replace(IncubatorExpertise, IncubatorLanguage, profile, expertise, languages)
    if sectors is not None:
        profile.sectors.set(Sector.objects.filter(pk__in=sectors))
    if regions is not None:
        profile.regions.set(Region.objects.filter(pk__in=regions))
    return profile


def _replace(expertise_model, language_model, profile, expertise: Mapping[str, int] | None, languages: Mapping[str, int] | None) -> None:
    """Set expertise and languages anew where they are given; a mentor's notes on a subject stay with it."""
    if expertise is not None:
        profile.expertise.exclude(need__in=expertise).delete()
        rows = [expertise_model(profile=profile, need_id=code, level=level) for code, level in expertise.items()]
        expertise_model.objects.bulk_create(rows, update_conflicts=True, unique_fields=["profile", "need"], update_fields=["level"])
    if languages is not None:
        profile.spoken.all().delete()
        language_model.objects.bulk_create(language_model(profile=profile, language=code, level=level) for code, level in languages.items())


def _check(expertise: Mapping[str, int] | None, languages: Mapping[str, int] | None, sectors: Collection[str] | None, fields: Mapping) -> None:
    errors: dict[str, list] = {}
    if expertise is not None and (
        SupportNeed.objects.filter(pk__in=expertise).count() != len(expertise) or not set(expertise.values()) <= set(ExpertiseLevel.values)
    ):
        errors["expertise"] = [_("Choose subjects and levels from the list.")]
    if languages is not None and not languages:
        errors["languages"] = [_("Name at least one language you work in.")]
    elif languages is not None and not all(code in SPOKEN and level in Level.values for code, level in languages.items()):
        errors["languages"] = [_("Choose languages and levels from the list.")]
    if sectors is not None and Sector.objects.filter(pk__in=sectors).count() != len(set(sectors)):
        errors["sectors"] = [_("Choose sectors from the list.")]
    if not set(fields.get("formats", ())) <= set(Format.values):
        errors["formats"] = [_("Choose from the list.")]
    errors |= {name: [_("Choose from the list.")] for name in ("stages", "wants_stages") if not set(fields.get(name, ())) <= set(BusinessStage.values)}
    for name in ("countries", "wants_countries"):
        if not set(fields.get(name, ())) <= set(CountryCode.values):
            errors[name] = [_("Choose countries from the list.")]
    if (hours := fields.get("hours_per_month")) is not None and not 0 <= Decimal(hours) <= 160:
        errors["hours_per_month"] = [_("Between 0 and 160 hours a month.")]
    for name, most in LONGEST.items():
        if len(str(fields.get(name, ""))) > most:
            errors[name] = [_("Keep it under %(most)d characters.") % {"most": most}]
    if errors:
        raise Invalid(errors)


def _region(code: str) -> Region | None:
    if not code:
        return None
    if (found := Region.objects.filter(pk=code).first()) is None:
        raise Invalid({"region": [_("Choose a region from the list.")]})
    return found


def touch(profile: MentorProfile) -> None:
    """Note that the mentor was here."""
    MentorProfile.objects.filter(pk=profile.pk).update(last_active_at=clock.now())


@transaction.atomic
def block(*, person: User, organisation: Organisation, by: User, reason: str = "") -> Block:
    """Keep two apart: wished by the mentor or by somebody of the company, or declared by a coordinator. The other side is not told."""
    require(rules.can_block(by, person, organisation))
    side = rules.side_of_block(by, person, organisation)
    defaults = {"by": by, "reason": reason.strip()[:400]}
    found, _made = Block.objects.get_or_create(person=person, organisation=organisation, side=side, defaults=defaults)
    return found


@transaction.atomic
def declare_interest(*, person: User, organisation: Organisation, by: User, reason: str) -> Block:
    """Declare that the mentor has an interest in a company: family, ownership, a rival. They are not matched from now on.

    The mentor declares it of themselves; the programme's coordinators read the reason, the company does not. Raises Invalid.
    """
    require(rules.can_declare_interest(by, person, organisation))
    if not reason.strip():
        raise Invalid({"reason": [_("Say in a few words what your interest is. Only coordinators read it.")]})
    defaults = {"by": by, "reason": reason.strip()[:400]}
    found, _made = Block.objects.update_or_create(person=person, organisation=organisation, side=Block.Side.INTEREST, defaults=defaults)
    return found


@transaction.atomic
def lift_block(*, block: Block, by: User) -> None:
    """Let the two be matched again, as far as this side is concerned. Lifting twice is harmless."""
    require(rules.can_lift(by, block))
    Block.objects.filter(pk=block.pk).delete()
