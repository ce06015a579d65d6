"""Who may answer, and who may decide what is asked."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from mentoring.followups.models import CheckIn, FollowUp, FollowUpRule
from network.accounts.models import User
from network.core import clock
from network.core.errors import ALLOWED, Conflict, Refused, Verdict
from network.programmes.models import Programme
from network.programmes.queries import is_coordinator
from network.programmes.rules import open_for

OPEN_FOR = timedelta(days=60)
LOW_SCORE = 2


def can_answer(user: User | None, follow_up: FollowUp) -> Verdict:
    """The one who was asked, for sixty days. `user` is None when the signed link says who it is."""
    if user is not None and user.pk != follow_up.person_id:
        return Refused(_("Only the one who was asked can answer."), code="not-asked")
    if follow_up.state in (FollowUp.State.PLANNED, FollowUp.State.CANCELLED) or follow_up.rule.answer_kind == FollowUpRule.AnswerKind.NONE:
        return Conflict(_("This question has not been asked."), code="state")
    if not (verdict := open_for(follow_up.rule.programme)):
        return verdict
    if follow_up.asked_at + OPEN_FOR < clock.now():
        return Conflict(_("This question was open for sixty days and is closed now. Thank you all the same."), code="too-late")
    return ALLOWED


def can_set_rules(user: User, programme: Programme) -> Verdict:
    """Coordinators and managers of the programme."""
    if is_coordinator(user, programme):
        return ALLOWED
    return Refused(_("Only coordinators of the programme can do this."), code="not-a-coordinator")


def is_low(check_in: CheckIn) -> bool:
    """An answer that a coordinator should look at."""
    return check_in.yes is False or (check_in.score is not None and check_in.score <= LOW_SCORE)
