"""Long work that a person can watch."""

from datetime import timedelta

import pytest
from channels.layers import get_channel_layer

from network.core import clock
from network.core.errors import Conflict, Refused
from network.core.live import group_of
from network.jobs import services
from network.jobs.models import Job


def test_job_runs_to_its_end(founder):
    job = services.start(kind="report", total=3, by=founder)
    job = services.begin(job_id=job.pk)
    assert services.report(job=job, done=2, cursor={"at": 2}, message="Counting")
    services.finish(job=job)
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.cursor) == ("done", 3, 3, {"at": 2})


def test_job_is_taken_once(founder):
    job = services.start(kind="report", by=founder)
    assert services.begin(job_id=job.pk)
    assert services.begin(job_id=job.pk) is None


def test_cancelled_job_tells_its_worker_to_stop_and_resumes_at_its_cursor(founder):
    job = services.begin(job_id=services.start(kind="report", total=9, by=founder).pk)
    services.report(job=job, done=4, cursor={"at": 4})
    services.cancel(by=founder, job=job)
    assert services.report(job=job, done=5) is False
    assert services.finish(job=job).state == "cancelled"
    services.resume(by=founder, job=job)
    again = services.begin(job_id=job.pk)
    assert (again.done, again.cursor) == (4, {"at": 4})


def test_failed_job_has_a_sentence(founder):
    job = services.start(kind="report", by=founder)
    assert services.fail(job=job, message="The file has no first line.").message == "The file has no first line."
    with pytest.raises(Conflict):
        services.cancel(by=founder, job=job)


def test_job_of_another_cannot_be_steered(founder, outsider):
    job = services.start(kind="report", by=founder)
    with pytest.raises(Refused):
        services.cancel(by=outsider, job=job)


def test_job_whose_worker_died_waits_again(founder):
    job = services.begin(job_id=services.start(kind="report", by=founder).pk)
    assert services.release_silent() == 0
    Job.objects.filter(pk=job.pk).update(heartbeat_at=clock.real_now() - timedelta(minutes=6))
    assert services.release_silent() == 1
    job.refresh_from_db()
    assert job.state == "waiting"


def test_more_done_than_expected_raises_the_total(founder):
    job = services.begin(job_id=services.start(kind="report", total=2, by=founder).pk)
    services.report(job=job, done=5)
    job.refresh_from_db()
    assert (job.done, job.total) == (5, 5)


@pytest.mark.django_db(transaction=True)
async def test_progress_reaches_the_owners_open_pages():
    from asgiref.sync import sync_to_async

    from tests.world import person

    founder = await sync_to_async(person)("Elli Lund")
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add(group_of(f"user:{founder.pk}"), channel)
    job = await sync_to_async(services.start)(kind="report", total=3, by=founder)
    received = await layer.receive(channel)
    assert received["frame"] == {"type": "progress", "job": str(job.pk), "done": 0, "total": 3}
