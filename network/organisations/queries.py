"""Reads of organisations and of the people in them, each for the person who asks."""

from collections.abc import Collection
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, Q, QuerySet

from network.accounts.models import User
from network.core.errors import NotVisible
from network.organisations.models import ColleagueInvitation, Membership, Organisation, OrganisationQuerySet
from network.organisations.visibility import organisations_seen_by, people_seen_by

ACTIVE = Membership.State.ACTIVE
ADMINISTRATOR = Membership.Role.ADMINISTRATOR


def organisations_of(user: User) -> OrganisationQuerySet:
    """Organisations of which the person is a member now, approved or not."""
    mine = Membership.objects.filter(person=user, state=ACTIVE).values("organisation")
    return Organisation.objects.filter(pk__in=mine)


def companies_of(user: User) -> OrganisationQuerySet:
    """Companies and cooperatives of which the person is a member now."""
    return organisations_of(user).companies()


def trusted_organisations_of(user: User) -> OrganisationQuerySet:
    """The person's organisations that may see others: companies, and other kinds once they are approved (guarantee 7)."""
    return organisations_of(user).approved()


def administered_by(user: User) -> OrganisationQuerySet:
    """Organisations for which the person may speak and let others in."""
    mine = Membership.objects.filter(person=user, state=ACTIVE, role=ADMINISTRATOR).values("organisation")
    return Organisation.objects.filter(pk__in=mine)


def is_member(user: User, organisation: Organisation) -> bool:
    """Whether the person belongs to the organisation now."""
    return Membership.objects.filter(person=user, organisation=organisation, state=ACTIVE).exists()


def is_administrator(user: User, organisation: Organisation) -> bool:
    """Whether the person is an administrator of the organisation now."""
    return Membership.objects.filter(person=user, organisation=organisation, state=ACTIVE, role=ADMINISTRATOR).exists()


def members_of(organisation: Organisation) -> QuerySet[User]:
    """The organisation's active people, by name."""
    return User.objects.filter(memberships__organisation=organisation, memberships__state=ACTIVE, is_active=True)


def successors_in(organisation: Organisation, *, but: Collection[UUID] = ()) -> list[User]:
    """Who could act for an organisation next: administrators, then members, each by how long they have been in it; without those of `but`."""
    rows = Membership.objects.filter(organisation=organisation, state=Membership.State.ACTIVE, person__is_active=True).exclude(person__in=but)
    found = list(rows.select_related("person").order_by("id"))
    return [row.person for row in sorted(found, key=lambda row: row.role != Membership.Role.ADMINISTRATOR)]


def administrators_of(organisation: Organisation) -> QuerySet[User]:
    """Who speaks for the organisation, by name."""
    return User.objects.filter(memberships__organisation=organisation, memberships__state=ACTIVE, memberships__role=ADMINISTRATOR, is_active=True)


def members_by_organisation(organisations: list[Organisation]) -> list[tuple[Organisation, list[User]]]:
    """Each organisation with its active people by name, in one query."""
    rows = Membership.objects.filter(organisation__in=organisations, state=ACTIVE, person__is_active=True).select_related("person")
    people: dict[object, list[User]] = {organisation.pk: [] for organisation in organisations}
    for row in rows.order_by("person__sort_key", "id"):
        people[row.organisation_id].append(row.person)
    return [(organisation, people[organisation.pk]) for organisation in organisations]


def organisations_visible_to(user: User) -> OrganisationQuerySet:
    """Every organisation that the person may open, with what its row shows."""
    return organisations_seen_by(user).select_related("region").prefetch_related("sectors")


def organisation_for(user: User, pk: UUID | str) -> Organisation:
    """The organisation, if the person may see it. Raises NotVisible."""
    return one_of(organisations_visible_to(user), pk)


def own_organisation_for(user: User, pk: UUID | str) -> Organisation:
    """One of the person's own organisations. Raises NotVisible."""
    return one_of(organisations_of(user).select_related("region").prefetch_related("sectors"), pk)


def people_visible_to(user: User) -> QuerySet[User]:
    """Oneself, colleagues, and who stands in the same programmes, as far as one's part allows."""
    return people_seen_by(user)


def person_for(user: User, pk: UUID | str) -> User:
    """The person, if the asking one may see them. Raises NotVisible."""
    return one_of(people_visible_to(user), pk)


def memberships_visible_to(user: User) -> QuerySet[Membership]:
    """Running memberships of visible organisations; who has asked to join is seen by that organisation's administrators and by the one who asks."""
    seen = Q(organisation__in=organisations_seen_by(user).values("pk"), state=ACTIVE)
    asked = Q(organisation__in=administered_by(user).values("pk"), state=Membership.State.ASKED) | Q(person=user)
    if user.is_staff:
        asked |= Q(state=Membership.State.ASKED)
    return Membership.objects.filter(seen | asked).select_related("person", "organisation")


def membership_for(user: User, pk: UUID | str) -> Membership:
    """The membership, if the person may see it. Raises NotVisible."""
    return one_of(memberships_visible_to(user), pk)


def my_memberships(user: User) -> QuerySet[Membership]:
    """The person's own memberships that run or wait for an answer, oldest first."""
    running = Membership.objects.filter(person=user, state__in=[ACTIVE, Membership.State.ASKED])
    return running.select_related("organisation", "organisation__region").order_by("id")


def invitations_of(organisation: Organisation) -> QuerySet[ColleagueInvitation]:
    """Colleagues who were invited and have not answered, newest first."""
    return organisation.invitations.filter(accepted_at=None, withdrawn_at=None).select_related("invited_by")


def invitation_for(user: User, pk: UUID | str) -> ColleagueInvitation:
    """An open invitation of an organisation that the person administers. Raises NotVisible."""
    return one_of(ColleagueInvitation.objects.filter(organisation__in=administered_by(user)).select_related("organisation"), pk)


def waiting_for_approval(user: User) -> OrganisationQuerySet:
    """For administrators: organisations of the other kinds that nobody has approved, oldest first, with their people."""
    if not user.is_staff:
        return Organisation.objects.none()
    active = Membership.objects.filter(state=ACTIVE).select_related("person")
    waiting = Organisation.objects.unapproved().select_related("region")
    return waiting.prefetch_related(Prefetch("memberships", queryset=active, to_attr="active_memberships")).order_by("id")


def one_of(rows: QuerySet, pk: UUID | str):
    """The row with this key among `rows`; NotVisible when it is not there or the key is none."""
    try:
        return rows.get(pk=pk)
    except (rows.model.DoesNotExist, ValidationError, ValueError):
        raise NotVisible from None
