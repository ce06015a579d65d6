"""What a reviewer sees: the calls they review for, their list, and one application with the form beside it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frontend.forms.reviews import ConflictForm, ReviewForm
from frontend.keyset import page_of
from mentoring.calls.models import Application
from mentoring.reviews import arranging, queries, reading, reviewing, rules
from network.core.errors import NotVisible


@login_required
@require_GET
def reviewed_calls(request: HttpRequest) -> HttpResponse:
    """The calls one reviews for."""
    calls = queries.calls_reviewed_by(request.user).select_related("incubator", "programme").order_by("-closes_at", "-id")
    return render(request, "reviews/calls.html", {"calls": calls[:100]})


@login_required
@require_GET
def reviews_of_call(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One call's applications as this reviewer has them to read."""
    call = queries.call_reviewed_by(request.user, pk)
    given = queries.given_to(request.user, call)
    context = {
        "call": call,
        "given": given,
        "done": sum(1 for application in given if application.own_state in queries.DONE),
        "page": page_of(queries.others_to_read(request.user, call), request),
        "phase": queries.phase_of(call),
        "next": queries.coming_phase(call),
    }
    return render(request, "reviews/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Read one application, give points, keep them or hand them in."""
    found = queries.case_for(request.user, pk)
    criteria = queries.rubric_of(found.call)
    if request.method == "GET":
        return _page(request, found, ReviewForm(criteria=criteria, initial=ReviewForm.of(_own(request, found))))
    form = ReviewForm(request.POST, criteria=criteria)
    if form.is_valid() and form.perform(reviewing.save, by=request.user, application=found, **form.given()):
        if request.POST.get("do") != "submit":
            messages.success(request, _("Kept as a draft. Nobody sees it before you hand it in."))
            return redirect("review", pk)
        form.renew(form.result.version)  # it is kept, whatever handing in says
        if form.perform(reviewing.submit, by=request.user, application=found):
            messages.success(request, _("Thank you, your review is handed in."))
            return redirect("reviews-of-call", found.call_id)
    return _page(request, found, form)


@login_required
@require_POST
def abstain(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Leave it to others."""
    found = queries.case_for(request.user, pk)
    reviewing.abstain(by=request.user, application=found)
    messages.success(request, _("You abstain. Somebody else is given the application."))
    return redirect("reviews-of-call", found.call_id)


@login_required
@require_POST
def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take it back to change it."""
    reviewing.reopen(by=request.user, application=queries.case_for(request.user, pk))
    return redirect("review", pk)


@login_required
@require_POST
def conflict(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Declare that one has to do with the applicant."""
    found = queries.case_for(request.user, pk)
    form = ConflictForm(request.POST)
    if form.is_valid() and form.perform(arranging.declare_conflict, by=request.user, application=found, person=request.user, **form.cleaned_data):
        messages.success(request, _("Thank you for saying so. The application is off your list, and the coordinators know."))
        return redirect("reviews-of-call", found.call_id)
    criteria = queries.rubric_of(found.call)
    return _page(request, found, ReviewForm(criteria=criteria, initial=ReviewForm.of(_own(request, found))), conflict_form=form)


def _own(request: HttpRequest, application: Application) -> Any:
    reviewer = queries.reviewer_of(application.call, request.user)
    if reviewer is None:
        raise NotVisible
    return queries.review_by(reviewer, application)


def _page(request: HttpRequest, application: Application, form: ReviewForm, conflict_form: ConflictForm | None = None) -> HttpResponse:
    call, own = application.call, _own(request, application)
    reviewer, phase = queries.reviewer_of(call, request.user), queries.phase_of(call)
    conflict_form = conflict_form or ConflictForm()
    context = {
        "call": call,
        "case": reading.as_reviewer(application),
        "form": form,
        "own": own,
        "may": rules.can_review(reviewer, phase),
        "phase": phase,
        "others": queries.reviews_of(application).exclude(reviewer=reviewer) if rules.sees_others(own, phase) else (),
        "conflict_form": conflict_form,
        "draft": f"review-{application.pk}",
    }
    return render(request, "reviews/review.html", context, status=form.status if form.is_bound else conflict_form.status)
