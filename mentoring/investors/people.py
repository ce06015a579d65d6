"""Who comes into a meeting: people that are known, and investors asked by e-mail who have no account yet."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mentoring.investors import rules, services
from mentoring.investors.models import InvestorMeeting, MeetingParticipant
from mentoring.investors.queries import investors_for
from network.accounts.claims import invite_person
from network.accounts.models import User
from network.core.errors import Invalid, require
from network.core.languages import interface_language
from network.organisations.models import Organisation
from network.organisations.queries import members_of
from network.vocabulary.countries import CountryCode

Side = MeetingParticipant.Side


def known_investors(by: User, ids: list[UUID | str]) -> list[User]:
    """The chosen people, in the order chosen. Raises Invalid when one is not among those the coordinator may invite."""
    return _chosen(investors_for(by).in_bulk(_keys(ids, "investors")), ids, "investors")


def members_chosen(company: Organisation, ids: list[UUID | str]) -> list[User]:
    """The chosen people of the company. Raises Invalid when one is not of it."""
    return _chosen(members_of(company).in_bulk(_keys(ids, "company_people")), ids, "company_people")


@transaction.atomic
def plan_with(
    *, by: User, company: Organisation, investors: list, newcomers: Sequence[dict], company_people: list, documents: Sequence[dict], **fields: Any
) -> InvestorMeeting:
    """Set up a meeting from chosen ids and investors' addresses (`{email, name, language}`); see `services.plan_meeting`."""
    require(rules.can_plan(by, fields["programme"]))
    chosen = known_investors(by, investors) + [newcomer(**given) for given in newcomers]
    return services.plan_meeting(
        by=by,
        company=company,
        investors=list({person.pk: person for person in chosen}.values()),
        company_people=members_chosen(company, company_people),
        documents=[services.Document(**given) for given in documents],
        **fields,
    )


@transaction.atomic
def add_known(*, meeting: InvestorMeeting, by: User, person_id: UUID | str, side: str) -> MeetingParticipant:
    """Add a known investor or a person of the company. Raises Invalid for anybody else."""
    require(rules.can_change(by, meeting))
    found = known_investors(by, [person_id]) if side == Side.INVESTOR else members_chosen(meeting.company, [person_id])
    return services.add_person(meeting=meeting, person=found[0], side=side, by=by)


@transaction.atomic
def add_investor_by_mail(*, meeting: InvestorMeeting, by: User, email: str, name: str = "", language: str = "en", country: str = "FI") -> MeetingParticipant:
    """Add an investor who may have no account: a person is made for the address and claims it by the link in the mail."""
    require(rules.can_change(by, meeting))
    return services.add_person(meeting=meeting, person=newcomer(email=email, name=name, language=language, country=country), side=Side.INVESTOR, by=by)


def newcomer(*, email: str, name: str = "", language: str = "en", country: str = "FI") -> User:
    """The person with this address, made when there is none. Raises Invalid for what is no address or language."""
    email = email.strip()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Invalid({"email": error.messages}) from None
    if interface_language(language) is None:
        raise Invalid({"language": [_("Choose one of the languages offered.")]})
    if country not in CountryCode.values:
        raise Invalid({"country": [_("Choose one of the countries offered.")]})
    return invite_person(email=email, name=name.strip(), language=language, country=country)


def _keys(ids: list[UUID | str], field: str) -> list[UUID]:
    try:
        return [UUID(str(pk)) for pk in ids]
    except ValueError:
        raise Invalid({field: [_("Choose from the people offered.")]}) from None


def _chosen(found: dict, ids: list[UUID | str], field: str) -> list[User]:
    wanted = list(dict.fromkeys(_keys(ids, field)))
    if any(pk not in found for pk in wanted):
        raise Invalid({field: [_("Choose from the people offered.")]})
    return [found[pk] for pk in wanted]
