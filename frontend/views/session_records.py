"""After a session: how it went, whether that is right, how useful it was."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from frontend.forms.sessions import ContestForm, FeedbackForm, RecordForm
from frontend.views.pair import Pair
from mentoring.mentorships import queries, records, session_notices, session_rules
from mentoring.mentorships.models import Session


@login_required
def record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down that it was held, and how long, or that it was missed."""
    found = queries.session_for(request.user, pk)
    form = RecordForm(request.POST if request.method == "POST" else None, initial={"minutes": found.minutes})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if data["outcome"] == "held":
            done = form.perform(records.hold, session=found, by=request.user, minutes=data["minutes"], notes=data["notes"])
        else:
            done = form.perform(records.miss, session=found, by=request.user, notes=data["notes"])
        if done:
            messages.success(request, _("It is written down. The other one has been told, and can say within seven days if it was otherwise."))
            return redirect("session-feedback" if form.result.state == "held" else "session", pk)
    return _page(request, "sessions/record.html", found, form, session_rules.can_record(request.user, found))


@login_required
def contest(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that it was otherwise."""
    found = queries.session_for(request.user, pk)
    form = ContestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and form.perform(records.contest, session=found, by=request.user, **form.cleaned_data):
        messages.success(request, _("The correction is on record. The other one and the coordinator have been told."))
        return redirect("session", pk)
    return _page(request, "sessions/contest.html", found, form, session_rules.can_contest(request.user, found))


@login_required
def feedback(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How useful it was, for the coordinator alone."""
    found = queries.session_for(request.user, pk)
    form = FeedbackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and form.perform(records.give_feedback, session=found, by=request.user, **form.cleaned_data):
        messages.success(request, _("Thank you. Your feedback went to the coordinator alone."))
        return redirect("session", pk)
    return _page(request, "sessions/feedback.html", found, form, session_rules.can_give_feedback(request.user, found))


def _page(request: HttpRequest, template: str, found: Session, form: object, may: object) -> HttpResponse:
    context = {
        "session": found,
        "mentorship": found.mentorship,
        "pair": Pair.of(found.mentorship, request.user),
        "form": form,
        "may": may,
        "ends_at": session_notices.ends_at(found) if found.starts_at else None,
    }
    return render(request, template, context, status=form.status)
