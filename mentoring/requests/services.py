"""What a company does with its request: write it, open it, order its choices, send, withdraw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mentoring.profiles.models import BusinessStage
from mentoring.requests import cascade, notices, rules, states
from mentoring.requests.cascade import advance_due
from mentoring.requests.models import MOST_CHOICES, Choice, MentoringRequest, RequestLanguage, RequestNeed
from network.accounts.models import User
from network.core import clock
from network.core.errors import Conflict, Invalid, require
from network.core.states import move
from network.organisations.models import Organisation
from network.programmes.models import Programme
from network.programmes.queries import takes_part
from network.programmes.rules import open_for
from network.programmes.services import join
from network.vocabulary.languages import SPOKEN, Level
from network.vocabulary.models import SupportNeed

__all__ = ["advance_due", "choose", "open_request", "reopen", "save_request", "send", "withdraw"]

PLAIN = ("target", "business_stage", "goal", "format", "cross_border", "hours_per_month")
COMPONENT = {"mentor": "mentoring", "incubator": "incubation"}  # what is asked for → the component of the programme that allows it
MOST_NEEDS = 6
LONGEST_GOAL = 4000
HOURS = (Decimal("0.5"), Decimal(40))


@dataclass(frozen=True, slots=True)
class Chosen:
    """One chosen mentor or incubator with the fit and explanation of the moment."""

    mentor_id: UUID | None = None
    incubator_id: UUID | None = None
    fit: float | None = None
    explanation: dict = field(default_factory=dict)


@transaction.atomic
def save_request(
    *,
    by: User,
    request: MentoringRequest | None = None,
    company: Organisation | None = None,
    programme: Programme | None = None,
    needs: Sequence[str] | None = None,
    languages: Mapping[str, int] | None = None,
    **fields: object,
) -> MentoringRequest:
    """Keep a request as far as it is written; a draft may be incomplete. `needs` come in order of importance.

    Raises Invalid for values that no request can have, Refused for people outside the company.
    """
    if request is None:
        require(rules.can_request_for(by, company))
        if programme is not None:
            require(open_for(programme, COMPONENT.get(str(fields.get("target") or MentoringRequest.Target.MENTOR), "")))
        request = MentoringRequest(company=company, programme=programme, created_by=by)
    else:
        request = cascade.locked(request.pk)
        require(rules.can_edit(by, request))
        request.programme = programme or request.programme
    _check(needs, languages, fields)
    for name in PLAIN:
        if name in fields:
            setattr(request, name, fields[name])
    request.save()
    if needs is not None:
        request.needs.all().delete()
        RequestNeed.objects.bulk_create(RequestNeed(request=request, need_id=code, rank=rank) for rank, code in enumerate(needs, start=1))
    if languages is not None:
        request.languages.all().delete()
        RequestLanguage.objects.bulk_create(RequestLanguage(request=request, language=code, level=level) for code, level in languages.items())
    if request.state != MentoringRequest.State.DRAFT:
        _complete(request)
    return request


def _check(needs: Sequence[str] | None, languages: Mapping[str, int] | None, fields: dict) -> None:
    """Refuse what no request can have, whether draft or not."""
    errors: dict[str, list] = {}
    if needs is not None:
        if len(set(needs)) != len(needs):
            errors["needs"] = [_("Each need stands once in your order.")]
        elif len(needs) > MOST_NEEDS:
            errors["needs"] = [_("Name up to %(most)d needs, the most important first.") % {"most": MOST_NEEDS}]
        elif SupportNeed.objects.filter(pk__in=needs).count() != len(needs):
            errors["needs"] = [_("One of these needs is not in the list.")]
    if languages is not None and not all(code in SPOKEN and level in Level.values for code, level in languages.items()):
        errors["languages"] = [_("Choose languages and levels from the list.")]
    if len(str(fields.get("goal", ""))) > LONGEST_GOAL:
        errors["goal"] = [_("Keep it under %(most)d characters.") % {"most": LONGEST_GOAL}]
    if fields.get("business_stage") not in (None, "", *BusinessStage.values):
        errors["business_stage"] = [_("Choose from the list.")]
    hours = fields.get("hours_per_month")
    if hours is not None and not HOURS[0] <= Decimal(hours) <= HOURS[1]:
        errors["hours_per_month"] = [_("Ask for between half an hour and forty hours a month.")]
    if errors:
        raise Invalid(errors)


def _complete(request: MentoringRequest) -> None:
    """Refuse an incomplete request: what is needed to find somebody."""
    errors: dict[str, list] = {}
    if not request.needs.exists():
        errors["needs"] = [_("Name at least one thing you need help with.")]
    if not request.languages.exists():
        errors["languages"] = [_("Name at least one language you can work in.")]
    if not request.goal.strip():
        errors["goal"] = [_("Say in a few words what you want to reach.")]
    if errors:
        raise Invalid(errors)


@transaction.atomic
def open_request(*, request: MentoringRequest, by: User) -> MentoringRequest:
    """Finish the draft: from now on it has a shortlist. Raises Invalid naming what is missing."""
    request = cascade.locked(request.pk)
    require(rules.can_edit(by, request))
    require(open_for(request.programme, COMPONENT[request.target]))
    _complete(request)
    if not takes_part(request.company, request.programme):
        join(by=by, company=request.company, programme=request.programme)
    if request.state == MentoringRequest.State.DRAFT:
        move(request, "open", states.REQUEST, opened_at=clock.now())
    return request


@transaction.atomic
def choose(*, request: MentoringRequest, by: User, chosen: Sequence[Chosen]) -> list[Choice]:
    """Set whom to ask, in order, in place of what was chosen before. Eligibility is `matching.shortlist.services`' matter."""
    request = cascade.locked(request.pk)
    require(rules.can_choose(by, request))
    keys = [(it.mentor_id, it.incubator_id) for it in chosen]
    if len(set(keys)) != len(keys):
        raise Invalid({"choices": [_("Each stands once in your order.")]})
    if len(keys) > MOST_CHOICES:
        raise Invalid({"choices": [_("Choose up to %(most)d.") % {"most": MOST_CHOICES}]})
    if any(bool(it.mentor_id) != (request.target == MentoringRequest.Target.MENTOR) for it in chosen):
        raise Invalid({"choices": [_("Choose either mentors or incubators, as your request says.")]})
    waiting = request.choices.filter(state=Choice.State.WAITING)
    proposed = {(c.mentor_id, c.incubator_id): (c.proposed_by_id, c.proposal_reason) for c in waiting if c.proposed_by_id}
    waiting.delete()
    first = (request.choices.order_by("-rank").values_list("rank", flat=True).first() or 0) + 1
    made = [
        Choice(
            request=request,
            rank=rank,
            mentor_id=it.mentor_id,
            incubator_id=it.incubator_id,
            fit=it.fit,
            explanation=it.explanation,
            proposed_by_id=proposed.get(key, (None, ""))[0],
            proposal_reason=proposed.get(key, (None, ""))[1],
        )
        for rank, (key, it) in enumerate(zip(keys, chosen, strict=True), start=first)
    ]
    return Choice.objects.bulk_create(made)


