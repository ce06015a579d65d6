"""A coordinator's hand: proposing, approving, pairing and reassigning under the same rules."""

import pytest

from mentoring.matching.shortlist import services as matching
from mentoring.mentorships.models import Mentorship
from mentoring.profiles.models import Block
from mentoring.requests import answers, coordination, services
from mentoring.requests.models import Choice
from network.core import clock
from network.core.errors import Conflict, Invalid, Refused
from network.notifications.models import Delivery
from tests.mentoring.requests.conftest import choice_of, opened, sent, states

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("incubator")]
REASON = "They met at our workshop."


@pytest.fixture
def request_(company, founder, programme, mentor, mentor2, noon):
    with clock.at(noon):
        return opened(company, founder, programme, mentor)


def mails(person, kind):
    return Delivery.objects.filter(person=person, kind=kind).count()


def test_proposal_stands_on_the_list_with_its_reason_and_the_company_decides(request_, coordinator, founder, mentor2):
    matching.propose(request=request_, by=coordinator, candidate=mentor2.mentor_profile.pk, reason=REASON)
    assert states(request_) == ["waiting", "waiting"]
    assert choice_of(request_, mentor2).proposal_reason == REASON
    assert mails(founder, "request.proposed") == 1
    matching.choose(request=request_, by=founder, candidates=[mentor2.mentor_profile.pk])
    assert choice_of(request_, mentor2).proposal_reason == REASON


@pytest.mark.parametrize("reason", ["", "   ", "x" * 1001])
def test_reason_is_needed(request_, coordinator, mentor2, reason):
    with pytest.raises(Invalid):
        matching.pair(request=request_, by=coordinator, candidate=mentor2.mentor_profile.pk, reason=reason)


def test_pairing_by_hand_opens_a_mentorship_and_keeps_the_reason(request_, coordinator, founder, mentor2):
    mentorship = matching.pair(request=request_, by=coordinator, candidate=mentor2.mentor_profile.pk, reason=REASON)
    assert (mentorship.mentor_id, mentorship.contact_id) == (mentor2.pk, founder.pk)
    choice = choice_of(request_, mentor2)
    assert (choice.state, choice.proposed_by, choice.proposal_reason) == ("accepted", coordinator, REASON)
    assert mails(founder, "request.paired") == mails(mentor2, "request.paired-mentor") == 1


def test_hard_rules_hold_by_hand_too(request_, coordinator, company, mentor2):
    Block.objects.create(person=mentor2, organisation=company, side="mentor")
    with pytest.raises(Conflict, match="cannot be asked"):
        matching.pair(request=request_, by=coordinator, candidate=mentor2.mentor_profile.pk, reason=REASON)
    assert not Mentorship.objects.exists()


def test_pairing_asks_for_room_like_everybody(request_, coordinator, mentor2):
    mentor2.mentor_profile.places = 0
    mentor2.mentor_profile.save()
    with pytest.raises(Conflict, match="All places are taken"):
        matching.pair(request=request_, by=coordinator, candidate=mentor2.mentor_profile.pk, reason=REASON)


def test_only_coordinators_of_the_programme_can(request_, founder, mentor, mentor2, outsider):
    for person in (founder, mentor, outsider):
        with pytest.raises(Refused):
            matching.pair(request=request_, by=person, candidate=mentor2.mentor_profile.pk, reason=REASON)


def test_reassigning_tells_the_one_being_asked_and_asks_the_other(asked, coordinator, founder, mentor, mentor2, noon):
    with clock.at(noon):
        matching.reassign(request=asked, by=coordinator, candidate=mentor2.mentor_profile.pk, reason=REASON)
    assert (choice_of(asked, mentor).state, choice_of(asked, mentor).release_reason) == ("released", "reassigned")
    assert choice_of(asked, mentor2).state == "asked"
    assert mails(mentor, "request.closed") == mails(mentor2, "request.asked") == mails(founder, "request.reassigned") == 1


def test_exhausted_request_can_be_reassigned(company, founder, programme, mentor, mentor2, coordinator, noon):
    with clock.at(noon):
        request = sent(company, founder, programme, mentor)
        answers.decline(choice=choice_of(request, mentor), by=mentor)
        matching.reassign(request=request, by=coordinator, candidate=mentor2.mentor_profile.pk, reason=REASON)
    request.refresh_from_db()
    assert (request.state, states(request)) == ("asking", ["declined", "asked"])


@pytest.fixture
def gated(company, founder, programme, mentor, mentor2, noon):
    programme.approval_before_asking = True
    programme.save()
    with clock.at(noon):
        return sent(company, founder, programme, mentor, mentor2)


def test_nobody_is_asked_before_the_approval(gated, coordinator, mentor, noon):
    assert states(gated) == ["waiting", "waiting"]
    assert mails(coordinator, "request.approval") == 1
    with clock.at(noon):
        services.advance_due()
    assert mails(mentor, "request.asked") == 0


def test_approval_lets_the_question_out(gated, coordinator, mentor, noon):
    with clock.at(noon):
        coordination.approve(choice=choice_of(gated, mentor), by=coordinator)
    assert states(gated) == ["asked", "waiting"]


def test_cascade_waits_at_the_next_one_without_approval(gated, coordinator, mentor, mentor2, noon):
    with clock.at(noon):
        coordination.approve(choice=choice_of(gated, mentor), by=coordinator)
        answers.decline(choice=choice_of(gated, mentor), by=mentor)
        assert states(gated) == ["declined", "waiting"]
        coordination.approve(choice=choice_of(gated, mentor2), by=coordinator)
    assert states(gated) == ["declined", "asked"]


def test_refusal_gives_the_company_the_reason_and_the_candidate_nothing(gated, coordinator, founder, mentor, noon):
    with clock.at(noon):
        coordination.refuse(choice=choice_of(gated, mentor), by=coordinator, reason="He takes a rest until May.")
    assert choice_of(gated, mentor).state == "released"
    assert Delivery.objects.get(person=founder, kind="request.refused").context["reason"] == "He takes a rest until May."
    assert not Delivery.objects.filter(person=mentor).exists()


def test_all_refused_exhausts(gated, coordinator, mentor, mentor2, noon):
    with clock.at(noon):
        for person in (mentor, mentor2):
            coordination.refuse(choice=choice_of(gated, person), by=coordinator, reason="No.")
    gated.refresh_from_db()
    assert gated.state == "exhausted"


def test_company_cannot_approve_for_itself(gated, founder, mentor):
    with pytest.raises(Refused):
        coordination.approve(choice=choice_of(gated, mentor), by=founder)


def test_incubator_can_be_asked_and_its_people_answer(company, founder, programme, incubator, coordinator, noon):
    with clock.at(noon):
        request = services.save_request(
            by=founder, company=company, programme=programme, target="incubator", needs=["pricing"], languages={"en": 2}, goal="Grow", hours_per_month=2
        )
        services.open_request(request=request, by=founder)
        matching.choose(request=request, by=founder, candidates=[incubator.incubator_profile.pk])
        services.send(request=request, by=founder)
        choice = Choice.objects.get(request=request)
        assert mails(coordinator, "request.asked") == 1
        mentorship = answers.accept(choice=choice, by=coordinator)
    assert (mentorship.incubator, mentorship.mentor) == (incubator, coordinator)
