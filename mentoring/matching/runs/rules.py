"""Who may do what with a match run. Each returns ALLOWED or the reason against it."""

from django.utils.translation import gettext_lazy as _

from mentoring.matching.models import MatchRun
from mentoring.matching.rules import can_match
from network.accounts.models import User
from network.core.errors import ALLOWED, Conflict, Verdict

State = MatchRun.State
UNDER_WAY = (State.WAITING, State.SOLVING)


def can_cancel(user: User, run: MatchRun) -> Verdict:
    """While it is being worked out."""
    return _in(user, run, UNDER_WAY, _("This run is not being worked out any more."))


def can_pin(user: User, run: MatchRun) -> Verdict:
    """Pairs are set for the run that is made again from this one, so its facts have to be there."""
    if not (verdict := can_match(user, run.programme)):
        return verdict
    if run.state in UNDER_WAY:
        return Conflict(_("This run is still being worked out. You can keep or rule out pairs when it is ready."), code="state")
    if run.state == State.DISCARDED or not run.fingerprint:
        return Conflict(_("This run is put aside. Start a new one."), code="state")
    return ALLOWED


def can_rerun(user: User, run: MatchRun) -> Verdict:
    """Whatever became of it, once its facts were read."""
    return can_pin(user, run)


def can_try(user: User, run: MatchRun) -> Verdict:
    """What-if and comparisons are about what came out."""
    return _in(user, run, (State.READY, State.PUBLISHED), _("This run has no result to look at."))


def can_publish(user: User, run: MatchRun) -> Verdict:
    """Once, when it is ready."""
    return _in(user, run, (State.READY,), _("Only a run that is ready can be published."))


def can_discard(user: User, run: MatchRun) -> Verdict:
    """What was not published can be put aside."""
    return _in(user, run, (State.READY, State.FAILED, State.CANCELLED), _("This run cannot be put aside now."))


def _in(user: User, run: MatchRun, states: tuple, otherwise: object) -> Verdict:
    if not (verdict := can_match(user, run.programme)):
        return verdict
    return ALLOWED if run.state in states else Conflict(otherwise, code="state")
