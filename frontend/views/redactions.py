"""What reviewers of a blind call read of one application, and what its coordinators take out of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from frontend.forms.redactions import RedactionForm
from mentoring.calls.models import Application, Call
from mentoring.reviews import queries, reading, redacting, rules
from mentoring.reviews.models import Redaction
from network.forms.questions import Question
from network.vocabulary.labels import label_of


@login_required
@require_http_methods(["GET", "POST"])
def redaction(request: HttpRequest, pk: UUID, application: UUID) -> HttpResponse:
    """The answers as they were handed in, to be worded anew, beside what reviewers read."""
    call, found = _found(request, pk, application)
    form = _form(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and form.perform(redacting.redact, by=request.user, application=found, **form.chosen()):
        messages.success(request, _("Saved. This is what reviewers read from now on."))
        return redirect("application-redaction", pk, application)
    context = {
        "call": call,
        "application": found,
        "may": rules.can_redact(request.user, found),
        "form": form,
        "case": reading.as_reviewer(found),
        "history": _history(found),
    }
    return render(request, "reviews/redaction.html", context, status=form.status)


@login_required
@require_POST
def undo(request: HttpRequest, pk: UUID, application: UUID, redaction: UUID) -> HttpResponse:
    """Take one back."""
    _call, found = _found(request, pk, application)
    redacting.undo(by=request.user, redaction=queries.redaction_of(found, redaction))
    messages.success(request, _("Taken back. Reviewers read the answer as it was handed in, without the names that are known."))
    return redirect("application-redaction", pk, application)


def _found(request: HttpRequest, pk: UUID, application: UUID) -> tuple[Call, Application]:
    call = queries.call_to_arrange(request.user, pk)
    return call, queries.applications_in(request.user, call, [application])[0]


def _form(found: Application, data: Any) -> RedactionForm:
    questions, given = reading.handed_in_last(found)
    return RedactionForm(data, questions=questions, given=given, standing=queries.redactions_of(found))


def _history(found: Application) -> list[tuple[Redaction, str]]:
    """Every redaction with what it concerns, newest first."""
    asked: dict[str, Question] = {question.key: question for question in reading.handed_in_last(found)[0]}
    rows = queries.redaction_history(found)
    return [(row, label_of(dict(asked[row.question].labels)) if row.question in asked else row.question) for row in rows]
