"""Progress reports: writing one, what was handed in before, what is decided about it; and one thing done to several plans."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frontend.forms.base import Form
from frontend.forms.plans import BulkForm, CommentForm, DueForm, ReasonForm, ReportForm
from frontend.plan_words import answers_shown, kept_shown
from mentoring.plans import bulk as bulk_deeds
from mentoring.plans import queries, reports, rules, schedule
from mentoring.plans.models import DevelopmentPlan, Goal, ProgressReport, ReportVersion
from network.accounts.models import User
from network.core.errors import DomainError
from network.core.languages import page_language
from network.forms.questions import questions_of


@login_required
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A report: the company writes it here; others read what was handed in. `do=submit` hands it in."""
    found = queries.report_for(request.user, pk)
    if request.method == "POST":
        form = _form(found, request.POST)
        is_handed_in = request.POST.get("do") == "submit"
        if form.is_valid() and form.perform(reports.submit if is_handed_in else reports.save, report=found, by=request.user, **form.written):
            words = _("Thank you. The report is handed in.") if is_handed_in else _("Saved. Nobody else reads it before you hand it in.")
            messages.success(request, words)
            return redirect("plan-report", pk)
        return _page(request, found, form=form)
    return _page(request, found)


@login_required
@require_GET
def version(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """A report as it was handed in once."""
    found = queries.report_for(request.user, pk)
    row = queries.report_version_for(request.user, found, number)
    return render(request, "plans/version.html", {"report": found, "plan": found.plan, "version": row, **_handed_in(row)})


@login_required
@require_POST
def approve(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Approve it."""
    return _do(request, pk, reports.approve, _("The report is approved."))


@login_required
@require_POST
def send_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Return it with a comment."""
    return _with(request, pk, CommentForm(request.POST), "comment_form", reports.send_back, _("The report is returned, with your comment."))


@login_required
@require_POST
def skip(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let the period go without a report."""
    return _with(request, pk, ReasonForm(request.POST), "reason_form", reports.skip, _("The report is skipped. The company is told why."))


@login_required
@require_POST
def unskip(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take that back."""
    return _do(request, pk, reports.unskip, _("The report is asked for again. The company is told."))


@login_required
@require_POST
def due(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another date."""
    return _with(request, pk, DueForm(request.POST), "due_form", reports.move_due, _("The report has another date. The company is told."))


@login_required
@require_POST
def remind(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A word to the company."""
    return _do(request, pk, reports.remind, _("The company is reminded, in its people's working hours."))


@login_required
@require_http_methods(["GET", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """One thing done to the plans that were ticked; afterwards what became of each. A GET shows what is ticked in its address."""
    data = request.POST if request.method == "POST" else request.GET
    chosen = queries.several_for(request.user, _keys(data.getlist("plan")))
    form = BulkForm(request.POST if request.method == "POST" else None, advisers=_advisers(chosen))
    outcomes = None
    if request.method == "POST" and form.is_valid() and form.perform(bulk_deeds.do, by=request.user, plans=chosen, **form.cleaned_data):
        outcomes = form.result
    context = {"form": form, "plans": chosen, "outcomes": outcomes, "done": sum(one.is_done for one in outcomes or [])}
    return render(request, "plans/bulk.html", context, status=form.status)


def _keys(given: list[str]) -> list[UUID]:
    found = []
    for text in dict.fromkeys(given[: bulk_deeds.MOST + 1]):
        try:
            found.append(UUID(text))
        except ValueError:  # nobody ticked that
            continue
    return found


def _advisers(plans: list[DevelopmentPlan]) -> list[User]:
    """Who may advise in the programmes of these plans, each once."""
    programmes = {plan.programme_id: plan.programme for plan in plans}
    found = {person.pk: person for programme in programmes.values() for person in queries.advisers_for(programme)}
    return sorted(found.values(), key=lambda person: person.sort_key)


def _form(found: ProgressReport, data: Any = None) -> ReportForm:
    goals = [goal for goal in found.plan.goals.all() if goal.state != Goal.State.DROPPED]
    questions = questions_of(found.version.report)
    return ReportForm(data, questions=questions, answers=found.answers, revision=found.revision, goals=goals, progress=found.progress.all())


def _do(request: HttpRequest, pk: UUID, service: Callable[..., Any], words: str) -> HttpResponse:
    found = queries.report_for(request.user, pk)
    try:
        service(report=found, by=request.user)
    except DomainError as refusal:
        return _page(request, queries.report_for(request.user, pk), refusal=refusal)
    messages.success(request, words)
    return redirect("plan-report", pk)


def _with(request: HttpRequest, pk: UUID, form: Form, name: str, service: Callable[..., Any], words: str) -> HttpResponse:
    found = queries.report_for(request.user, pk)
    if form.is_valid() and form.perform(service, report=found, by=request.user, **form.cleaned_data):
        messages.success(request, words)
        return redirect("plan-report", pk)
    return _page(request, found, **{name: form})


def _page(request: HttpRequest, found: ProgressReport, *, refusal: DomainError | None = None, **bound: Form) -> HttpResponse:
    user, plan, versions = request.user, found.plan, list(found.versions.all())
    may = {name: getattr(rules, f"can_{name}")(user, found) for name in ("write", "judge", "return", "skip", "unskip", "move_due", "remind")}
    is_own = bool(rules.is_of_company(user, plan))
    context: dict[str, Any] = {
        "report": found,
        "plan": plan,
        "may": may,
        "versions": versions,
        "is_late": found.state in ProgressReport.OPEN and found.due_on < queries.today_of(plan),
        "is_moved": found.nominal_on != found.due_on,
        "by_calendar": schedule.working_day(found.nominal_on, plan.company.country) == found.due_on,
        "holiday": schedule.why_moved(found.nominal_on, plan.company.country, page_language(get_language() or "en")),
        "refusal": "" if refusal is None else refusal.message,
        "is_own": is_own,
        "kept": kept_shown(found.kept) if is_own else [],
        "form": _form(found) if may["write"] else None,
        "comment_form": CommentForm() if may["return"] else None,
        "reason_form": ReasonForm() if may["skip"] else None,
        "due_form": DueForm(initial={"due_on": found.due_on}) if may["move_due"] else None,
    }
    if not may["write"] and versions:
        context |= _handed_in(versions[-1])
    status = refusal.status if refusal is not None else next((form.status for form in bound.values()), 200)
    return render(request, "plans/report.html", context | bound, status=status)


def _handed_in(row: ReportVersion) -> dict[str, Any]:
    """A version in words: it holds its own questions, whatever the form asks today."""
    return {"handed_in": row, "answers": answers_shown(questions_of(row.data["questions"]), row.data["answers"]), "progress": row.data["progress"]}
