"""Who sees the bar of a run move: every coordinator of its programme as they are at that moment, and nobody else."""

import pytest

from mentoring.matching.runs import publishing
from mentoring.matching.runs import services as runs
from network.jobs import services as jobs
from network.programmes.models import Appointment
from tests.mentoring.matching.conftest import worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(monkeypatch) -> dict[str, list[tuple[int, int]]]:
    """Topic → the steps that were told there."""
    found: dict[str, list[tuple[int, int]]] = {}

    def publish(topic, frame):
        if frame["type"] == "progress":
            found.setdefault(topic, []).append((frame["done"], frame["total"]))

    monkeypatch.setattr(jobs.live, "publish", publish)
    return found


def test_every_coordinator_sees_a_run_being_solved_and_published(cohort, programme, coordinator, programme_manager, told):
    run = worked(runs.start(programme=programme, by=coordinator))
    assert set(told) == {f"user:{coordinator.pk}", f"user:{programme_manager.pk}"}
    steps = [(done, 7) for done in range(8)]
    assert set(told[f"user:{programme_manager.pk}"]) >= set(steps)
    told.clear()
    publishing.work(publishing.publish(run=run, by=coordinator, reason="Together.").job_id)
    assert told[f"user:{programme_manager.pk}"][-1] == (2, 2)
    assert len(told) == 2


def test_who_coordinates_no_more_sees_nothing_more(cohort, programme, coordinator, programme_manager, mentor2, incubator, noon, told):
    """One was let go of, the other's account was closed, in the middle of it."""
    Appointment.objects.create(programme=programme, organisation=incubator, person=mentor2, role=Appointment.Role.COORDINATOR)
    run = runs.start(programme=programme, by=coordinator)
    programme.appointments.filter(person=programme_manager).update(ended_at=noon)
    mentor2.is_active = False
    mentor2.save()
    told.clear()
    worked(run)
    assert set(told) == {f"user:{coordinator.pk}"}


def test_whoever_started_it_sees_it_whatever_it_is(founder, told):
    jobs.start(kind="report", by=founder)
    assert set(told) == {f"user:{founder.pk}"}
