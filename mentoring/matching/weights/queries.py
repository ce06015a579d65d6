"""What counts how much in a programme: the version that holds, those before it, and how they differ."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from mentoring.matching.engine.facts import Weights
from mentoring.matching.engine.inputs import read_terms
from mentoring.matching.models import MatchRun, Weighting
from network.accounts.models import User
from network.organisations.queries import one_of
from network.programmes.models import Programme
from network.programmes.queries import coordinated_by

USUAL = Weights()  # where nobody has set weights; earlier feedback weighs nothing …
FEEDBACK = 1.0  # … unless the programme lets it count: then it weighs so much until its coordinators set weights of their own


@dataclass(frozen=True, slots=True)
class Weighed:
    """Weights with their version; without one they are the usual ones, number 0."""

    weights: Weights
    version: Weighting | None = None

    @property
    def number(self) -> int:
        """The number of the version, 0 for the usual weights."""
        return self.version.number if self.version else 0

    @property
    def used(self) -> "Used":
        """The version by name."""
        return Used(self.number, self.version)


def weighed(programme: Programme) -> Weighed:
    """What holds in the programme now."""
    version = Weighting.objects.filter(programme=programme).select_related("by").order_by("-number").first()
    return Weighed(weights_in(version), version) if version else Weighed(usual_in(programme))


def usual_in(programme: Programme) -> Weights:
    """The weights of a programme where nobody has set any."""
    return replace(USUAL, feedback=FEEDBACK) if programme.feedback_counts else USUAL


@dataclass(frozen=True, slots=True)
class Used:
    """Under which weights something was made: a version, the usual ones (number 0), or a run's own (number None)."""

    number: int | None
    version: Weighting | None = None

    @property
    def created_at(self) -> datetime | None:
        """When the version was made."""
        return self.version.created_at if self.version else None

    @property
    def by_name(self) -> str | None:
        """Who made it."""
        return str(self.version.by) if self.version else None

    @property
    def reason(self) -> str | None:
        """Why, in the words of whoever made it."""
        return self.version.reason if self.version else None


def used_by(run: MatchRun) -> Used:
    """Under which weights a run was or is worked out."""
    if run.weighting:
        return Used(run.weighting.number, run.weighting)
    own = read_terms(run.terms).weights if run.terms else USUAL
    return Used(0 if replace(own, feedback=0.0) == USUAL else None)


def weights_in(version: Weighting) -> Weights:
    """The engine's weights of a version. A criterion that it does not know yet has its usual weight."""
    return Weights(**version.weights, importance=tuple(version.importance))


def weightings_visible_to(user: User) -> QuerySet[Weighting]:
    """Versions of the programmes that the person coordinates."""
    return Weighting.objects.filter(programme__in=coordinated_by(user)).select_related("by", "programme")


def weightings_of(programme: Programme) -> QuerySet[Weighting]:
    """All versions of a programme, with who made them."""
    return Weighting.objects.filter(programme=programme).select_related("by")


def weighting_for(user: User, pk: UUID | str) -> Weighting:
    """One version. Raises NotVisible."""
    return one_of(weightings_visible_to(user), pk)


def programme_to_weigh(user: User, pk: UUID | str) -> Programme:
    """A programme whose weights the person may see and change. Raises NotVisible."""
    return one_of(coordinated_by(user), pk)


@dataclass(frozen=True, slots=True)
class Difference:
    """One weight or one share of importance that differs: `key` is the criterion, or `need-2` for the second need."""

    key: str
    before: float
    after: float


def differences(before: Weights, after: Weights) -> tuple[Difference, ...]:
    """What differs between two weightings, criteria first, in their order."""
    one, two = before.by_criterion(), after.by_criterion()
    found = [Difference(key, one[key], two[key]) for key in one if one[key] != two[key]]
    length = max(len(before.importance), len(after.importance))
    shares = enumerate(zip(_padded(before, length), _padded(after, length), strict=True), start=1)
    return tuple(found + [Difference(f"need-{rank}", was, now) for rank, (was, now) in shares if was != now])


def _padded(weights: Weights, length: int) -> tuple[float, ...]:
    """Shares of importance; needs beyond the last share take the last."""
    return weights.importance + weights.importance[-1:] * (length - len(weights.importance))


def with_differences(versions: Collection[Weighting]) -> list[tuple[Weighting, tuple[Difference, ...]]]:
    """Versions with what each changed against the one before it, in one more query."""
    if not versions:
        return []
    programme = next(iter(versions)).programme_id
    wanted = {it.number - 1 for it in versions}
    known = {it.number: weights_in(it) for it in _numbered(programme, wanted)} | {0: USUAL}
    return [(it, differences(known[it.number - 1], weights_in(it))) for it in versions]


def _numbered(programme: UUID, numbers: Iterable[int]) -> QuerySet[Weighting]:
    return Weighting.objects.filter(programme=programme, number__in=list(numbers))
