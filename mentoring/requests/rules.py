"""Who may do what with a request and its choices. Each returns ALLOWED or the reason against it."""

from django.utils.translation import gettext_lazy as _

from mentoring.requests import people
from mentoring.requests.models import Choice, MentoringRequest
from network.accounts.models import User
from network.core.errors import ALLOWED, Conflict, Refused, Verdict
from network.organisations.models import Organisation
from network.organisations.queries import is_member
from network.programmes.queries import is_coordinator
from network.programmes.rules import open_for

State = MentoringRequest.State
BEFORE_ASKING = (State.DRAFT, State.OPEN)


def can_request_for(user: User, company: Organisation) -> Verdict:
    """Any active member of a company may ask for it."""
    if not company.is_company:
        return Refused(_("Only companies and cooperatives ask for a mentor or an incubator."), code="not-a-company")
    return belongs(user, company)


def belongs(user: User, company: Organisation) -> Verdict:
    """The person is in the company now."""
    if is_member(user, company):
        return ALLOWED
    return Refused(_("Only people of the company can do this."), code="not-a-member")


def can_edit(user: User, request: MentoringRequest) -> Verdict:
    """What is asked for can change until somebody has been asked."""
    return _members_in(user, request, BEFORE_ASKING, _("The request has been sent. Withdraw it to ask for something else."))


def can_choose(user: User, request: MentoringRequest) -> Verdict:
    """The order can be set until it is sent."""
    return _members_in(user, request, (State.OPEN,), _("You can choose and order people before the request is sent."))


def can_send(user: User, request: MentoringRequest) -> Verdict:
    """Sending needs at least one choice; the service checks that under the lock."""
    return _members_in(user, request, (State.OPEN,), _("The request has been sent already."))


def can_withdraw(user: User, request: MentoringRequest) -> Verdict:
    """A request can be withdrawn until somebody has accepted it."""
    return _members_in(user, request, (*BEFORE_ASKING, State.ASKING, State.EXHAUSTED), _("The request is closed."))


def can_reopen(user: User, request: MentoringRequest) -> Verdict:
    """After nobody could take it, the company or a coordinator can choose others."""
    if request.state != State.EXHAUSTED:
        return Conflict(_("People can be chosen again when nobody could take the request."), code="state")
    if not (verdict := open_for(request.programme)):
        return verdict
    return belongs(user, request.company) or can_coordinate(user, request)


def can_coordinate(user: User, request: MentoringRequest) -> Verdict:
    """Coordinators and managers of the request's programme."""
    if is_coordinator(user, request.programme):
        return ALLOWED
    return Refused(_("Only coordinators of the programme can do this."), code="not-a-coordinator")


def can_answer(user: User, choice: Choice) -> Verdict:
    """The one who is asked answers, while the question is open."""
    if not people.answers_for(user, choice.profile):
        return Refused(_("Only the one who was asked can answer."), code="not-asked")
    if choice.state in (Choice.State.ASKED, Choice.State.QUESTION):
        return ALLOWED
    if choice.state == Choice.State.ACCEPTED:
        return Conflict(_("You have accepted this request."), code="state")
    if choice.state == Choice.State.DECLINED:
        return Conflict(_("You have declined this request."), code="state")
    return Conflict(_("This request is closed. Nothing is expected of you."), code="state")


def can_ask_back(user: User, choice: Choice) -> Verdict:
    """A question can be put while nothing else is in the air."""
    if choice.state == Choice.State.QUESTION:
        return Conflict(_("Your question is with the company. You can accept or decline meanwhile."), code="state")
    return can_answer(user, choice)


def can_reply(user: User, choice: Choice) -> Verdict:
    """The company answers a question of the one it asked."""
    if not (member := belongs(user, choice.request.company)):
        return member
    if choice.state != Choice.State.QUESTION:
        return Conflict(_("There is no open question."), code="state")
    return ALLOWED


def can_approve(user: User, choice: Choice) -> Verdict:
    """A coordinator lets somebody be asked, or does not, before the question goes out."""
    if not (coordinator := can_coordinate(user, choice.request)):
        return coordinator
    if choice.state != Choice.State.WAITING or choice.request.state != State.ASKING:
        return Conflict(_("This choice is not waiting for approval."), code="state")
    return ALLOWED


def _members_in(user: User, request: MentoringRequest, states: tuple, otherwise: object) -> Verdict:
    if not (member := belongs(user, request.company)):
        return member
    if not (verdict := open_for(request.programme) if request.programme else ALLOWED):
        return verdict
    return ALLOWED if request.state in states else Conflict(otherwise, code="state")
