"""Applications and development plans of several incubators, at the level that each agreed to. As many queries for many as for one."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from mentoring.calls.models import Application, Call, Stage
from mentoring.calls.queries import applications_visible_to
from mentoring.insights.across import PLACE, SECTOR, SPLITS, TIME, Block, PlanStanding, Standing, Table, Wanted, fits, table
from mentoring.insights.pipeline import last_quarters, quarter_code, sector_of
from mentoring.insights.queries import sectors_of
from mentoring.insights.scopes import givers_of_the_rest
from mentoring.insights.settled import Key, settle
from mentoring.insights.settling import Entry
from mentoring.insights.sources import Source, sources_of
from mentoring.plans.models import DevelopmentPlan, ProgressReport
from mentoring.plans.queries import plans_visible_to
from mentoring.reviews.models import Reviewer
from network.accounts.models import User
from network.core import clock
from network.core.crossing import Path, Unit
from network.organisations.models import Organisation
from network.organisations.queries import organisations_visible_to

APPLICATIONS, PLANS = "applications", "plans"
STANDINGS: Mapping[str, tuple[str, ...]] = {APPLICATIONS: tuple(Standing), PLANS: tuple(PlanStanding)}
NAMELESS = (Standing.DECLINED, Standing.WITHDRAWN)  # who is not taken in, or went, is nobody's business by name: figures do
AHEAD = 4  # quarters in which plans begin that are being made
_OF_PLAN = {DevelopmentPlan.State.RUNNING: PlanStanding.RUNNING, DevelopmentPlan.State.CLOSED: PlanStanding.FINISHED}


@dataclass
class Row:
    """An application or a plan with its company and the source that it belongs to."""

    thing: Any
    company: Organisation
    source: Source
    unit: Unit
    sectors: tuple[str, ...]
    guarded: bool
    words: dict[str, Any] = field(default_factory=dict, compare=False)  # a page puts labels and addresses here

    @property
    def cursor(self) -> str:
        return str(self.thing.pk)


@dataclass(frozen=True)
class Opens:
    """What of some rows a reader may open: keys of applications or plans, and of companies."""

    things: frozenset[UUID]
    companies: frozenset[UUID]


@dataclass(frozen=True)
class Chosen:
    """What a reader filters by: an incubator and a call by key, codes of the vocabularies, and quarters from and to. Empty: all."""

    incubator: str = ""
    call: str = ""
    country: str = ""
    region: str = ""
    sector: str = ""
    since: str = ""
    until: str = ""


@dataclass
class Overview:
    """Everything that a look needs: the sources, their calls and rows, the quarters, and what is published of those whose rows may not be opened."""

    what: str
    sources: list[Source]
    quarters: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)
    blocks: dict[str, Block] = field(default_factory=dict)
    calls: dict[str, Call] = field(default_factory=dict)
    guarded_calls: frozenset[UUID] = frozenset()  # blind calls that the reader reviews, and that are not decided
    settled: dict[str, datetime] = field(default_factory=dict)  # by source: since when its figures stand

    def chosen_sources(self, chosen: Chosen) -> list[Source]:
        """Those of the incubator that was chosen; all where none was, or one that is not there."""
        return [one for one in self.sources if not chosen.incubator or str(one.incubator.pk) == chosen.incubator]

    def table(self, chosen: Chosen, by: str = "") -> Table:
        """A line for each chosen source, their sum, and the sum by category."""
        sources = self.chosen_sources(chosen)
        return table([self.blocks[one.pk] for one in sources], STANDINGS[self.what], [self.wanted(one, chosen) for one in sources], by)

    def told(self, split: str) -> list[Path]:
        """Categories of which something is told: what a filter offers."""
        found = {name[1] for block in self.blocks.values() for name, figure in block.by(SPLITS[split], {}).items() if figure.value}
        return sorted(found)

    def wanted(self, source: Source, chosen: Chosen) -> Wanted:
        """The filters as they are for a source."""
        wanted: dict[str, tuple[Path, ...]] = {}
        if place := self._place(chosen):
            wanted[PLACE] = (place,)
        if chosen.sector:
            wanted[SECTOR] = ((chosen.sector,),)
        if chosen.call or chosen.since or chosen.until:
            wanted[TIME] = tuple(self._times(source, chosen))
        return wanted

    def _place(self, chosen: Chosen) -> Path:
        if not chosen.region:
            return (chosen.country,) if chosen.country else ()
        country = chosen.country or chosen.region[:2]
        return (country, chosen.region)

    def _times(self, source: Source, chosen: Chosen) -> Iterable[Path]:
        quarters = [code for code in self.quarters if _is_within(code, chosen.since, chosen.until)]
        if not chosen.call:
            return [(code,) for code in quarters]
        call = self.calls.get(chosen.call)
        is_theirs = call is not None and (call.programme_id, call.incubator_id) == source.key
        return [(code, chosen.call) for code in quarters] if is_theirs else []


def _is_within(code: str, since: str, until: str) -> bool:
    return (not since or code >= since) and (not until or code <= until)


def overview(user: User, what: str) -> Overview:
    """Of everything the person may look at: `applications` that were handed in, or development `plans`."""
    sources = sources_of(user, of_plans=what == PLANS)
    found = Overview(what, sources, last_quarters(clock.today(), ahead=AHEAD if what == PLANS else 0)[1:])
    by_key = {source.key: source for source in sources}
    if what == APPLICATIONS:
        found.guarded_calls = frozenset(_blind_for(user).values_list("pk", flat=True)) if sources else frozenset()
        found.calls = _calls(by_key)
        things = _applications(by_key, found.calls)
        unit_of: Callable[..., Unit] = _application_unit
    else:
        things, unit_of = _plans(by_key), _plan_unit
    sectors = sectors_of({thing.company_id for thing, _source in things})
    for thing, source in things:
        if source.regions is None or thing.company.region_id in source.regions:
            is_blind = getattr(thing, "call_id", None) in found.guarded_calls
            own = sectors.get(thing.company_id, ())
            unit = unit_of(thing, own)
            guarded = not source.own and (not source.named or is_blind or unit.stage in NAMELESS)
            found.rows.append(Row(thing, thing.company, source, unit, own, guarded))
    # Never "earlier": as quarters went into it one by one, each of them would be what it is more than before.
    found.quarters = tuple(sorted({row.unit.paths[TIME][0] for row in found.rows} | set(found.quarters)))
    _count(found)
    return found


def _count(found: Overview) -> None:
    """Rows apart from those that are guarded, of which figures are settled; a source of figures alone is guarded even where it has nothing."""
    guarded: dict[str, dict[str, Entry]] = {source.pk: {} for source in found.sources if not source.named}
    for row in (row for row in found.rows if row.guarded):
        guarded.setdefault(row.source.pk, {})[str(row.thing.pk)] = Entry(str(row.company.pk), row.unit)
    keys = {source.pk: _key(source, found) for source in found.sources if source.pk in guarded}
    told = settle({key: guarded[pk] for pk, key in keys.items()}) if keys else {}
    for source in found.sources:
        open_ones = tuple(row.unit for row in found.rows if row.source is source and not row.guarded)
        settled = told[keys[source.pk]] if source.pk in keys else None
        found.blocks[source.pk] = Block(open_ones, settled.figures if settled else None)
        if settled and settled.since:
            found.settled[source.pk] = settled.since


def _key(source: Source, found: Overview) -> Key:
    """Readers of whom the same is kept back share what is settled: of other regions, or of the calls that they review, it is others."""
    about = [*sorted(source.regions or ())] if source.regions is not None else ["*"]
    calls = ["named", *sorted(str(call) for call in found.guarded_calls)] if source.named else []
    part = "" if about == ["*"] and not calls else hashlib.sha256("|".join([*about, "/", *calls]).encode()).hexdigest()
    return source.programme.pk, source.incubator.pk, found.what, part


def _blind_for(user: User) -> QuerySet[Call]:
    """Blind calls that the person reviews or reviewed, and that are not decided: an application is open, or its decision is held."""
    undecided = Application.objects.filter(call=OuterRef("pk")).filter(Q(stage__kind__in=[Stage.Kind.DRAFT, Stage.Kind.OPEN]) | Q(pending__isnull=False))
    reviews = Reviewer.objects.filter(call=OuterRef("pk"), person=user)
    return Call.objects.filter(Exists(reviews), Exists(undecided) | Q(closes_at__gt=clock.now()), is_blind=True)


def _calls(sources: Mapping[tuple[UUID, UUID], Source]) -> dict[str, Call]:
    """The sources' calls by key, those that close last first; one that is being prepared is nobody else's."""
    rows = Call.objects.filter(programme__in={key[0] for key in sources}, incubator__in={key[1] for key in sources}).exclude(state=Call.State.DRAFT)
    rows = rows.select_related("programme", "incubator").order_by("-closes_at", "-pk")
    return {str(row.pk): row for row in rows if (row.programme_id, row.incubator_id) in sources}


def _applications(sources: Mapping[tuple[UUID, UUID], Source], calls: Mapping[str, Call]) -> list[tuple[Application, Source]]:
    """Handed in to the calls, by company. A draft is nobody's but the applicant's."""
    rows = Application.objects.filter(submitted_at__isnull=False, call__in=list(calls)).select_related("stage", "company__region")
    found = []
    for row in rows.defer("answers", "touched").order_by("company__sort_key", "pk"):
        row.call = calls[str(row.call_id)]
        found.append((row, sources[row.call.programme_id, row.call.incubator_id]))
    return found


def _plans(sources: Mapping[tuple[UUID, UUID], Source]) -> list[tuple[DevelopmentPlan, Source]]:
    """Plans of the companies that the sources follow, by company; those that no incubator follows are shared by one partner alone (see `scopes`)."""
    programmes = {key[0] for key in sources}
    rest = givers_of_the_rest(programmes) if programmes else {}
    late = ProgressReport.objects.filter(plan=OuterRef("pk"), state__in=ProgressReport.OPEN, due_on__lt=clock.today())
    rows = DevelopmentPlan.objects.filter(programme__in=programmes).annotate(is_late=Exists(late)).defer("baseline")
    found = []
    for row in rows.select_related("programme", "incubator", "company__region").order_by("company__sort_key", "pk"):
        follows = row.incubator_id or rest.get(row.programme_id)
        if follows and (source := sources.get((row.programme_id, follows))):
            found.append((row, source))
    return found


def _application_unit(row: Application, sectors: Sequence[str]) -> Unit:
    kind = Standing.OPEN if row.stage.kind == Stage.Kind.DRAFT else Standing(row.stage.kind)  # handed back for more: it is still looked at
    handed_in: datetime = row.submitted_at or row.created_at
    quarter = quarter_code(handed_in.astimezone(ZoneInfo(row.call.time_zone)).date())
    return Unit(kind, {PLACE: _place(row.company), SECTOR: (sector_of(sectors),), TIME: (quarter, str(row.call_id))})


def _plan_unit(row: DevelopmentPlan, sectors: Sequence[str]) -> Unit:
    standing = _OF_PLAN.get(DevelopmentPlan.State(row.state), PlanStanding.MAKING)
    if standing == PlanStanding.RUNNING and row.is_late:
        standing = PlanStanding.LATE
    return Unit(standing, {PLACE: _place(row.company), SECTOR: (sector_of(sectors),), TIME: (quarter_code(row.starts_on),)})


def _place(company: Organisation) -> Path:
    return company.country, company.region_id or ""


def named_rows(found: Overview, chosen: Chosen, stage: str = "") -> list[Row]:
    """The rows that may be opened, by company, as far as they fit the filters."""
    wanted = {source.pk: found.wanted(source, chosen) for source in found.chosen_sources(chosen)}
    own = (row for row in found.rows if not row.guarded and row.source.pk in wanted)
    return [row for row in own if (not stage or row.unit.stage == stage) and fits(row.unit, wanted[row.source.pk])]


def opens(user: User, what: str, rows: Sequence[Row]) -> Opens:
    """Which of these rows lead somewhere for this reader. Two queries."""
    visible: QuerySet = (applications_visible_to if what == APPLICATIONS else plans_visible_to)(user)
    things = visible.filter(pk__in=[row.thing.pk for row in rows]).values_list("pk", flat=True)
    companies = organisations_visible_to(user).filter(pk__in=[row.company.pk for row in rows]).values_list("pk", flat=True)
    return Opens(frozenset(things), frozenset(companies))
