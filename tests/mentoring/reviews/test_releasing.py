"""Many held decisions leave in the background: all are tried first, each is told once, and nothing is decided meanwhile."""

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from mentoring.calls import moving
from mentoring.calls.models import Application, Call
from mentoring.reviews import deciding, letters, releasing
from network.core.errors import Conflict
from network.jobs import services as jobs
from network.jobs.models import Job
from network.notifications.models import Delivery
from tests.mentoring.calls.test_pages import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(applications, coordinator, call, monkeypatch) -> list[Application]:
    """Five decisions that wait; two are a lot."""
    monkeypatch.setattr(releasing, "AT_ONCE", 2)
    deciding.decide(by=coordinator, applications=applications[:2], verb="accept", words="Welcome")
    deciding.decide(by=coordinator, applications=applications[2:], verb="decline", reason="So")
    return applications


def told() -> list[str]:
    kinds = ["application.accepted", "application.declined"]
    return sorted(Delivery.objects.filter(kind__in=kinds).values_list("kind", flat=True))


def left() -> int:
    return Application.objects.filter(pending__isnull=False).count()


ALL = ["application.accepted"] * 2 + ["application.declined"] * 3


def test_many_leave_in_the_background_and_each_is_told_once(held, call, coordinator):
    staff, page = signed_in(coordinator), reverse("call-decisions", args=[call.pk])
    expected = " ".join(str(row.pk) for row in held)
    assert staff.post(page, {"expected": expected, "seen": letters.outbox_of(call, letters.held_in(call, coordinator)).mark}).status_code == 302
    job = Job.objects.get(kind=releasing.KIND)
    assert (left(), told(), job.total) == (5, [], 5)
    shown = staff.get(page).content.decode()
    assert 'max="5"' in shown
    assert 'name="expected"' not in shown
    assert staff.post(page, {"expected": expected}).status_code == 409  # begun already
    releasing.work(job.pk)
    releasing.work(job.pk)  # a wake-up that came late
    job.refresh_from_db()
    assert (left(), told(), job.state, job.done) == (0, ALL, "done", 5)
    assert staff.get(page, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert 'class="note good"' in staff.get(page).content.decode()


def test_none_leaves_while_one_cannot_and_the_page_says_why(held, call, coordinator):
    Call.objects.filter(pk=call.pk).update(places=1)
    job = deciding.let_leave(by=coordinator, call=call)
    releasing.work(job.pk)
    job.refresh_from_db()
    assert (left(), told(), job.state) == (5, [], "failed")
    page = signed_in(coordinator).get(reverse("call-decisions", args=[call.pk])).content.decode()
    assert job.message.split(":")[0] in page
    assert 'name="expected"' in page
    Call.objects.filter(pk=call.pk).update(places=2)
    releasing.work(deciding.let_leave(by=coordinator, call=call).pk)
    assert (left(), told()) == (0, ALL)


def test_release_that_is_cut_off_tells_nobody_twice(held, call, coordinator, monkeypatch):
    job, whole, count = deciding.let_leave(by=coordinator, call=call), moving.release, []

    def dies(**given):
        count.append(1)
        if len(count) == 4:  # the second of the second lot
            raise SystemExit
        return whole(**given)

    monkeypatch.setattr(releasing.moving, "release", dies)
    with pytest.raises(SystemExit):
        releasing.work(job.pk)
    assert left() == 3
    Job.objects.filter(pk=job.pk).update(state="waiting")
    releasing.work(job.pk)
    assert (left(), told()) == (0, ALL)
    assert Job.objects.get(pk=job.pk).state == "done"


def test_nothing_is_decided_while_decisions_leave_and_what_comes_later_stays(held, call, coordinator):
    job = deciding.let_leave(by=coordinator, call=call)
    for deed in (moving.release, moving.take_back):
        with pytest.raises(Conflict) as refusal:
            deed(application=held[0], by=coordinator)
        assert refusal.value.code == "leaving"
    assert deciding.decide(by=coordinator, applications=held[:1], verb="decline", words="So", reason="So")[0].refusal
    jobs.cancel(by=coordinator, job=job)
    later = moving.move(application=held[0], verb="decline", by=coordinator, words="So", reason="So")
    Application.objects.filter(pk=later.pk).update(pending_at=job.created_at.replace(year=2099))  # decided after the letters were read
    jobs.resume(by=coordinator, job=job)
    releasing.work(job.pk)
    assert (left(), len(told())) == (1, 4)


def test_release_over_http_answers_with_the_job(held, call, coordinator):
    api = APIClient()
    api.force_authenticate(coordinator)
    answer = api.post(f"/api/v1/calls/{call.pk}/release/", {}, format="json")
    assert (answer.status_code, answer.json()) == (202, {"count": 0, "by_stage": {}, "job": str(Job.objects.get().pk)})
