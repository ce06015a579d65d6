"""Reporting a message, and the moderator's pages."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from frontend import talk
from frontend.attached import shown
from frontend.forms.talk_people import DecisionForm, ReportForm
from frontend.keyset import page_of
from messaging import evidence, queries, report_rules, reporting
from messaging.rows import shown_name
from network.files import serving


@login_required
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, pk: UUID, message: UUID) -> HttpResponse:
    """Report a message to the programme's moderators."""
    found = queries.message_for(request.user, pk, message)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.perform(reporting.report, message=found, by=request.user, reason=form.cleaned_data["reason"]):
        messages.success(request, _("Reported. A moderator looks at it, and you are told what comes of it."))
        return redirect("conversation", pk=pk)
    moderators = reporting.moderators_of(found.conversation.programme, but=[request.user.pk, found.sender_id])
    context = {
        "form": form,
        "message": found,
        "files": shown(found.attachments),
        "writer": talk.sender_name(found.sender),
        "allowed": report_rules.can_report(request.user, found),
        "moderators": ", ".join(shown_name(person) for person in moderators[:5]),
    }
    return render(request, "conversations/report.html", context, status=form.status)


@login_required
@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """What was reported in one's programmes, newest first."""
    return render(request, "conversations/reports.html", {"page": page_of(reporting.reports_visible_to(request.user), request)})


@login_required
@require_safe
def file(request: HttpRequest, pk: UUID, file: UUID) -> HttpResponseBase:
    """A file of what was reported, for whoever decides; that they opened it is kept."""
    return serving.answer(request, evidence.open_file(report=reporting.report_for(request.user, pk), file=file, by=request.user))


@login_required
@require_http_methods(["GET", "POST"])
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One report: the words as they were, and the decision."""
    found = reporting.report_for(request.user, pk)
    verdicts = {verb: report_rules.can_decide(request.user, found, verb) for verb in ("dismiss", "warn", "close")}
    form = DecisionForm(request.POST if request.method == "POST" else None, verdicts=verdicts)
    if form.is_valid() and form.perform(reporting.decide, report=found, by=request.user, **form.cleaned_data):
        messages.success(request, _("Decided. Whoever reported it is told."))
        return redirect("conversation-reports")
    edited_at = found.message.edited_at
    context = {
        "report": found,
        "files": shown(evidence.files_for(found)),
        "form": form,
        "before": [said | {name: datetime.fromisoformat(said[name]) for name in ("since", "until")} for said in found.before],
        "changed_at": edited_at if edited_at and edited_at > found.created_at else None,
        "writer": reporting.writer_name(found),
        "reporter": talk.sender_name(found.reporter),
    }
    return render(request, "conversations/report_detail.html", context, status=form.status)
