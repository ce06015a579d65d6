"""A running mentorship goes to somebody else: the mentor falls ill, or the two do not get on. A coordinator does it."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mentoring.mentorships import rules as mentorship_rules
from mentoring.mentorships import services as mentorships
from mentoring.mentorships.locks import locked
from mentoring.mentorships.models import Mentorship
from mentoring.requests import answers, capacity, cascade, coordination, notices, states
from mentoring.requests.availability import available
from mentoring.requests.models import Choice, MentoringRequest
from mentoring.requests.services import HOURS, Chosen
from network.accounts.models import User
from network.core import clock
from network.core.errors import Invalid, require
from network.core.history import because
from network.core.states import move

ASK, PAIR = "ask", "pair"


@transaction.atomic
def hand_over(*, mentorship: Mentorship, by: User, chosen: Chosen, reason: str, how: str) -> Choice:
    """End a mentorship and have another one asked (`ask`), or bring the company and them together (`pair`).

    The first mentor's place is free at once; what is booked ahead is called off in both calendars, the conversation can
    still be read, and the reason is kept and read by both. The same hard rules hold as everywhere: `matching.shortlist.services`
    asks the engine, and here, under the other one's lock, it is asked again whether they can be asked and have room.
    If not, nothing is changed (Conflict), so that nobody loses a mentor for nothing.
    """
    reason = coordination.reason_given(reason)
    if how not in (ASK, PAIR):
        raise Invalid({"how": [_("Choose one of the offered values.")]})
    require(mentorship_rules.can_hand_over(by, mentorship))
    # Locks in the order of every other path: request, choice, mentorship, and last the profile of the one who takes it on.
    request = cascade.locked(mentorship.request_id)
    mentorship = locked(mentorship)
    require(mentorship_rules.can_hand_over(by, mentorship))
    with because("mentorship.hand-over", by=by):
        choice = _instead(request, mentorship, by, chosen, reason)
        profile = capacity.lock(choice.profile)
        require(available(request, profile, clock.today(choice.mentor.person.time_zone if choice.mentor else None)))
        mentorships.end_handed_over(mentorship=mentorship, by=by, reason=reason)
        move(request, "hand-over", states.REQUEST, closed_at=None)
        return _pair(request, choice, by) if how == PAIR else _ask(request, choice, by)


def hours_of(request: MentoringRequest, mentorship: Mentorship) -> MentoringRequest:
    """The request as it reads after a hand-over: with the hours that the two had agreed on (not saved)."""
    request.hours_per_month = min(max(mentorship.accepted_hours or mentorship.hours_per_month, HOURS[0]), HOURS[1])
    return request


def _instead(request: MentoringRequest, mentorship: Mentorship, by: User, chosen: Chosen, reason: str) -> Choice:
    """The new choice, in the place of the accepted one."""
    hours_of(request, mentorship).save(update_fields=["hours_per_month"])
    for old in request.choices.filter(state=Choice.State.ACCEPTED):
        move(old, "hand-over", states.CHOICE, release_reason="handed-over")
    return coordination.add(request, by, chosen, reason, rank=coordination.last_rank(request) + 1)


def _pair(request: MentoringRequest, choice: Choice, by: User) -> Choice:
    move(choice, "pair", states.CHOICE, decided_at=clock.now(), decided_by=by, approved_by=by, approved_at=clock.now())
    move(request, "pair", states.REQUEST, closed_at=clock.now())
    answers.begin(choice, by)
    return choice


def _ask(request: MentoringRequest, choice: Choice, by: User) -> Choice:
    choice.approved_by, choice.approved_at = by, clock.now()
    choice.save(update_fields=["approved_by", "approved_at"])
    asked = cascade.ask_next(request)
    notices.reassigned(choice, asked)
    return asked or choice
