"""Whose pipeline a person may look at, and at which level of detail."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from network.accounts.models import User
from network.core.errors import NotVisible
from network.organisations.models import Organisation
from network.programmes.models import Appointment, Participation, Partner, Programme, SharingAgreement
from network.programmes.queries import coordinated_by, sharing_for
from network.programmes.roles import Shown, most_shown


@dataclass(frozen=True)
class Scope:
    """A programme (for its coordinators), or what one partner of it shares with an organisation of the reader."""

    pk: UUID
    programme: Programme
    giver: Organisation | None
    named: bool
    regions: frozenset[str] | None = None  # only companies of these; None: of all


def scopes_of(user: User) -> list[Scope]:
    """Everything the person may look at: the programmes they coordinate, then what is shared with them."""
    own = [Scope(p.pk, p, None, named=True) for p in coordinated_by(user)]
    shared = list(sharing_for(user).order_by("programme__sort_key", "giver__sort_key", "pk"))
    roles = Partner.objects.filter(programme__in={a.programme_id for a in shared}, organisation__in={a.receiver_id for a in shared})
    shown = most_shown(roles.prefetch_related("regions"))
    found = [_scope(a, shown.get((a.programme_id, a.receiver_id))) for a in shared]
    return own + [scope for scope in found if not _is_inside_another(scope, found)]


def _scope(agreement: SharingAgreement, shown: Shown | None) -> Scope:
    """What was agreed, as far as the receiver's role allows it: a viewer has figures, a regional coordinator its regions."""
    named = agreement.level == SharingAgreement.Level.NAMED
    if shown is None:
        return Scope(agreement.pk, agreement.programme, agreement.giver, named)
    return Scope(agreement.pk, agreement.programme, agreement.giver, named and shown.named, shown.regions)


def _is_inside_another(scope: Scope, found: list[Scope]) -> bool:
    """Whether a reader with two organisations sees the same companies in a wider scope: of both, the rest could be had by subtraction."""
    return scope.regions is not None and any(
        other.regions is None and (other.programme.pk, other.giver) == (scope.programme.pk, scope.giver) for other in found
    )


def scope_for(user: User, pk: UUID | str) -> Scope:
    """One of those. Raises NotVisible."""
    found = next((scope for scope in scopes_of(user) if str(scope.pk) == str(pk)), None)
    if found is None:
        raise NotVisible
    return found


def companies_of(scopes: Collection[Scope]) -> dict[UUID, list[Participation]]:
    """The companies each scope is about, by name, with as many queries for many scopes as for one.

    A giver shares those it brought in. Those that no incubator brought in are shared by one partner alone: were they in two
    givers' figures, a reader with names from one could subtract them from the other's figures (guarantee 10).
    """
    programmes = {scope.programme.pk for scope in scopes}
    rest = givers_of_the_rest({scope.programme.pk for scope in scopes if scope.giver})
    running = Participation.objects.filter(programme__in=programmes, ended_at=None).select_related("organisation__region")
    rows = list(running.order_by("organisation__sort_key", "organisation_id"))
    return {scope.pk: [row for row in rows if _is_about(scope, row, rest.get(scope.programme.pk))] for scope in scopes}


def _is_about(scope: Scope, row: Participation, giver_of_the_rest: UUID | None) -> bool:
    if row.programme_id != scope.programme.pk:
        return False
    if scope.regions is not None and row.organisation.region_id not in scope.regions:
        return False
    return scope.giver is None or (row.incubator_id or giver_of_the_rest) == scope.giver.pk


def givers_of_the_rest(programmes: Collection[UUID]) -> dict[UUID, UUID]:
    """By programme, the one partner that shares the companies without an incubator: of those whose people coordinate the programme
    the lead, or the first to join; the lead where nobody coordinates."""
    partners = list(Partner.objects.filter(programme__in=programmes).order_by("pk").values_list("programme", "organisation", "role"))
    appointed = Appointment.objects.filter(programme__in=programmes, role=Appointment.Role.COORDINATOR, ended_at=None)
    coordinate = set(appointed.values_list("programme", "organisation"))
    leads = [(programme, organisation) for programme, organisation, role in partners if role == Partner.Role.LEAD]
    everybody = [*leads, *((programme, organisation) for programme, organisation, _role in partners)]
    in_turn = [*(pair for pair in everybody if pair in coordinate), *leads]
    return dict(reversed(in_turn))  # the first of each programme is written last
