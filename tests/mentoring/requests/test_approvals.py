"""A mentor leaves a programme while a company waits for the answer: the question is let go and the next one is asked."""

import pytest

from mentoring.profiles import approvals
from mentoring.profiles.models import MentorApproval
from mentoring.requests import answers, services
from network.core import clock
from network.core.errors import Conflict
from network.notifications.models import Delivery
from network.notifications.render import Reader, render_mail
from tests.mentoring.requests.conftest import choice_of, sent, states

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
