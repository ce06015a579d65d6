"""Who may do what with an investor meeting, and when."""

from collections.abc import Container
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from mentoring.investors.models import InvestorMeeting, MeetingParticipant
from network.accounts.models import User
from network.core import clock
from network.core.errors import ALLOWED, Conflict, Refused, Verdict
from network.programmes.models import Programme
from network.programmes.queries import is_coordinator
from network.programmes.rules import open_for

State = InvestorMeeting.State
Side = MeetingParticipant.Side
MOST_PEOPLE = 20
OPEN = (State.PLANNED, State.INVITED)


def can_plan(user: User, programme: Programme) -> Verdict:
    """Coordinators and managers of the programme set up its meetings."""
    if is_coordinator(user, programme):
        return open_for(programme)
    return Refused(_("Investor meetings are set up by the programme's coordinators."), code="not-a-coordinator")


def can_change(user: User, meeting: InvestorMeeting) -> Verdict:
    """Time, place, people and documents can change until the meeting has begun."""
    if not (verdict := can_plan(user, meeting.programme)):
        return verdict
    if meeting.state not in OPEN:
        return Conflict(_("This meeting is closed. You can set up a new one."), code="state")
    if meeting.state == State.INVITED and meeting.starts_at <= clock.now():
        return Conflict(_("This meeting has begun. You can record how it went."), code="begun")
    return ALLOWED


def can_invite(user: User, meeting: InvestorMeeting) -> Verdict:
    """Both sides have somebody, the time is ahead."""
    if not (verdict := can_plan(user, meeting.programme)):
        return verdict
    if meeting.state != State.PLANNED:
        return Conflict(_("The invitations have been sent already."), code="state")
    sides = {p.side for p in meeting.people.all() if p.removed_at is None}
    if Side.INVESTOR not in sides:
        return Conflict(_("Add at least one investor first."), code="no-investor")
    if Side.COMPANY not in sides:
        return Conflict(_("Add at least one person of the company first."), code="no-company-person")
    if meeting.starts_at <= clock.now():
        return Conflict(_("The time of this meeting has passed. Choose a new time first."), code="past")
    return ALLOWED


def can_cancel(user: User, meeting: InvestorMeeting) -> Verdict:
    """Until it is closed; a meeting that has begun is recorded as held or missed instead."""
    return can_change(user, meeting)


def can_record(user: User, meeting: InvestorMeeting) -> Verdict:
    """Held or missed: once the meeting has begun."""
    if not (verdict := can_plan(user, meeting.programme)):
        return verdict
    if meeting.state != State.INVITED:
        return Conflict(_("Only a meeting with sent invitations can be recorded."), code="state")
    if meeting.starts_at > clock.now():
        return Conflict(_("You can record how it went once the meeting has begun."), code="not-begun")
    return ALLOWED


def can_remove(user: User, meeting: InvestorMeeting, participant: MeetingParticipant) -> Verdict:
    """Once invitations are out, each side keeps at least one person."""
    if not (verdict := can_change(user, meeting)):
        return verdict
    others = [p for p in meeting.people.all() if p.removed_at is None and p.side == participant.side and p.pk != participant.pk]
    if meeting.state == State.INVITED and participant.side != Side.ORGANISER and not others:
        return Conflict(_("A meeting needs somebody on each side. Add another person first, or cancel the meeting."), code="last-of-side")
    return ALLOWED


def sees_outcome(user: User, meeting: InvestorMeeting, coordinated: Container[UUID]) -> bool:
    """What came of it is for the company's side and the coordinators; `coordinated` holds the reader's programmes."""
    on_company_side = any(p.person_id == user.pk and p.side == Side.COMPANY for p in meeting.people.all() if p.removed_at is None)
    return on_company_side or meeting.programme_id in coordinated
