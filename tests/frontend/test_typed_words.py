"""Two tabs, the back button, a sign-in that ran out: what was typed is shown again, with a sentence that says what happened."""

import pytest
from django.test import Client
from django.urls import reverse

from mentoring.mentorships import services, sessions
from mentoring.requests import answers
from mentoring.requests import services as requests
from network.core import clock
from tests.mentoring.requests.conftest import opened

WORDS = "My own <words> & Kárášjohka’s"
SHOWN = "My own &lt;words&gt; &amp; Kárášjohka’s"


@pytest.fixture
def as_(client):
    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def answered(company, founder, programme, mentor, mentor2, noon):
    """A choice that the mentor has accepted in another tab."""
    with clock.at(noon):
        request = opened(company, founder, programme, mentor, mentor2)
        choice = requests.send(request=request, by=founder).choices.get(rank=1)
        answers.accept(choice=choice, by=mentor)
        yield choice


@pytest.mark.parametrize(("name", "field"), [("choice-decline", "reason"), ("choice-ask", "question")])
def test_words_for_a_request_answered_in_another_tab_are_shown(as_, answered, mentor, name, field):
    page = as_(mentor).post(reverse(name, args=[answered.pk]), {field: WORDS})
    assert page.status_code == 409
    assert SHOWN in page.content.decode()


def test_words_for_a_session_called_off_in_another_tab_are_shown(as_, proposed, founder, mentor):
    sessions.cancel(session=proposed, by=mentor, note="")
    for name, data in (("session-cancel", {"note": WORDS}), ("session-move", {"message": WORDS, "topic": "Prices"})):
        page = as_(founder).post(reverse(name, args=[proposed.pk]), data)
        assert 400 <= page.status_code < 500
        assert SHOWN in page.content.decode()


def test_words_for_an_agreement_of_an_ended_mentorship_are_shown(as_, mentorship, founder, mentor):
    services.end_mentorship(mentorship=mentorship, by=mentor, note="")
    page = as_(founder).post(reverse("mentorship-agreement", args=[mentorship.pk]), {"goals": WORDS, "version": 1})
    assert 400 <= page.status_code < 500
    assert SHOWN in page.content.decode()


def test_words_that_stand_in_the_form_are_not_shown_twice(as_, agreeing, founder):
    page = as_(founder).post(reverse("mentorship-agreement", args=[agreeing.pk]), {"goals": WORDS, "version": 1}).content.decode()
    assert page.count(SHOWN) == 1
    assert 'id="typed"' not in page


def test_words_sent_after_the_sign_in_ran_out_are_shown_with_the_way_back(client, agreeing):
    form = reverse("mentorship-agreement", args=[agreeing.pk])
    page = client.post(
        reverse("mentorship-end", args=[agreeing.pk]), {"note": WORDS, "password": "a secret of two words"}, headers={"Referer": f"http://testserver{form}"}
    )
    assert page.status_code == 401
    assert SHOWN in page.content.decode()
    assert "a secret" not in page.content.decode()
    assert "/accounts/login/?next=http%3A%2F%2Ftestserver" in page.content.decode()


def test_way_back_is_never_to_another_site(client, agreeing):
    page = client.post(reverse("mentorship-end", args=[agreeing.pk]), {}, headers={"Referer": "https://evil.example.org/x"})
    assert "evil" not in page.content.decode()


def test_words_of_a_form_from_before_the_sign_in_are_shown(founder, agreeing):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(founder)
    page = browser.post(reverse("mentorship-end", args=[agreeing.pk]), {"note": WORDS})
    assert page.status_code == 403
    assert SHOWN in page.content.decode()


def test_address_of_a_form_opened_as_a_page_says_what_it_is(as_, agreeing, founder):
    page = as_(founder).get(reverse("mentorship-pause", args=[agreeing.pk]))
    assert page.status_code == 405
    assert page["Allow"] == "POST"
    assert "<h1>" in page.content.decode()


FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data"


@pytest.mark.parametrize(("body", "kind"), [("x", PARTS), ("x", f"{PARTS}; boundary=y"), ("note=%ff%00", FORM), ("a" * 1_100_000, FORM)])
def test_body_that_nobody_can_read_is_refused_with_a_page(as_, agreeing, founder, body, kind):
    page = as_(founder).post(reverse("mentorship-end", args=[agreeing.pk]), body, content_type=kind)
    assert page.status_code == (413 if len(body) > 1_000_000 else page.status_code)
    assert page.status_code in (200, 302, 400, 413)
