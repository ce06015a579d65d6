"""Who sees which organisation and which person (guarantee 7).

A programme is what brings organisations together, so the sets below follow its partners,
participations, appointments and sharing agreements by their related names; the models
themselves stand further right. Every set is a query of its own, over few tables: PostgreSQL weighs every
order in which the tables of one query can be joined, and in one join they would multiply rows.

- Members see their own organisation, and nothing else until it is trusted: a company, or approved.
- A company in a programme sees the programme's partners; a partner sees the other partners.
- An incubator sees the companies it follows; a receiver of a named sharing agreement sees its giver's, a regional coordinator
  those of its regions, a viewer none. Where the giver's people
  coordinate the programme, those are also the companies that no incubator follows. All of it while the company takes part.
- Whoever is appointed in a programme sees everyone in it. Administrators see all.
"""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from network.accounts.models import User
from network.core.compiled import for_each_person
from network.organisations.models import Membership, Organisation, OrganisationQuerySet

ACTIVE = Membership.State.ACTIVE
EVERYWHERE = ("lead", "partner", "incubator", "support")  # roles that can be shown names wherever the company is


def organisations_seen_by(user: User) -> OrganisationQuerySet:
    """The organisations a person may open."""
    if user.is_staff:
        return Organisation.objects.all()
    return Organisation.objects.filter(pk__in=_organisations(user))


def people_seen_by(user: User) -> QuerySet[User]:
    """The people a person may look up: colleagues, those whom appointments look after, and one's own programmes' contacts."""
    people = User.objects.filter(is_active=True)
    return people if user.is_staff else people.filter(pk__in=_people(user))


@for_each_person
def _organisations(person: UUID) -> QuerySet:
    return _own(person).union(*_of_appointments(person), *_of_trusted(_trusted(person)))


@for_each_person
def _people(person: UUID) -> QuerySet:
    looked_after = (_people_in(organisations) for organisations in (_own(person), *_of_appointments(person)))
    return User.objects.filter(pk=person).order_by().values("pk").union(*looked_after, *_contacts(person, _trusted(person)))


def _own(person: UUID) -> QuerySet:
    return Membership.objects.filter(person=person, state=ACTIVE).order_by().values("organisation")


def _trusted(person: UUID) -> QuerySet:
    own = Organisation.objects.filter(memberships__person=person, memberships__state=ACTIVE)
    return own.approved().order_by().values("pk")


def _related(name: str) -> QuerySet:
    """Rows that point at organisations, by the name that organisations have for them."""
    return Organisation._meta.get_field(name).related_model._default_manager.order_by()


def _of_appointments(person: UUID) -> tuple[QuerySet, ...]:
    appointed = {"programme__appointments__person": person, "programme__appointments__ended_at": None}
    return tuple(_related(part).filter(**appointed).values("organisation") for part in ("partnerships", "participations"))


def _of_trusted(trusted: QuerySet) -> tuple[QuerySet, ...]:
    partners, companies = _related("partnerships"), _related("participations")
    return (
        partners.filter(programme__participations__organisation__in=trusted, programme__participations__ended_at=None).values("organisation"),
        partners.filter(programme__partners__organisation__in=trusted).values("organisation"),
        companies.filter(incubator__in=trusted, ended_at=None).values("organisation"),
        *_of_named_sharing(trusted),
    )


def _of_named_sharing(trusted: QuerySet) -> Iterator[QuerySet]:
    """Companies shown by name: those the giver follows, and, where its people coordinate, those that nobody follows.

    Both only as far as the receiver's role in the programme allows it (`programmes.roles`): a viewer has no names at all,
    a regional coordinator those of its regions.
    """
    companies = _related("participations").filter(ended_at=None)
    agreed = _related("sharing_given").filter(programme=OuterRef("programme"), receiver__in=trusted, level="named", ended_at=None)
    follower = agreed.filter(giver=OuterRef("incubator"))
    looks_after = _related("appointments").filter(programme=OuterRef("programme"), organisation=OuterRef("giver"), ended_at=None)
    for followed, giver in ((companies, follower), (companies.filter(incubator=None), agreed.filter(Exists(looks_after)))):
        for role in ({"role__in": EVERYWHERE}, {"role": "regional", "regions": OuterRef(OuterRef("organisation__region"))}):
            shown = _related("partnerships").filter(programme=OuterRef("programme"), organisation=OuterRef("receiver"), **role)
            yield followed.filter(Exists(giver.filter(Exists(shown)))).values("organisation")


def _contacts(person: UUID, trusted: QuerySet) -> Iterator[QuerySet]:
    for conditions in (
        {"participations__organisation__in": trusted, "participations__ended_at": None},
        {"partners__organisation__in": trusted},
        {"appointments__person": person, "appointments__ended_at": None},
    ):
        programmes = {f"programme__{name}": value for name, value in conditions.items()}
        yield _related("appointments").filter(ended_at=None, **programmes).values("person")


def _people_in(organisations: QuerySet) -> QuerySet:
    return Membership.objects.filter(organisation__in=organisations, state=ACTIVE).order_by().values("person")
