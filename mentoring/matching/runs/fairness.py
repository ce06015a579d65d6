"""Who is served, and how well, by group: one run, or all that a programme has published.

The rules of the figures stand in `engine.fairness`. Here rows become cases, and codes become words.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from mentoring.matching import wording
from mentoring.matching.company_age import ESTABLISHED, NEW, NOT_GIVEN, age_of
from mentoring.matching.engine.fairness import Case, Group, Shortfall, fairness, middle, rate
from mentoring.matching.engine.fit import POINTS
from mentoring.matching.models import Match, MatchRun
from mentoring.matching.runs.queries import SERVED
from network.core import clock
from network.programmes.models import Programme
from network.vocabulary.countries import country_name
from network.vocabulary.languages import language_name
from network.vocabulary.models import Region, Sector

DIMENSIONS = ("country", "language", "region", "sector", "age")


@dataclass(frozen=True, slots=True)
class Line:
    """One group as it is read; `group` tells whether its figures are kept back."""

    label: str
    group: Group
    share: str
    rank: str
    fit: str
    days: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """The groups of one dimension."""

    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everybody together, and group by group. `warnings` are those of all groups."""

    companies: int
    everybody: Line
    splits: tuple[Split, ...]

    @property
    def told(self) -> list[Split]:
        """The splits in which some group is large enough to be shown."""
        return [split for split in self.splits if not all(line.group.hidden for line in split.lines)]

    @property
    def untold(self) -> list[str]:
        """What the other splits are called."""
        return [split.label for split in self.splits if all(line.group.hidden for line in split.lines)]

    @property
    def warnings(self) -> list[str]:
        """Every warning once, in the order of the groups."""
        return [words for split in self.splits for line in split.lines for words in line.warnings]

    @property
    def keeps_back(self) -> bool:
        """Whether any group is too small to be shown."""
        return any(line.group.hidden for split in self.splits for line in split.lines)


def of_run(run: MatchRun) -> Report:
    """The fairness of one run, in the active language."""
    return _report(_cases(Match.objects.filter(run=run)))


def of_programme(programme: Programme) -> Report:
    """The fairness of all published runs of a programme: each request as the last of them left it."""
    return _report(_cases(Match.objects.filter(run__programme=programme, run__state=MatchRun.State.PUBLISHED).order_by("run__number", "pk")))


def published_runs(programme: Programme) -> list[MatchRun]:
    """A programme's published runs, the newest first."""
    return list(MatchRun.objects.filter(programme=programme, state=MatchRun.State.PUBLISHED).defer("inputs", "pairs").order_by("-number")[:50])


def _cases(matches: QuerySet[Match]) -> list[Case]:
    """One case a request; of several runs the last counts. A constant number of queries."""
    rows = matches.select_related("request__company", "run").prefetch_related("request__languages", "request__company__sectors")
    rows = rows.defer("explanation", "reason", "run__inputs", "run__pairs", "run__summary", "run__terms")
    return list({match.request_id: _case(match) for match in rows}.values())


def _case(match: Match) -> Case:
    request, company = match.request, match.request.company
    until = match.run.published_at or match.run.solved_at or clock.now()
    groups = {
        "country": (company.country,),
        "language": tuple(sorted(row.language for row in request.languages.all())),
        "region": (company.region_id or NOT_GIVEN,),
        "sector": tuple(sorted(sector.pk for sector in company.sectors.all())) or (NOT_GIVEN,),
        "age": (age_of(company.founded_on, (match.run.solved_at or clock.now()).date()),),
    }
    waited = max((until - request.opened_at).total_seconds() / 86_400, 0.0) if request.opened_at else None
    return Case(str(request.pk), groups, match.outcome in SERVED, match.rank, match.points, waited)


def _report(cases: list[Case]) -> Report:
    everybody = Group(
        "", "", len(cases), rate(cases), middle(cases, lambda it: it.rank), middle(cases, lambda it: it.points), middle(cases, lambda it: it.days)
    )
    groups = fairness(cases, DIMENSIONS)
    words = _values(groups)
    splits = [Split(label, tuple(_line(words[key, it.value], it) for it in groups if it.dimension == key)) for key, label in dimensions().items()]
    return Report(len(cases), _line(_("All together"), everybody), tuple(split for split in splits if split.lines))


def dimensions() -> dict[str, str]:
    """The label of each dimension."""
    return {"country": _("Country"), "language": _("Language"), "region": _("Region"), "sector": _("Sector"), "age": _("New or established")}


def _values(groups: Iterable[Group]) -> dict[tuple[str, str], str]:
    """The label of each group. Two queries."""
    groups = list(groups)
    regions = {it.pk: it.label for it in Region.objects.filter(pk__in=[it.value for it in groups if it.dimension == "region"])}
    sectors = {it.pk: it.label for it in Sector.objects.filter(pk__in=[it.value for it in groups if it.dimension == "sector"])}
    ages = {NEW: _("New: founded in the last three years"), ESTABLISHED: _("Established")}

    def label(it: Group) -> str:
        if it.value == NOT_GIVEN:
            return _("Not given")
        named = {"country": country_name, "language": language_name}.get(it.dimension)
        return named(it.value) if named else (regions | sectors | ages).get(it.value, it.value)

    return {(it.dimension, it.value): label(it) for it in groups}


def _line(label: str, it: Group) -> Line:
    return Line(
        label,
        it,
        share=_share(it.rate) if it.rate is not None else "–",
        rank=_number(it.rank) if it.rank is not None else "–",
        fit=wording.fit_words(it.points / POINTS)[1] if it.points is not None else "–",
        days=_number(it.days) if it.days is not None else "–",
        warnings=tuple(_warning(label, found) for found in it.warnings),
    )


def _warning(label: str, found: Shortfall) -> str:
    """Which group is served notably worse, in what, with both figures."""
    if found.figure == "rate":
        words = _("%(group)s: fewer get somebody, %(own)s against %(others)s of the others.")
        return words % {"group": label, "own": _share(found.own), "others": _share(found.others)}
    if found.figure == "points":
        words = _("%(group)s: the pairs fit less well, in the middle “%(own)s” (%(a)s of 100) against “%(others)s” (%(b)s of 100) of the others.")
        given = {"own": wording.fit_words(found.own / POINTS)[1], "others": wording.fit_words(found.others / POINTS)[1]}
        return words % (given | {"group": label, "a": _number(100 * found.own / POINTS), "b": _number(100 * found.others / POINTS)})
    words = _("%(group)s: they wait longer, in the middle %(own)s days against %(others)s of the others.")
    return words % {"group": label, "own": _number(found.own), "others": _number(found.others)}


def _share(value: float) -> str:
    return f"{number_format(round(value * 100), use_l10n=True)}\u00a0%"


def _number(value: float) -> str:
    rounded = round(value, 1)
    return number_format(int(rounded) if rounded == int(rounded) else rounded, use_l10n=True, force_grouping=True)
