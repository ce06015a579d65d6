"""Who sees which organisation and which person (guarantee 7).

A programme is what brings organisations together, so the sets below follow its partners,
participations, appointments and sharing agreements by their related names; the models
themselves stand further right. Every set is a subquery of its own: joined in one query they would
multiply rows.

- Members see their own organisation, and nothing else until it is trusted: a company, or approved.
- A company in a programme sees the programme's partners; a partner sees the other partners.
- An incubator sees the companies it follows; a receiver of a named sharing agreement sees its giver's, a regional coordinator
  those of its regions, a viewer none. Where the giver's people
  coordinate the programme, those are also the companies that no incubator follows. All of it while the company takes part.
- Whoever is appointed in a programme sees everyone in it. Administrators see all.
"""

from collections.abc import Iterator

from django.db.models import F, Q, QuerySet

from network.accounts.models import User
from network.organisations.models import Membership, Organisation, OrganisationQuerySet

ACTIVE = Membership.State.ACTIVE
EVERYWHERE = ("lead", "partner", "incubator", "support")  # roles that can be shown names wherever the company is
_LOOKED_AFTER = {
    "participations__programme__sharing_agreements__giver__appointments__programme": F("participations__programme"),
    "participations__programme__sharing_agreements__giver__appointments__ended_at": None,
}


def _own(user: User) -> OrganisationQuerySet:
    return Organisation.objects.filter(memberships__person=user, memberships__state=ACTIVE)


def _keys(**conditions: object) -> QuerySet:
    """Keys of the organisations that meet all conditions on the same related rows."""
    return Organisation.objects.filter(**conditions).order_by().values("pk")


def organisations_seen_by(user: User) -> OrganisationQuerySet:
    """The organisations a person may open."""
    if user.is_staff:
        return Organisation.objects.all()
    seen = Q(pk__in=_own(user).values("pk"))
    for keys in (*_of_appointments(user), *_of_trusted(user)):
        seen |= Q(pk__in=keys)
    return Organisation.objects.filter(seen)


def _of_appointments(user: User) -> tuple[QuerySet, ...]:
    return tuple(
        _keys(**{f"{part}__programme__appointments__person": user, f"{part}__programme__appointments__ended_at": None})
        for part in ("partnerships", "participations")
    )


def _of_trusted(user: User) -> tuple[QuerySet, ...]:
    trusted = _own(user).approved().values("pk")
    return (
        _keys(partnerships__programme__participations__organisation__in=trusted, partnerships__programme__participations__ended_at=None),
        _keys(partnerships__programme__partners__organisation__in=trusted),
        _keys(participations__incubator__in=trusted, participations__ended_at=None),
        *_of_named_sharing(trusted),
    )


def _of_named_sharing(trusted: QuerySet) -> Iterator[QuerySet]:
    """Companies shown by name: those the giver follows, and, where its people coordinate, those that nobody follows.

    Both only as far as the receiver's role in the programme allows it (`programmes.roles`): a viewer has no names at all,
    a regional coordinator those of its regions.
    """
    for agreement, more in (
        ("participations__incubator__sharing_given", {"participations__incubator__sharing_given__programme": F("participations__programme")}),
        ("participations__programme__sharing_agreements", {"participations__incubator": None, **_LOOKED_AFTER}),
    ):
        named = {f"{agreement}__receiver__in": trusted, f"{agreement}__level": "named", f"{agreement}__ended_at": None, "participations__ended_at": None}
        receiver = {"participations__programme__partners__organisation": F(f"{agreement}__receiver")}
        for role in ({"role__in": EVERYWHERE}, {"role": "regional", "regions": F("region")}):
            part = {f"participations__programme__partners__{name}": value for name, value in role.items()}
            yield _keys(**named, **more, **receiver, **part)


def people_seen_by(user: User) -> QuerySet[User]:
    """The people a person may look up: colleagues, those whom appointments look after, and one's own programmes' contacts."""
    people = User.objects.filter(is_active=True)
    if user.is_staff:
        return people
    seen = Q(pk=user.pk) | Q(pk__in=_people_in(_own(user).values("pk")))
    for keys in _of_appointments(user):
        seen |= Q(pk__in=_people_in(keys))
    trusted = _own(user).approved().values("pk")
    for conditions in (
        {"participations__organisation__in": trusted, "participations__ended_at": None},
        {"partners__organisation__in": trusted},
        {"appointments__person": user, "appointments__ended_at": None},
    ):
        contacts = {f"appointments__programme__{name}": value for name, value in conditions.items()}
        seen |= Q(pk__in=User.objects.filter(appointments__ended_at=None, **contacts).order_by().values("pk"))
    return people.filter(seen)


def _people_in(organisations: QuerySet) -> QuerySet:
    return Membership.objects.filter(organisation__in=organisations, state=ACTIVE).order_by().values("person")
