"""A match run outlives its worker: killed while it solves or publishes, it is never half there, and the next worker ends it alike."""

import os
import signal
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from mentoring.matching.models import Match, MatchRun
from mentoring.matching.runs import publishing, solving
from mentoring.matching.runs import services as runs
from mentoring.profiles.models import MentorPause
from mentoring.requests.models import Choice
from network.core import clock
from network.jobs import services as jobs
from network.jobs.models import Job
from network.notifications.models import Delivery
from tests.database import ROOT
from tests.mentoring.requests.conftest import opened

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]


def killed(point: str, run: MatchRun) -> int:
    """The exit status of a worker of its own that takes the run's job."""
    address = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}"))
    command = [sys.executable, "-m", "tests.reliability.doomed_run", point, str(run.job_id)]
    return subprocess.run(command, env=os.environ | {"DATABASE_URL": address}, cwd=ROOT, check=False).returncode


def silent_for_long(run: MatchRun) -> None:
    """The sweep comes by, long after the worker died."""
    Job.objects.filter(pk=run.job_id).update(heartbeat_at=clock.real_now() - 2 * jobs.SILENT_FOR)
    assert jobs.release_silent() == 1


@pytest.mark.parametrize("point", ["facts-frozen", "solved", "before-commit"])
def test_run_whose_worker_is_killed_is_ended_by_the_next(point, company, founder, programme, mentor, mentor2, coordinator, incubator):
    request = opened(company, founder, programme)
    run = runs.start(programme=programme, by=coordinator)
    assert killed(point, run) == -signal.SIGKILL
    run = MatchRun.objects.get(pk=run.pk)
    assert (run.state, run.summary, Match.objects.count(), Choice.objects.count()) == ("solving", {}, 0, 0)
    for it in (mentor, mentor2):  # too late: the facts are frozen
        MentorPause.objects.create(profile=it.mentor_profile, starts_on=clock.today())
    silent_for_long(run)
    solving.work(run.job_id)
    ended = MatchRun.objects.get(pk=run.pk)
    assert (ended.state, ended.fingerprint) == ("ready", run.fingerprint)
    match = Match.objects.get(run=run)
    assert (match.request, match.outcome) == (request, "matched")


def test_run_whose_worker_is_killed_between_two_companies_tells_each_once(
    company, founder, company2, founder2, programme, mentor, mentor2, coordinator, incubator
):
    opened(company, founder, programme)
    opened(company2, founder2, programme, languages={"en": 2}, needs=["contracts_negotiation", "pricing"])
    run = runs.start(programme=programme, by=coordinator)
    solving.work(run.job_id)
    run = publishing.publish(run=run, by=coordinator, reason="We looked at all requests together.")
    assert killed("second-lot", run) == -signal.SIGKILL
    run.refresh_from_db()
    told = Delivery.objects.filter(kind__startswith="match.")
    assert (run.state, Choice.objects.count(), told.count(), run.job.done) == ("publishing", 1, 1, 1)
    silent_for_long(run)
    publishing.work(run.job_id)
    run.refresh_from_db()
    assert run.state == "published"
    everybody = [*(("match.proposed", it.pk) for it in (founder, founder2)), *(("match.suggested", it.pk) for it in (mentor, mentor2))]
    assert sorted(told.values_list("kind", "person")) == sorted(everybody)
