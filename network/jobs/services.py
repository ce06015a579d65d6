"""Long work that a person can watch: start, progress, cancel, resume, fail with a sentence.

The work itself is a function of its own area, called by a task with the job's key. It asks for the job
with `begin`, says how far it is with `report` (which tells it to stop when somebody cancelled), and ends
with `finish` or `fail`. `cursor` holds where to go on after a stop: whoever resumes starts from there.
"""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from network.accounts.models import User
from network.core import clock, live
from network.core.errors import ALLOWED, Refused, Text, Verdict, require
from network.core.states import move
from network.jobs import wake
from network.jobs.models import Job
from network.jobs.states import TRANSITIONS

SILENT_FOR = timedelta(minutes=5)  # real time after which a running job counts as left by its worker
State = Job.State


@transaction.atomic
def start(*, kind: str, total: int = 0, by: User | None = None, cursor: dict | None = None) -> Job:
    """Put a job down; after commit the task that JOB_TASKS names for its kind gets its key. `total` is the number of steps, 0 while it is not known."""
    job = Job.objects.create(kind=kind, owner=by, total=total, cursor=cursor or {})
    wake.after_commit(job)
    _show(job)
    return job


@transaction.atomic
def begin(*, job_id: UUID | str) -> Job | None:
    """Take a waiting job for this worker; None when another has it, or it ended."""
    job = Job.objects.select_for_update(of=("self",), no_key=True, skip_locked=True).filter(pk=job_id, state=State.WAITING).first()
    if job is None:
        return None
    move(job, "begin", TRANSITIONS, heartbeat_at=clock.real_now(), message="")
    _show(job)
    return job


@transaction.atomic
def report(*, job: Job, done: int, total: int | None = None, message: str = "", cursor: dict | None = None) -> bool:
    """Say how far it is. False when the job was cancelled meanwhile: the worker stops after this step."""
    row = _locked(job.pk)
    if row.state != State.RUNNING:
        return False
    row.total = max(row.total if total is None else total, done)
    row.done, row.message, row.heartbeat_at = done, message[:400] or row.message, clock.real_now()
    if cursor is not None:
        row.cursor = cursor
    row.save(update_fields=["done", "total", "message", "cursor", "heartbeat_at"])
    _show(row)
    return True


@transaction.atomic
def finish(*, job: Job, message: str = "") -> Job:
    """The work is done. A job that was cancelled meanwhile stays cancelled."""
    row = _locked(job.pk)
    if row.state == State.RUNNING:
        move(row, "finish", TRANSITIONS, done=row.total, message=message[:400], finished_at=clock.now())
        _show(row)
    return row


@transaction.atomic
def fail(*, job: Job, message: Text) -> Job:
    """The work cannot go on; `message` is a sentence for the person, never a stack trace."""
    row = _locked(job.pk)
    if row.state in (State.RUNNING, State.WAITING):
        move(row, "fail", TRANSITIONS, message=str(message)[:400], finished_at=clock.now())
        _show(row)
    return row


@transaction.atomic
def cancel(*, by: User, job: Job) -> Job:
    """Stop a job; its worker notices at its next step. Raises Conflict when it has ended.

    The task is woken too: where no worker has begun, it gets no job from `begin` and can tell its own area.
    """
    row = _locked(job.pk)
    require(can_steer(by, row))
    move(row, "cancel", TRANSITIONS, finished_at=clock.now())
    wake.after_commit(row)
    _show(row)
    return row


@transaction.atomic
def resume(*, by: User, job: Job) -> Job:
    """Let a stopped or failed job wait for a worker again; it goes on at its cursor."""
    row = _locked(job.pk)
    require(can_steer(by, row))
    move(row, "resume", TRANSITIONS, finished_at=None, message="")
    wake.after_commit(row)
    _show(row)
    return row


@transaction.atomic
def release_silent() -> int:
    """Let jobs wait again whose worker died (no sign of life for five minutes); returns how many."""
    silent = Job.objects.filter(state=State.RUNNING, heartbeat_at__lt=clock.real_now() - SILENT_FOR)
    rows = list(silent.select_for_update(of=("self",), no_key=True, skip_locked=True))
    for row in rows:
        move(row, "release", TRANSITIONS)
    return len(rows)


@transaction.atomic
def wake_waiting() -> None:
    """Wake a worker for every waiting job; `begin` lets only one of them have it."""
    for job in Job.objects.filter(state=State.WAITING):
        wake.after_commit(job)


def can_steer(user: User, job: Job) -> Verdict:
    """Its owner and administrators."""
    if user.is_staff or job.owner_id == user.pk:
        return ALLOWED
    return Refused(_("Only who started it can do this."), code="not-the-owner")


def _locked(pk: UUID | str) -> Job:
    """A cancel and a worker's report at once: one waits for the other."""
    return Job.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)


def _show(job: Job) -> None:
    """Move the bar on the open pages of its owner, and of those who may follow this kind of work at this moment."""
    people = {job.owner_id} if job.owner_id else set()
    if watchers := settings.JOB_WATCHERS.get(job.kind):
        people |= set(import_string(watchers)(job))
    for person in sorted(people):
        live.publish(f"user:{person}", {"type": "progress", "job": str(job.pk), "done": job.done, "total": job.total})
