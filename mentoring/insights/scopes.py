"""Whose pipeline a person may look at, and at which level of detail."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from network.accounts.models import User
from network.core.errors import NotVisible
from network.organisations.models import Organisation
from network.programmes.models import Appointment, Participation, Partner, Programme, SharingAgreement
from network.programmes.queries import coordinated_by, sharing_for


@dataclass(frozen=True)
class Scope:
    """A programme (for its coordinators), or what one partner of it shares with an organisation of the reader."""

    pk: UUID
    programme: Programme
    giver: Organisation | None
    named: bool


def scopes_of(user: User) -> list[Scope]:
    """Everything the person may look at: the programmes they coordinate, then what is shared with them."""
    own = [Scope(p.pk, p, None, named=True) for p in coordinated_by(user)]
    shared = sharing_for(user).order_by("programme__sort_key", "giver__sort_key", "pk")
    return own + [Scope(a.pk, a.programme, a.giver, named=a.level == SharingAgreement.Level.NAMED) for a in shared]


def scope_for(user: User, pk: UUID | str) -> Scope:
    """One of those. Raises NotVisible."""
    found = next((scope for scope in scopes_of(user) if str(scope.pk) == str(pk)), None)
    if found is None:
        raise NotVisible
    return found


def participations_of(scope: Scope) -> QuerySet[Participation]:
    """The companies a scope is about.

    A giver shares those it brought in. Those that no incubator brought in are shared by one partner alone: were they in two
    givers' figures, a reader with names from one could subtract them from the other's figures (guarantee 10).
    """
    rows = Participation.objects.filter(programme=scope.programme, ended_at=None)
    if scope.giver is None:
        return rows
    followed = Q(incubator=scope.giver)
    if scope.giver.pk == giver_of_the_rest(scope.programme):
        followed |= Q(incubator=None)
    return rows.filter(followed)


def giver_of_the_rest(programme: Programme) -> UUID | None:
    """The one partner that shares the companies without an incubator: of those whose people coordinate the programme the lead, or
    the first to join; the lead where nobody coordinates."""
    partners = list(Partner.objects.filter(programme=programme).order_by("pk").values_list("organisation", "role"))
    leads = [organisation for organisation, role in partners if role == Partner.Role.LEAD]
    appointed = Appointment.objects.filter(programme=programme, role=Appointment.Role.COORDINATOR, ended_at=None)
    coordinate = set(appointed.values_list("organisation", flat=True))
    coordinating = [organisation for organisation in (*leads, *(organisation for organisation, _ in partners)) if organisation in coordinate]
    return next(iter((*coordinating, *leads)), None)
