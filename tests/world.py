"""The small world of the tests: one programme, a company in Vaasa, a mentor in Umeå, and the people around them.

Each fixture is one person or organisation; a test asks for those it needs. `outsider` belongs to another
company and another programme and must see nothing.
"""

import inspect
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from mentoring.profiles.models import IncubatorProfile, MentorApproval, MentorExpertise, MentorLanguage, MentorProfile
from network.accounts.models import User
from network.core import clock
from network.organisations.models import Kind, Membership, Organisation
from network.programmes.models import Appointment, Participation, Partner, Programme, SharingAgreement
from network.vocabulary.languages import Level
from network.vocabulary.models import Region

PASSWORD = "aurora over vaasa 2027"
ZONES = {"FI": "Europe/Helsinki", "SE": "Europe/Stockholm", "NO": "Europe/Oslo"}


def person(name: str, *, country: str = "FI", languages: tuple[str, ...] = ("en",), place: str = "", **fields: object) -> User:
    """A person with a confirmed address made from the name."""
    email = "".join(c for c in name.lower().replace(" ", ".") if c.isascii()) + "@example.org"
    user = User.objects.create_user(
        email, PASSWORD, name=name, country=country, time_zone=ZONES[country], languages=list(languages), place=place, claimed_at=clock.now(), **fields
    )
    user.emailaddress_set.create(email=email, verified=True, primary=True)
    return user


def organisation(name: str, kind: Kind, *, country: str = "FI", members: tuple[User, ...] = (), approved: bool = True, **fields: object) -> Organisation:
    """An organisation whose first member is its administrator."""
    made = Organisation.objects.create(name=name, kind=kind, country=country, approved_at=clock.now() if approved else None, **fields)
    for index, member in enumerate(members):
        role = Membership.Role.MEMBER if index else Membership.Role.ADMINISTRATOR
        Membership.objects.create(organisation=made, person=member, role=role)
    return made


def mentor_profile(
    user: User,
    programme: Programme,
    *,
    needs: tuple[str, ...] = ("pricing", "internationalisation_export"),
    languages: tuple[str, ...] = ("sv", "en"),
    **fields: object,
) -> MentorProfile:
    """An approved mentor with the given needs (strong) and languages (fluent)."""
    defaults = {"places": 2, "hours_per_month": 4, "formats": ["online"], "countries": ["FI", "SE", "NO"]}
    profile = MentorProfile.objects.create(person=user, headline="Export and pricing", **(defaults | fields))
    MentorExpertise.objects.bulk_create(MentorExpertise(profile=profile, need_id=need, level=3) for need in needs)
    MentorLanguage.objects.bulk_create(MentorLanguage(profile=profile, language=code, level=Level.FLUENT) for code in languages)
    profile.sectors.add("crafts", "design")
    MentorApproval.objects.create(profile=profile, programme=programme, state="approved", decided_at=clock.now())
    return profile


def by_hand() -> Callable[[str], Any]:
    """Makes these fixtures, each once, for a world that lasts longer than one test: pytest would make them anew for each."""
    made: dict[str, Any] = {"db": None}

    def make(name: str) -> Any:
        if name not in made:
            work = globals()[name].__wrapped__
            made[name] = work(**{needed: make(needed) for needed in inspect.signature(work).parameters})
        return made[name]

    return make


@pytest.fixture
def programme(db) -> Programme:
    return Programme.objects.create(slug="creative-networks", name="Creative Networks", countries=["FI", "SE", "NO"], languages=["en", "fi", "sv", "nb"])


@pytest.fixture
def founder(db) -> User:
    return person("Elli Lund", languages=("sv", "fi", "en"), place="Vaasa")


@pytest.fixture
def company(founder, programme) -> Organisation:
    made = organisation("Verkstad Sund", Kind.COMPANY, members=(founder,), region=Region.objects.filter(pk="FI19A").first(), place="Vaasa")
    made.sectors.add("crafts")
    Participation.objects.create(programme=programme, organisation=made)
    return made


@pytest.fixture
def founder2(db) -> User:
    return person("Aino Hyvärinen", languages=("fi", "en"), place="Oulu")


@pytest.fixture
def company2(founder2, programme) -> Organisation:
    made = organisation("Kolme Kaikua", Kind.COOPERATIVE, members=(founder2,), region=Region.objects.filter(pk="FI1D9").first(), place="Oulu")
    Participation.objects.create(programme=programme, organisation=made)
    return made


@pytest.fixture
def mentor(programme) -> User:
    user = person("Johan Åström", country="SE", languages=("sv", "en"), place="Umeå")
    mentor_profile(user, programme)
    return user


@pytest.fixture
def mentor2(programme) -> User:
    user = person("Ingrid Moe", country="NO", languages=("nb", "en"), place="Tromsø")
    mentor_profile(user, programme, needs=("pricing", "contracts_negotiation"), languages=("nb", "sv", "en"))
    return user


@pytest.fixture
def coordinator(db) -> User:
    return person("Maja Kuorak", country="SE", languages=("sv", "en"), place="Umeå")


@pytest.fixture
def incubator(coordinator, programme) -> Organisation:
    made = organisation("Expression Nord", Kind.INCUBATOR, country="SE", members=(coordinator,), place="Umeå")
    IncubatorProfile.objects.create(organisation=made, formats=["online", "in-person"], places=5)
    Partner.objects.create(programme=programme, organisation=made, role=Partner.Role.INCUBATOR)
    Appointment.objects.create(programme=programme, organisation=made, person=coordinator, role=Appointment.Role.COORDINATOR)
    return made


@pytest.fixture
def support(db) -> User:
    return person("Pekka Niemelä", languages=("fi",), place="Rovaniemi")


@pytest.fixture
def support_organisation(support, programme, incubator) -> Organisation:
    made = organisation("Pohjoisen Yrityspalvelu", Kind.SUPPORT, members=(support,), place="Rovaniemi")
    Partner.objects.create(programme=programme, organisation=made, role=Partner.Role.SUPPORT)
    SharingAgreement.objects.create(programme=programme, giver=incubator, receiver=made, level=SharingAgreement.Level.FIGURES)
    return made


@pytest.fixture
def programme_manager(programme, incubator) -> User:
    user = person("Solveig Dahl", country="NO", languages=("nb", "en"), place="Bodø")
    Appointment.objects.create(programme=programme, organisation=incubator, person=user, role=Appointment.Role.MANAGER)
    return user


@pytest.fixture
def investor(programme) -> User:
    user = person("Henrik Falk", country="SE", languages=("sv", "en"), place="Luleå")
    made = organisation("Norrsken Kapital", Kind.INVESTOR, country="SE", members=(user,))
    Partner.objects.create(programme=programme, organisation=made, role=Partner.Role.VIEWER)
    return user


@pytest.fixture
def admin(db) -> User:
    return person("Unni Somby", country="NO", languages=("nb", "en"), place="Kárášjohka", is_staff=True, is_superuser=True)


@pytest.fixture
def outsider(db) -> User:
    user = person("Oskar Berg", country="SE", languages=("sv",), place="Malmö")
    organisation("Utanför AB", Kind.COMPANY, country="SE", members=(user,))
    return user


@pytest.fixture
def noon() -> datetime:
    """A Wednesday in February, ten o'clock in Vaasa: within everybody's working hours."""
    return datetime(2027, 2, 10, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _clock_at_rest():
    """No test inherits another's moved clock."""
    yield
    clock.forget()
