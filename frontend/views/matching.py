"""The shortlist: who fits and why, the company's order, and what a coordinator does with it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frontend import charts
from frontend.context import standing
from frontend.forms.base import Form
from frontend.forms.requests import PairForm
from frontend.keyset import Page
from frontend.views.requests import refusal_of, where_it_stands
from mentoring.matching.contests.queries import contests_of
from mentoring.matching.contests.rules import can_contest
from mentoring.matching.shortlist import services
from mentoring.matching.shortlist.queries import LeftOut, Match, Part, Shortlist, shortlist_for, standing_of
from mentoring.matching.wording import Side
from mentoring.requests import coordination, queries, rules
from mentoring.requests.models import MOST_CHOICES, Choice, MentoringRequest

COORDINATING = frozenset({"coordinator", "programme_manager"})  # the roles of whoever has an appointment


@login_required
def shortlist(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who can be asked, best first, and who cannot, with what would change it."""
    return _page(request, shortlist_for(request.user, pk, part_of(request)))


def part_of(request: HttpRequest) -> Part:
    """Which part of the list the address asks for: `after` so many, and of one reason (`left`) those after `from`."""
    return Part(after=_number(request.GET.get("after", "")), of=request.GET.get("left", ""), of_after=_number(request.GET.get("from", "")))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else 0


def pages_of(found: Shortlist) -> Page:
    """The addresses of the parts before and after."""
    after, size = found.part.after, found.part.size
    return Page([], f"?after={after + size}" if found.more else "", f"?after={max(after - size, 0)}" if after else "")


def _page(request: HttpRequest, found: Shortlist, *, refusals: list[str] | None = None, status: int = 200) -> HttpResponse:
    order = _order(found.request)
    places = {key: place for place, key in enumerate(order, start=1)}
    own = found.side == Side.COMPANY  # whoever reads it from that side is of the company
    may = own and found.request.state == MentoringRequest.State.OPEN  # `rules.can_choose`: all the rest may they too
    appointed = standing(request).roles & COORDINATING  # the head of the page has asked: most who read a list are not
    context: dict[str, Any] = {
        "request_": found.request,
        "shortlist": found,
        "matches": [(match, places.get(str(match.id)), charts.Parts.of(match.explanation.criteria, match.lines)) for match in found.matches],
        "page": pages_of(found),
        "chosen": [choice for choice in found.request.choices.all() if choice.state == Choice.State.WAITING],
        "next_place": len(order) + 1,
        "full": len(order) >= MOST_CHOICES,
        "most": MOST_CHOICES,
        "can_choose": may,
        "can_send": may or (own and rules.can_send(request.user, found.request)),
        "can_edit": may or (own and rules.can_edit(request.user, found.request)),
        "own": own,
        "coordinates": bool(appointed and rules.can_coordinate(request.user, found.request)),
        "contests": list(contests_of(found.request)[:20]),
        "can_contest": may or (own and can_contest(request.user, found.request)),
        "refusals": refusals or [],
    }
    return render(request, "requests/shortlist.html", context, status=status)


def _order(request: MentoringRequest) -> list[str]:
    """The candidates that are chosen and not asked yet, as keys in order."""
    return [str(choice.mentor_id or choice.incubator_id) for choice in request.choices.all() if choice.state == Choice.State.WAITING]


@login_required
@require_POST
def order(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add, take out or move one in the order: each is a button of its own, `do=up:<id>`."""
    found = queries.request_for(request.user, pk)
    verb, _colon, key = request.POST.get("do", "").partition(":")
    form = Form({})
    if not form.perform(services.choose, request=found, by=request.user, candidates=_moved(_order(found), verb, key)):
        return _page(request, shortlist_for(request.user, pk, part_of(request)), refusals=list(form.non_field_errors()), status=form.status)
    return redirect("shortlist", pk)


def _moved(order: list[str], verb: str, key: str) -> list[UUID]:
    """The order after one button. A button that means nothing any more changes nothing."""
    if verb == "add" and key not in order:
        order = [*order, key]
    elif key in order:
        at = order.index(key)
        order = [*order[:at], *order[at + 1 :]]
        if verb in ("up", "down"):
            order.insert(max(at - 1, 0) if verb == "up" else at + 1, key)
        elif verb != "out":
            order.insert(at, key)
    return [UUID(one) for one in order if _is_uuid(one)]


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _ways(request: MentoringRequest) -> list[tuple[str, str]]:
    """What a coordinator can do with one of the list, by the request's state."""
    ways = []
    if request.state == MentoringRequest.State.OPEN:
        ways.append(("propose", _("Propose: the company decides")))
    if request.state in (MentoringRequest.State.ASKING, MentoringRequest.State.EXHAUSTED):
        ways.append(("reassign", _("Ask this one now, in place of who is being asked")))
    if request.state in (MentoringRequest.State.OPEN, MentoringRequest.State.ASKING, MentoringRequest.State.EXHAUSTED):
        ways.append(("pair", _("Bring the two together: both accept the agreement")))
    return ways


@login_required
def pair(request: HttpRequest, pk: UUID, candidate: UUID) -> HttpResponse:
    """A coordinator proposes, has somebody asked, or pairs by hand, with a reason that is kept."""
    found = queries.request_for(request.user, pk)
    form = PairForm(request.POST if request.method == "POST" else None, ways=_ways(found))
    deeds = {"propose": services.propose, "reassign": services.reassign, "pair": services.pair}
    if form.is_valid():
        data = form.cleaned_data
        if form.perform(deeds[data["how"]], request=found, by=request.user, candidate=candidate, reason=data["reason"]):
            messages.success(request, _("Done. The company has been told, with your reason."))
            return redirect("request", pk)
    stands = standing_of(request.user, pk, candidate)
    match, left = (stands if isinstance(stands, kind) else None for kind in (Match, LeftOut))
    context = {"request_": found, "form": form, "match": match, "left": left, "may": rules.can_coordinate(request.user, found)}
    return render(request, "requests/pair.html", context, status=form.status)


@login_required
@require_POST
def approve(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let somebody be asked."""
    choice = coordination.approve(choice=queries.choice_for(request.user, pk), by=request.user)
    messages.success(request, _("Approved."))
    return redirect("request", choice.request_id)


@login_required
@require_POST
def refuse(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Do not let somebody be asked; the company reads why."""
    choice = queries.choice_for(request.user, pk)
    form = refusal_of(choice, request.POST)
    if form.is_valid() and form.perform(coordination.refuse, choice=choice, by=request.user, **form.cleaned_data):
        messages.success(request, _("The company has been told, with your reason."))
        return redirect("request", choice.request_id)
    return where_it_stands(request, queries.request_for(request.user, choice.request_id), refused=(choice.pk, form))
