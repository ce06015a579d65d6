"""Many held decisions leave: somebody says so, a worker does it lot by lot.

All are tried first, and while one of them cannot go none leaves. Then each lot is one transaction: its applications move,
its people are told, and the job says how far it is. A worker can die at any moment: the next one goes on with what is still
held, so nobody is told twice. Until the last has left, nobody who runs the call decides anything else in it
(`moving.leaving`); applicants may withdraw, which takes their decision out.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation

from mentoring.calls import moving, watching
from mentoring.calls.models import Application, Call
from mentoring.reviews import wording
from network.accounts.models import User
from network.core import clock
from network.core.errors import DomainError
from network.jobs import services as jobs
from network.jobs.models import Job

log = logging.getLogger(__name__)
KIND = "call-release"
AT_ONCE = 25  # applications in a transaction: so long others wait for its rows, and so much is done anew after a death
MOST_TRIES = 3  # of workers that died over one lot


def start(call: Call, by: User, total: int) -> Job:
    """Let all decisions that are held now leave. The caller holds the call's lock, has authorised it, and found nothing changed."""
    call.releasing = jobs.start(kind=KIND, total=total, by=by, cursor={"call": str(call.pk), "until": clock.now().isoformat()})
    call.save(update_fields=["releasing"])
    return call.releasing


def _held(job: Job) -> QuerySet[Application]:
    """What is still held of what was held when it began, by number: what was decided since then nobody has read."""
    found = Application.objects.filter(call=job.cursor["call"], pending__isnull=False, pending_at__lte=datetime.fromisoformat(job.cursor["until"]))
    return found.defer(*Application.HEAVY).order_by("number")


def work(job_id: UUID | str) -> None:
    """Do a job of releasing. What stops it leaves the rest held, to be gone on with."""
    job = jobs.begin(job_id=job_id)
    if job is None:
        return
    tries = int(job.cursor.get("tries", 0)) + 1
    if tries > MOST_TRIES:
        jobs.fail(job=job, message=_told(job, wording.killed))
        return
    jobs.report(job=job, done=job.done, cursor=job.cursor | {"tries": tries})
    try:
        if job.cursor.get("tried") or _all_can_leave(job):
            while _lot(job):
                pass
    except Exception:
        log.exception("Decisions of call %s could not leave.", job.cursor.get("call"))
        jobs.fail(job=job, message=_told(job, wording.broken))


def _all_can_leave(job: Job) -> bool:
    """Whether every decision can be carried out; else nothing leaves, the call is as it was, and the job says why."""
    with translation.override(job.owner.language if job.owner else None):
        refused = dict(_refusals(job))
    if refused:
        jobs.fail(job=job, message=_told(job, wording.refusal, refused))
        return False
    return jobs.report(job=job, done=0, cursor=job.cursor | {"tried": True})


def _refusals(job: Job) -> Iterator[tuple[int, str]]:
    rows = _held(job).select_related("call__programme", "call__incubator", "company", "stage", "form", "pending__source", "pending__target")
    for application in rows.iterator(chunk_size=AT_ONCE):
        try:
            verdict = moving.can_leave(application=application, by=job.owner)
        except DomainError as error:
            verdict = error
        if isinstance(verdict, DomainError):
            yield application.number, str(verdict)


@transaction.atomic
def _lot(job: Job) -> bool:
    """Let the next ones leave; False when there are no more, or the job was taken away.

    The race: a worker that was thought dead wakes up beside the next one, or an applicant withdraws. One waits for the
    other at the call's row, and finds what is still held.
    """
    call = Call.objects.select_for_update(of=("self",), no_key=True).get(pk=job.cursor["call"])
    job.refresh_from_db()
    if call.releasing_id != job.pk:
        jobs.fail(job=job, message=_told(job, wording.elsewhere))
        return False
    refused: dict[str, str] = job.cursor.get("refused", {})
    rows = list(_held(job).exclude(number__in=map(int, refused))[:AT_ONCE])
    if not rows:
        _end(job, refused)
        return False
    for application in rows:
        try:
            with transaction.atomic():
                moving.release(application=application, by=job.owner, is_shown=False, with_all=True)
        except DomainError as error:  # what has changed since all were tried: it stays held
            refused[str(application.number)] = str(error)
    told = jobs.report(job=job, done=min(job.done + len(rows), job.total), cursor=job.cursor | {"tries": 0, "refused": refused})
    if not told:  # stopped meanwhile: this lot is taken back
        transaction.set_rollback(True)
    else:
        watching.show_all(call)
    return told


def _end(job: Job, refused: dict[str, str]) -> None:
    if refused:
        jobs.fail(job=job, message=_told(job, wording.some_stayed, refused))
    else:
        jobs.finish(job=job)


def _told(job: Job, words: Callable[..., str], *facts: object) -> str:
    """Why it stopped, in the language of whoever set it going: the job shows it."""
    with translation.override(job.owner.language if job.owner else None):
        return words(*facts)
