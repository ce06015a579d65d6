"""The sessions of a cohort: planned, changed, called off, and written down."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frontend.forms.cohorts import AttendanceForm, CallOffForm, CohortSessionForm, NewSessionForm
from mentoring.cohorts import attendance, planning, queries, rules
from mentoring.cohorts.models import CohortSession
from network.core import clock
from network.invitations.letters import answer_url
from network.invitations.queries import answers_of


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a session into the schedule."""
    found = queries.run_cohort_for(request.user, pk)
    form = NewSessionForm(request.POST if request.method == "POST" else None, by=request.user, cohort=found)
    if request.method == "POST" and form.is_valid() and form.perform(planning.plan, cohort=found, by=request.user, **form.cleaned_data):
        told = form.result.invited_at is not None
        messages.success(request, _("It stands in the schedule, and everybody is invited.") if told else _("It stands in the schedule."))
        return redirect("cohort", pk)
    may = rules.can_plan(request.user, found)
    return render(request, "cohorts/session_new.html", {"form": form, "cohort": found, "may": may}, status=form.status if may else may.status)


@login_required
@require_GET
def session(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One session: when and where, who comes, who was there."""
    return _page(request, queries.session_for(request.user, pk))


def _page(request: HttpRequest, found: CohortSession, calling_off: CallOffForm | None = None) -> HttpResponse:
    user = request.user
    is_run = rules.runs(user, found.cohort)
    answers = list(answers_of(found)) if found.invited_at else []
    mine = next((row for row in answers if row.person_id == user.pk), None)
    context: dict[str, Any] = {
        "session": found,
        "cohort": found.cohort,
        "is_run": is_run,
        "mine": mine,
        "answer_url": urlsplit(answer_url(mine)).path if mine and not is_run else "",
        "has_begun": found.starts_at <= clock.now(),
        "attendance": queries.attendance_of(found) if is_run else queries.own_attendance(found, user),
    }
    if is_run:
        context |= {
            "answers": answers,
            "may": {"change": rules.can_change_session(user, found), "record": rules.can_record(user, found)},
            "calling_off": calling_off or CallOffForm(),
        }
    return render(request, "cohorts/session.html", context, status=calling_off.status if calling_off else 200)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change it; a new time asks everybody again."""
    found = queries.run_session_for(request.user, pk)
    form = CohortSessionForm(request.POST if request.method == "POST" else None, cohort=found.cohort, initial=CohortSessionForm.of(found))
    if request.method == "POST" and form.is_valid() and form.perform(planning.change, session=found, by=request.user, **form.cleaned_data):
        messages.success(request, _("Saved. Everyone whose calendar changes is told.") if found.invited_at else _("Saved."))
        return redirect("cohort-session", pk)
    may = rules.can_change_session(request.user, found)
    return render(request, "cohorts/session_edit.html", {"form": form, "session": found, "may": may}, status=form.status if may else may.status)


@login_required
@require_POST
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Call it off, with a reason that everybody reads."""
    found = queries.run_session_for(request.user, pk)
    form = CallOffForm(request.POST)
    if form.is_valid() and form.perform(planning.cancel, session=found, by=request.user, **form.cleaned_data):
        messages.success(request, _("It is called off, and everybody who was invited is told."))
        return redirect("cohort-session", pk)
    return _page(request, found, form)


@login_required
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who was there, by company."""
    found = queries.run_session_for(request.user, pk)
    minutes = int((found.ends_at - found.starts_at).total_seconds() // 60)
    form = AttendanceForm(
        request.POST if request.method == "POST" else None,
        members=list(attendance.expected_at(found)), people=attendance.people_at(found), there=queries.attendance_of(found), minutes=minutes,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid() and form.perform(attendance.record, session=found, by=request.user, given=form.given()):
        messages.success(request, _("Thank you, it is on record."))
        return redirect("cohort-session", pk)
    may = rules.can_record(request.user, found)
    return render(request, "cohorts/record.html", {"form": form, "session": found, "may": may}, status=form.status if may else may.status)
