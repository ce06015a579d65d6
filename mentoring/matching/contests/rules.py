"""Who may contest what, how much at a time, and who answers. Each returns ALLOWED or the reason against it."""

from django.utils.translation import gettext_lazy as _

from mentoring.matching.models import Contest
from mentoring.profiles.models import MentorApproval, MentorProfile
from mentoring.requests.models import MentoringRequest
from mentoring.requests.rules import belongs
from network.accounts.models import User
from network.core.errors import ALLOWED, Conflict, Refused, Verdict
from network.programmes.models import Programme
from network.programmes.queries import is_coordinator
from network.programmes.rules import open_for

MOST_OPEN = 5  # what waits for an answer at a time, for a request, or for a mentor over all programmes


def can_contest(user: User, request: MentoringRequest) -> Verdict:
    """People of the company, about any list of theirs that was made; also when the request is closed."""
    if not (member := belongs(user, request.company)):
        return member
    if request.state == MentoringRequest.State.DRAFT:
        return Conflict(_("There is no list yet. Finish your request first."), code="state")
    return open_for(request.programme)


def can_contest_lists(user: User, profile: MentorProfile, programme: Programme) -> Verdict:
    """A mentor, in a programme that approved them."""
    if profile.person_id != user.pk:
        return Refused(_("Only the mentor can do this."), code="not-the-mentor")
    if profile.approvals.filter(programme=programme, state=MentorApproval.State.APPROVED).exists():
        return open_for(programme)
    return Conflict(_("You are not among the mentors of this programme now, so nobody can be shown to you or you to them."), code="not_in_programme")


def room_for_another(waiting: int) -> Verdict:
    """So many at a time. `waiting` is counted under the lock."""
    if waiting < MOST_OPEN:
        return ALLOWED
    return Conflict(_("%(most)d of your questions wait for an answer. You can ask more when one is answered.") % {"most": MOST_OPEN}, code="enough-open")


def can_answer(user: User, contest: Contest) -> Verdict:
    """A coordinator of the programme, once, and never their own question."""
    if not is_coordinator(user, contest.programme):
        return Refused(_("Only coordinators of the programme can do this."), code="not-a-coordinator")
    if contest.asked_by_id == user.pk:
        return Refused(_("You asked this yourself. Somebody else of the programme answers it."), code="own-question")
    if not (verdict := open_for(contest.programme)):
        return verdict
    return ALLOWED if contest.is_open else Conflict(_("This has been answered."), code="state")
