"""A company's requests: writing, following, replying, withdrawing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frontend.forms.requests import ReasonForm, ReplyForm, RequestForm
from frontend.keyset import page_of
from mentoring.matching.contests.queries import contests_of
from mentoring.matching.contests.rules import can_contest
from mentoring.matching.shortlist.queries import side_of
from mentoring.matching.wording import Side
from mentoring.requests import answers, queries, rules, services
from mentoring.requests.models import Choice, MentoringRequest
from network.organisations.models import Organisation
from network.organisations.queries import companies_of


@login_required
def requests(request: HttpRequest) -> HttpResponse:
    """Requests of the reader's companies, newest first."""
    page = page_of(queries.own_requests(request.user), request)
    return render(request, "requests/list.html", {"page": page, "companies": companies_of(request.user)})


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Begin a request, for the company that `?company=` names where there are several."""
    companies = {str(company.pk): company for company in companies_of(request.user)}
    if not companies:
        return redirect("organisation")
    company = companies.get(request.GET.get("company", "")) or next(iter(companies.values()))
    programme = queries.likely_programme(company)
    initial = {
        "programme": str(programme.pk) if programme else "",
        "target": "mentor",
        "format": "any",
        "cross_border": "prefer",
        "languages": dict.fromkeys(request.user.languages, "2"),
    }
    return _write(request, company, None, initial, {"companies": list(companies.values())})


@login_required
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change a request until somebody has been asked."""
    found = queries.request_for(request.user, pk)
    return _write(request, found.company, found, RequestForm.of(found), {"may": rules.can_edit(request.user, found)})


def _write(request: HttpRequest, company: Organisation, found: MentoringRequest | None, initial: dict, context: dict[str, Any]) -> HttpResponse:
    """The form. What is kept stays kept, also when something is missing for the next step."""
    form = RequestForm(request.POST if request.method == "POST" else None, initial=initial, company=company, draft=request.POST.get("then") == "keep")
    if form.is_valid() and form.perform(services.save_request, by=request.user, request=found, company=company, **form.cleaned_data):
        found = form.result
        if request.POST.get("then") == "keep":
            messages.success(request, _("Your draft is kept. Only people of your company see it."))
            return redirect("requests")
        if form.perform(services.open_request, by=request.user, request=found):
            return redirect("shortlist", found.pk)
    here = reverse("request-edit", args=[found.pk]) if found else f"{reverse('request-new')}?company={company.pk}"
    context |= {"form": form, "company": company, "request_": found, "here": here}
    return render(request, "requests/edit.html", context, status=form.status)


@login_required
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where a request stands; a draft opens for writing, an open one at its shortlist."""
    found = queries.request_for(request.user, pk)
    if found.state == MentoringRequest.State.DRAFT:
        return redirect("request-edit", pk)
    if found.state == MentoringRequest.State.OPEN:
        return redirect("shortlist", pk)
    return where_it_stands(request, found)


def refusal_of(choice: Choice, data: QueryDict | None = None) -> ReasonForm:
    """Why a coordinator does not let somebody be asked; each choice's field has a name of its own in the page."""
    return ReasonForm(data, auto_id=f"r-{choice.pk}-%s")


def where_it_stands(
    request: HttpRequest, found: MentoringRequest, form: ReplyForm | None = None, refused: tuple[UUID, ReasonForm] | None = None
) -> HttpResponse:
    """The page of a request; `refused` is the form of one choice that could not be taken as it was typed."""
    user, pending, form = request.user, queries.pending_choice(found), form or ReplyForm()
    choices = list(found.choices.all())
    for choice in choices:
        choice.refusal = refused[1] if refused and refused[0] == choice.pk else refusal_of(choice)
    context = {
        "request_": found,
        "pending": pending,
        "choices": choices,
        "reply": form if pending and pending.state == "question" and rules.can_reply(user, pending) else None,
        "can_withdraw": rules.can_withdraw(user, found),
        "can_reopen": rules.can_reopen(user, found),
        "own": side_of(user, found) == Side.COMPANY,
        "coordinates": bool(rules.can_coordinate(user, found)),
        "contests": list(contests_of(found)[:20]),
        "can_contest": can_contest(user, found),
        "mentorship": queries.mentorship_of(found),
    }
    return render(request, "requests/detail.html", context, status=refused[1].status if refused else form.status)


@login_required
@require_POST
def reply(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer the question of the one who is asked."""
    choice = queries.choice_for(request.user, pk)
    form = ReplyForm(request.POST)
    if form.is_valid() and form.perform(answers.reply, choice=choice, by=request.user, **form.cleaned_data):
        messages.success(request, _("Your reply is on its way. Their time to answer goes on now."))
        return redirect("request", choice.request_id)
    return where_it_stands(request, queries.request_for(request.user, choice.request_id), form)


@login_required
@require_POST
def send(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask the first of the chosen ones."""
    sent = services.send(request=queries.request_for(request.user, pk), by=request.user)
    if sent.state == MentoringRequest.State.EXHAUSTED:
        messages.warning(request, _("Nobody on your list can be asked any more. Choose others."))
    else:
        messages.success(request, _("Your request is sent. We tell you as soon as there is an answer."))
    return redirect("request", pk)


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the request back."""
    services.withdraw(request=queries.request_for(request.user, pk), by=request.user)
    messages.success(request, _("Your request is taken back."))
    return redirect("requests")


@login_required
@require_POST
def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose again after nobody could take it."""
    services.reopen(request=queries.request_for(request.user, pk), by=request.user)
    return redirect("shortlist", pk)
