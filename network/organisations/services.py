"""Organisations: registering, editing, approving."""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from network.accounts.models import User
from network.core import clock
from network.core.encryption import fingerprint, seal
from network.core.errors import Conflict, Invalid, require
from network.core.history import because
from network.core.telling import notify
from network.organisations import rules
from network.organisations.identifiers import Identifier, read_identifier
from network.organisations.models import Kind, LegalForm, Membership, Organisation
from network.organisations.queries import administrators_of
from network.vocabulary.countries import CountryCode
from network.vocabulary.models import Region, Sector

CONSTRAINTS = ("organisation_identifier_once", "organisation_sealed_once")
EDITABLE = ("legal_form", "name", "country", "region", "place", "founded_on", "website", "about")


class IdentifierTaken(Conflict):
    """The identifier belongs to an organisation that is here already; one can ask to join it."""

    code = "identifier-taken"


@transaction.atomic
def register(
    *,
    by: User,
    kind: str,
    name: str,
    country: str,
    legal_form: str = LegalForm.LIMITED_COMPANY,
    business_id: str = "",
    sectors: Iterable[str | Sector] = (),
    **fields: object,
) -> Organisation:
    """Register an organisation; `by` becomes its administrator. An empty `business_id` means not yet registered.

    Kinds other than company wait for approval, and administrators of the platform are told.
    Raises Invalid, or IdentifierTaken when the identifier is here already (also when two register it at once).
    """
    if kind not in Kind.values:
        raise Invalid({"kind": [_("Choose one of the kinds offered.")]})
    organisation = Organisation(kind=kind)
    with because("organisation.register", by=by):
        _write(organisation, {"name": name, "country": country, "legal_form": legal_form, "business_id": business_id, **fields})
        organisation.sectors.set(_sectors(sectors))
        Membership.objects.create(organisation=organisation, person=by, role=Membership.Role.ADMINISTRATOR)
    if not organisation.is_approved:
        notify(
            to=User.objects.filter(is_staff=True, is_active=True),
            kind="organisation.waiting",
            about=organisation,
            context={"organisation": organisation.name, "person": str(by)},
            url=reverse("approvals"),
        )
    return organisation


@transaction.atomic
def edit(*, by: User, organisation: Organisation, sectors: Iterable[str | Sector] | None = None, **changes: object) -> Organisation:
    """Change what is given. The kind stays. `business_id=None` leaves the identifier as it is, `""` takes it away."""
    require(rules.can_edit(by, organisation))
    organisation = locked(organisation)
    with because("organisation.edit", by=by):
        _write(organisation, changes)
        if sectors is not None:
            organisation.sectors.set(_sectors(sectors))
    return organisation


@transaction.atomic
def approve(*, by: User, organisation: Organisation) -> Organisation:
    """Let an organisation of another kind than company see what its part allows. Its administrators are told."""
    organisation = locked(organisation)
    require(rules.can_approve(by, organisation))
    return trust(organisation, by=by)


def trust(organisation: Organisation, *, by: User, reason: str = "organisation.approve") -> Organisation:
    """Mark as approved; the caller has checked who may (an administrator, or a programme that takes it in)."""
    if organisation.is_approved:
        return organisation
    organisation.approved_at, organisation.approved_by = clock.now(), by
    with because(reason, by=by):
        organisation.save(update_fields=["approved_at", "approved_by"])
    notify(
        to=administrators_of(organisation),
        kind="organisation.approved",
        about=organisation,
        context={"organisation": organisation.name},
        url=reverse("organisation-detail", args=[organisation.pk]),
    )
    return organisation


def locked(organisation: Organisation) -> Organisation:
    """The row, locked until the transaction ends: whoever changes its people or its identifier waits for the other."""
    return Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=organisation.pk)


def same_identifier(*, country: str, legal_form: str, business_id: str) -> Organisation | None:
    """The organisation that has this identifier. Raises Invalid for a number that is none."""
    found = read_identifier(country, legal_form, business_id)
    if not found.number:
        return None
    if found.is_personal:
        return Organisation.objects.filter(country=country, sealed_id_digest=_digest(country, found)).first()
    return Organisation.objects.filter(country=country, business_id=found.number).first()


def _write(organisation: Organisation, changes: dict) -> None:
    business_id = changes.pop("business_id", None)
    for name in EDITABLE:
        if name in changes:
            setattr(organisation, name, changes[name])
    _check(organisation)
    if business_id is not None:
        _identify(organisation, read_identifier(organisation.country, organisation.legal_form, business_id))
    elif not organisation._state.adding:
        _check_identifier_still_holds(organisation, changes)
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError as error:
        if error.__cause__ is not None and error.__cause__.diag.constraint_name in CONSTRAINTS:
            raise IdentifierTaken(_("An organisation with this identifier is here already. You can ask its administrators to let you in.")) from None
        raise


def _check(organisation: Organisation) -> None:
    errors: dict[str, list[str]] = {}
    if not organisation.name.strip():
        errors["name"] = [_("Give the name of the organisation.")]
    if organisation.country not in CountryCode.values:
        errors["country"] = [_("Choose one of the countries offered.")]
    if organisation.legal_form not in LegalForm.values:
        errors["legal_form"] = [_("Choose one of the legal forms offered.")]
    region: Region | None = organisation.region
    if region and region.country != organisation.country:
        errors["region"] = [_("This region is in another country. Choose one in the country above.")]
    founded = organisation.founded_on
    if isinstance(founded, date) and founded > clock.today():
        errors["founded_on"] = [_("This day is still to come. Leave it empty if the organisation is not founded yet.")]
    if errors:
        raise Invalid(errors)


def _check_identifier_still_holds(organisation: Organisation, changes: dict) -> None:
    """Another country or legal form means another kind of number: a personal one must never turn up as a public one."""
    if not {"country", "legal_form"} & changes.keys():
        return
    sealed = bool(organisation.sealed_id)
    if sealed and not (organisation.country == CountryCode.SE and organisation.legal_form == LegalForm.SOLE_TRADER):
        _identify(organisation, Identifier())
    elif organisation.business_id:
        _identify(organisation, read_identifier(organisation.country, organisation.legal_form, organisation.business_id))


def _identify(organisation: Organisation, identifier: Identifier) -> None:
    organisation.business_id = organisation.sealed_id = organisation.sealed_id_digest = ""
    if identifier.is_personal:
        organisation.sealed_id = seal(identifier.number, bound_to=f"organisation.sealed_id:{organisation.pk}")
        organisation.sealed_id_digest = _digest(organisation.country, identifier)
    else:
        organisation.business_id = identifier.number


def _digest(country: str, identifier: Identifier) -> str:
    return fingerprint(identifier.number, purpose=f"organisation:{country}")


def _sectors(chosen: Iterable[str | Sector]) -> list[Sector]:
    codes = [sector.pk if isinstance(sector, Sector) else sector for sector in chosen]
    found = list(Sector.objects.filter(pk__in=codes))
    if len(found) != len(set(codes)):
        raise Invalid({"sectors": [_("Choose from the sectors offered.")]})
    return found
