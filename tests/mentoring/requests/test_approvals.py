"""A mentor or an incubator leaves a programme while a company waits for the answer: the question is let go and the next one is asked."""

import pytest

from mentoring.profiles import approvals
from mentoring.profiles.models import IncubatorProfile, MentorApproval
from mentoring.requests import answers, services
from mentoring.requests.services import Chosen
from network.core import clock
from network.core.errors import Conflict
from network.notifications.models import Delivery
from network.notifications.render import Reader, render_mail
from network.organisations.models import Kind
from network.programmes.models import Partner
from network.programmes.services import remove_partner
from tests.mentoring.requests.conftest import choice_of, draft, sent, states
from tests.world import organisation, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("incubator")]


def end(mentor, by, callbacks) -> None:
    with callbacks(execute=True):
        approvals.end_approval(approval=MentorApproval.objects.get(profile__person=mentor), by=by)
    services.advance_due()


def mail_to(person, kind: str) -> str:
    row = Delivery.objects.get(person=person, kind=kind)
    return render_mail(kind, row.context, Reader()).text


@pytest.mark.parametrize("ends", ["mentor", "coordinator"])
def test_open_question_goes_on_to_the_next_and_both_sides_are_told(request, asked, founder, mentor, mentor2, noon, ends, django_capture_on_commit_callbacks):
    with clock.at(noon):
        end(mentor, request.getfixturevalue(ends), django_capture_on_commit_callbacks)
    assert states(asked) == ["released", "asked"]
    assert "You do not mentor in Creative Networks any more" in mail_to(mentor, "request.closed")
    told = mail_to(founder, "request.full")
    assert "Johan Åström does not mentor in Creative Networks any more" in told
    assert "We have asked Ingrid Moe" in told


def test_question_that_waits_for_the_company_goes_on_too(asked, mentor, coordinator, noon, django_capture_on_commit_callbacks):
    with clock.at(noon):
        answers.ask_back(choice=choice_of(asked, mentor), by=mentor, question="What do you sell?")
        end(mentor, coordinator, django_capture_on_commit_callbacks)
    assert states(asked) == ["released", "asked"]


def test_last_one_who_leaves_leaves_the_request_open_to_choose_again(company, founder, programme, mentor, noon, django_capture_on_commit_callbacks):
    with clock.at(noon):
        request = sent(company, founder, programme, mentor)
        end(mentor, mentor, django_capture_on_commit_callbacks)
    request.refresh_from_db()
    assert request.state == "exhausted"
    assert mail_to(founder, "request.exhausted")


def test_accepting_before_the_sweep_is_refused_and_the_next_is_asked(asked, mentor, mentor2, noon):
    MentorApproval.objects.filter(profile__person=mentor).update(state="ended")
    with clock.at(noon), pytest.raises(Conflict, match="do not mentor") as refusal:
        answers.accept(choice=choice_of(asked, mentor), by=mentor)
    assert refusal.value.code == "not_accepting"
    assert states(asked) == ["released", "asked"]


def test_what_others_ask_in_other_programmes_stays(asked, mentor, coordinator, programme, noon, django_capture_on_commit_callbacks):
    with clock.at(noon):
        approvals.ask_approval(profile=mentor.mentor_profile, by=mentor, programme=type(programme).objects.create(slug="other", name="Other"))
        other = MentorApproval.objects.get(profile__person=mentor, programme__slug="other")
        MentorApproval.objects.filter(pk=other.pk).update(state="approved")
        with django_capture_on_commit_callbacks(execute=True):
            approvals.end_approval(approval=other, by=mentor)
        services.advance_due()
    assert states(asked) == ["asked", "waiting"]


@pytest.fixture
def asked_incubator(company, founder, programme, incubator, noon):
    """A request of which an incubator's first administrator is being asked; a second incubator waits."""
    second = organisation("Norrljus", Kind.INCUBATOR, country="NO", members=(person("Kari Nes", country="NO"),))
    Partner.objects.create(programme=programme, organisation=second, role="incubator")
    profiles = [incubator.incubator_profile, IncubatorProfile.objects.create(organisation=second, formats=["online"], places=5)]
    with clock.at(noon):
        request = services.open_request(request=draft(company, founder, programme, target="incubator"), by=founder)
        services.choose(request=request, by=founder, chosen=[Chosen(incubator_id=it.pk) for it in profiles])
        return services.send(request=request, by=founder)


def test_incubator_that_leaves_lets_the_question_go_and_both_sides_are_told(
    asked_incubator, admin, founder, coordinator, programme, incubator, noon, django_capture_on_commit_callbacks
):
    with clock.at(noon):
        with django_capture_on_commit_callbacks(execute=True):
            remove_partner(by=admin, partner=programme.partners.get(organisation=incubator))
        services.advance_due()
    assert states(asked_incubator) == ["released", "asked"]
    assert "Expression Nord is not part of Creative Networks any more, so Verkstad Sund is looking further" in mail_to(coordinator, "request.closed")
    told = mail_to(founder, "request.full")
    assert "Expression Nord is not part of Creative Networks any more" in told
    assert "We have asked Norrljus" in told


def test_incubator_that_has_left_cannot_accept_nor_be_asked(asked_incubator, coordinator, programme, founder, noon):
    choice = asked_incubator.choices.get(rank=1)
    programme.partners.all().delete()
    with clock.at(noon), pytest.raises(Conflict, match="Your incubator is not part of this programme") as refusal:
        answers.accept(choice=choice, by=coordinator)
    assert refusal.value.code == "not_accepting"
    assert states(asked_incubator) == ["released", "released"]
    assert mail_to(founder, "request.exhausted")


def test_incubator_that_closes_its_call_may_still_answer_what_it_was_asked(asked_incubator, coordinator, incubator, noon):
    incubator.incubator_profile.call_open = False
    incubator.incubator_profile.save()
    with clock.at(noon):
        assert answers.accept(choice=asked_incubator.choices.get(rank=1), by=coordinator).incubator == incubator
