"""What a call's board, table and exports show, to whom, in a number of queries that does not grow with the applications.

Coordinators see the stages of theirs with names. Reviewers see theirs and what they review; of a blind call numbers alone,
and no filter by which a company could be found out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from mentoring.calls import finding
from mentoring.calls.models import Application, Call, Role, Stage
from mentoring.calls.people import Closed, calls_run_by, closed_to, coordinated_by, pairs_run_by, reviewed_by, shut_to
from network.accounts.models import User
from network.core import clock
from network.core.errors import NotVisible
from network.core.pagination import beyond
from network.organisations.models import Organisation
from network.organisations.queries import one_of
from network.vocabulary.countries import country_name
from network.vocabulary.labels import label_of

CARDS = 20  # of a column at first, and with each "more"
ORDER = ("-in_stage_since", "-id")  # who came last stands on top, where a card that is moved is put


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader wants to see: words (finding.py), codes of the vocabularies and keys, empty for all."""

    q: str = ""
    country: str = ""
    region: str = ""
    sector: str = ""
    incubator: str = ""
    call: str = ""
    kind: str = ""

    def condition(self, *, is_blind: bool, with_people: bool) -> Q:
        """On applications. Of a blind call nothing that tells of the company can be asked."""
        chosen = finding.holding(self.q, is_blind=is_blind, with_people=with_people) if self.q else Q()
        if not is_blind:
            chosen &= _where(company__country=self.country, company__region=self.region)
            chosen &= Q(company__in=_companies_of(self.sector)) if self.sector else Q()
        return chosen & _where(call__incubator=_key(self.incubator), call=_key(self.call), stage__kind=self.kind)

    @property
    def given(self) -> dict[str, str]:
        """Those that are set, as an address has them."""
        return {name: getattr(self, name) for name in self.__slots__ if getattr(self, name)}


def filters_of(given: Mapping[str, str]) -> Filters:
    """The filters that an address names; what no code or key could be is left out."""
    found = {name: value for name in Filters.__slots__ if _CODE.fullmatch(value := str(given.get(name, "")))}
    return Filters(**found | {"q": finding.tidied(str(given.get("q", "")))})


_CODE = re.compile(r"[A-Za-z0-9_.-]{1,60}")


@dataclass(frozen=True)
class Viewer:
    """Somebody at the board of a call, on one of its sides."""

    user: User
    call: Call
    role: Role

    @property
    def is_blind(self) -> bool:
        """Whether names stay hidden."""
        return self.call.is_blind and self.role != Role.COORDINATOR

    @cached_property
    def stages(self) -> list[Stage]:
        """The columns."""
        return list(Stage.objects.filter(call=self.call, seen_by__contains=[self.role]).order_by("position", "id"))

    @cached_property
    def closed(self) -> list[Closed]:
        """What is left out since the reader has a conflict with it; a reviewer is told of nothing."""
        return closed_to(self.user, self.call) if self.role == Role.COORDINATOR else []


@dataclass(frozen=True, slots=True)
class Card:
    """An application as a reader sees it on the board; `name`, what the applicant calls it and what tells of the company are empty where they are hidden."""

    pk: UUID
    call_id: UUID
    stage_id: UUID
    number: int
    since: datetime
    days: int
    name: str = ""
    called: str = ""
    place: str = ""
    country: str = ""
    region: Mapping[str, str] = field(default_factory=dict)
    pending: Mapping[str, str] = field(default_factory=dict)
    stage: Stage | None = None
    call: Call | None = None
    submitted_at: datetime | None = None

    @property
    def title(self) -> str:
        """The company, or the number where names are hidden."""
        return self.name or _("Application %(number)d") % {"number": self.number}

    @property
    def where(self) -> str:
        """Place and country, as far as they are known."""
        return ", ".join(part for part in (self.place, country_name(self.country) if self.country else "") if part)

    @property
    def stage_label(self) -> str:
        """What staff call the stage in which it stands."""
        return label_of(self.stage.staff_labels) if self.stage else ""

    @property
    def held(self) -> str:
        """What is decided and not told yet."""
        return label_of(dict(self.pending))


@dataclass(slots=True)
class Column:
    """A stage with the first of its cards; `after` is the place of the last one where there are more."""

    stage: Stage
    count: int
    cards: list[Card] = field(default_factory=list)
    after: str = ""

    @property
    def label(self) -> str:
        """What staff call the stage."""
        return label_of(self.stage.staff_labels)


def boards_of(user: User) -> QuerySet[Call]:
    """Calls whose board opens to the person, those that close last first."""
    seen = pairs_run_by(user, "programme", "incubator") | Q(pk__in=_reviewed_calls(user))
    return Call.objects.filter(seen).select_related("programme", "incubator").order_by("-closes_at", "-id")


def viewer_for(user: User, pk: UUID | str) -> Viewer:
    """The reader at the call's board. Raises NotVisible."""
    call = one_of(boards_of(user), pk)
    role = Role.COORDINATOR if calls_run_by(user).filter(pk=call.pk).exists() else Role.REVIEWER
    return Viewer(user, call, role)


