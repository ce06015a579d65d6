"""A mentor who does not answer is paused after the third request in a row, kindly, and comes back with one click."""

from datetime import timedelta

import pytest
from django.test import Client

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
