"""The pipeline as figures and as rows. What a scope allows is decided in `scopes`."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from mentoring.insights.pipeline import Figures, MentorshipFact, Placed, RequestFact, Stage, figures, open_figures, quarter_of, sector_of, standing_of
from mentoring.insights.pipeline import Standing as Place
from mentoring.insights.scopes import Scope, companies_of
from mentoring.mentorships.models import Mentorship
from mentoring.requests.models import MentoringRequest
from network.core import clock
from network.core.errors import Refused
from network.organisations.models import Organisation

SIZE = 25


@dataclass
class Row:
    """A company in the pipeline, for readers who may see names."""

    company: Organisation
    stage: Stage
    since: datetime
    sectors: tuple[str, ...]
    words: list[str] = field(default_factory=list, compare=False)  # a page puts labels here
    stage_words: str = field(default="", compare=False)

    @property
    def cursor(self) -> str:
        return str(self.company.pk)


def pipeline_figures(scope: Scope) -> Figures:
    """How many stand where. Small groups are kept back from readers who may not open the rows."""
    return figures_by_scope([scope])[scope.pk]


def figures_by_scope(scopes: Collection[Scope]) -> dict[UUID, Figures]:
    """The same for many at once, by key of the scope."""
    rows = _rows(scopes)
    return {scope.pk: (open_figures if scope.named else figures)([_placed(row) for row in rows[scope.pk]]) for scope in scopes}


def fullest(scopes: Sequence[Scope]) -> tuple[Scope, Figures] | None:
    """The one that shows most companies by stage, the first among equals: where a reader who chose none begins."""
    shown = figures_by_scope(scopes)
    best = max(scopes, key=lambda scope: sum(shown[scope.pk].stage(stage) or 0 for stage in Stage), default=None)
    return (best, shown[best.pk]) if best else None


def pipeline_rows(scope: Scope, *, stage: str = "", country: str = "", region: str = "", sector: str = "") -> list[Row]:
    """The companies behind the figures, by name. Raises Refused where only figures are shared."""
    if not scope.named:
        raise Refused(_("This partner shares figures only, without names."), code="figures-only")
    rows = [row for row in _rows([scope])[scope.pk] if (not stage or row.stage == stage) and (not sector or sector in row.sectors)]
    return [row for row in rows if (not country or row.company.country == country) and (not region or row.company.region_id == region)]


def _rows(scopes: Collection[Scope]) -> dict[UUID, list[Row]]:
    """By scope every company that stands somewhere, by name. Six queries, however many there are."""
    about = companies_of(scopes)
    keys = {row.organisation_id for rows in about.values() for row in rows}
    places, sectors = standings({scope.programme.pk for scope in scopes}, keys), sectors_of(keys)
    return {
        key: [
            Row(row.organisation, place.stage, place.since, sectors.get(row.organisation_id, ()))
            for row in rows
            if (place := places.get((row.programme_id, row.organisation_id))) is not None
        ]
        for key, rows in about.items()
    }


def standings(programmes: Collection[UUID], companies: Collection[UUID]) -> dict[tuple[UUID, UUID], Place]:
    """Where companies stand, by programme and company; those that asked for nothing are left out."""
    requests: dict[tuple[UUID, UUID], list[RequestFact]] = defaultdict(list)
    mentorships: dict[tuple[UUID, UUID], list[MentorshipFact]] = defaultdict(list)
    asked = MentoringRequest.objects.filter(programme__in=programmes, company__in=companies)
    for programme, company, *facts in asked.values_list("programme_id", "company_id", "state", "opened_at", "sent_at", "closed_at"):
        requests[programme, company].append(RequestFact(*facts))
    given = Mentorship.objects.filter(programme__in=programmes, company__in=companies)
    for programme, company, *facts in given.values_list("programme_id", "company_id", "state", "created_at", "started_at", "ended_at"):
        mentorships[programme, company].append(MentorshipFact(*facts))
    found = {pair: standing_of(requests[pair], mentorships[pair]) for pair in {*requests, *mentorships}}
    return {pair: place for pair, place in found.items() if place is not None}


def sectors_of(companies: Collection[UUID]) -> dict[UUID, tuple[str, ...]]:
    """The sectors of companies by key, in one query."""
    through = Organisation.sectors.through.objects.filter(organisation__in=companies)
    found: dict[UUID, list[str]] = defaultdict(list)
    for company, sector in through.order_by("sector_id").values_list("organisation_id", "sector_id"):
        found[company].append(sector)
    return {company: tuple(codes) for company, codes in found.items()}


def _placed(row: Row) -> Placed:
    return Placed(
        stage=row.stage,
        country=row.company.country,
        region=row.company.region_id or "",
        sector=sector_of(row.sectors),
        quarter=quarter_of(row.since.date(), today=clock.today()),
    )


class Keyed(Protocol):
    """A row with a key of its own."""

    @property
    def cursor(self) -> str: ...


R = TypeVar("R", bound=Keyed)


@dataclass(frozen=True)
class Slice(Generic[R]):
    """A page of rows; `next` and `previous` are keys to ask with."""

    rows: list[R]
    next: str = ""
    previous: str = ""


def slice_of(rows: list[R], *, after: str = "", before: str = "", size: int = SIZE) -> Slice[R]:
    """The rows after (or before) a row's key; the first page where the key is not in the list."""
    keys = [row.cursor for row in rows]
    first = keys.index(after) + 1 if after in keys else 0
    start = max(keys.index(before) - size, 0) if before in keys else first
    page = rows[start : start + size]
    more = start + size < len(rows)
    return Slice(page, next=page[-1].cursor if page and more else "", previous=page[0].cursor if page and start else "")
