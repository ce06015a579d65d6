"""The pipeline of a call as data: stages, the ways between them, and what is wrong with them. Pure: no Django.

Problems are codes with figures; `wording.py` says them to a reader.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

DRAFT, OPEN, ACCEPTED, CONFIRMED, DECLINED, WITHDRAWN = KINDS = ("draft", "open", "accepted", "confirmed", "declined", "withdrawn")
ENDS = frozenset({CONFIRMED, DECLINED, WITHDRAWN})
APPLICANT, REVIEWER, COORDINATOR = ROLES = ("applicant", "reviewer", "coordinator")
MOST_STAGES, MOST_WAYS, LONGEST_LABEL = 20, 60, 120
LANGUAGES = frozenset({"en", "fi", "sv", "nb", "se"})
_KEY = re.compile(r"[a-z][a-z0-9-]{0,39}")
Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stage:
    """A column: what staff, the applicant, and an applicant who is not there yet call it, by language.

    `part` names the part of the form that the applicant answers here.
    """

    key: str
    kind: str
    staff: Labels
    applicant: Labels
    future: Labels = field(default_factory=dict)
    seen_by: frozenset[str] = frozenset()
    edited_by: frozenset[str] = frozenset()
    part: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """An allowed way from one stage to another: who may take it, and the keys of what it requires."""

    verb: str
    source: str
    target: str
    labels: Labels
    takers: frozenset[str]
    requires: tuple[str, ...] = ()
    is_decision: bool = False


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The stages in the order of the columns, and the ways between them."""

    stages: tuple[Stage, ...]
    ways: tuple[Way, ...]

    def stage(self, key: str) -> Stage | None:
        """The stage of this key."""
        return next((stage for stage in self.stages if stage.key == key), None)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where applications stand: how many in each stage, the kinds of those stages, and how many are held on each decision (source, verb, target)."""

    counts: Mapping[str, int] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    held: Mapping[tuple[str, str, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """A code of `wording.SENTENCES`, what stands in the sentence, and at which stage or way by place (`stages.2`, `ways.0`; `""` is the whole)."""

    code: str
    at: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


def as_data(pipeline: Pipeline) -> dict[str, list[dict[str, Any]]]:
    """The pipeline as JSON; equal pipelines give equal data."""
    return {"stages": [_plain(stage) for stage in pipeline.stages], "ways": [_plain(way) for way in pipeline.ways]}


def _plain(row: Stage | Way) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in row.__slots__}
    kinds = {frozenset: sorted, tuple: list, dict: dict}
    return {name: kinds.get(type(value), lambda one: one)(value) for name, value in found.items()}


def problems(pipeline: Pipeline, standing: Standing = Standing(), *, guards: Collection[str] = ()) -> list[Problem]:
    """What is wrong with a pipeline, and which running applications it would strand. `guards` are the known keys of requirements."""
    found = [*_of_size(pipeline), *_of_stages(pipeline), *_of_ways(pipeline, guards)]
    if not any(problem.code in _SHAPELESS for problem in found):
        found += _of_shape(pipeline)
    return [*found, *_stranded(pipeline, standing)]


_SHAPELESS = frozenset({"no-stages", "stage-doubled", "stage-key", "unknown-stage"})


def _of_size(pipeline: Pipeline) -> Iterator[Problem]:
    if not pipeline.stages:
        yield Problem("no-stages")
    if len(pipeline.stages) > MOST_STAGES:
        yield Problem("too-many-stages", details={"most": MOST_STAGES})
    if len(pipeline.ways) > MOST_WAYS:
        yield Problem("too-many-ways", details={"most": MOST_WAYS})
    entries = [place for place, stage in enumerate(pipeline.stages) if stage.kind == DRAFT]
    if pipeline.stages and not entries:
        yield Problem("no-entry")
    for place in entries[1:]:
        yield Problem("two-entries", f"stages.{place}")


def _of_stages(pipeline: Pipeline) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, stage in enumerate(pipeline.stages):
        at = f"stages.{place}"
        if not _KEY.fullmatch(stage.key):
            yield Problem("stage-key", at)
        elif stage.key in seen:
            yield Problem("stage-doubled", at, {"key": stage.key})
        seen.add(stage.key)
        if stage.kind not in KINDS:
            yield Problem("kind", at)
        if stage.part and not _KEY.fullmatch(stage.part):
            yield Problem("part", at)
        if not (_is_said(stage.staff) and _is_said(stage.applicant)):
            yield Problem("labels", at)
        yield from _of_texts(at, stage.staff, stage.applicant, stage.future)
        if not (stage.seen_by | stage.edited_by) <= set(ROLES):
            yield Problem("role", at)
        if stage.kind == DRAFT and APPLICANT not in stage.edited_by:
            yield Problem("entry-unwritten", at)


def _of_ways(pipeline: Pipeline, guards: Collection[str]) -> Iterator[Problem]:
    keys = {stage.key for stage in pipeline.stages}
    verbs: set[tuple[str, str]] = set()
    pairs: set[tuple[str, str]] = set()
    for place, way in enumerate(pipeline.ways):
        at = f"ways.{place}"
        if not _KEY.fullmatch(way.verb):
            yield Problem("verb", at)
        if way.source not in keys or way.target not in keys:
            yield Problem("unknown-stage", at)
        elif way.source == way.target:
            yield Problem("leads-nowhere", at)
        if (way.source, way.verb) in verbs:
            yield Problem("verb-doubled", at, {"verb": way.verb})
        elif (way.source, way.target) in pairs:
            yield Problem("way-doubled", at)
        verbs.add((way.source, way.verb))
        pairs.add((way.source, way.target))
        if not _is_said(way.labels):
            yield Problem("way-labels", at)
        yield from _of_texts(at, way.labels)
        yield from _of_takers(at, way, guards)


def _of_takers(at: str, way: Way, guards: Collection[str]) -> Iterator[Problem]:
    if not way.takers or not way.takers <= set(ROLES):
        yield Problem("takers", at)
    if way.is_decision and APPLICANT in way.takers:
        yield Problem("applicant-decides", at)
    for key in way.requires:
        if key not in guards:
            yield Problem("unknown-guard", at, {"key": key})


def _of_texts(at: str, *texts: Labels) -> Iterator[Problem]:
    if not {code for labels in texts for code in labels} <= LANGUAGES:
        yield Problem("label-language", at)
    for text in (text for labels in texts for text in labels.values()):
        if len(text) > LONGEST_LABEL:
            yield Problem("label-long", at, {"most": LONGEST_LABEL})
        if any(ord(c) < 32 or 0xD800 <= ord(c) <= 0xDFFF for c in text):
            yield Problem("label-characters", at)


def _of_shape(pipeline: Pipeline) -> Iterator[Problem]:
    """Ways that nobody can take, stages that nobody reaches, and those from which nobody comes to an end that the incubator has a say in."""
    stages = {stage.key: stage for stage in pipeline.stages}
    ways = [way for way in pipeline.ways if _can_be_taken(way, stages[way.source], stages[way.target])]
    for place, way in enumerate(pipeline.ways):
        if way.takers and way.takers <= set(ROLES) and way not in ways:
            yield Problem("untaken-way", f"ways.{place}")
    onwards = _neighbours(ways)
    back = _neighbours([way for way in ways if stages[way.target].kind != WITHDRAWN], back=True)  # giving up is no answer
    reached = _from([stage.key for stage in pipeline.stages if stage.kind == DRAFT], onwards)
    ending = _from([stage.key for stage in pipeline.stages if stage.kind in ENDS and stage.kind != WITHDRAWN], back)
    gone = {stage.key for stage in pipeline.stages if stage.kind == WITHDRAWN}
    handed_in = {way.source for way in pipeline.ways if APPLICANT in way.takers and way.target not in gone}
    for place, stage in enumerate(pipeline.stages):
        at = f"stages.{place}"
        if stage.key not in reached:
            yield Problem("unreachable", at)
        if stage.kind not in ENDS and not onwards.get(stage.key):
            yield Problem("dead-end", at)
        elif stage.key not in ending and stage.kind != WITHDRAWN:
            yield Problem("no-end", at)
        elif APPLICANT in stage.edited_by and stage.key not in handed_in:
            yield Problem("no-way-to-hand-in", at)


def _can_be_taken(way: Way, source: Stage, target: Stage) -> bool:
    """Staff move what they see. Applicants hand in where they edit, withdraw, take up again, and confirm a place; nothing else is theirs to do."""
    if (way.takers - {APPLICANT}) & source.seen_by:
        return True
    return APPLICANT in way.takers and (APPLICANT in source.edited_by or target.kind == WITHDRAWN or source.kind in (ACCEPTED, WITHDRAWN))


def _neighbours(ways: Sequence[Way], *, back: bool = False) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for way in ways:
        source, target = (way.target, way.source) if back else (way.source, way.target)
        found.setdefault(source, set()).add(target)
    return found


def _from(starts: Sequence[str], neighbours: Mapping[str, set[str]]) -> set[str]:
    reached, waiting = set(starts), list(starts)
    while waiting:
        new = neighbours.get(waiting.pop(), set()) - reached
        reached |= new
        waiting += new
    return reached


def _stranded(pipeline: Pipeline, standing: Standing) -> Iterator[Problem]:
    """Running applications whose stage or held decision would be gone or mean something else."""
    places = {stage.key: place for place, stage in reversed(list(enumerate(pipeline.stages)))}
    for key, count in standing.counts.items():
        if not count:
            continue
        if key not in places:
            yield Problem("stranded", details={"key": key, "count": count})
        elif pipeline.stages[places[key]].kind != standing.kinds.get(key, pipeline.stages[places[key]].kind):
            yield Problem("kind-changed", f"stages.{places[key]}", {"count": count})
    decisions = {(way.source, way.verb, way.target) for way in pipeline.ways if way.is_decision}
    for way, count in standing.held.items():
        if count and way not in decisions:
            yield Problem("held-decision", details={"key": way[0], "verb": way[1], "count": count})


def _is_said(labels: Labels) -> bool:
    return any(text.strip() for text in labels.values())
