"""One-click answers from a mail, without signing in, and the list of questions."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.urls import reverse

from mentoring.followups import links, services
from mentoring.followups.models import CheckIn, FollowUp
from network.core import clock
from network.notifications.models import Delivery


@pytest.fixture
def asked(mentorship, founder, noon) -> FollowUp:
    """The company's first pulse, and a clock that stands there."""
    first = FollowUp.objects.filter(person=founder).order_by("due_at").first()
    with clock.at(first.due_at):
        services.ask_due()
        first.refresh_from_db()
        yield first


def test_the_mails_link_shows_the_clicked_answer_and_records_nothing(client, asked, founder):
    mail = Delivery.objects.get(kind="followup.question", person=founder)
    url = mail.context["answers"][3]["url"].partition("//")[2].partition("/")[2]
    page = client.get(f"/{url}")
    assert page.status_code == 200
    assert re.search(r'value="4"[^>]* checked', page.content.decode())
    assert not CheckIn.objects.exists()


def test_a_post_records_without_signing_in_and_can_be_changed(client, asked):
    url = links.answer_url(asked)
    assert client.post(url, {"choice": "4", "comment": "Čáhci 🙂"}).status_code == 200
    assert client.post(url, {"choice": "2", "comment": "Not so well"}).status_code == 200
    assert (CheckIn.objects.get().score, CheckIn.objects.get().comment) == (2, "Not so well")


@pytest.mark.parametrize("values", [{}, {"choice": "6"}, {"choice": "yes"}, {"choice": "4", "comment": "x" * 5000}, {"choice": "4", "comment": "a\x00b"}])
def test_an_answer_that_is_none_is_said_beside_the_field(client, asked, values):
    answer = client.post(links.answer_url(asked), values)
    assert answer.status_code == 400
    assert answer.context["form"].errors
    assert not CheckIn.objects.exists()


def test_a_forged_link_is_explained(client, asked):
    for token in (links.answer_url(asked).split("/")[-2] + "x", "nonsense", signing.dumps(str(asked.pk), salt="other")):
        page = client.get(reverse("follow-up-answer", args=[token]))
        assert page.status_code == 404
        assert "Open it again from the mail" in page.content.decode()


def test_an_expired_link_is_explained(client, asked, monkeypatch):
    url = links.answer_url(asked)
    monkeypatch.setattr(links, "GOOD_FOR", timedelta(seconds=-1))
    page = client.get(url)
    assert page.status_code == 410
    assert "expired" in page.content.decode()


def test_a_question_that_is_closed_says_so(client, asked):
    with clock.at(asked.asked_at + timedelta(days=61)):
        assert "sixty days" in client.get(links.answer_url(asked)).content.decode()
        assert client.post(links.answer_url(asked), {"choice": "4"}).status_code == 409


def test_the_list_shows_what_was_asked_and_leads_to_the_answer(client, asked, founder, mentor):
    client.force_login(founder)
    assert reverse("follow-up", args=[asked.pk]) in client.get(reverse("follow-ups")).content.decode()
    assert client.post(reverse("follow-up", args=[asked.pk]), {"choice": "5"}).url == reverse("follow-ups")
    client.force_login(mentor)
    assert client.get(reverse("follow-up", args=[asked.pk])).status_code == 404


def test_coordinators_change_and_add_questions(client, programme, coordinator, incubator):
    client.force_login(coordinator)
    page = client.get(reverse("follow-up-rules", args=[programme.pk])).content.decode()
    assert all(reverse("follow-up-rule", args=[programme.pk, key]) in page for key in ("pulse", "after-session", "closing"))
    values = {"audience": "both", "channel": "page", "offset_days": 14, "repeat_days": 30, "repeat_times": 2, "is_active": "on", "question_sv": "Hur går det?"}
    url = reverse("follow-up-rule", args=[programme.pk, "pulse"])
    assert client.get(url).status_code == 200
    assert client.post(url, values).status_code == 302
    rule = programme.follow_up_rules.get(key="pulse")
    assert (rule.offset_days, rule.question) == (14, {"sv": "Hur går det?"})
    wrong = client.post(url, values | {"repeat_days": 0})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (400, ["repeat_days"])
    new = reverse("follow-up-rule-new", args=[programme.pk])
    assert client.post(new, values | {"event": "session-held", "answer_kind": "yes-no", "question_en": "Shall we meet again?"}).status_code == 302
    assert programme.follow_up_rules.get(key="session-held-2").answer_kind == "yes-no"


@pytest.mark.parametrize(("who", "status"), [("founder", 403), ("outsider", 404)])
def test_others_do_not_set_questions(request, client, programme, company, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("follow-up-rules", args=[programme.pk])).status_code == status
