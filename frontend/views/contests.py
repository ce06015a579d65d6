"""Saying what is wrong with a list, the answer, and why companies find a mentor or do not."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from frontend.context import standing
from frontend.forms.base import Form
from frontend.forms.contests import AnswerForm, ContestForm, ListsForm
from frontend.keyset import page_of
from frontend.views.coordination import frame
from mentoring.matching import wording
from mentoring.matching.contests import queries as contest_queries
from mentoring.matching.contests import rules as contest_rules
from mentoring.matching.contests import services as contests
from mentoring.matching.models import Contest
from mentoring.matching.names import names
from mentoring.matching.shortlist import their_side
from mentoring.matching.shortlist.queries import LeftOut, Match, standing_of
from mentoring.profiles.queries import own_profile
from mentoring.requests.queries import request_for
from network.core.errors import NotVisible
from network.programmes.queries import programme_for


@login_required
@require_GET
def contest_list(request: HttpRequest) -> HttpResponse:
    """What waits for the reader's answer, the oldest first; and everything that they may see."""
    page = page_of(contest_queries.contests_visible_to(request.user), request)
    waiting = list(contest_queries.contests_to_answer(request.user)[:50])
    tabs = frame(request, "contests") if standing(request).roles & {"coordinator", "programme_manager"} else {}
    return render(request, "contests/list.html", {"waiting": waiting, "page": page, **tabs})


@login_required
def contest(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Question and answer; a coordinator sees what the list was made from, and answers here."""
    found = contest_queries.contest_for(request.user, pk)
    may = contest_rules.can_answer(request.user, found)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if form.perform(contests.answer, contest=found, by=request.user, outcome=data["outcome"], text=data["answer"]):
            messages.success(request, _("Your answer is kept, and whoever asked has been told."))
            return redirect("contest", pk)
    # Who cannot answer because it is answered, or not theirs to answer, still reads; only coordinators read what was true.
    coordinates = bool(may) or may.code == "state"
    labels = names()
    side = wording.Side.COORDINATOR if coordinates else wording.Side.CANDIDATE if found.request is None else wording.Side.COMPANY
    context = {
        "contest": found,
        "criterion": wording.criterion_label(found.criterion, labels, side),
        "seen": contest_queries.seen_lines(found, labels) if coordinates else None,
        "form": form if may else None,
        "coordinates": coordinates,
    }
    return render(request, "contests/detail.html", context, status=form.status)


@login_required
def contest_shortlist(request: HttpRequest, pk: UUID, candidate: UUID | None = None) -> HttpResponse:
    """A company says what is wrong with its list, or with what the list says of one."""
    found = request_for(request.user, pk)
    may = contest_rules.can_contest(request.user, found)
    match, left = _about(request, pk, candidate)
    # Without a candidate it is about the whole list, whoever was proposed: every choice leaves one of its two sides empty.
    choices = [choice for choice in found.choices.all() if candidate and candidate in (choice.mentor_id, choice.incubator_id)]
    proposed = any(choice.proposed_by_id for choice in choices)
    form = ContestForm(request.POST if request.method == "POST" else None, abouts=_abouts(match, left, proposed), criteria=_criteria(match, left))
    if (
        request.method == "POST"
        and form.is_valid()
        and form.perform(contests.contest, request=found, by=request.user, candidate=candidate, **form.cleaned_data)
    ):
        messages.success(request, _("Your question is with the coordinator. We tell you when there is an answer."))
        return redirect("contest", form.result.pk)
    profile = next((choice.profile for choice in choices), None)
    profile = match.profile if match else left.profile if left else profile
    if candidate and profile is None:
        raise NotVisible
    context = {"request_": found, "form": form, "match": match, "left": left, "profile": profile, "may": may}
    return render(request, "contests/new.html", context, status=form.status)


def _about(request: HttpRequest, pk: UUID, candidate: UUID | None) -> tuple[Match | None, LeftOut | None]:
    """The candidate on the list, or left out of it."""
    if candidate is None:
        return None, None
    stands = standing_of(request.user, pk, candidate)
    return stands if isinstance(stands, Match) else None, stands if isinstance(stands, LeftOut) else None


def _abouts(match: Match | None, left: LeftOut | None, proposed: bool) -> list[str]:
    about = Contest.About
    if left:
        return [about.MISSING, *([about.PROPOSAL] if proposed else [])]
    if match:
        return [*([about.PROPOSAL] if proposed else []), about.CANDIDATE]
    return [about.PROPOSAL] if proposed else [about.LIST, about.MISSING]


def _criteria(match: Match | None, left: LeftOut | None) -> list[tuple[str, str]]:
    """What can be named, each once."""
    if match:
        found = [("need", _("What they know"))] + [(line.key, line.label) for line in match.lines if line.key != "need"]
        return list(dict(found).items())
    return [(code, reason) for code, reason, _change in left.reasons] if left else []


@login_required
def mentor_lists(request: HttpRequest) -> HttpResponse:
    """Why companies find a mentor or do not, by programme; and what the mentor asked about it."""
    return _lists(request)


def _lists(request: HttpRequest, programme: UUID | None = None, form: Form | None = None) -> HttpResponse:
    lists = their_side.own_lists(request.user)
    forms = {it.programme.pk: form if form and it.programme.pk == programme else ListsForm(auto_id=f"{it.programme.slug}-%s") for it in lists}
    asked = list(contest_queries.contests_by_mentor(own_profile(request.user))[:20])
    context = {"lists": [(it, forms[it.programme.pk]) for it in lists], "asked": asked}
    return render(request, "contests/mentor.html", context, status=form.status if form else 200)


@login_required
@require_POST
def contest_lists(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A mentor asks a person why companies do not find them."""
    programme, profile = programme_for(request.user, pk), own_profile(request.user)
    if profile is None:
        raise NotVisible
    form = ListsForm(request.POST, auto_id=f"{programme.slug}-%s")
    if form.is_valid() and form.perform(contests.contest_lists, profile=profile, programme=programme, by=request.user, **form.cleaned_data):
        messages.success(request, _("Your question is with the coordinator. We tell you when there is an answer."))
        return redirect("contest", form.result.pk)
    return _lists(request, pk, form)
