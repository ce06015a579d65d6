"""What stands around a call: reminders, next steps, files, races."""

import html
import threading
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client

from mentoring.calls import due, editions, handing, moving, queries, writing
from mentoring.calls.models import Application, CoApplicant, Submission
from mentoring.insights.next_steps import steps_for
from mentoring.insights.roles import standing_of
from network.core import clock
from network.core.errors import Conflict
from network.files.models import File
from network.notifications.models import Delivery
from tests.mentoring.calls.conftest import ANSWERS, QUESTIONS
from tests.mentoring.calls.test_pages import signed_in
from tests.network.files import samples
from tests.world import person

FILES = {"key": "plan", "kind": "file", "labels": {"en": "Your plan"}, "most": 2}


def kinds(user) -> set[str]:
    return {step.kind for step in steps_for(user, standing_of(user))}


@pytest.mark.django_db
def test_closing_soon_is_told_twice_and_never_after_handing_in(filled, call, founder):
    def told() -> int:
        due.remind_due()
        due.remind_due()
        return Delivery.objects.filter(kind="call.closing").count()

    with clock.at(call.closes_at - timedelta(days=3, minutes=1)):
        assert told() == 0
    with clock.at(call.closes_at - timedelta(days=2)):
        assert told() == 1
    with clock.at(call.closes_at - timedelta(hours=20)):
        assert told() == 2
        handing.submit(application=filled, by=founder)
        assert told() == 2
    assert due.next_due_at(call.opens_at) == call.closes_at - timedelta(days=3)


@pytest.mark.django_db
def test_next_steps_follow_the_application(call, company, founder, coordinator):
    assert "apply-to-call" in kinds(founder)
    made = writing.begin(call=call, company=company, by=founder)
    beside = person("Sanna Vieras", languages=("en",))
    CoApplicant.objects.create(application=made, email=beside.email, person=beside, accepted_at=clock.now())
    assert kinds(founder) >= {"finish-application"}
    assert kinds(beside) & {"finish-application", "write-along"} == {"write-along"}  # the company hands in
    assert "apply-to-call" not in kinds(founder)
    assert "look-at-applications" not in kinds(coordinator)
    writing.write(application=made, by=founder, answers=ANSWERS, seen=made.version)
    handed = handing.submit(application=made, by=founder)
    assert "look-at-applications" in kinds(coordinator)
    handing.ask_information(application=handed, by=coordinator, words="More", due_at=call.closes_at)
    assert "send-information" in kinds(founder)
    assert "look-at-applications" not in kinds(coordinator)


@pytest.fixture
def accepted(call, handed_in, coordinator):
    """Handed in, reviewed, and accepted; the applicant is told."""
    for verb, words in (("review", ""), ("accept", "Come on Monday, Ánne & all.")):
        moving.move(application=handed_in, verb=verb, by=coordinator, words=words)
    return moving.release(application=handed_in, by=coordinator)


@pytest.mark.django_db
def test_accepted_applicant_confirms_the_place_on_the_page(accepted, founder, coordinator):
    firm, address = signed_in(founder), f"/applications/{accepted.pk}/"
    assert "confirm-place" in kinds(founder)
    page = firm.get(address).content.decode()
    assert f'action="{address}confirm/"' in page
    assert signed_in(coordinator).post(f"{address}confirm/").status_code == 404
    assert firm.post(f"{address}confirm/").status_code == 302
    card = f"/calls/{accepted.call_id}/board/{accepted.pk}/"
    staff = signed_in(coordinator)
    for reader, seen in ((firm, address), (staff, address), (staff, card)):
        assert "Come on Monday, Ánne &amp; all." in reader.get(seen).content.decode()  # what was said with the decision stays to be read
    accepted.refresh_from_db()
    assert (accepted.stage.key, accepted.confirmed_at is not None) == ("confirmed", True)
    assert "confirm-place" not in kinds(founder)
    assert firm.post(f"{address}confirm/").url == address  # a second tap, or a colleague: the place is shown, and taken once
    assert accepted.moves.filter(verb="confirm").count() == 1
    assert f"{address}confirm/" not in firm.get(address).content.decode()
    assert not Delivery.objects.filter(kind="application.confirm", state="due").exists()


@pytest.mark.django_db
def test_place_is_confirmed_over_http_within_its_days(accepted, founder, person_asked_in):
    address = f"/api/v1/applications/{accepted.pk}/confirm/"
    assert signed_in(person_asked_in).post(address).status_code == 403
    assert "confirm-place" not in kinds(person_asked_in)
    with clock.at(accepted.confirm_by):
        late = signed_in(founder).post(address)
        assert (late.status_code, late.json()["code"]) == (409, "too-late")
        assert "confirm-place" not in kinds(founder)
        assert late.json()["title"] in html.unescape(signed_in(founder).get(f"/applications/{accepted.pk}/").content.decode())
    done = signed_in(founder).post(address)
    assert (done.status_code, done.json()["stage"]) == (200, "confirmed")


@pytest.fixture
def person_asked_in(handed_in):
    """Somebody from outside who writes with the company."""
    user = person("Sanna Vieras", languages=("en",))
    CoApplicant.objects.create(application=handed_in, email=user.email, person=user, accepted_at=clock.now())
    return user


@pytest.mark.django_db
def test_files_are_taken_with_the_answers_and_private(call, draft, founder, coordinator, outsider):
    editions.set_questions(call=call, by=coordinator, data=[*QUESTIONS, FILES])
    firm = Client()
    firm.force_login(founder)
    content = BytesIO(samples.picture())
    content.name = "plan.jpg"
    program = BytesIO(b"MZ\x90\x00" + b"\x00" * 200)
    program.name = "plan.pdf"
    typed = {"q-idea": "Light", "was-idea": "", "was-people": "", "was-agreed": "", "q-people": "3", "q-agreed": "on"}
    refused = firm.post(f"/applications/{draft.pk}/write/", typed | {"q-plan": program})
    assert refused.status_code == 400
    assert Application.objects.get().answers["idea"] == "Light"
    editions_kept = {"was-idea": "", "was-people": "", "was-agreed": ""}
    assert firm.post(f"/applications/{draft.pk}/write/", editions_kept | {"q-plan": content}).status_code in (302, 412)
    file = File.objects.get(attached_at__isnull=False)
    assert Application.objects.get().answers["plan"] == [str(file.pk)]
    address = f"/files/{file.pk}/"
    staff, other = Client(), Client()
    staff.force_login(coordinator)
    other.force_login(outsider)
    assert [client.get(address).status_code for client in (firm, staff, other)] == [200, 404, 404]
    handing.submit(application=Application.objects.get(), by=founder)
    assert staff.get(address).status_code == 200
    assert file.name in staff.get(f"/applications/{draft.pk}/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_who_hand_in_at_once_hand_in_once(filled, founder):
    ends: list[str] = []
    gate = threading.Barrier(2)
    now = clock.now()

    def hand_in() -> None:
        try:
            with clock.at(now):
                gate.wait()
                handing.submit(application=filled, by=founder)
                ends.append("handed in")
        except Conflict as refusal:
            ends.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=hand_in) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(ends) == ["handed in", "handed-in"]
    assert Submission.objects.count() == 1
    assert len(queries.submissions_of(filled)) == 1
