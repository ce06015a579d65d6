"""Development plans: the list, a plan with its goals and its curve, and what is decided about it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frontend.forms.base import Form
from frontend.forms.plans import ActionForm, AdviceForm, AssignForm, BaselineForm, CommentForm, GoalChangeForm, MinutesForm, NewGoalForm, NewPlanForm
from frontend.keyset import page_of
from frontend.plan_curve import plan_curve
from frontend.plan_words import answers_shown, entry_words
from mentoring.plans import advice, goals, queries, rules, services
from mentoring.plans.models import DevelopmentPlan, ProgressReport
from network.accounts.models import User
from network.core import clock
from network.core.errors import DomainError
from network.forms.questions import questions_of
from network.organisations.queries import members_of
from network.programmes.queries import coordinated_by

SHOWN, SHOWN_HISTORY = 12, 6  # lines on the plan's page; the history has a page of its own


@login_required
@require_GET
def plans(request: HttpRequest) -> HttpResponse:
    """The plans that the reader sees, with what comes next in each; coordinators tick several and do one thing to them."""
    page = page_of(queries.plans_visible_to(request.user), request)
    coming = queries.first_reports(page.rows, (*ProgressReport.OPEN, ProgressReport.State.SUBMITTED))
    context = {
        "page": page,
        "rows": [(plan, coming.get(plan.pk)) for plan in page],
        "today": clock.today(request.user.time_zone),
        "may_begin": bool(queries.companies_to_plan(request.user)),
        "programmes": list(coordinated_by(request.user)),
    }
    return render(request, "plans/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a plan for a company that takes part in a programme."""
    pairs = queries.companies_to_plan(request.user)
    form = NewPlanForm(request.POST if request.method == "POST" else None, pairs=pairs, initial={"starts_on": clock.today(request.user.time_zone)})
    if request.method == "POST" and form.is_valid() and form.perform(services.start, by=request.user, **form.begun):
        messages.success(request, _("The plan is begun. Say where the company stands, and what it wants to reach."))
        return redirect("plan", form.result.pk)
    return render(request, "plans/new.html", {"form": form, "pairs": pairs}, status=form.status)


@login_required
@require_GET
def plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One plan."""
    return shown(request, queries.plan_for(request.user, pk))


@login_required
@require_http_methods(["GET", "POST"])
def baseline(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where the company stands, and the frame, before approval."""
    found = queries.plan_for(request.user, pk)
    form = BaselineForm(request.POST if request.method == "POST" else None, plan=found, questions=questions_of(found.version.baseline))
    if request.method == "POST" and form.is_valid() and form.perform(services.change, plan=found, by=request.user, **form.changes):
        messages.success(request, _("Saved."))
        return redirect("plan", pk)
    may = rules.can_edit(request.user, found)
    return render(request, "plans/baseline.html", {"form": form, "plan": found, "may": may}, status=form.status if may else may.status)


@login_required
@require_POST
def submit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand the plan in; where the baseline lacks something its form says what."""
    found = queries.plan_for(request.user, pk)
    form = BaselineForm(None, plan=found, questions=questions_of(found.version.baseline))
    try:
        services.submit(plan=found, by=request.user)
    except DomainError as refusal:
        if not getattr(refusal, "errors", None):
            return shown(request, queries.plan_for(request.user, pk), refusal=refusal)  # as it stands by now
        form = BaselineForm(form.initial | {f: form[f].value() for f in form.fields}, plan=found, questions=form.questions)
        form.is_valid()
        form.refuse(refusal)
        return render(request, "plans/baseline.html", {"form": form, "plan": found, "may": rules.can_edit(request.user, found)}, status=form.status)
    messages.success(request, _("The plan is handed in. You are told when it is approved or comes back."))
    return redirect("plan", pk)


@login_required
@require_POST
def approve(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Approve it."""
    return do(request, pk, services.approve, _("The plan is approved. Its reports have their dates."))


@login_required
@require_POST
def send_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Return it with a comment."""
    return with_form(request, pk, CommentForm(request.POST), "comment_form", services.send_back, _("The plan is returned, with your comment."))


@login_required
@require_POST
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close it."""
    return do(request, pk, services.close, _("The plan is closed. All that was written stays here to read."))


