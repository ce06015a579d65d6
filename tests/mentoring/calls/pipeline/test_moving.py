"""One function makes every move: who may, what it requires, what is held, what is kept, who is told."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from mentoring.calls import moving
from mentoring.calls.models import Application, Move, Stage, StageTransition
from network.core import clock
from network.core.errors import Conflict, Invalid, Refused
from network.notifications.models import Delivery, Notification
from tests.mentoring.calls.pipeline.conftest import applied, made_call


def test_move_changes_the_stage_and_writes_a_line(application, coordinator, stage_of, wednesday):
    moved = moving.move(application=application, verb="review", by=coordinator, reason="Fits.")
    assert stage_of(application) == "review"
    assert moved.in_stage_since == wednesday
    line = Move.objects.get()
    assert (line.verb, line.source.key, line.target.key, line.made_by, line.was_pending, line.reason) == (
        "review", "submitted", "review", coordinator, False, "Fits."
    )  # fmt: skip


def test_way_of_another_stage_is_not_there(application, coordinator, stage_of):
    with pytest.raises(Conflict, match="No step “Accept” leads from “Received”"):
        moving.move(application=application, verb="accept", by=coordinator)
    assert stage_of(application) == "submitted"


def test_who_is_no_taker_is_refused(application, founder, outsider, coordinator):
    for person in (founder, outsider):
        with pytest.raises(Refused, match="somebody else"):
            moving.move(application=application, verb="review", by=person)
    with pytest.raises(Refused, match="somebody else"):
        moving.move(application=application, verb="withdraw", by=coordinator)


def test_card_seen_in_another_stage_is_a_conflict(application, coordinator):
    seen = application.stage_id
    moving.move(application=application, verb="review", by=coordinator)
    with pytest.raises(Conflict, match="now stands at “In review”") as refusal:
        moving.move(application=application, verb="decline", by=coordinator, reason="No.", seen_in=seen)
    assert refusal.value.code == "moved-on"


def test_handing_in_needs_answers_and_keeps_them(call, company, founder, stage_of):
    draft = applied(call, company, founder, stage="draft", answers={})
    with pytest.raises(Conflict, match="1 question still needs an answer"):
        moving.move(application=draft, verb="submit", by=founder)
    Application.objects.filter(pk=draft.pk).update(answers={"idea": "Felt."})
    moving.move(application=draft, verb="submit", by=founder)
    draft.refresh_from_db()
    [kept] = draft.submissions.all()
    assert (kept.number, kept.answers, kept.made_by) == (1, {"idea": "Felt."}, founder)
    assert draft.submitted_at is not None


def test_handing_in_after_the_close_is_refused_to_the_second(call, company, founder, stage_of):
    draft = applied(call, company, founder, stage="draft")
    with clock.at(call.closes_at), pytest.raises(Conflict, match="The call closed on"):
        moving.move(application=draft, verb="submit", by=founder)
    with clock.at(call.closes_at - timedelta(seconds=1)):
        moving.move(application=draft, verb="submit", by=founder)
    assert stage_of(draft) == "submitted"


def test_reason_and_words_are_asked_beside_their_fields(application, coordinator):
    with pytest.raises(Invalid) as refusal:
        moving.move(application=application, verb="decline", by=coordinator, reason="  ")
    assert set(refusal.value.errors) == {"reason"}
    with pytest.raises(Invalid) as refusal:
        moving.move(application=application, verb="ask-more", by=coordinator)
    assert set(refusal.value.errors) == {"words"}
    with pytest.raises(Invalid):
        moving.move(application=application, verb="review", by=coordinator, reason="x" * 2001)


def test_decision_is_held_and_nobody_outside_hears_of_it(application, coordinator, stage_of):
    moving.move(application=application, verb="review", by=coordinator)
    before = Delivery.objects.count(), Notification.objects.count()
    held = moving.move(application=application, verb="accept", by=coordinator, words="Welcome.")
    assert stage_of(application) == "review"
    assert held.pending.verb == "accept"
    assert held.pending_by == coordinator
    assert (Delivery.objects.count(), Notification.objects.count()) == before
    assert Move.objects.count() == 1


def test_held_decision_is_released_on_the_same_path(application, coordinator, founder, stage_of, wednesday):
    moving.move(application=application, verb="review", by=coordinator)
    moving.move(application=application, verb="accept", by=coordinator, words="Welcome.", reason="Best of all.")
    released = moving.release(application=application, by=coordinator)
    assert stage_of(application) == "accepted"
    assert released.pending is None
    assert released.pending_words == ""
    assert released.confirm_by == wednesday + timedelta(days=14)
    line = Move.objects.order_by("-id").first()
    assert line.was_pending
    assert line.reason == "Best of all."
    assert line.made_by == coordinator
    mail = Delivery.objects.get(kind="application.accepted", person=founder)
    assert mail.context["words"] == "Welcome."
    assert mail.context["confirm_by"] == released.confirm_by.isoformat()
    with pytest.raises(Conflict, match="No decision is held"):
        moving.release(application=application, by=coordinator)


def test_while_a_decision_is_held_staff_release_it_or_take_it_back(application, coordinator, founder, stage_of):
    moving.move(application=application, verb="review", by=coordinator)
    moving.move(application=application, verb="accept", by=coordinator)
    with pytest.raises(Conflict, match="A decision is held"):
        moving.move(application=application, verb="back", by=coordinator)
    moving.move(application=application, verb="decline", by=coordinator, reason="On second thoughts.")  # another decision takes its place
    assert Application.objects.get(pk=application.pk).pending.verb == "decline"
    with pytest.raises(Refused):
        moving.take_back(application=application, by=founder)
    moving.take_back(application=application, by=coordinator)
    moving.move(application=application, verb="back", by=coordinator)
    assert stage_of(application) == "submitted"


def test_applicant_withdraws_without_learning_of_a_held_decision(application, coordinator, founder, stage_of):
    moving.move(application=application, verb="review", by=coordinator)
    moving.move(application=application, verb="decline", by=coordinator, reason="No.")
    moving.move(application=application, verb="withdraw", by=founder)
    row = Application.objects.get(pk=application.pk)
    assert row.stage.key == "withdrawn"
    assert row.pending is None
    assert Notification.objects.filter(person=coordinator, kind="application.changed").exists()


def test_places_are_not_given_twice(incubator, programme, coordinator, company, founder, company2, founder2):
    call = made_call(incubator, programme, coordinator, places=1)
    first, second = applied(call, company, founder, stage="review"), applied(call, company2, founder2, stage="review")
    moving.move(application=first, verb="accept", by=coordinator)
    with pytest.raises(Conflict, match="The one place of this call is taken"):
        moving.move(application=second, verb="accept", by=coordinator)
    moving.take_back(application=first, by=coordinator)
    moving.move(application=second, verb="accept", by=coordinator)


def test_place_is_confirmed_until_the_days_are_over(application, coordinator, founder, stage_of):
    for verb in ("review", "accept"):
        moving.move(application=application, verb=verb, by=coordinator)
    row = moving.release(application=application, by=coordinator)
    with clock.at(row.confirm_by), pytest.raises(Conflict, match="The place was kept for you until"):
        moving.move(application=row, verb="confirm", by=founder)
    with clock.at(row.confirm_by - timedelta(seconds=1)):
        assert moving.move(application=row, verb="confirm", by=founder).confirmed_at is not None


def test_applicant_hears_of_what_changes_for_them_alone(application, coordinator, founder):
    Stage.objects.filter(key="review").update(applicant_labels=application.stage.applicant_labels)  # the same to applicants
    moving.move(application=application, verb="review", by=coordinator)
    assert not Delivery.objects.filter(person=founder).exists()
    moving.move(application=application, verb="back", by=coordinator)
    moving.move(application=application, verb="ask-more", by=coordinator, words="How many are you?")
    mail = Delivery.objects.get(person=founder)
    assert (mail.kind, mail.context["words"]) == ("application.returned", "How many are you?")


def test_ways_are_listed_with_what_stands_against_them(application, coordinator, founder, outsider):
    ways = {way.verb: verdict for way, verdict in moving.ways_for(coordinator, application)}
    assert set(ways) == {"ask-more", "review", "decline"}
    assert all(ways.values())
    moving.move(application=application, verb="decline", by=coordinator, reason="No.")
    application.refresh_from_db()
    told = {way.verb: str(verdict.message) for way, verdict in moving.ways_for(coordinator, application)}
    assert "A decision is held" in told["review"]
    assert [way.verb for way, _verdict in moving.ways_for(founder, application)] == ["withdraw"]
    assert moving.ways_for(outsider, application) == []


def test_requirement_that_is_not_known_any_more_refuses(application, coordinator):
    StageTransition.objects.filter(verb="review").update(requires=["a_miracle"])
    with pytest.raises(Conflict, match="a_miracle"):
        moving.move(application=application, verb="review", by=coordinator)


def test_application_cannot_jump(application, call, incubator, programme, coordinator):
    """The database's backstop: without a way, and never into another call."""
    other = made_call(incubator, programme, coordinator)
    for stage in (Stage.objects.get(call=call, key="accepted"), Stage.objects.get(call=other, key="submitted")):
        with pytest.raises(DatabaseError), transaction.atomic():
            Application.objects.filter(pk=application.pk).update(stage=stage)
    Application.objects.filter(pk=application.pk).update(stage=Stage.objects.get(call=call, key="review"))
