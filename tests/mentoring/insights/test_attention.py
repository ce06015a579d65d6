"""Who is stuck, since when, and the few words a coordinator sends."""

from datetime import timedelta

import pytest
from django.test import Client

from mentoring.insights import attention, nudges, reactions
from mentoring.insights.attention import Reason
from mentoring.mentorships.models import Session, SessionFeedback
from messaging.models import Conversation
from network.core import clock
from network.core.errors import Conflict, Invalid, NotVisible, Refused
from network.notifications import outbox
from network.notifications.models import Delivery
from network.organisations.models import Membership
from tests.mentoring.insights.world import asked, mentorship, request_at
from tests.world import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_out(company, founder, programme, mentor, incubator):
    return request_at("asked", company, founder, programme, mentor)


def why(user) -> list[Reason]:
    return [attention.why_request_is_stuck(row).reason for row in attention.stuck_requests(user)]


def test_request_in_its_days_is_not_stuck(request_out, mentor, coordinator):
    asked(request_out, mentor)
    assert why(coordinator) == []
    assert [attention.why_request_is_stuck(row) for row in attention.requests_watched_by(coordinator)] == [None]


def test_request_that_nobody_answered_is_stuck_since_the_day_was_over(request_out, mentor, mentor2, coordinator):
    late = asked(request_out, mentor, state="expired", due_in_days=-4)
    asked(request_out, mentor2, rank=2)
    (row,) = attention.stuck_requests(coordinator)
    assert attention.why_request_is_stuck(row) == attention.Stuck(Reason.SILENCE, late.answer_due_at)


def test_question_without_a_reply_is_the_companys_turn(request_out, mentor, coordinator):
    asked(request_out, mentor, state="question", reminders=1)
    assert why(coordinator) == [Reason.QUESTION]


def test_question_stands_out_once_half_of_the_companys_working_days_are_over(request_out, mentor, coordinator):
    choice = asked(request_out, mentor, state="question")  # asked five days ago, over a weekend and holidays
    assert why(coordinator) == []
    choice.answer_due_at = clock.now() - timedelta(minutes=1)
    choice.save()
    assert why(coordinator) == [Reason.QUESTION]


def test_words_go_to_who_speaks_for_the_company_now(request_out, company, founder, coordinator):
    colleague = person("Signe Sund")
    Membership.objects.create(organisation=company, person=colleague, role="administrator")
    Membership.objects.filter(organisation=company, person=founder).update(state="ended")
    row = attention.watched_request_for(coordinator, request_out.pk)
    written = nudges.draft(thing=row, to="company", by=coordinator)
    assert written.receiver == colleague
    assert "Elli" not in written.text


def test_request_that_waits_for_approval_is_the_coordinators_turn(request_out, mentor, coordinator, programme):
    programme.approval_before_asking = True
    programme.save()
    request_out.choices.create(rank=1, mentor=mentor.mentor_profile)
    assert why(coordinator) == [Reason.APPROVAL]


def test_exhausted_request_waits_for_somebody(request_out, coordinator):
    request_out.state, request_out.closed_at = "exhausted", clock.now()
    request_out.save()
    assert why(coordinator) == [Reason.EXHAUSTED]


def test_drafts_and_other_programmes_are_not_shown(company, founder, programme, coordinator, outsider, request_out):
    request_at("requested", company, founder, programme, None).__class__.objects.create(programme=programme, company=company, created_by=founder)
    assert attention.requests_watched_by(coordinator).count() == 2
    assert attention.requests_watched_by(outsider).count() == 0
    with pytest.raises(NotVisible):
        attention.watched_request_for(outsider, request_out.pk)


@pytest.fixture
def pair(company, founder, programme, mentor, incubator):
    conversation = Conversation.objects.create(kind="mentorship")
    return mentorship(company, founder, mentor, programme, "active", started_at=clock.now() - timedelta(days=30), conversation=conversation)


def quiet(user) -> list:
    return [attention.why_mentorship_is_stuck(row).since for row in attention.stuck_mentorships(user)]


def test_mentorship_is_stuck_after_the_programmes_days(pair, coordinator):
    assert quiet(coordinator) == [pair.started_at]


