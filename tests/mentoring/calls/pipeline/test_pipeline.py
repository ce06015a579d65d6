"""What is wrong with a pipeline, told by code and place."""

from dataclasses import replace

import pytest

from mentoring.calls.guards import all_guards
from mentoring.calls.pipeline import Pipeline, Problem, Standing, Way, problems
from mentoring.calls.templates import LANGUAGES, ONE_STAGE, TEMPLATES

GUARDS = frozenset({"complete_answers", "before_close", "reason_given", "words_given", "place_left", "within_confirming"})

NOBODY = Standing()


def found(pipeline: Pipeline, standing: Standing = NOBODY) -> set[tuple[str, str]]:
    return {(problem.code, problem.at) for problem in problems(pipeline, standing, guards=GUARDS)}


def without(*keys: str) -> Pipeline:
    """The ready pipeline without some stages and the ways at them."""
    return Pipeline(tuple(stage for stage in ONE_STAGE.stages if stage.key not in keys), tuple(w for w in ONE_STAGE.ways if not {w.source, w.target} & {*keys}))


def stage(name: str, /, **changes: object) -> Pipeline:
    return replace(ONE_STAGE, stages=tuple(replace(one, **changes) if one.key == name else one for one in ONE_STAGE.stages))


def way(verb: str, source: str, /, **changes: object) -> Pipeline:
    return replace(ONE_STAGE, ways=tuple(replace(one, **changes) if (one.verb, one.source) == (verb, source) else one for one in ONE_STAGE.ways))


@pytest.mark.parametrize("key", TEMPLATES)
def test_ready_pipelines_are_sound_and_said_in_four_languages(key):
    pipeline = TEMPLATES[key].pipeline
    assert problems(pipeline, guards=all_guards()) == []
    for labels in [*(text for one in pipeline.stages for text in (one.staff, one.applicant, one.future) if text), *(one.labels for one in pipeline.ways)]:
        assert set(labels) == set(LANGUAGES)
        assert all(labels.values())


@pytest.mark.parametrize(
    ("pipeline", "told"),
    [
        (Pipeline((), ()), {("no-stages", "")}),
        (without("draft"), {("no-entry", ""), ("unreachable", "stages.0"), ("unreachable", "stages.2")}),
        (stage("submitted", kind="draft"), {("two-entries", "stages.1"), ("entry-unwritten", "stages.1")}),
        (stage("review", key="submitted"), {("stage-doubled", "stages.3"), ("unknown-stage", "ways.3"), ("unknown-stage", "ways.4")}),
        (stage("review", kind="somewhere", part="No part"), {("kind", "stages.3"), ("part", "stages.3")}),
        (stage("review", staff={"fi": " "}), {("labels", "stages.3")}),
        (stage("review", future={"fi": "x" * 121, "en": "a\x00"}), {("label-long", "stages.3"), ("label-characters", "stages.3")}),
        (stage("review", applicant={"en": "Review", "tlh": "Qap"}), {("label-language", "stages.3")}),
        (stage("review", seen_by=frozenset({"everybody"})), {("role", "stages.3")}),
        (stage("draft", edited_by=frozenset()), {("entry-unwritten", "stages.0")}),
        (stage("review", edited_by=frozenset({"applicant"})), {("no-way-to-hand-in", "stages.3")}),
        (way("review", "submitted", takers=frozenset(), requires=("a_miracle",)), {("takers", "ways.3"), ("unknown-guard", "ways.3")}),
        (way("review", "submitted", verb="Review!", labels={}), {("verb", "ways.3"), ("way-labels", "ways.3")}),
        (way("review", "submitted", target="submitted"), {("leads-nowhere", "ways.3")}),
        (replace(ONE_STAGE, ways=tuple(one for one in ONE_STAGE.ways if "review" not in (one.source, one.target))), {("unreachable", "stages.4")}),
        (way("review", "submitted", verb="ask-more"), {("verb-doubled", "ways.3")}),
        (way("ask-more", "submitted", target="review"), {("way-doubled", "ways.3"), ("unreachable", "stages.2")}),
        (way("accept", "review", takers=frozenset({"applicant"})), {("applicant-decides", "ways.6")}),
    ],
)  # fmt: skip
def test_problems_of_a_pipeline_are_told_where_they_are(pipeline, told):
    assert told <= found(pipeline)


def test_stage_without_a_way_out_is_a_dead_end_unless_it_is_an_end():
    ways = tuple(one for one in ONE_STAGE.ways if one.source not in ("review", "withdrawn"))
    assert ("dead-end", "stages.3") in found(replace(ONE_STAGE, ways=ways))
    assert not {code for code, _at in found(ONE_STAGE)}


def test_stage_that_its_movers_do_not_see_strands_what_stands_there():
    """Each would leave applications where nobody can do anything for them any more."""
    hidden = found(stage("review", seen_by=frozenset({"applicant"})))  # coordinators take every way out, and see none of it
    assert {("no-end", "stages.3"), ("unreachable", "stages.4")} <= hidden  # it can only be withdrawn, and nobody is accepted
    ways = {(one.verb, one.source): place for place, one in enumerate(ONE_STAGE.ways)}
    assert ("untaken-way", f"ways.{ways['accept', 'review']}") in hidden
    penless = found(stage("more-information", edited_by=frozenset()))  # what was asked for can be sent by nobody
    assert ("untaken-way", f"ways.{ways['hand-back', 'more-information']}") in penless
    withdrawing = tuple(one for one in ONE_STAGE.ways if one.source != "review" or one.target == "withdrawn")
    assert ("no-end", "stages.3") in found(replace(ONE_STAGE, ways=withdrawing))  # the applicant alone could leave, by giving up


def test_stages_that_lead_to_each_other_alone_have_no_end():
    ways = tuple(one for one in ONE_STAGE.ways if one.source not in ("review", "submitted"))
    circle = (
        Way("go", "submitted", "review", {"en": "Go"}, frozenset({"coordinator"})),
        Way("back", "review", "submitted", {"en": "Back"}, frozenset({"coordinator"})),
    )
    assert {("no-end", "stages.1"), ("no-end", "stages.3")} <= found(replace(ONE_STAGE, ways=(*ways, *circle)))


def test_running_applications_are_not_stranded():
    standing = Standing({"review": 3, "submitted": 1}, {"review": "open", "submitted": "open"}, {("review", "accept", "accepted"): 2})
    told = problems(without("review"), standing, guards=GUARDS)
    assert Problem("stranded", details={"key": "review", "count": 3}) in told
    assert Problem("held-decision", details={"key": "review", "verb": "accept", "count": 2}) in told
    assert ("kind-changed", "stages.3") in found(stage("review", kind="declined"), standing)
    assert ("held-decision", "") in found(way("accept", "review", is_decision=False), standing)
    assert found(without("more-information"), standing) == set()
