"""From a draft to what was handed in: who may, until when, what is kept, what two who write at once see."""

from datetime import timedelta

import pytest

from mentoring.calls import co_applicants, editions, handing, queries, services, writing
from mentoring.calls.merging import digest
from mentoring.calls.models import Application, Role, Submission
from network.core import clock
from network.core.errors import Conflict, Invalid, NotVisible, Refused
from network.core.preconditions import Changed
from network.notifications.models import Delivery
from tests.mentoring.calls.conftest import ANSWERS, QUESTIONS, a_call
from tests.world import person

pytestmark = pytest.mark.django_db


def test_only_who_runs_the_incubators_calls_makes_one(
    coordinator, programme, incubator, opening, founder, programme_manager, support, support_organisation, admin
):
    assert a_call(programme_manager, programme, incubator, opening).incubator == incubator
    for nobody in (founder, support, admin):
        with pytest.raises(Refused):
            a_call(nobody, programme, incubator, opening)
    coordinator.appointments.update(ended_at=clock.now())
    assert a_call(coordinator, programme, incubator, opening)  # an administrator of the partner still
    coordinator.memberships.update(role="member")
    with pytest.raises(Refused):
        a_call(coordinator, programme, incubator, opening)


def test_call_is_unseen_until_published(draft_call, founder, company, coordinator, outsider):
    with pytest.raises(NotVisible):
        queries.call_for(founder, draft_call.pk)
    services.publish(call=draft_call, by=coordinator)
    assert queries.call_for(founder, draft_call.pk) == draft_call
    with pytest.raises(NotVisible):
        queries.call_for(outsider, draft_call.pk)


def test_draft_is_its_companys_alone(filled, founder, coordinator, founder2, company2):
    assert queries.application_for(founder, filled.pk).role == Role.APPLICANT
    for other in (coordinator, founder2):
        with pytest.raises(NotVisible):
            queries.application_for(other, filled.pk)


def test_handed_in_is_kept_and_read_by_the_coordinator(handed_in, coordinator, founder):
    found = queries.application_for(coordinator, handed_in.pk)
    assert (found.role, found.answers, found.stage.key) == (Role.COORDINATOR, ANSWERS, "submitted")
    assert Submission.objects.get().answers == ANSWERS
    assert Delivery.objects.filter(kind="application.receipt", person=founder).exists()
    with pytest.raises(Conflict):
        writing.write(application=handed_in, by=founder, answers={"idea": "Another"}, seen=handed_in.version)


def test_incomplete_is_not_handed_in_and_says_what_is_missing(draft, founder):
    with pytest.raises(Invalid) as refusal:
        handing.submit(application=draft, by=founder)
    assert set(refusal.value.errors) == {"answers.idea", "answers.agreed"}


def test_late_by_one_second_is_refused(filled, founder, call):
    with clock.at(call.closes_at), pytest.raises(Conflict) as refusal:
        handing.submit(application=filled, by=founder)
    assert refusal.value.code == "closed"
    assert "2027" in str(refusal.value.message)
    with clock.at(call.closes_at - timedelta(seconds=1)):
        assert handing.submit(application=filled, by=founder).submitted_at


def test_two_who_write_different_questions_lose_nothing(draft, founder):
    seen = {"idea": "", "people": ""}
    writing.write(application=draft, by=founder, answers={"idea": "One", "people": None}, seen=seen)
    second = writing.write(application=draft, by=founder, answers={"idea": None, "people": "4"}, seen=seen)
    assert second.is_whole
    assert Application.objects.get().answers == {"idea": "One", "people": 4}


def test_two_who_write_one_question_see_both_texts(draft, founder):
    writing.write(application=draft, by=founder, answers={"idea": "One"}, seen={"idea": ""})
    second = writing.write(application=draft, by=founder, answers={"idea": "Two"}, seen={"idea": ""})
    assert [(clash.theirs, clash.yours) for clash in second.clashes] == [("One", "Two")]
    with pytest.raises(Changed) as refusal:
        writing.write(application=draft, by=founder, answers={"idea": "Two", "people": 2}, seen=draft.version, whole=True)
    assert refusal.value.details["clashes"] == [{"question": "idea", "yours": "Two", "theirs": "One"}]
    assert Application.objects.get().answers == {"idea": "One"}
    assert writing.write(application=draft, by=founder, answers={"idea": "Both"}, seen={"idea": digest("One")}).is_whole


def test_what_is_wrong_is_told_and_the_rest_is_kept(draft, founder):
    written = writing.write(application=draft, by=founder, answers={"idea": "x" * 3001, "people": "4"}, seen={})
    assert set(written.errors) == {"idea"}
    assert Application.objects.get().answers == {"people": 4}