def test_message_session_or_pause_ends_being_stuck(pair, coordinator, mentor):
    pair.conversation.last_message_at = clock.now() - timedelta(days=3)
    pair.conversation.save()
    assert quiet(coordinator) == []
    pair.conversation.last_message_at = clock.now() - timedelta(days=25)
    pair.conversation.save()
    assert quiet(coordinator) == [pair.conversation.last_message_at]
    coming = Session.objects.create(mentorship=pair, topic="x", proposed_by=mentor, state="confirmed", starts_at=clock.now() + timedelta(days=2))
    assert quiet(coordinator) == []
    coming.delete()
    pair.state = "paused"
    pair.save()
    assert quiet(coordinator) == []


def test_ready_text_is_in_the_receivers_language_and_is_sent_once(pair, coordinator, founder):
    row = attention.watched_mentorship_for(coordinator, pair.pk)
    draft = nudges.draft(thing=row, to="mentor", by=coordinator)
    assert "Verkstad Sund" in draft.text
    for _twice in range(2):
        nudges.send(thing=row, to="company", text="How are you both?", by=coordinator)
    (delivery,) = Delivery.objects.filter(kind=nudges.NOTE)
    assert (delivery.person, delivery.context["text"], delivery.language) == (founder, "How are you both?", "sv")


def test_two_texts_before_working_hours_both_leave(pair, coordinator, founder):
    row = attention.watched_mentorship_for(coordinator, pair.pk)
    for text in ("How are you both?", "And one more thing."):
        nudges.send(thing=row, to="company", text=text, by=coordinator)
    waiting = Delivery.objects.filter(kind=nudges.NOTE)
    sent = outbox.deliver_due(waiting.latest("due_at").due_at)
    assert sorted(mail.context["text"] for mail in sent if mail.kind == nudges.NOTE) == ["And one more thing.", "How are you both?"]


def test_empty_text_and_missing_receiver_are_refused(pair, request_out, coordinator, founder):
    with pytest.raises(Invalid):
        nudges.send(thing=attention.watched_mentorship_for(coordinator, pair.pk), to="company", text="  ", by=coordinator)
    with pytest.raises(Conflict):
        nudges.send(thing=attention.watched_request_for(coordinator, request_out.pk), to="mentor", text="Hello", by=coordinator)
    with pytest.raises(Refused):
        nudges.draft(thing=attention.watched_mentorship_for(coordinator, pair.pk), to="company", by=founder)


def test_feedback_is_for_coordinators_alone(pair, coordinator, programme_manager, founder, mentor):
    held = Session.objects.create(mentorship=pair, topic="x", proposed_by=mentor, starts_at=clock.now())
    SessionFeedback.objects.create(session=held, person=founder, score=2)
    assert reactions.feedback_heard_by(coordinator).count() == 1
    assert [reactions.feedback_heard_by(user).count() for user in (programme_manager, mentor, founder)] == [0, 0, 0]
    SessionFeedback.objects.update(score=4)
    assert reactions.feedback_heard_by(coordinator).count() == 0
    assert reactions.feedback_heard_by(coordinator, low=False).count() == 1


def test_api_lists_what_is_stuck_and_sends_the_note(pair, request_out, mentor, coordinator, outsider):
    asked(request_out, mentor, state="expired", due_in_days=-4)
    client = Client()
    client.force_login(coordinator)
    (row,) = client.get("/api/v1/reports/stuck-requests/").json()["results"]
    assert row["reason"] == "silence"
    (row,) = client.get("/api/v1/reports/stuck-mentorships/").json()["results"]
    url = f"/api/v1/reports/stuck-mentorships/{row['id']}/"
    text = client.get(f"{url}draft/", {"to": "mentor"}).json()["text"]
    sent = client.post(f"{url}note/", {"to": "mentor", "text": text}, content_type="application/json")
    assert (sent.status_code, sent.json()["receiver"]) == (200, "Johan Åström")
    client.force_login(outsider)
    assert client.get(f"{url}draft/").status_code == 404
    assert client.get("/api/v1/reports/stuck-mentorships/").json()["results"] == []
