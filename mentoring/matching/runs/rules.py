"""Who may do what with a match run. Each returns ALLOWED or the reason against it."""

from django.utils.translation import gettext_lazy as _

from mentoring.matching.models import MatchRun
from mentoring.matching.rules import can_match
from network.accounts.models import User
from network.core.errors import ALLOWED, Conflict, Verdict
from network.jobs.models import Job

State = MatchRun.State
UNDER_WAY = (State.WAITING, State.SOLVING)
SOLVED = (State.READY, State.PUBLISHING, State.PUBLISHED)


def can_cancel(user: User, run: MatchRun) -> Verdict:
    """While it is being worked out."""
    return _in(user, run, UNDER_WAY, _("This run is not being worked out any more."))


def can_pin(user: User, run: MatchRun) -> Verdict:
    """Pairs are set for the run that is made again from this one, so its facts have to be there."""
    if not (verdict := can_match(user, run.programme)):
        return verdict
    if run.state in UNDER_WAY:
        return Conflict(_("This run is still being worked out. You can keep or rule out pairs when it is ready."), code="state")
    if run.state == State.PUBLISHING:
        return Conflict(_("This run is being published. Wait until everybody is told."), code="state")
    if run.state == State.DISCARDED:
        return Conflict(_("This run is put aside. Start a new one."), code="state")
    if not run.fingerprint:
        return Conflict(_("This run ended before it had read the facts, so there is nothing to run again. Start a new one."), code="state")
    return ALLOWED


def can_rerun(user: User, run: MatchRun) -> Verdict:
    """Whatever became of it, once its facts were read."""
    return can_pin(user, run)


def can_try(user: User, run: MatchRun) -> Verdict:
    """What-if and comparisons are about what came out."""
    return _in(user, run, SOLVED, _("This run has no result to look at."))


def can_publish(user: User, run: MatchRun) -> Verdict:
    """Once, when it is ready."""
    if can_match(user, run.programme):
        if run.state == State.PUBLISHING:
            return Conflict(_("This run is being published already. Nobody is told twice."), code="being-published")
        if run.state == State.PUBLISHED:
            return Conflict(_("This run is published already. Nobody is told twice."), code="published")
    return _in(user, run, (State.READY,), _("Only a run that is ready can be published."))


def can_go_on(user: User, run: MatchRun) -> Verdict:
    """When the work of publishing has stopped before everybody was told."""
    if not (verdict := can_match(user, run.programme)):
        return verdict
    return ALLOWED if is_stuck(run) else Conflict(_("Publishing this run has not stopped."), code="state")


def is_stuck(run: MatchRun) -> bool:
    """Whether a run is being published while no worker has it, or will have it by itself."""
    return run.state == State.PUBLISHING and (run.job is None or run.job.state in (Job.State.FAILED, Job.State.CANCELLED))


def can_discard(user: User, run: MatchRun) -> Verdict:
    """What was not published can be put aside."""
    return _in(user, run, (State.READY, State.FAILED, State.CANCELLED), _("This run cannot be put aside now."))


def _in(user: User, run: MatchRun, states: tuple, otherwise: object) -> Verdict:
    if not (verdict := can_match(user, run.programme)):
        return verdict
    return ALLOWED if run.state in states else Conflict(otherwise, code="state")
