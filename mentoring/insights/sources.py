"""Whose calls and plans a person may look at side by side: what is shared with them, and what they run themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from mentoring.calls.models import Call
from mentoring.calls.people import calls_run_by, pairs_run_by
from mentoring.insights.scopes import Scope, givers_of_the_rest, scopes_of
from mentoring.plans.models import DevelopmentPlan
from network.accounts.models import User
from network.organisations.models import Organisation
from network.programmes.models import Partner, Programme


@dataclass(frozen=True)
class Source:
    """One incubator in one programme, as far as the reader may know it. `own`: they work there, and read as its people do."""

    programme: Programme
    incubator: Organisation
    named: bool
    regions: frozenset[str] | None = None
    own: bool = False

    @property
    def key(self) -> tuple[UUID, UUID]:
        return self.programme.pk, self.incubator.pk

    @property
    def pk(self) -> str:
        """For addresses."""
        return f"{self.programme.pk}.{self.incubator.pk}"


def sources_of(user: User, *, of_plans: bool = False) -> list[Source]:
    """By programme and incubator, each once. Four queries, and three more `of_plans`: then also own incubators that follow plans and had no call."""
    found: dict[tuple[UUID, UUID], Source] = {}
    for scope in (scope for scope in scopes_of(user) if scope.giver):
        source = _shared(scope)
        before = found.get(source.key)
        found[source.key] = source if before is None else _wider(before, source)
    for source in [*own_sources(user), *(own_followers(user) if of_plans else ())]:
        found[source.key] = source
    return sorted(found.values(), key=lambda one: (one.programme.sort_key, one.incubator.sort_key, one.pk))


def own_sources(user: User) -> Iterable[Source]:
    """The incubators whose calls the person runs."""
    calls = calls_run_by(user).exclude(state=Call.State.DRAFT).select_related("programme", "incubator")
    seen = {(call.programme_id, call.incubator_id): call for call in calls}
    return [Source(call.programme, call.incubator, named=True, own=True) for call in seen.values()]


def own_followers(user: User) -> Iterable[Source]:
    """The partners whose calls the person may run and that follow a plan; plans that no incubator follows are with one partner alone (`scopes`)."""
    partners = list(Partner.objects.filter(pairs_run_by(user, "programme", "organisation")).select_related("programme", "organisation"))
    programmes = {row.programme_id for row in partners}
    rest = givers_of_the_rest(programmes) if programmes else {}
    pairs = DevelopmentPlan.objects.filter(programme__in=programmes).values_list("programme", "incubator").distinct()
    followed = {(programme, incubator or rest.get(programme)) for programme, incubator in pairs}
    own = {(row.programme_id, row.organisation_id): row for row in partners}
    return [Source(row.programme, row.organisation, named=True, own=True) for key, row in own.items() if key in followed]


def _shared(scope: Scope) -> Source:
    assert scope.giver is not None
    return Source(scope.programme, scope.giver, scope.named, scope.regions)


def _wider(one: Source, other: Source) -> Source:
    """Of two organisations of one reader the one that is shown more: were both counted, the rest could be had by subtraction."""
    if (one.regions is None) != (other.regions is None):
        return one if one.regions is None else other
    if one.named != other.named:
        return one if one.named else other
    regions = None if one.regions is None or other.regions is None else one.regions | other.regions
    return Source(one.programme, one.incubator, one.named, regions)
