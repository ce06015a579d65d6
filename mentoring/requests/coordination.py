"""What a coordinator does with somebody else's request: propose, approve or not, pair by hand, reassign."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from mentoring.mentorships.models import Mentorship
from mentoring.requests import answers, capacity, cascade, notices, rules, states
from mentoring.requests.models import MOST_CHOICES, Choice, MentoringRequest
from mentoring.requests.services import Chosen
from network.accounts.models import User
from network.core import clock
from network.core.errors import Conflict, Invalid, require
from network.core.states import move
from network.programmes.rules import open_for

State = MentoringRequest.State


def reason_given(reason: str) -> str:
    """The coordinator's reason, which is kept and shown. Raises Invalid when there is none."""
    if not (reason := reason.strip()):
        raise Invalid({"reason": [_("Give a reason. It is kept with the request, and the company reads it.")]})
    if len(reason) > 1000:
        raise Invalid({"reason": [_("Keep it under %(most)d characters.") % {"most": 1000}]})
    return reason


@transaction.atomic
def propose(*, request: MentoringRequest, by: User, chosen: Chosen, reason: str) -> Choice:
    """Put somebody on the company's list, at its end; the company decides whether and when to send."""
    reason = reason_given(reason)
    request = cascade.locked(request.pk)
    require(rules.can_coordinate(by, request))
    require(open_for(request.programme))
    choice = put_on_list(request=request, by=by, chosen=chosen, reason=reason)
    notices.proposed(choice)
    return choice


def put_on_list(*, request: MentoringRequest, by: User, chosen: Chosen, reason: str) -> Choice:
    """Somebody at the end of the list of a request whose row the caller has locked. Raises Conflict when it takes nobody."""
    if request.state != State.OPEN:
        raise Conflict(_("You can propose somebody while the company is choosing."), code="state")
    listed = list(Choice.objects.filter(request=request))  # read once: a run puts a thousand pairs on their lists
    waiting = [choice for choice in listed if choice.state == Choice.State.WAITING]
    if len(waiting) >= MOST_CHOICES:
        raise Conflict(_("The company's list is full. It can take somebody off."), code="list-full")
    if any((choice.mentor_id, choice.incubator_id) == (chosen.mentor_id, chosen.incubator_id) for choice in waiting):
        return add(request, by, chosen, reason, rank=last_rank(request) + 1)
    return _kept(request, by, chosen, reason, rank=max((choice.rank for choice in listed), default=0) + 1)


@transaction.atomic
def approve(*, choice: Choice, by: User) -> Choice:
    """Let somebody be asked. The cascade goes on if it was waiting for this."""
    choice = answers.locked(choice)
    require(rules.can_approve(by, choice))
    choice.approved_by, choice.approved_at = by, clock.now()
    choice.save(update_fields=["approved_by", "approved_at"])
    cascade.ask_next(choice.request)
    return choice


@transaction.atomic
def refuse(*, choice: Choice, by: User, reason: str) -> Choice:
    """Do not let somebody be asked; the company reads why, the candidate never hears of it."""
    reason = reason_given(reason)
    choice = answers.locked(choice)
    require(rules.can_approve(by, choice))
    move(choice, "release", states.CHOICE, release_reason="refused", decline_reason=reason, decided_by=by, decided_at=clock.now())
    notices.refused(choice, cascade.ask_next(choice.request))
    return choice


def pair(*, request: MentoringRequest, by: User, chosen: Chosen, reason: str) -> Mentorship:
    """Bring the two together by hand. Both still accept the agreement, so nobody is bound by it.

    The hard rules are checked by `matching.shortlist.services`; room is checked here, under the candidate's lock.
    """
    reason = reason_given(reason)
    with transaction.atomic():
        request = cascade.locked(request.pk)
        require(rules.can_coordinate(by, request))
        require(open_for(request.programme))
        if request.state not in (State.OPEN, State.ASKING, State.EXHAUSTED):
            raise Conflict(_("This request is not looking for anybody now."), code="state")
        cascade.release_all(request, "reassigned")
        choice = add(request, by, chosen, reason, rank=last_rank(request) + 1)
        require(capacity.room_for(capacity.lock(choice.profile), request.hours_per_month))
        move(choice, "pair", states.CHOICE, decided_at=clock.now(), decided_by=by, approved_by=by, approved_at=clock.now())
        move(request, "pair", states.REQUEST, sent_at=request.sent_at or clock.now(), closed_at=clock.now())
        return answers.begin(choice, by)


@transaction.atomic
def reassign(*, request: MentoringRequest, by: User, chosen: Chosen, reason: str) -> Choice:
    """Ask somebody else at once: the one being asked is told that it is closed, the rest of the order stays behind."""
    reason = reason_given(reason)
    request = cascade.locked(request.pk)
    require(rules.can_coordinate(by, request))
    require(open_for(request.programme))
    if request.state == State.EXHAUSTED:
        move(request, "reopen", states.REQUEST, closed_at=None)
        move(request, "ask", states.REQUEST)
    if request.state != State.ASKING:
        raise Conflict(_("Somebody else can be asked while the request is out, or when nobody could take it."), code="state")
    if current := answers.of_request(request):
        cascade.release(current, "reassigned")
    first = request.choices.filter(state=Choice.State.WAITING).order_by("rank").values_list("rank", flat=True).first() or last_rank(request) + 1
    request.choices.filter(state=Choice.State.WAITING).update(rank=F("rank") + 1)
    choice = add(request, by, chosen, reason, rank=first)
    choice.approved_by, choice.approved_at = by, clock.now()
    choice.save(update_fields=["approved_by", "approved_at"])
    asked = cascade.ask_next(request)
    notices.reassigned(choice, asked)
    return choice


def last_rank(request: MentoringRequest) -> int:
    """The last place that was given in a request; 0 when there is none."""
    return request.choices.order_by("-rank").values_list("rank", flat=True).first() or 0


def add(request: MentoringRequest, by: User, chosen: Chosen, reason: str, *, rank: int) -> Choice:
    """A choice made by a coordinator. If the company had chosen the same, that one gives way to it."""
    request.choices.filter(state=Choice.State.WAITING, mentor=chosen.mentor_id, incubator=chosen.incubator_id).delete()
    return _kept(request, by, chosen, reason, rank=rank)


def _kept(request: MentoringRequest, by: User, chosen: Chosen, reason: str, *, rank: int) -> Choice:
    return Choice.objects.create(
        request=request,
        rank=rank,
        mentor_id=chosen.mentor_id,
        incubator_id=chosen.incubator_id,
        fit=chosen.fit,
        explanation=chosen.explanation,
        proposed_by=by,
        proposal_reason=reason,
    )
