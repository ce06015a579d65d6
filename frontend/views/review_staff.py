"""What coordinators arrange for the reviews of a call: rubric, phases, reviewers, who reads what; the ranking; the decisions."""

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frontend.forms.base import Form
from frontend.forms.reviews import AssignForm, ConflictForm, CriterionForm, DecideForm, PhaseForm, ReviewerForm, ReviewSettingsForm
from frontend.keyset import page_of, page_of_keys
from mentoring.calls.models import Application, Call
from mentoring.calls.people import closed_to, takers_of
from mentoring.reviews import arranging, assigning, deciding, letters, queries, rules
from network.core.errors import Conflict, DomainError
from network.jobs.models import Job

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@login_required
@require_GET
def call_reviews(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All that is arranged, and how far the reviews are."""
    return _overview(request, queries.call_to_arrange(request.user, pk))


@login_required
@require_POST
def settings(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Reads and middle."""
    call = queries.call_to_arrange(request.user, pk)
    form = ReviewSettingsForm(request.POST)
    if form.is_valid() and form.perform(arranging.set_up, by=request.user, call=call, **form.cleaned_data):
        messages.success(request, _("Saved."))
        return redirect("call-reviews", pk)
    return _overview(request, call, settings_form=form)


@login_required
@require_POST
def add_reviewer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask somebody to review."""
    call = queries.call_to_arrange(request.user, pk)
    form = ReviewerForm(request.POST, people=queries.people_to_ask(request.user, call))
    if form.is_valid():
        person = queries.person_to_ask(request.user, call, form.cleaned_data["person"])
        if form.perform(arranging.add_reviewer, by=request.user, call=call, person=person, most=form.cleaned_data["most"]):
            messages.success(request, _("%(person)s is asked to review and hears of it.") % {"person": person})
            return redirect("call-reviews", pk)
    return _overview(request, call, reviewer_form=form)


@login_required
@require_POST
def remove_reviewer(request: HttpRequest, pk: UUID, reviewer: UUID) -> HttpResponse:
    """End a reviewer's part."""
    call = queries.call_to_arrange(request.user, pk)
    arranging.remove_reviewer(by=request.user, reviewer=queries.reviewer_in(call, reviewer))
    messages.success(request, _("What they had not read returns to the pool."))
    return redirect("call-reviews", pk)


@login_required
@require_POST
def allocate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give out every read that is needed."""
    call = queries.call_to_arrange(request.user, pk)
    try:
        made = assigning.allocate_call(by=request.user, call=call)
    except DomainError as refusal:
        return _overview(request, call, refusal=refusal)
    count = len(made.assignments)
    messages.success(request, ngettext("%(count)d review is given out.", "%(count)d reviews are given out.", count) % {"count": count})
    if made.unread:
        numbers = ", ".join(str(number) for number in sorted(made.unread))
        messages.warning(request, _("Nobody is left who could read these: %(numbers)s. Ask more people, or raise how many they take.") % {"numbers": numbers})
    return redirect("call-reviews", pk)


@login_required
@require_http_methods(["GET", "POST"])
def criterion(request: HttpRequest, pk: UUID, key: str = "") -> HttpResponse:
    """Add a criterion, or change one."""
    call = queries.call_to_arrange(request.user, pk)
    found = queries.criterion_of(call, key) if key else None
    form = CriterionForm(request.POST if request.method == "POST" else None, call=call, criterion=found)
    service: Any = (arranging.change_criterion, {"criterion": found}) if found else (arranging.add_criterion, {"call": call})
    if request.method == "POST" and form.is_valid() and form.perform(service[0], by=request.user, **service[1], **form.cleaned_data):
        messages.success(request, _("Saved."))
        return redirect("call-reviews", pk)
    return render(request, "reviews/criterion.html", {"call": call, "form": form, "criterion": found}, status=form.status)


@login_required
@require_POST
def remove_criterion(request: HttpRequest, pk: UUID, key: str) -> HttpResponse:
    """Take a criterion away that nobody has given points for."""
    call = queries.call_to_arrange(request.user, pk)
    return _do(request, call, arranging.remove_criterion, _("The criterion is gone."), criterion=queries.criterion_of(call, key))


@login_required
@require_http_methods(["GET", "POST"])
def phase(request: HttpRequest, pk: UUID, phase: UUID | None = None) -> HttpResponse:
    """Add a phase, or change one."""
    call = queries.call_to_arrange(request.user, pk)
    found = queries.phase_in(call, phase) if phase else None
    form = PhaseForm(request.POST if request.method == "POST" else None, call=call, phase=found)
    if request.method == "POST" and form.is_valid() and form.perform(arranging.save_phase, by=request.user, call=call, phase=found, **form.cleaned_data):
        messages.success(request, _("Saved."))
        return redirect("call-reviews", pk)
    return render(request, "reviews/phase.html", {"call": call, "form": form, "phase": found}, status=form.status)


@login_required
@require_POST
def remove_phase(request: HttpRequest, pk: UUID, phase: UUID) -> HttpResponse:
    """Take a phase away; what was written in it stays."""
    call = queries.call_to_arrange(request.user, pk)
    return _do(request, call, arranging.remove_phase, _("The phase is gone. What was written in it stays."), phase=queries.phase_in(call, phase))


@login_required
@require_http_methods(["GET", "POST"])
def ranking(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Applications by place, and one way for several of them at once."""
    call = queries.call_to_arrange(request.user, pk)
    ticked = _keys(request.POST.getlist("applications"))[: deciding.MOST_AT_ONCE + 1]
    rows = queries.applications_to_rank(request.user, call).filter(pk__in=ticked) if ticked else []  # they may stand on another page by now
    chosen = [(str(row.pk), f"{row.number}: {row.company}") for row in rows]
    form = DecideForm(request.POST if request.method == "POST" else None, applications=chosen, ways=queries.ways_of_coordinators(call))
    results: list[deciding.Result] = []
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        keys = _keys(given.pop("applications"))
        if form.perform(deciding.decide, by=request.user, applications=queries.applications_in(request.user, call, keys), **given):
            results = form.result
            went = sum(1 for result in results if not result.refusal)
            if went:
                messages.success(request, ngettext("Done for %(count)d application.", "Done for %(count)d applications.", went) % {"count": went})
            if went == len(results):
                return redirect(request.get_full_path())
    found = queries.ranking_page(request.user, call, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    closed = closed_to(request.user, call)
    context = {
        "call": call,
        "closed": closed,
        "page": page_of_keys(found.lines, request, next=found.next, previous=found.previous),
        "form": form,
        "results": results,
        "criteria": [it for it in queries.rubric_of(call) if it.is_independent],
    }
    status = Conflict.status if results and all(result.refusal for result in results) else form.status
    return render(request, "reviews/ranking.html", context | {"middle": queries.settings_of(call).middle}, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def decisions(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The letters of all held decisions, to read before they leave together."""
    call = queries.call_to_arrange(request.user, pk)
    refusal = None
    if request.method == "POST":
        try:
            expected = _keys(" ".join(request.POST.getlist("expected")).split())
            sent = deciding.let_leave(by=request.user, call=call, expected=expected, seen=request.POST.get("seen", ""))
            if isinstance(sent, Job):
                return redirect("call-decisions", pk)
            messages.success(request, ngettext("%(count)d decision has left.", "%(count)d decisions have left.", sent.count) % {"count": sent.count})
            return redirect("call-ranking", pk)
        except DomainError as error:
            refusal = error
    if request.htmx and not request.htmx.boosted and request.method == "GET":
        answer = render(request, "reviews/decisions.html#leaving", {"call": call})
        if not call.is_releasing:
            answer["HX-Refresh"] = "true"
        return answer
    held = letters.held_in(call, request.user)
    page = page_of(held, request, *letters.ORDER)
    page.rows = letters.with_letters(page.rows)
    context = {
        "call": call,
        "page": page,
        "outbox": letters.outbox_of(call, held),
        "may": rules.can_release(request.user, call),
        "refused": "" if refusal is None else refusal.message,  # a refusal itself counts as False
    }
    return render(request, "reviews/decisions.html", context, status=refusal.status if refusal is not None else 200)


@login_required
@require_http_methods(["GET", "POST"])
def application_reviews(request: HttpRequest, pk: UUID, application: UUID) -> HttpResponse:
    """One application's reviews for the staff: points, comments, who is to read it, conflicts."""
    call = queries.call_to_arrange(request.user, pk)
    found = queries.applications_in(request.user, call, [application])[0]
    form = AssignForm(request.POST if request.method == "POST" else None, reviewers=_reviewers(call))
    if request.method == "POST" and form.is_valid():
        reviewer = queries.reviewer_in(call, form.cleaned_data["reviewer"])
        if form.perform(assigning.assign, by=request.user, application=found, reviewer=reviewer):
            messages.success(request, _("%(person)s is given the application and hears of it.") % {"person": reviewer.person})
            return redirect("application-reviews", pk, application)
    return _application(request, call, found, form, ConflictForm())


@login_required
@require_POST
def take_back(request: HttpRequest, pk: UUID, application: UUID, assignment: UUID) -> HttpResponse:
    """Take an assignment away."""
    call = queries.call_to_arrange(request.user, pk)
    found = queries.applications_in(request.user, call, [application])[0]
    assigning.take_back(by=request.user, assignment=queries.assignment_of(found, assignment))
    return redirect("application-reviews", pk, application)


@login_required
@require_POST
def own_conflict(request: HttpRequest, pk: UUID, application: UUID) -> HttpResponse:
    """A coordinator's own conflict: the application is closed to them from now on."""
    call = queries.call_to_arrange(request.user, pk)
    found = queries.applications_in(request.user, call, [application])[0]
    form = ConflictForm(request.POST)
    if not form.is_valid():
        return _application(request, call, found, AssignForm(reviewers=_reviewers(call)), form)
    arranging.declare_conflict(by=request.user, application=found, person=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("Thank you for saying so. The application is closed to you from now on."))
    if takers := [str(person) for person in takers_of(found)]:
        messages.info(request, _("These can work on it: %(people)s.") % {"people": ", ".join(takers)})
    return redirect("call-ranking", pk)


@login_required
@require_POST
def lift(request: HttpRequest, pk: UUID, application: UUID, conflict: UUID) -> HttpResponse:
    """Lift a conflict that was declared by mistake."""
    call = queries.call_to_arrange(request.user, pk)
    found = queries.applications_in(request.user, call, [application])[0]
    return _do(request, call, arranging.lift_conflict, _("The conflict is lifted."), conflict=queries.conflict_of(found, conflict))


def _reviewers(call: Call) -> list[tuple[str, str]]:
    return [(str(reviewer.pk), str(reviewer.person)) for reviewer in queries.reviewers_of(call)]


def _application(request: HttpRequest, call: Call, found: Application, form: AssignForm, conflict_form: ConflictForm) -> HttpResponse:
    context = {
        "call": call,
        "application": found,
        "reviews": queries.reviews_of(found),
        "assignments": queries.assignments_of(found),
        "conflicts": queries.conflicts_of(found),
        "line": queries.ranking_of(call, [found])[0],
        "form": form,
        "conflict_form": conflict_form,
    }
    return render(request, "reviews/application.html", context, status=max(form.status, conflict_form.status))


def _keys(given: list[str]) -> list[UUID]:
    """What was sent as ids; what is none fits nothing."""
    return [UUID(text) for text in given if _ID.fullmatch(text)]


def _do(request: HttpRequest, call: Call, service: Any, words: str, **given: Any) -> HttpResponse:
    """Run a service; a refusal stands on the overview."""
    try:
        service(by=request.user, **given)
    except DomainError as refusal:
        return _overview(request, call, refusal=refusal)
    messages.success(request, words)
    return redirect("call-reviews", call.pk)


def _overview(request: HttpRequest, call: Call, *, refusal: DomainError | None = None, **forms: Form) -> HttpResponse:
    kept = queries.settings_of(call)
    context: dict[str, Any] = {
        "call": call,
        "closed": closed_to(request.user, call),
        "criteria": queries.rubric_of(call),
        "phases": queries.phases_of(call),
        "now": queries.phase_of(call),
        "reviewers": queries.workloads_of(call),
        "settings_form": ReviewSettingsForm(initial=ReviewSettingsForm.of(kept)),
        "reviewer_form": ReviewerForm(people=queries.people_to_ask(request.user, call)),
        "refused": "" if refusal is None else refusal.message,  # a refusal itself counts as False
    }
    status = refusal.status if refusal is not None else max([form.status for form in forms.values()], default=200)
    return render(request, "reviews/overview.html", context | forms, status=status)
