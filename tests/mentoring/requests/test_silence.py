"""A mentor who does not answer is paused after the third request in a row, kindly, and comes back with one click."""

from datetime import timedelta

import pytest
from django.test import Client

from mentoring.profiles import coming_back
from mentoring.profiles.links import link_of
from mentoring.profiles.models import MentorPause, MentorProfile
from mentoring.requests import answers, services
from network.core import clock
from network.notifications.models import Delivery
from tests.mentoring.requests.conftest import choice_of, sent

pytestmark = pytest.mark.django_db


def silent(company, founder, programme, mentor, moment, times):
    """As many requests, one after the other, that ran out; the moment after the last."""
    for _ in range(times):
        with clock.at(moment):
            request = sent(company, founder, programme, mentor)
        due = choice_of(request, mentor).answer_due_at
        with clock.at(due):
            services.advance_due()
        assert choice_of(request, mentor).state == "expired"
        moment = due + timedelta(hours=1)
    return moment


def kinds(person):
    return list(Delivery.objects.filter(person=person, kind__in=["mentor.paused", "mentor.silent"]).values_list("kind", flat=True))


def counted(mentor):
    return MentorProfile.objects.get(person=mentor).unanswered


@pytest.fixture
def scene(company, founder, programme, mentor, coordinator, incubator):
    return company, founder, programme, mentor


def test_third_request_without_an_answer_pauses_and_tells(scene, mentor, coordinator, noon):
    moment = silent(*scene, noon, 2)
    assert not MentorPause.objects.exists()
    silent(*scene, moment, 1)
    pause = MentorPause.objects.get()
    assert (pause.kind, pause.ends_on) == ("silence", None)
    assert kinds(mentor) == ["mentor.paused"]
    assert kinds(coordinator) == ["mentor.silent"]


def test_one_answer_begins_the_count_anew(scene, mentor, noon):
    company, founder, programme, _mentor = scene
    moment = silent(*scene, noon, 2)
    with clock.at(moment):
        request = sent(company, founder, programme, mentor)
        answers.decline(choice=choice_of(request, mentor), by=mentor)
    assert counted(mentor) == 0
    silent(*scene, moment + timedelta(hours=1), 2)
    assert counted(mentor) == 2
    assert not MentorPause.objects.exists()


def test_question_back_is_an_answer(scene, mentor, noon):
    company, founder, programme, _mentor = scene
    moment = silent(*scene, noon, 2)
    with clock.at(moment):
        answers.ask_back(choice=choice_of(sent(company, founder, programme, mentor), mentor), by=mentor, question="Which market?")
    assert counted(mentor) == 0


def test_what_runs_out_during_a_pause_is_not_counted(scene, mentor, noon):
    company, founder, programme, _mentor = scene
    with clock.at(noon):
        request = sent(company, founder, programme, mentor)
        MentorPause.objects.create(profile=mentor.mentor_profile, starts_on=noon.date())
    with clock.at(choice_of(request, mentor).answer_due_at):
        services.advance_due()
    assert counted(mentor) == 0


@pytest.mark.parametrize("by", ["page", "api"])
def test_one_click_brings_the_mentor_back(scene, mentor, noon, by):
    moment = silent(*scene, noon, 3)
    browser = Client()
    browser.force_login(mentor)
    with clock.at(moment):
        assert "Jag är tillbaka" in browser.get("/mentors/me/").content.decode()
        pause = MentorPause.objects.get()
        browser.post(f"/mentors/me/pauses/{pause.pk}/end/" if by == "page" else "/api/v1/mentors/me/resume/")
    assert counted(mentor) == 0
    with clock.at(moment + timedelta(hours=1)):
        company, founder, programme, _mentor = scene
        assert choice_of(sent(company, founder, programme, mentor), mentor).state == "asked"


def test_link_in_the_mail_brings_the_mentor_back_without_signing_in(scene, mentor, noon):
    moment = silent(*scene, noon, 3)
    link = Delivery.objects.get(kind="mentor.paused").url
    named, _signature = link_of(MentorPause.objects.get()).split(":", 1)  # what follows tells the second it was signed
    assert link.startswith(f"{named}:")
    visitor = Client(headers={"accept-language": "en"})
    with clock.at(moment):
        assert "Good to see you, Johan" in visitor.get(link).content.decode()
        assert MentorPause.objects.get().ends_on is None  # scanners follow links: GET only shows
        answer = visitor.post(link, follow=True)
        assert "You are back" in answer.content.decode()
        assert visitor.post(link).status_code == 302  # once more changes nothing
    assert counted(mentor) == 0
    with clock.at(moment + timedelta(hours=1)):
        company, founder, programme, _mentor = scene
        assert choice_of(sent(company, founder, programme, mentor), mentor).state == "asked"


def test_link_that_ran_out_or_was_made_up_says_so_on_a_page(scene, mentor, noon, monkeypatch):
    moment = silent(*scene, noon, 3)
    link = link_of(MentorPause.objects.get())
    visitor = Client(headers={"accept-language": "en"})
    with clock.at(moment):
        for method in (visitor.get, visitor.post):
            forged = method(link[:-3] + "xx/")
            assert (forged.status_code, "This link is not complete." in forged.content.decode()) == (404, True)
        monkeypatch.setattr(coming_back, "VALID_FOR", timedelta(seconds=-1))
        late = visitor.post(link)
        assert (late.status_code, "This link has run out." in late.content.decode()) == (403, True)
    assert MentorPause.objects.get().ends_on is None