@login_required
@require_POST
def assign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say who follows it."""
    form = _assign_form(queries.plan_for(request.user, pk), request.POST)
    return with_form(request, pk, form, "assign_form", services.assign, _("Saved. Whoever advises from now on is told."), named="chosen")


@login_required
@require_http_methods(["GET", "POST"])
def new_goal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One more goal."""
    found = queries.plan_for(request.user, pk)
    form = NewGoalForm(request.POST if request.method == "POST" else None, by=request.user, initial={"by_when": found.ends_on})
    if request.method == "POST" and form.is_valid() and form.perform(goals.add_goal, plan=found, by=request.user, **form.cleaned_data):
        messages.success(request, _("The goal stands in the plan. Which steps lead there?"))
        return redirect("plan-goal", pk, form.result.pk)
    may = rules.can_edit(request.user, found)
    return render(request, "plans/goal_new.html", {"form": form, "plan": found, "may": may}, status=form.status if may else may.status)


@login_required
@require_http_methods(["GET", "POST"])
def goal(request: HttpRequest, pk: UUID, goal: UUID) -> HttpResponse:
    """A goal with its actions: change it, or say how it stands."""
    found = queries.plan_for(request.user, pk)
    row = queries.goal_of(found, goal)
    start = {name: getattr(row, name) for name in ("what", "known_by", "by_when", "state")} | {"revision": found.revision}
    form = GoalChangeForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid() and form.perform(goals.change_goal, goal=row, by=request.user, **form.cleaned_data):
        messages.success(request, _("Saved."))
        return redirect("plan", pk)
    return _goal_page(request, found, goal, form=form)


@login_required
@require_POST
def remove_goal(request: HttpRequest, pk: UUID, goal: UUID) -> HttpResponse:
    """Take a goal out of a plan that was never approved."""
    found = queries.plan_for(request.user, pk)
    row = queries.goal_of(found, goal)
    return _then(request, found, lambda: goals.remove_goal(goal=row, by=request.user), _("The goal is taken out."))


@login_required
@require_POST
def add_action(request: HttpRequest, pk: UUID, goal: UUID) -> HttpResponse:
    """A step towards a goal."""
    found = queries.plan_for(request.user, pk)
    row = queries.goal_of(found, goal)
    form = ActionForm(request.POST, people=members_of(found.company))
    if form.is_valid() and form.perform(goals.add_action, goal=row, by=request.user, **form.action):
        return redirect("plan-goal", pk, goal)
    return _goal_page(request, found, goal, action_form=form)


@login_required
@require_POST
def set_done(request: HttpRequest, pk: UUID, action: UUID) -> HttpResponse:
    """Tick an action off, or take that back."""
    found = queries.plan_for(request.user, pk)
    row, is_done = queries.action_of(found, action), request.POST.get("done") == "1"
    words = _("Done: %(action)s") if is_done else _("Not done yet: %(action)s")
    return _then(request, found, lambda: goals.set_done(action=row, by=request.user, is_done=is_done), words % {"action": row.what})


@login_required
@require_POST
def remove_action(request: HttpRequest, pk: UUID, action: UUID) -> HttpResponse:
    """Take an action out."""
    found = queries.plan_for(request.user, pk)
    row = queries.action_of(found, action)
    return _then(request, found, lambda: goals.remove_action(action=row, by=request.user), _("The action is taken out."))


@login_required
@require_POST
def log_advice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down minutes of advice."""
    return with_form(request, pk, AdviceForm(request.POST, by=request.user), "advice_form", advice.log, _("Written down. The programme's ledger has its line."))


@login_required
@require_http_methods(["GET", "POST"])
def correct_advice(request: HttpRequest, pk: UUID, entry: UUID) -> HttpResponse:
    """Write down other minutes; the ledger keeps both lines."""
    found, row = queries.plan_for(request.user, pk), queries.advice_for(request.user, entry)
    form = MinutesForm(request.POST if request.method == "POST" else None, initial={"minutes": row.minutes})
    if request.method == "POST" and form.is_valid() and form.perform(advice.correct, advice=row, by=request.user, **form.cleaned_data):
        messages.success(request, _("Corrected. The ledger keeps both lines."))
        return redirect("plan", pk)
    may = rules.can_correct_advice(request.user, row)
    return render(request, "plans/advice.html", {"form": form, "plan": found, "entry": row, "may": may}, status=form.status if may else may.status)


@login_required
@require_GET
def history(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All that happened, the newest first."""
    found = queries.plan_for(request.user, pk)
    page = page_of(queries.history_of(found), request)
    return render(request, "plans/history.html", {"plan": found, "page": page, "entries": [entry_words(row) for row in page]})


