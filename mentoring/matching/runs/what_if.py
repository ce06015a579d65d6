"""What would change with others there: "two more mentors who speak Norwegian and know export". Shown, never kept.

The run's own facts and terms are solved once more with made-up candidates beside the real ones. Nothing is written,
nobody is told, and nothing of it can be published.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from mentoring.matching.engine import run as engine
from mentoring.matching.engine.assignment import Contradiction
from mentoring.matching.engine.facts import Candidate, Kind
from mentoring.matching.engine.inputs import Inputs
from mentoring.matching.models import Match, MatchRun
from mentoring.matching.runs import rules
from mentoring.matching.runs.queries import Facts, Figure, figures, matches_of, profiles
from mentoring.requests.models import MentoringRequest
from network.accounts.models import User
from network.core.errors import Conflict, Invalid, require
from network.vocabulary.countries import CountryCode
from network.vocabulary.languages import SPOKEN, Level
from network.vocabulary.models import SupportNeed

MOST_ADDED = 50
MOST_PLACES = 20
MOST_HOURS = 160.0
MOST_PAIRS = 10_000_000  # more would take longer than a page may
ADDED = "added-"
FEW_OR_MANY = _("Add between one and %(most)d.") % {"most": MOST_ADDED}
FEW_OR_MANY_PLACES = _("Give between one and %(most)d places.") % {"most": MOST_PLACES}
TOO_MANY_HOURS = _("Give up to %(most)d hours a month.") % {"most": int(MOST_HOURS)}


@dataclass(frozen=True, slots=True)
class Added:
    """`count` candidates alike who are not there: the languages with their level, the expertise with its level, the room."""

    country: str
    languages: Mapping[str, int] = field(default_factory=dict)
    expertise: Mapping[str, int] = field(default_factory=dict)
    places: int = 2
    hours: float = 4.0
    count: int = 1


@dataclass(frozen=True, slots=True)
class Change:
    """A request that would get somebody else: names as they are shown, empty for nobody; points of 10 000."""

    request: MentoringRequest
    before: str
    after: str
    points_before: int | None
    points_after: int | None
    is_added: bool


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The run as it is beside the run as it would be."""

    run: MatchRun
    added: tuple[Added, ...]
    figures: tuple[Figure, ...]
    changes: tuple[Change, ...]
    used: int
    places: int


def what_if(*, run: MatchRun, by: User, added: Sequence[Added]) -> WhatIf:
    """What the run would come to with more candidates. Raises Invalid for made-up ones that cannot be, Conflict for a run that is too large."""
    require(rules.can_try(by, run))
    _check(added)
    facts = Facts(run)
    more = _candidates(added, _kind(run))
    inputs = Inputs.of(facts.inputs.wishes, (*facts.inputs.candidates, *more), facts.inputs.promised, facts.inputs.apart)
    if len(inputs.wishes) * len(inputs.candidates) > MOST_PAIRS:
        raise Conflict(_("This run is too large to be tried out on a page. Start a run instead."), code="too-large")
    before = {str(match.request_id): match for match in matches_of(run).defer("explanation", "reason")}
    got = {key: str(match.profile.pk) for key, match in before.items() if match.profile}
    try:
        outcome = engine.solve(inputs, facts.terms, before=got)
    except Contradiction as error:  # the run itself was solved under the same pins, so it can only be a fault of ours
        raise RuntimeError("the pins of a solved run contradict") from error
    load = outcome.result.load[[at for at, it in enumerate(inputs.candidates) if it.key.startswith(ADDED)]]
    places = sum(it.places * it.count for it in added)
    changed = figures(run.summary, engine.summary(outcome))
    return WhatIf(run, tuple(added), changed, _changes(run, outcome, before), int(load.sum()), places)


def _kind(run: MatchRun) -> Kind:
    return Kind.INCUBATOR if run.target == MentoringRequest.Target.INCUBATOR else Kind.MENTOR


def _candidates(added: Sequence[Added], kind: Kind) -> list[Candidate]:
    """The made-up ones. What is not said of them is not answered, so that it neither helps nor harms them."""
    alike = [it for it in added for _number in range(it.count)]
    return [
        Candidate(
            key=f"{ADDED}{number:03d}",
            kind=kind,
            country=it.country,
            expertise=tuple(sorted(it.expertise.items())),
            languages=tuple(sorted(it.languages.items())),
            places=it.places,
            hours_offered=it.hours if kind == Kind.MENTOR else None,
        )
        for number, it in enumerate(alike, start=1)
    ]


def _changes(run: MatchRun, outcome: engine.Outcome, before: Mapping[str, Match]) -> tuple[Change, ...]:
    """The requests that would get somebody else: those first who get one of the made-up ones, then in the order of their keys."""
    got = {wish.key: (outcome.candidate_of(row), int(outcome.points[row])) for row, wish in enumerate(outcome.inputs.wishes)}
    names = {str(it.pk): str(getattr(it, "person", None) or it.organisation) for it in profiles(run, {it.key for it, _ in got.values() if it and _real(it)})}
    changes = []
    for key, (it, points) in got.items():
        old = before[key]
        if (it.key if it else "") == (str(old.profile.pk) if old.profile else ""):
            continue
        after = names.get(it.key, "") if it else ""
        changes.append(Change(old.request, old.name, after, old.points, points if it else None, bool(it and not _real(it))))
    return tuple(sorted(changes, key=lambda it: not it.is_added))


def _real(it: Candidate) -> bool:
    return not it.key.startswith(ADDED)


def _check(added: Sequence[Added]) -> None:
    errors: dict[str, list] = {}
    if not 1 <= sum(it.count for it in added if it.count > 0) <= MOST_ADDED or any(it.count < 1 for it in added):
        errors["added"] = [FEW_OR_MANY]
    if any(it.country not in CountryCode.values for it in added):
        errors["country"] = [_("Choose a country from the list.")]
    if any(code not in SPOKEN or level not in Level.values for it in added for code, level in it.languages.items()):
        errors["languages"] = [_("Choose languages and levels from the list.")]
    if any(not 1 <= level <= 4 for it in added for level in it.expertise.values()) or not _known({code for it in added for code in it.expertise}):
        errors["expertise"] = [_("One of these needs is not in the list.")]
    if any(not 1 <= it.places <= MOST_PLACES for it in added):
        errors["places"] = [FEW_OR_MANY_PLACES]
    if any(not 0 < it.hours <= MOST_HOURS for it in added):
        errors["hours"] = [TOO_MANY_HOURS]
    if errors:
        raise Invalid(errors)


def _known(codes: set[str]) -> bool:
    return SupportNeed.objects.filter(pk__in=codes).count() == len(codes)
