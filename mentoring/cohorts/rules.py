"""Who may do what with a cohort. Each returns ALLOWED or the reason against it.

A cohort is run by those who run its incubator's calls: coordinators appointed on its behalf, the programme's managers, and
administrators of the incubator while it is a partner that follows companies.
"""

from django.utils.translation import gettext_lazy as _

from mentoring.calls.people import may_make
from mentoring.cohorts.models import Cohort, CohortMember, CohortSession
from network.accounts.models import User
from network.core import clock
from network.core.errors import ALLOWED, Conflict, Refused, Verdict
from network.organisations.models import Organisation
from network.organisations.queries import is_member
from network.programmes.models import Programme
from network.programmes.queries import takes_part
from network.programmes.rules import open_for

COMPONENT = "cohorts"
NOT_YOURS = _("Only coordinators of the incubator that runs the cohort can do this.")
NOT_BEGUN = _("The cohort has not begun yet.")
MOST_MEMBERS, MOST_PEOPLE, MOST_SESSIONS = 200, 10, 300
State = Cohort.State


def runs(user: User, cohort: Cohort) -> bool:
    """Whether the person runs the cohort."""
    return may_make(user, cohort.programme, cohort.incubator)


def can_make(user: User, programme: Programme, incubator: Organisation) -> Verdict:
    """Whoever runs the incubator's calls in the programme."""
    if not may_make(user, programme, incubator):
        return Refused(_("Only coordinators of the incubator can do this."), code="not-a-coordinator")
    return open_for(programme, COMPONENT)


def can_run(user: User, cohort: Cohort) -> Verdict:
    """Whoever runs it, while its programme is not archived."""
    return open_for(cohort.programme) if runs(user, cohort) else Refused(NOT_YOURS, code="not-a-coordinator")


def can_change(user: User, cohort: Cohort) -> Verdict:
    """Until it has ended."""
    if not (verdict := can_run(user, cohort)):
        return verdict
    return Conflict(_("This cohort has ended. It can be taken up again."), code="state") if cohort.state == State.ENDED else ALLOWED


def can_begin(user: User, cohort: Cohort) -> Verdict:
    """Once a company is in it."""
    if not (verdict := can_change(user, cohort)) or not (verdict := open_for(cohort.programme, COMPONENT)):
        return verdict
    if cohort.state != State.DRAFT:
        return Conflict(_("The cohort runs already."), code="state")
    if not cohort.members.filter(left_at=None).exists():
        return Conflict(_("Add at least one company first."), code="no-members")
    return ALLOWED


def can_end(user: User, cohort: Cohort) -> Verdict:
    """While it runs."""
    if not (verdict := can_change(user, cohort)):
        return verdict
    if cohort.state != State.RUNNING:
        return Conflict(NOT_BEGUN, code="state")
    if cohort.sessions.filter(state=CohortSession.State.PLANNED, starts_at__gt=clock.now()).exists():
        return Conflict(_("Sessions are still ahead. Call them off first, or wait until they are over."), code="sessions-ahead")
    return ALLOWED


def can_reopen(user: User, cohort: Cohort) -> Verdict:
    """Once it has ended."""
    if not (verdict := can_run(user, cohort)) or not (verdict := open_for(cohort.programme, COMPONENT)):
        return verdict
    return ALLOWED if cohort.state == State.ENDED else Conflict(_("The cohort has not ended."), code="state")


def can_take_in(user: User, cohort: Cohort, company: Organisation) -> Verdict:
    """A company that takes part in the programme, once."""
    return verdict if not (verdict := can_change(user, cohort)) else fits(cohort, company)


def fits(cohort: Cohort, company: Organisation) -> Verdict:
    """Whether the cohort can take the company, whoever asks."""
    if cohort.members.filter(company=company, left_at=None).exists():
        return Conflict(_("The company is in this cohort already."), code="already-in")
    if not takes_part(company, cohort.programme):
        return Conflict(_("The company does not take part in the programme."), code="not-taking-part")
    if cohort.members.filter(left_at=None).count() >= MOST_MEMBERS:
        return Conflict(_("A cohort has at most %(most)d companies.") % {"most": MOST_MEMBERS}, code="full")
    return ALLOWED


def can_change_member(user: User, member: CohortMember) -> Verdict:
    """While the company is in it."""
    if not (verdict := can_change(user, member.cohort)):
        return verdict
    return ALLOWED if member.left_at is None else Conflict(_("The company has left the cohort."), code="left")


def can_plan(user: User, cohort: Cohort) -> Verdict:
    """Put sessions into the schedule."""
    if not (verdict := can_change(user, cohort)):
        return verdict
    if cohort.sessions.count() >= MOST_SESSIONS:
        return Conflict(_("A cohort has at most %(most)d sessions.") % {"most": MOST_SESSIONS}, code="full")
    return ALLOWED


def can_change_session(user: User, session: CohortSession) -> Verdict:
    """Until it has begun."""
    if not (verdict := can_change(user, session.cohort)):
        return verdict
    if session.state != CohortSession.State.PLANNED:
        return Conflict(_("This session is over or was called off."), code="state")
    if session.starts_at <= clock.now():
        return Conflict(_("This session has begun. You can write down who was there."), code="begun")
    return ALLOWED


def can_record(user: User, session: CohortSession) -> Verdict:
    """Who was there: once it has begun, and again to correct it."""
    if not (verdict := can_run(user, session.cohort)):
        return verdict
    if session.state == CohortSession.State.CANCELLED:
        return Conflict(_("This session was called off."), code="state")
    if session.starts_at > clock.now():
        return Conflict(_("You can write down who was there once the session has begun."), code="not-begun")
    if session.cohort.state == State.DRAFT:
        return Conflict(NOT_BEGUN, code="state")
    return ALLOWED


def can_choose_people(user: User, member: CohortMember) -> Verdict:
    """Who comes along is said by the company's people of now and by whoever runs the cohort, while the company is in."""
    if not runs(user, member.cohort) and not is_member(user, member.company):
        return Refused(_("Only people of the company can do this."), code="not-a-member")
    if not (verdict := open_for(member.cohort.programme)):
        return verdict
    if member.left_at is not None:
        return Conflict(_("The company has left the cohort."), code="left")
    return Conflict(_("This cohort has ended. It can be taken up again."), code="state") if member.cohort.state == State.ENDED else ALLOWED


def can_ask(user: User, cohort: Cohort, component: str = "mentoring") -> Verdict:
    """Ask its companies to write a request for a mentor (or, "incubation", for an incubator), while the cohort runs."""
    if not (verdict := can_change(user, cohort)) or not (verdict := open_for(cohort.programme, component)):
        return verdict
    return ALLOWED if cohort.state == State.RUNNING else Conflict(NOT_BEGUN, code="state")