def do(request: HttpRequest, pk: UUID, service: Callable[..., Any], words: str, **given: Any) -> HttpResponse:
    """Run a service on a plan; where it refuses, the page says why."""
    found = queries.plan_for(request.user, pk)
    return _then(request, found, lambda: service(plan=found, by=request.user, **given), words)


def with_form(request: HttpRequest, pk: UUID, form: Form, name: str, service: Callable[..., Any], words: str, *, named: str = "cleaned_data") -> HttpResponse:
    """Run a service with what a form of the plan's page holds; a refusal stands in that form."""
    found = queries.plan_for(request.user, pk)
    if form.is_valid() and form.perform(service, plan=found, by=request.user, **getattr(form, named)):
        messages.success(request, words)
        return redirect("plan", pk)
    return shown(request, queries.plan_for(request.user, pk), **{name: form})


def shown(request: HttpRequest, found: DevelopmentPlan, *, refusal: DomainError | None = None, **bound: Form) -> HttpResponse:
    """The plan's page; `bound` are forms of it that were refused."""
    user = request.user
    names = ("edit", "act", "submit", "decide", "close", "assign", "log_advice")
    may = {name: getattr(rules, f"can_{name}")(user, found) for name in names}
    context: dict[str, Any] = {
        "plan": found,
        "goals": list(found.goals.all()),
        "answers": answers_shown(questions_of(found.version.baseline), found.baseline),
        "curve": plan_curve(found),
        "today": queries.today_of(found),
        "may": may,
        "is_own": bool(rules.is_of_company(user, found)),
        "turn": _report_in_turn(user, found),
        "advice": list(queries.advice_of(found)[:SHOWN]),
        "entries": [entry_words(row) for row in queries.history_of(found).order_by("-id")[:SHOWN_HISTORY]],
        "refusal": "" if refusal is None else refusal.message,
        "comment_form": CommentForm() if may["decide"] else None,
        "advice_form": AdviceForm(by=user) if may["log_advice"] else None,
        "assign_form": _assign_form(found) if may["assign"] else None,
    }
    status = refusal.status if refusal is not None else next((form.status for form in bound.values()), 200)
    return render(request, "plans/plan.html", context | bound, status=status)


def _report_in_turn(user: User, found: DevelopmentPlan) -> ProgressReport | None:
    """The first report that waits for this reader: to be written, or to be answered."""
    waiting = queries.first_reports([found], ProgressReport.OPEN), queries.first_reports([found], [ProgressReport.State.SUBMITTED])
    for rows, may in zip(waiting, (rules.can_write, rules.can_judge), strict=True):
        if report := rows.get(found.pk):
            report.plan = found  # read with its names already
            if may(user, report):
                return report
    return None


def _then(request: HttpRequest, found: DevelopmentPlan, work: Callable[[], Any], words: str) -> HttpResponse:
    try:
        work()
    except DomainError as refusal:
        return shown(request, queries.plan_for(request.user, found.pk), refusal=refusal)
    messages.success(request, words)
    return redirect("plan", found.pk)


def _goal_page(request: HttpRequest, found: DevelopmentPlan, goal: UUID, *, form: Form | None = None, action_form: Form | None = None) -> HttpResponse:
    row = next(row for row in found.goals.all() if row.pk == goal)
    start = {name: getattr(row, name) for name in ("what", "known_by", "by_when", "state")} | {"revision": found.revision}
    context = {
        "plan": found,
        "goal": row,
        "form": form or GoalChangeForm(initial=start),
        "action_form": action_form or ActionForm(people=members_of(found.company)),
        "may_edit": rules.can_edit(request.user, found),
        "may_act": rules.can_act(request.user, found),
        "was_approved": found.approved_at is not None,
    }
    return render(request, "plans/goal.html", context, status=max(sheet.status for sheet in (form, action_form) if sheet is not None))


def _assign_form(found: DevelopmentPlan, data: Any = None) -> AssignForm:
    people = {"advisers": queries.advisers_for(found.programme, company=found.company), "regionals": queries.regionals_for(found.programme)}
    return AssignForm(data, **people)
