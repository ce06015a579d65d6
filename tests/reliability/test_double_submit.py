"""What is sent twice happens once: two requests of one person at the same moment, over the whole stack, a hundred times."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pgtrigger
import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from mentoring.mentorships.models import Session
from mentoring.requests.models import Choice, MentoringRequest
from network.accounts.models import User
from network.core import clock
from network.notifications.models import Delivery, Notification
from tests.mentoring.requests.conftest import opened

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]
ROUNDS = 100


@pytest.fixture
def twice(founder: User, noon):
    """`twice(path, data, …)` posts it in two threads with sessions and connections of their own; both answers."""
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(founder)
    barrier = Barrier(2)

    def send(client: Client, path: str, words: dict):
        barrier.wait(20)
        with clock.at(noon):
            return client.post(path, **words)

    with ThreadPoolExecutor(2) as pool:
        yield lambda path, **words: [future.result(60) for future in [pool.submit(send, client, path, words) for client in clients]]
        for _thread in range(2):
            pool.submit(lambda: (barrier.wait(20), connections.close_all()))


def test_request_submitted_twice_with_one_key_is_made_once(twice, founder, company, programme):
    given = {"company": str(company.pk), "programme": str(programme.pk), "needs": ["pricing"], "languages": {"sv": 2}}
    for number in range(ROUNDS):
        body = given | {"goal": f"Round {number}"}
        answers = twice(reverse("api:mentoring-request-list"), data=body, content_type="application/json", headers={"Idempotency-Key": f"round-{number}"})
        assert [answer.status_code for answer in answers] == [201, 201]
        assert len({answer.json()["id"] for answer in answers}) == 1
    assert MentoringRequest.objects.count() == ROUNDS


def test_page_that_sends_a_request_submitted_twice_asks_once(twice, founder, company, programme, mentor, mentor2, noon):
    with clock.at(noon):
        request = opened(company, founder, programme, mentor, mentor2)
    for _round in range(ROUNDS):
        answers = twice(reverse("request-send", args=[request.pk]))
        assert all(answer.status_code in (302, 409) for answer in answers)
        assert list(Choice.objects.order_by("rank").values_list("state", flat=True)) == ["asked", "waiting"]
        assert Delivery.objects.filter(kind="request.asked", channel="mail").count() == 1
        _back_to_open(request)


def _back_to_open(request: MentoringRequest) -> None:
    """As it was before it was sent; the state triggers stand aside for that."""
    Delivery.objects.all().delete()
    with pgtrigger.ignore("mentoring.MentoringRequest:request_states", "mentoring.Choice:choice_states"):
        MentoringRequest.objects.update(state="open", sent_at=None)
        Choice.objects.update(state="waiting", asked_at=None, answer_due_at=None)


def test_pages_of_a_mentorship_submitted_twice_do_it_once(twice, mentorship, noon):
    """A session proposed, called off; the mentorship paused, resumed, ended: each told once."""
    for number in range(5):
        words = {"topic": f"Round {number}", "minutes": 45, "format": "online", "times": [(noon + timedelta(days=2)).isoformat()]}
        answers = twice(reverse("session-new", args=[mentorship.pk]), data=words)
        assert {answer.status_code for answer in answers} <= {302, 409}
        session = Session.objects.get(topic=f"Round {number}")
        answers = twice(reverse("session-cancel", args=[session.pk]), data={"note": "Two words"})
        assert 302 in {answer.status_code for answer in answers} <= {302, 409}
    for verb in ("pause", "resume", "end"):
        answers = twice(reverse(f"mentorship-{verb}", args=[mentorship.pk]), data={"note": "Two words"})
        assert 302 in {answer.status_code for answer in answers} <= {302, 409}
    told = Counter(Notification.objects.filter(person=mentorship.mentor).values_list("kind", flat=True))
    assert told["mentorship.paused"] == told["mentorship.resumed"] == told["mentorship.ended-early"] + told["mentorship.ended"] == 1
