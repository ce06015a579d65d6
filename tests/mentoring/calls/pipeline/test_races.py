"""Two at once, on connections of their own."""

import pytest

from mentoring.calls import moving
from mentoring.calls.models import Application, Call, Move, Stage
from mentoring.calls.pipeline import Pipeline
from mentoring.calls.pipelines import pipeline_of, set_pipeline
from network.accounts.models import User
from network.core.errors import Conflict, Invalid
from tests.mentoring.calls.pipeline.conftest import applied, made_call
from tests.parallel import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def outcome(work) -> str:
    """What came of it, as a code."""
    try:
        work()
    except (Conflict, Invalid) as refusal:
        return refusal.code
    return "done"


def test_two_who_move_one_card_at_once_do_not_both_move_it(application, coordinator, programme_manager):
    seen = application.stage_id

    def mover(person: User):
        return lambda: outcome(lambda: moving.move(application=application, verb="review", by=person, seen_in=seen))

    assert sorted(at_once(mover(coordinator), mover(programme_manager))) == ["done", "moved-on"]
    assert Move.objects.filter(application=application).count() == 1


def test_last_place_is_given_once(incubator, programme, coordinator, company, founder, company2, founder2):
    call = made_call(incubator, programme, coordinator, places=1)
    rows = [applied(call, company, founder, stage="review"), applied(call, company2, founder2, stage="review")]
    results = at_once(*(lambda row=row: outcome(lambda: moving.move(application=row, verb="accept", by=coordinator)) for row in rows))
    assert sorted(results) == ["done", "no-place-left"]
    assert Application.objects.filter(call=call, pending__isnull=False).count() == 1


def test_stage_that_is_removed_under_a_move_strands_nobody(call, application, coordinator, founder):
    """Either the card was there first and the stage stays, or the stage is gone and the card stays where it was."""
    whole = pipeline_of(call)
    ways = tuple(one for one in whole.ways if "more-information" not in (one.source, one.target))
    fewer = Pipeline(tuple(one for one in whole.stages if one.key != "more-information"), ways)
    results = at_once(
        lambda: outcome(lambda: moving.move(application=application, verb="ask-more", by=coordinator, words="How many?")),
        lambda: outcome(lambda: set_pipeline(call=Call.objects.get(pk=call.pk), pipeline=fewer, by=coordinator)),
    )
    assert sorted(results) in (["done", "pipeline"], ["done", "no-such-way"])
    row = Application.objects.select_related("stage").get(pk=application.pk)
    assert Stage.objects.filter(pk=row.stage_id).exists()
