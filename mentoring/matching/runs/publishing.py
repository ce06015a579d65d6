"""A run becomes proposals: a coordinator says so, a worker does it lot by lot.

Each lot is one transaction: its pairs are proposed or left out, its companies told, and the job says how far it is. So
a worker can die at any moment; the next one goes on with the pairs that are neither proposed nor left out, and nobody is
told twice. The candidates are told once, at the end, with the names of all their companies. There is no way back: who
was told stays told, and what has stopped is gone on with.
"""

import logging
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import translation

from mentoring.matching import states
from mentoring.matching.models import Match, MatchRun
from mentoring.matching.runs import notices, proposing, rules, wording
from mentoring.matching.runs.queries import SERVED, with_names
from mentoring.matching.runs.services import locked
from mentoring.requests import coordination
from network.accounts.models import User
from network.core import clock
from network.core.errors import require
from network.core.states import move
from network.jobs import services as jobs
from network.jobs.models import Job

log = logging.getLogger(__name__)
State = MatchRun.State

KIND = "match-publish"
AT_ONCE = 25  # pairs in a transaction: so long others wait for its rows, and so much is done anew after a death
MOST_TRIES = 3  # of workers that died over one lot


@transaction.atomic
def publish(*, run: MatchRun, by: User, reason: str) -> MatchRun:
    """Begin to propose to every company whom it got, with the coordinator's reason; a worker does it and tells both sides.

    What came in between stands with each match (`queries.left_out_of`). Raises Conflict when the run cannot be
    published, or is being published or published already; Invalid without a reason.
    """
    # The race: two coordinators publish at once. The second waits here, and reads that it is being published.
    run = locked(run.pk)
    require(rules.can_publish(by, run))
    reason = coordination.reason_given(reason)
    move(run, "announce", states.RUN, reason=reason, published_by=by, job=_job(run, by))
    return run


@transaction.atomic
def go_on(*, run: MatchRun, by: User) -> MatchRun:
    """Go on publishing where it has stopped. Raises Conflict when it has not."""
    run = locked(run.pk)
    require(rules.can_go_on(by, run))
    run.job = _job(run, by)
    run.save(update_fields=["job"])
    return run


def _job(run: MatchRun, by: User) -> Job:
    return jobs.start(kind=KIND, total=pairs_of(run).count(), by=by, cursor={"run": str(run.pk)})


def pairs_of(run: MatchRun) -> QuerySet[Match]:
    """The pairs that a run proposes."""
    return Match.objects.filter(run=run, outcome__in=SERVED)


def work(job_id: UUID | str) -> None:
    """Do a job of publishing. What stops it leaves the run where it is, to be gone on with."""
    job = jobs.begin(job_id=job_id)
    if job is None:
        return
    tries = int(job.cursor.get("tries", 0)) + 1
    if tries > MOST_TRIES:
        jobs.fail(job=job, message=_told(job, "killed"))
        return
    jobs.report(job=job, done=job.done, cursor=job.cursor | {"tries": tries})
    try:
        while _lot(job):
            pass
    except Exception:
        log.exception("Match run %s could not be published.", job.cursor.get("run"))
        jobs.fail(job=job, message=_told(job, "broken"))


@transaction.atomic
def _lot(job: Job) -> bool:
    """Propose the next pairs and tell their companies; False when there are no more, or the job was taken away.

    The race: a worker that was thought dead wakes up beside the next one. One waits for the other at the run's row, and
    finds the pairs that are left.
    """
    run = locked(UUID(job.cursor["run"]))
    if run.state != State.PUBLISHING or run.job_id != job.pk:
        jobs.fail(job=job, message=_told(job, "elsewhere"))
        return False
    left = pairs_of(run).filter(proposed_at=None, left_out="")
    matches = list(with_names(left).order_by(*_first_served())[:AT_ONCE])
    if not matches:
        _end(run, job)
        return False
    notices.proposed(run, proposing.propose(run, matches))
    told = jobs.report(job=job, done=job.total - left.count(), cursor=job.cursor | {"tries": 0})
    if not told:  # cancelled meanwhile: this lot is taken back
        transaction.set_rollback(True)
    return told


def _end(run: MatchRun, job: Job) -> None:
    if jobs.finish(job=job).state == Job.State.DONE:
        move(run, "publish", states.RUN, published_at=clock.now())
        notices.suggested(run, with_names(pairs_of(run).filter(choice__isnull=False)))


def _first_served() -> tuple:
    """Who goes first where there is not room for all any more: what was set by hand ("pinned" after "matched"), then the best fit."""
    return F("outcome").desc(), F("points").desc(), "request_id"


def _told(job: Job, code: str) -> str:
    """Why it stopped, in the language of whoever set it going: the job shows it."""
    with translation.override(job.owner.language if job.owner else None):
        return wording.stopped(code)