def test_changed_form_keeps_what_a_draft_holds(filled, call, coordinator, founder):
    changed = [QUESTIONS[0], {**QUESTIONS[1], "kind": "date"}, {"key": "why", "kind": "text", "labels": {"en": "Why now?"}, "required": True}]
    meeting = editions.meeting(call, changed)
    assert (meeting.drafts, meeting.unfit, meeting.left_behind, meeting.asked_anew) == (1, 1, 1, 1)
    made = editions.set_questions(call=call, by=coordinator, data=changed)
    assert made.number == 2
    sheet = writing.sheet_of(Application.objects.get())
    assert sheet.answers == {"idea": ANSWERS["idea"]}
    assert sheet.fresh == {"why"}
    assert {(question.key, value) for question, value in sheet.before} == {("people", 3), ("agreed", True)}
    writing.write(application=filled, by=founder, answers={"why": "Spring"}, seen={})
    kept = Application.objects.get()
    assert kept.form == made
    assert kept.answers == ANSWERS | {"why": "Spring"}
    assert handing.submit(application=kept, by=founder).form == made


def test_form_before_any_answer_is_changed_in_place(call, coordinator):
    assert editions.set_questions(call=call, by=coordinator, data=QUESTIONS[:1]).number == 1
    assert call.forms.count() == 1


def test_co_applicant_writes_and_does_not_hand_in(filled, founder, outsider):
    friend = person("Siri Vik", country="NO", languages=("nb",))
    asked = co_applicants.ask_in(application=filled, by=founder, email=friend.email, language="nb")
    letter = Delivery.objects.get(kind="application.invited")
    assert (letter.address, letter.language) == (friend.email, "nb")
    with pytest.raises(Refused):
        co_applicants.accept(by=outsider, token=co_applicants.token_of(asked))
    co_applicants.accept(by=friend, token=co_applicants.token_of(asked))
    assert writing.write(application=filled, by=friend, answers={"people": "5"}, seen={"people": digest(3)}).is_whole
    with pytest.raises(Refused):
        handing.submit(application=filled, by=friend)
    with pytest.raises(Refused):
        handing.withdraw(application=filled, by=friend)
    co_applicants.remove(application=filled, by=founder, co_applicant=asked)
    with pytest.raises(NotVisible):
        queries.application_for(friend, filled.pk)
    with pytest.raises(Refused):
        writing.write(application=filled, by=friend, answers={"people": "6"}, seen={})


def test_more_information_hands_back_the_named_questions(handed_in, coordinator, founder, opening):
    due = opening + timedelta(days=20)
    handing.ask_information(application=handed_in, by=coordinator, words="How many exactly?", questions=["people"], due_at=due)
    assert Delivery.objects.filter(kind="application.information", person=founder).exists()
    found = queries.application_for(founder, handed_in.pk)
    assert [question.key for question in writing.sheet_of(found).questions] == ["people"]
    assert set(writing.write(application=found, by=founder, answers={"idea": "New"}, seen={}).errors) == {"idea"}
    with clock.at(due), pytest.raises(Conflict):
        writing.write(application=found, by=founder, answers={"people": "4"}, seen={"people": digest(3)})
    with clock.at(due - timedelta(seconds=1)):  # after the call has closed
        writing.write(application=found, by=founder, answers={"people": "4"}, seen={"people": digest(3)})
        again = handing.submit(application=found, by=founder)
    assert again.stage.key == "submitted"
    assert [one.answers["people"] for one in queries.submissions_of(again)] == [4, 3]
    assert not again.information_requests.filter(closed_at=None).exists()


def test_withdrawn_is_taken_up_again_before_closing(handed_in, founder, call):
    gone = handing.withdraw(application=handed_in, by=founder)
    assert gone.stage.kind == "withdrawn"
    with clock.at(call.closes_at), pytest.raises(Conflict):
        handing.take_up(application=gone, by=founder)
    assert handing.take_up(application=gone, by=founder).stage.kind == "draft"


def test_title_of_an_application_follows_its_answer(draft_call, company, founder, coordinator):
    short = {"key": "title", "kind": "text", "labels": {"en": "What do you call it?"}, "longest": 120}
    contact = {"key": "contact", "kind": "text", "labels": {"en": "Who are you?"}, "longest": 80, "identifies": True}
    editions.set_questions(call=draft_call, by=coordinator, data=[QUESTIONS[0], contact, short])
    draft = writing.begin(call=services.publish(call=draft_call, by=coordinator), company=company, by=founder)
    for answers, title in (({"contact": "Elli", "idea": "Felt."}, ""), ({"title": "Light"}, "Light"), ({"title": None}, "")):
        draft = writing.write(application=draft, by=founder, answers=answers, seen=draft.version).application
        draft.refresh_from_db()
        assert draft.title == title
