"""What a mentor or an incubator is asked: reading, accepting, declining, asking back."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frontend.context import standing
from frontend.forms.base import Form
from frontend.forms.requests import DeclineForm, QuestionForm
from frontend.keyset import page_of
from mentoring.matching.shortlist.their_side import why
from mentoring.requests import answers, queries, rules
from mentoring.requests.models import Choice


@login_required
def choices(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, and what was asked before."""
    waiting = list(queries.open_choices_of(request.user))
    page = page_of(queries.closed_choices_of(request.user), request)
    for_incubator = standing(request).roles & {"mentor", "incubator"} == {"incubator"}
    return render(request, "choices/list.html", {"waiting": waiting, "page": page, "for_incubator": for_incubator})


@login_required
def choice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One request, as the one who is asked sees it."""
    return _detail(request, queries.choice_asked_of(request.user, pk))


def _detail(
    request: HttpRequest, found: Choice, *, decline: Form | None = None, question: Form | None = None, refusal: object = "", status: int = 200
) -> HttpResponse:
    context = {
        "choice": found,
        "asked": found.request,
        "why": why(found),
        "can_answer": rules.can_answer(request.user, found),
        "can_ask": rules.can_ask_back(request.user, found),
        "decline": decline or DeclineForm(),
        "question": question or QuestionForm(),
        "refusal": refusal,
        "mentorship": queries.mentorship_of(found.request) if found.state == Choice.State.ACCEPTED else None,
    }
    return render(request, "choices/detail.html", context, status=status)


@login_required
@require_POST
def accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the company; who comes too late reads why, with the status that says so."""
    found, form = queries.choice_asked_of(request.user, pk), Form({})
    if form.perform(answers.accept, choice=found, by=request.user):
        messages.success(request, _("You have accepted. Next you both read and accept an agreement."))
        return redirect("mentorship", form.result.pk)
    refusal = next(iter(form.non_field_errors()), "")
    return _detail(request, queries.choice_asked_of(request.user, pk), refusal=refusal, status=form.status)


@login_required
@require_POST
def decline(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say no; the next one is asked."""
    found, form = queries.choice_asked_of(request.user, pk), DeclineForm(request.POST)
    if form.is_valid() and form.perform(answers.decline, choice=found, by=request.user, **form.cleaned_data):
        messages.success(request, _("You have declined. Somebody else is asked, and nothing more is expected of you."))
        return redirect("choices")
    return _detail(request, queries.choice_asked_of(request.user, pk), decline=form, status=form.status)


@login_required
@require_POST
def ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a question first."""
    found, form = queries.choice_asked_of(request.user, pk), QuestionForm(request.POST)
    if form.is_valid() and form.perform(answers.ask_back, choice=found, by=request.user, **form.cleaned_data):
        messages.success(request, _("Your question is on its way. We tell you when there is a reply."))
        return redirect("choice", pk)
    return _detail(request, queries.choice_asked_of(request.user, pk), question=form, status=form.status)
