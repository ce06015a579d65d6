"""The pipeline in its rows: set, changed under running applications, copied."""

from dataclasses import replace
from operator import itemgetter

import pytest

from mentoring.calls import moving
from mentoring.calls.models import Move, Stage, StageTransition
from mentoring.calls.pipeline import Pipeline, as_data
from mentoring.calls.pipelines import apply_template, copy_pipeline, entry_of, pipeline_of, problems_of, set_pipeline, version_of
from mentoring.calls.templates import IDEA_AND_FULL, ONE_STAGE
from network.core.errors import Conflict, Invalid, NotVisible, Refused
from tests.mentoring.calls.pipeline.conftest import made_call


def without(key: str, pipeline: Pipeline = ONE_STAGE) -> Pipeline:
    return Pipeline(tuple(one for one in pipeline.stages if one.key != key), tuple(w for w in pipeline.ways if key not in (w.source, w.target)))


def test_ready_pipeline_is_read_back_as_it_was_set(call):
    found = pipeline_of(call)
    assert as_data(found)["stages"] == as_data(ONE_STAGE)["stages"]
    at = itemgetter("source", "verb")
    assert sorted(as_data(found)["ways"], key=at) == sorted(as_data(ONE_STAGE)["ways"], key=at)
    assert problems_of(call) == []
    assert entry_of(call).key == "draft"


def test_another_template_takes_the_place_of_an_unused_one(call, coordinator):
    apply_template(call=call, key="idea-and-full", by=coordinator)
    assert [one.key for one in pipeline_of(call).stages] == [one.key for one in IDEA_AND_FULL.stages]
    with pytest.raises(Invalid):
        apply_template(call=call, key="nothing", by=coordinator)


def test_stage_in_which_applications_stand_is_not_removed(call, application, coordinator):
    with pytest.raises(Invalid) as refusal:
        set_pipeline(call=call, pipeline=without("submitted"), by=coordinator)
    assert "1 application stands in the stage “submitted”. Move it on before you remove the stage." in refusal.value.errors[""]
    set_pipeline(call=call, pipeline=without("more-information"), by=coordinator)
    assert not Stage.objects.filter(call=call, key="more-information").exists()


def test_removed_stage_stays_in_the_history_and_its_key_is_free(call, application, coordinator, founder):
    moving.move(application=application, verb="ask-more", by=coordinator, words="How many are you?")
    moving.move(application=application, verb="hand-back", by=founder)
    set_pipeline(call=call, pipeline=without("more-information"), by=coordinator)
    assert [line.target.key for line in Move.objects.order_by("id")] == ["more-information", "submitted"]
    apply_template(call=call, key="one-stage", by=coordinator)
    assert Stage.all_objects.filter(call=call, key="more-information").count() == 2


def test_way_that_a_held_decision_takes_is_kept(call, application, coordinator):
    moving.move(application=application, verb="review", by=coordinator)
    moving.move(application=application, verb="accept", by=coordinator)
    later = replace(ONE_STAGE, ways=tuple(one for one in ONE_STAGE.ways if (one.source, one.verb) != ("review", "accept")))
    with pytest.raises(Invalid) as refusal:
        set_pipeline(call=call, pipeline=later, by=coordinator)
    assert any("1 decision is held that takes the way “accept” from “review”" in told for told in refusal.value.errors[""])
    held = StageTransition.objects.get(source__key="review", verb="accept", call=call).pk
    apply_template(call=call, key="one-stage", by=coordinator)
    assert StageTransition.objects.get(source__key="review", verb="accept", call=call).pk == held


def test_stages_change_places_and_ways_their_targets(call, coordinator):
    turned = Pipeline(tuple(reversed(ONE_STAGE.stages)), ONE_STAGE.ways)
    set_pipeline(call=call, pipeline=turned, by=coordinator)
    assert [one.key for one in pipeline_of(call).stages] == [one.key for one in turned.stages]
    crossed = {("submitted", "review"): "more-information", ("submitted", "ask-more"): "review"}
    ways = tuple(replace(one, target=crossed.get((one.source, one.verb), one.target)) for one in ONE_STAGE.ways)
    set_pipeline(call=call, pipeline=replace(ONE_STAGE, ways=ways), by=coordinator)
    assert StageTransition.objects.get(call=call, source__key="submitted", verb="review").target.key == "more-information"


def test_editor_who_began_before_another_change_is_told(call, coordinator):
    seen = version_of(pipeline_of(call))
    set_pipeline(call=call, pipeline=without("more-information"), by=coordinator, seen=seen)
    with pytest.raises(Conflict, match="Somebody else has changed"):
        set_pipeline(call=call, pipeline=ONE_STAGE, by=coordinator, seen=seen)


def test_pipeline_is_for_those_who_run_the_call(call, founder, outsider, coordinator):
    for person in (founder, outsider):
        with pytest.raises(Refused):
            apply_template(call=call, key="one-stage", by=person)
    call.state = "archived"
    call.save()
    with pytest.raises(Conflict):
        apply_template(call=call, key="one-stage", by=coordinator)


def test_pipeline_is_copied_from_an_earlier_call(call, incubator, programme, coordinator, outsider):
    other = made_call(incubator, programme, coordinator, template="idea-and-full")
    copy_pipeline(call=call, source=other.pk, by=coordinator)
    assert version_of(pipeline_of(call)) == version_of(pipeline_of(other))
    with pytest.raises(NotVisible):
        copy_pipeline(call=call, source=other.pk, by=outsider)
