"""Who may do what in a mentorship. Each returns ALLOWED or the reason against it."""

from django.utils.translation import gettext_lazy as _

from mentoring.mentorships.models import Mentorship, Session
from network.accounts.models import User
from network.core.errors import ALLOWED, Conflict, Refused, Verdict
from network.organisations.queries import is_administrator
from network.programmes.queries import is_coordinator
from network.programmes.rules import open_for

State = Mentorship.State
COMPANY, MENTOR = "company", "mentor"


def side_of(user: User, mentorship: Mentorship) -> str:
    """Which of the two the person is: `company`, `mentor`, or nothing."""
    if user.pk == mentorship.contact_id:
        return COMPANY
    return MENTOR if user.pk == mentorship.mentor_id else ""


def other_than(user: User, mentorship: Mentorship) -> User:
    """The other one of the two."""
    return mentorship.contact if user.pk == mentorship.mentor_id else mentorship.mentor


def person_on(side: str, mentorship: Mentorship) -> User:
    """Who stands on a side now."""
    return mentorship.mentor if side == MENTOR else mentorship.contact


def side_that_wrote(session: Session) -> str:
    """Whose record it is: the company's also when its contact has changed since."""
    return MENTOR if session.recorded_by_id == session.mentorship.mentor_id else COMPANY


def is_party(user: User, mentorship: Mentorship) -> Verdict:
    """The two whom it is about."""
    if side_of(user, mentorship):
        return ALLOWED
    return Refused(_("Only the two people of this mentorship can do this."), code="not-a-party")


def has_agreed(user: User, mentorship: Mentorship) -> bool:
    """Whether the person has accepted the agreement as it reads now."""
    return bool(mentorship.mentor_agreed_at if side_of(user, mentorship) == MENTOR else mentorship.company_agreed_at)


def can_agree(user: User, mentorship: Mentorship) -> Verdict:
    """Each of the two accepts each version once."""
    if not (party := is_party(user, mentorship)):
        return party
    if mentorship.state == State.ENDED:
        return _ended()
    if has_agreed(user, mentorship):
        return Conflict(_("You have accepted this version of the agreement."), code="state")
    if not mentorship.goals.strip() or not mentorship.confidentiality.strip():
        return Conflict(_("The agreement needs goals and a word on what stays between you. Please add them first."), code="incomplete")
    return ALLOWED


def can_edit_agreement(user: User, mentorship: Mentorship) -> Verdict:
    """Either of the two, until it has ended."""
    if not (party := is_party(user, mentorship)):
        return party
    return _ended() if mentorship.state == State.ENDED else ALLOWED


def can_pause(user: User, mentorship: Mentorship) -> Verdict:
    """Either of the two, while it runs."""
    if not (party := is_party(user, mentorship)):
        return party
    if mentorship.state != State.ACTIVE:
        return Conflict(_("Only a mentorship that runs can be paused."), code="state")
    return ALLOWED


def can_resume(user: User, mentorship: Mentorship) -> Verdict:
    """Either of the two, while it is paused."""
    if not (party := is_party(user, mentorship)):
        return party
    if mentorship.state != State.PAUSED:
        return Conflict(_("This mentorship is not paused."), code="state")
    return ALLOWED


def can_end(user: User, mentorship: Mentorship) -> Verdict:
    """Either of the two, or a coordinator of the programme."""
    if not side_of(user, mentorship) and not is_coordinator(user, mentorship.programme):
        return Refused(_("Only the two people of this mentorship, or a coordinator, can end it."), code="not-a-party")
    return _ended() if mentorship.state == State.ENDED else ALLOWED


def can_appoint(user: User, mentorship: Mentorship) -> Verdict:
    """Who acts for the company hands it to a colleague; its administrators appoint somebody, or step in."""
    if user.pk != mentorship.contact_id and not is_administrator(user, mentorship.company):
        return Refused(_("Only who acts for the company, or an administrator of it, can do this."), code="not-an-administrator")
    return _ended() if mentorship.state == State.ENDED else ALLOWED


def can_hand_over(user: User, mentorship: Mentorship) -> Verdict:
    """A coordinator of the programme gives the company to somebody else. The request says what the other one must fit."""
    if not is_coordinator(user, mentorship.programme):
        return Refused(_("Only coordinators of the programme can do this."), code="not-a-coordinator")
    if mentorship.state == State.ENDED:
        return _ended()
    if mentorship.request_id is None:
        return Conflict(
            _("No request stands behind this mentorship, so nobody can be matched to it. End it; the company can then ask anew."), code="no-request"
        )
    return ALLOWED


def can_propose(user: User, mentorship: Mentorship) -> Verdict:
    """Sessions belong to a mentorship that runs: the agreement comes before the first one."""
    if not (party := is_party(user, mentorship)):
        return party
    return runs(mentorship)


def runs(mentorship: Mentorship) -> Verdict:
    """The mentorship is active."""
    if mentorship.state == State.AGREEING:
        return Conflict(_("Sessions can be booked as soon as both of you have accepted the agreement."), code="not-agreed")
    if mentorship.state == State.PAUSED:
        return Conflict(_("The mentorship is paused. Resume it to book sessions."), code="paused")
    return _ended() if mentorship.state == State.ENDED else ALLOWED


def can_close(user: User, mentorship: Mentorship) -> Verdict:
    """The closing survey is for the two, once each, when it has ended."""
    if not (party := is_party(user, mentorship)):
        return party
    if not (verdict := open_for(mentorship.programme)):
        return verdict
    if mentorship.state != State.ENDED:
        return Conflict(_("The closing questions come when the mentorship has ended."), code="state")
    if mentorship.closing_surveys.filter(person=user).exists():
        return Conflict(_("You have answered the closing questions. Thank you."), code="answered")
    return ALLOWED


def _ended() -> Conflict:
    return Conflict(_("This mentorship has ended."), code="ended")
