"""The people of the story: there within seconds of `make demo`, with everything before their story begun.

A company in Vaasa that has not asked yet, mentors across the border, the incubator's coordinator, a support
organisation, an investor, the programme's manager, an administrator, and an outsider.
"""

from datetime import date, timedelta

from django.db import transaction

from mentoring.demo import cases, words
from mentoring.demo.cast import (
    ADMIN,
    ARCHETYPES,
    FOUNDED,
    FOUNDER,
    FOUNDER2,
    INCUBATORS,
    INVESTORS,
    MANAGER,
    OUTSIDER,
    STORY_MENTORS,
    SUPPORT,
    Archetype,
    Group,
    Somebody,
)
from mentoring.demo.people import address, person
from mentoring.profiles import approvals
from mentoring.profiles import services as profiles
from mentoring.profiles.models import MentorProfile
from network.accounts.models import User
from network.core import clock
from network.organisations.models import Membership, Organisation
from network.organisations.services import register
from network.programmes import services as programmes
from network.programmes.models import Appointment, Partner, Programme, SharingAgreement
from network.vocabulary.languages import Level
from network.vocabulary.models import Region

MAIN = "creative_networks"
YEAR = timedelta(days=300)  # before now; the life of the demo network begins here
FLUENCY = (Level.NATIVE, Level.FLUENT, Level.WORKING)


def somebody(who: Somebody, **fields: object) -> User:
    """The person of the cast, as an account."""
    return person(who.name, country=who.country, languages=who.languages, place=who.place, **fields)


@transaction.atomic
def enact() -> None:
    """Set the stage, a year ago; does nothing where it stands already."""
    if User.objects.filter(email=address(FOUNDER.who.name)).exists():
        return
    with clock.at(clock.unpinned_now() - YEAR):
        admin = somebody(ADMIN, is_staff=True, is_superuser=True)
        programme = cases.enact(MAIN, admin=admin)
        manager = _manager(programme, admin)
        _incubator(INCUBATORS[0], programme, manager)
        _support(programme, manager)
        _investor(INVESTORS[0], programme, manager)
        for index, who in enumerate(STORY_MENTORS):
            mentor(who, ARCHETYPES[index], programme, by=manager)
    with clock.at(clock.unpinned_now() - timedelta(days=30)):
        for group in (FOUNDER, FOUNDER2):
            made = company(group)
            programmes.join(by=made.memberships.get().person, company=made, programme=programme)
        company(OUTSIDER)


def company(group: Group) -> Organisation:
    """A company, registered by its founder. Not entered in a business register: an invented number could be somebody's."""
    return register(
        by=somebody(group.who),
        kind=group.kind,
        name=group.name,
        country=group.who.country,
        legal_form=group.legal_form,
        sectors=group.sectors,
        region=Region.objects.get(pk=group.region),
        place=group.who.place,
        founded_on=_founded(group),
    )


def _founded(group: Group) -> date | None:
    """A day of the year that the cast says; who is founded this year was so a few weeks before they came."""
    if group.name not in FOUNDED:
        return None
    return min(date(FOUNDED[group.name], len(group.name) % 12 + 1, len(group.who.name)), clock.today() - timedelta(weeks=6))


def partner(group: Group, role: str, programme: Programme, by: User) -> tuple[Organisation, User]:
    """An organisation of the cast as a partner of the programme, and the person who speaks for it."""
    found = Organisation.objects.filter(name=group.name).first() or company(group)
    if not programme.partners.filter(organisation=found, role=role).exists():
        programmes.add_partner(by=by, programme=programme, organisation=found, role=role)
    return found, somebody(group.who)


def mentor(who: Somebody, knows: Archetype, programme: Programme, *, by: User, places: int = 2, hours: int = 4) -> MentorProfile:
    """A mentor with a profile, approved in the programme by one of its people."""
    user = somebody(who)
    profile = profiles.save_mentor_profile(
        by=user,
        headline=words.in_own(knows.headline, user.languages),
        expertise={need: 3 if index < 2 else 2 for index, need in enumerate(knows.needs)},
        languages=dict(zip(who.languages, FLUENCY, strict=False)),
        sectors=knows.sectors,
        formats=["online", "in-person"],
        countries=["FI", "SE", "NO"],
        stages=["starting", "growing"] if places > 1 else ["growing", "established"],
        places=places,
        hours_per_month=hours,
    )
    approval = approvals.ask_approval(profile=profile, by=user, programme=programme)
    if approval.state == approval.State.ASKED:
        approvals.decide_approval(approval=approval, by=by, approve=True)
    return profile


def _manager(programme: Programme, admin: User) -> User:
    """The programme's manager sits with the lead partner; the case's own speaker hands over to them."""
    lead = programme.partners.select_related("organisation").get(role=Partner.Role.LEAD).organisation
    manager = somebody(MANAGER)
    Membership.objects.get_or_create(organisation=lead, person=manager)
    programmes.appoint(by=admin, programme=programme, person=manager, organisation=lead, role=Appointment.Role.MANAGER)
    return manager


def _incubator(group: Group, programme: Programme, manager: User) -> None:
    organisation, coordinator = partner(group, Partner.Role.INCUBATOR, programme, manager)
    programmes.appoint(by=manager, programme=programme, person=coordinator, organisation=organisation, role=Appointment.Role.COORDINATOR)
    incubator_profile(organisation, coordinator, group)


def incubator_profile(organisation: Organisation, by: User, group: Group) -> None:
    """What the incubator offers."""
    profiles.save_incubator_profile(
        by=by,
        organisation=organisation,
        expertise={"business_planning": 3, "growth_strategy": 3, "networking": 2, "investor_readiness": 2},
        languages=dict(zip(group.who.languages, FLUENCY, strict=False)),
        sectors=group.sectors,
        regions=[group.region],
        formats=["online", "in-person"],
        places=6,
        call_open=True,
    )


def _support(programme: Programme, manager: User) -> None:
    """The support organisation sees the incubator's pipeline as figures, as was agreed."""
    organisation, _ = partner(SUPPORT[0], Partner.Role.SUPPORT, programme, manager)
    incubator = programme.partners.select_related("organisation").get(role=Partner.Role.INCUBATOR).organisation
    programmes.agree_sharing(by=manager, programme=programme, giver=incubator, receiver=organisation, level=SharingAgreement.Level.FIGURES)


def _investor(group: Group, programme: Programme, manager: User) -> None:
    partner(group, Partner.Role.VIEWER, programme, manager)