def cards_seen_by(viewer: Viewer, filters: Filters) -> QuerySet[Application]:
    """The applications of the call that the reader may see on its board."""
    wanted = filters.condition(is_blind=viewer.is_blind, with_people=viewer.role == Role.COORDINATOR)
    rows = Application.objects.filter(wanted, call=viewer.call, stage__seen_by__contains=[viewer.role])
    rows = rows.exclude(pk__in=shut_to(viewer.user))
    if viewer.role == Role.REVIEWER:
        rows = rows.filter(pk__in=reviewed_by(viewer.user))
    return _with_names(rows)


def cards_run_by(user: User, filters: Filters) -> QuerySet[Application]:
    """Applications to all calls that the person runs: the table across calls."""
    wanted = filters.condition(is_blind=False, with_people=True)
    rows = Application.objects.filter(wanted, coordinated_by(user), stage__seen_by__contains=[Role.COORDINATOR])
    return _with_names(rows).select_related("call__incubator", "call__programme")


def columns_of(viewer: Viewer, filters: Filters) -> list[Column]:
    """The board: every stage with its count and its first cards, in two queries besides the stages."""
    rows = cards_seen_by(viewer, filters)
    counts = counts_of(viewer, filters)
    place = Window(RowNumber(), partition_by=F("stage_id"), order_by=[F("in_stage_since").desc(), F("id").desc()])
    first = rows.annotate(place=place).filter(place__lte=CARDS).order_by(*ORDER)
    columns = {stage.pk: Column(stage, counts.get(stage.pk, 0)) for stage in viewer.stages}
    for row in first:
        columns[row.stage_id].cards.append(card_of(row, is_blind=viewer.is_blind))
    for column in columns.values():
        if column.count > len(column.cards) and column.cards:
            column.after = place_of(column.cards[-1])
    return list(columns.values())


def counts_of(viewer: Viewer, filters: Filters) -> dict[UUID, int]:
    """How many stand in each stage, by its key, in one query."""
    rows = cards_seen_by(viewer, filters).order_by().values_list("stage_id").annotate(count=Count("pk"))
    return dict(rows)


def more_of(viewer: Viewer, filters: Filters, stage: UUID | str, after: str) -> Column:
    """One column from a place on. A place that is not ours is the beginning. Raises NotVisible for a stage that is not the reader's."""
    found = next((one for one in viewer.stages if str(one.pk) == str(stage)), None)
    if found is None:
        raise NotVisible
    rows = cards_seen_by(viewer, filters).filter(stage=found).order_by(*ORDER)
    if key := _place(after):
        rows = rows.filter(beyond(ORDER, key))
    cards = [card_of(row, is_blind=viewer.is_blind) for row in rows[: CARDS + 1]]
    has_more = len(cards) > CARDS
    column = Column(found, counts_of(viewer, filters).get(found.pk, 0), cards[:CARDS])
    column.after = place_of(column.cards[-1]) if has_more else ""
    return column


def application_on(viewer: Viewer, pk: UUID | str) -> Application:
    """One application of the board, whatever the filters. Raises NotVisible."""
    return one_of(cards_seen_by(viewer, Filters()), pk)


def card_on(viewer: Viewer, filters: Filters, pk: UUID | str) -> Card | None:
    """A card as it stands now; None where the reader or the filters leave it out."""
    row = cards_seen_by(viewer, filters).filter(pk=pk).first()
    return card_of(row, is_blind=viewer.is_blind) if row else None


def card_of(row: Application, *, is_blind: bool) -> Card:
    """What is shown of an application."""
    shown = {} if is_blind else _names(row)
    return Card(
        pk=row.pk, call_id=row.call_id, stage_id=row.stage_id, number=row.number, since=row.in_stage_since,
        days=(clock.now() - row.in_stage_since).days, pending=row.pending.labels if row.pending else {}, stage=row.stage, call=row.call,
        submitted_at=row.submitted_at, **shown,
    )  # fmt: skip


def place_of(card: Card) -> str:
    """Where a card stands in its column, for an address."""
    return f"{card.since.isoformat()}_{card.pk}"


def drafts_in(viewer: Viewer) -> int:
    """How many are being written and not to be seen by this reader yet; 0 where the entry is one of the columns."""
    hidden = Application.objects.filter(call=viewer.call, stage__kind=Stage.Kind.DRAFT).exclude(stage__seen_by__contains=[viewer.role])
    return hidden.count() if viewer.role == Role.COORDINATOR else 0


def _names(row: Application) -> dict:
    company = row.company
    region = company.region.labels if company.region else {}
    return {"name": company.name, "called": row.title, "place": company.place, "country": company.country, "region": region}


def _with_names(rows: QuerySet[Application]) -> QuerySet[Application]:
    return rows.select_related("company__region", "stage", "pending", "call").defer(*Application.HEAVY)


def _where(**wanted: object) -> Q:
    return Q(**{name: value for name, value in wanted.items() if value})


def _companies_of(sector: str) -> QuerySet:
    return Organisation.objects.filter(sectors=sector).values("pk")


def _key(text: str) -> UUID | None:
    """The key that stands in an address; one that is none finds nothing."""
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _place(text: str) -> list[str]:
    """The place that stands in an address, or nothing."""
    since, _between, pk = text.partition("_")
    try:
        return [datetime.fromisoformat(since).isoformat(), str(UUID(pk))] if datetime.fromisoformat(since).tzinfo else []
    except (ValueError, OverflowError):
        return []


def _reviewed_calls(user: User) -> QuerySet:
    return Application.objects.filter(pk__in=reviewed_by(user)).values("call")
