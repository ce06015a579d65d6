"""Where a company stands in a programme, and how many stand where. Pure: no Django.

A company stands at one stage at a time, the furthest of what is going on for it now; what has ended counts
only where nothing else is going on. So every company is counted once, and the stages add up.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from network.core.suppression import THRESHOLD, Count, protect


class Stage(StrEnum):
    """In order: what the company asked for, and how far it came."""

    REQUESTED = "requested"
    ASKED = "asked"
    MATCHED = "matched"
    ACTIVE = "active"
    ENDED = "ended"


@dataclass(frozen=True)
class RequestFact:
    """A request's state and when it was opened, sent and closed."""

    state: str
    opened_at: datetime | None = None
    sent_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True)
class MentorshipFact:
    """A mentorship's state and when it was made, started and ended."""

    state: str
    made_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Standing:
    """The stage and since when."""

    stage: Stage
    since: datetime


# state of a request or mentorship → stage, and which of its instants began it
_REQUEST = {
    "open": (Stage.REQUESTED, ("opened_at",)),
    "exhausted": (Stage.REQUESTED, ("closed_at", "sent_at", "opened_at")),
    "asking": (Stage.ASKED, ("sent_at", "opened_at")),
    "accepted": (Stage.MATCHED, ("closed_at", "sent_at")),
}
_MENTORSHIP = {
    "agreeing": (Stage.MATCHED, ("made_at",)),
    "active": (Stage.ACTIVE, ("started_at", "made_at")),
    "paused": (Stage.ACTIVE, ("started_at", "made_at")),
    "ended": (Stage.ENDED, ("ended_at",)),
}
# The furthest of what goes on counts first; an ended mentorship only where nothing else goes on.
_ORDER = (Stage.ACTIVE, Stage.MATCHED, Stage.ASKED, Stage.REQUESTED, Stage.ENDED)


def standing_of(requests: Iterable[RequestFact], mentorships: Iterable[MentorshipFact]) -> Standing | None:
    """The company's stage and since when; None where it has asked for nothing (or took everything back).

    An accepted request without any mentorship counts as matched; with one, the mentorship tells.
    """
    mentorships = list(mentorships)
    found = [_standing(fact, *_MENTORSHIP[fact.state]) for fact in mentorships if fact.state in _MENTORSHIP]
    for fact in requests:
        if fact.state in _REQUEST and not (fact.state == "accepted" and mentorships):
            found.append(_standing(fact, *_REQUEST[fact.state]))
    for stage in _ORDER:
        since = [standing.since for standing in found if standing and standing.stage == stage]
        if since:
            return Standing(stage, max(since) if stage == Stage.ENDED else min(since))
    return None


def _standing(fact: RequestFact | MentorshipFact, stage: Stage, instants: Sequence[str]) -> Standing | None:
    since = next((value for value in (getattr(fact, name) for name in instants) if value is not None), None)
    return Standing(stage, since) if since else None


@dataclass(frozen=True)
class Placed:
    """What the figures know of a company: where it stands and where it belongs. No name."""

    stage: Stage
    country: str
    region: str = ""
    sector: str = ""
    quarter: str = ""


DIMENSIONS = ("country", "region", "sector", "quarter")
SEVERAL, NONE = "several", ""


def sector_of(sectors: Sequence[str]) -> str:
    """One sector, `several`, or none: every company is counted once, so that figures add up."""
    return NONE if not sectors else sectors[0] if len(sectors) == 1 else SEVERAL


def quarter_code(day: date) -> str:
    """`2027-Q1`; codes are in order as text."""
    return f"{day.year}-Q{(day.month - 1) // 3 + 1}"


def quarter_of(day: date, *, today: date, quarters: int = 8) -> str:
    """`2027-Q1` for the last `quarters` quarters, `earlier` before."""
    index, now = day.year * 4 + (day.month - 1) // 3, today.year * 4 + (today.month - 1) // 3
    return quarter_code(day) if now - index < quarters else "earlier"


def last_quarters(today: date, quarters: int = 8, *, ahead: int = 0) -> tuple[str, ...]:
    """All that `quarter_of` can say on that day of what began, or begins within `ahead` quarters; the oldest first."""
    now = today.year * 4 + (today.month - 1) // 3
    return ("earlier", *(f"{index // 4}-Q{index % 4 + 1}" for index in range(now - quarters + 1, now + 1 + ahead)))


def count_tree(companies: Sequence[Placed]) -> Count:
    """All figures as one tree: total → stages → countries (→ regions), sectors, quarters."""
    stages = tuple(_stage_count(stage, [c for c in companies if c.stage == stage], companies) for stage in Stage)
    return Count(("total",), len(companies), (stages,))


def _stage_count(stage: Stage, here: list[Placed], everybody: Sequence[Placed]) -> Count:
    """Every category that occurs anywhere stands under every stage, so that its mere absence tells nothing."""
    splits = [_split(stage, "sector", here, everybody), _split(stage, "quarter", here, everybody), _countries(stage, here, everybody)]
    return Count((stage,), len(here), tuple(split for split in splits if split))


def _split(stage: Stage, dimension: str, here: list[Placed], everybody: Sequence[Placed]) -> tuple[Count, ...]:
    numbers = Counter(getattr(company, dimension) for company in here)
    categories = sorted({getattr(company, dimension) for company in everybody})
    return tuple(Count((stage, dimension, category), numbers[category]) for category in categories)


def _countries(stage: Stage, here: list[Placed], everybody: Sequence[Placed]) -> tuple[Count, ...]:
    countries = []
    for country in sorted({company.country for company in everybody}):
        inside = [company for company in here if company.country == country]
        numbers = Counter(company.region for company in inside)
        regions = sorted({company.region for company in everybody if company.country == country})
        parts = tuple(Count((stage, "region", country, region), numbers[region]) for region in regions)
        countries.append(Count((stage, "country", country), len(inside), (parts,)))
    return tuple(countries)


@dataclass(frozen=True)
class Figures:
    """Counts by key as a reader may see them; None means kept back."""

    counts: dict[tuple[str, ...], int | None]

    def total(self) -> int | None:
        return self.counts[("total",)]

    def stage(self, stage: Stage) -> int | None:
        return self.counts[(stage,)]

    def by(self, dimension: str) -> list[tuple[tuple[str, ...], list[int | None]]]:
        """Lines of a table: (category, count per stage), without lines in which everything is kept back."""
        categories = sorted({key[2:] for key in self.counts if len(key) > 2 and key[1] == dimension})
        lines = [(category, [self.counts[(stage, dimension, *category)] for stage in Stage]) for category in categories]
        return [(category, numbers) for category, numbers in lines if any(number is not None for number in numbers)]

    def keeps_back(self, dimension: str) -> bool:
        """Whether anything of this dimension is kept back."""
        return any(value is None for key, value in self.counts.items() if len(key) > 2 and key[1] == dimension)


def figures(companies: Sequence[Placed], *, threshold: int = THRESHOLD) -> Figures:
    """Figures for readers who may not open the rows behind them: small groups are kept back, also against subtraction."""
    tree = count_tree(companies)
    hidden = protect(tree, threshold=threshold)
    return Figures({count.key: None if count.key in hidden else count.value for count in tree.walk()})


def open_figures(companies: Sequence[Placed]) -> Figures:
    """Figures for readers who may open the rows behind them."""
    return Figures({count.key: count.value for count in count_tree(companies).walk()})