@transaction.atomic
def send(*, request: MentoringRequest, by: User) -> MentoringRequest:
    """Send the request: the first one is asked, or the coordinators are asked to approve first."""
    request = cascade.locked(request.pk)
    require(rules.can_send(by, request))
    _complete(request)
    if not request.choices.filter(state=Choice.State.WAITING).exists():
        raise Conflict(_("Choose at least one before you send."), code="no-choices")
    move(request, "ask", states.REQUEST, sent_at=clock.now(), closed_at=None)
    if request.programme.approval_before_asking:
        notices.approval_wanted(request)
    cascade.ask_next(request)
    return request


@transaction.atomic
def withdraw(*, request: MentoringRequest, by: User) -> MentoringRequest:
    """Take the request back. Only the one who is being asked hears of it."""
    request = cascade.locked(request.pk)
    require(rules.can_withdraw(by, request))
    move(request, "withdraw", states.REQUEST, closed_at=clock.now())
    cascade.release_all(request, "withdrawn")
    return request


@transaction.atomic
def reopen(*, request: MentoringRequest, by: User) -> MentoringRequest:
    """Choose again after nobody could take it; what was answered stays on record."""
    request = cascade.locked(request.pk)
    require(rules.can_reopen(by, request))
    move(request, "reopen", states.REQUEST, closed_at=None)
    return request
