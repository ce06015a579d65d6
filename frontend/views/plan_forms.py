"""What a programme's plans ask: changing it, with what that means for running plans shown before anything is kept."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from frontend.forms.plan_forms import QuestionsForm
from frontend.keyset import page_of
from frontend.plan_words import kept_shown
from mentoring.plans import queries, rules, versions
from mentoring.plans.versions import FormImpact
from network.core.errors import require
from network.forms.questions import as_data
from network.programmes.models import Programme
from network.programmes.queries import programme_for
from network.vocabulary.labels import label_of


@login_required
@require_http_methods(["GET", "POST"])
def form(request: HttpRequest, programme: UUID) -> HttpResponse:
    """The questions as fields. What is sent is shown with its impact first; nothing is kept before `do=keep`."""
    found = programme_for(request.user, programme)
    require(rules.can_change_form(request.user, found))
    baseline, report, number = versions.asked_now(found)
    sheet = QuestionsForm(request.POST if request.method == "POST" else None, standing={"baseline": baseline, "report": report}, number=number)
    do = request.POST.get("do", "")
    if request.method == "POST" and sheet.is_valid() and do != "change":
        given = {"programme": found, "by": request.user, "report": sheet.part("report")}
        if do != "keep":
            if sheet.perform(versions.look_ahead, **given):
                return _previewed(request, found, sheet, sheet.result)
        else:
            more = {"baseline": sheet.part("baseline"), "number": sheet.cleaned_data["number"], "with_drafts": sheet.cleaned_data["with_drafts"]}
            if sheet.perform(versions.publish, **given, **more):
                messages.success(request, _("Version %(number)d is asked from now on. Nothing that was answered is lost.") % {"number": sheet.result.number})
                return redirect("plan-form", found.pk)
    context = {"programme": found, "form": sheet, "number": number, "page": page_of(queries.versions_of(found), request, "-number", "-id")}
    return render(request, "plans/form.html", context, status=sheet.status)


def _previewed(request: HttpRequest, programme: Programme, sheet: QuestionsForm, met: FormImpact) -> HttpResponse:
    questions = met.questions
    context = {
        "programme": programme,
        "form": sheet,
        "met": met,
        "added": [label_of(dict(question.labels)) for question in questions.added],
        "removed": [label_of(dict(question.labels)) for question in questions.removed],
        "changed": [label_of(dict(question.labels)) for question in questions.changed],
        "drafts": [(draft.report, _left(draft.impact)) for draft in met.drafts_with_left_answers],
        "hidden": [(name, sheet[name].value()) for name in sheet.fields if name != "with_drafts"],
    }
    return render(request, "plans/form_impact.html", context)


def _left(met: object) -> list[str]:
    """The questions whose answers would stay behind. Their answers are the company's draft, and not shown here."""
    rows = [question for question, _value in met.left_behind] + [question for question, _value, _fault in met.unfit]
    return [shown.question for shown in kept_shown([{"question": data, "answer": None} for data in as_data(rows)])]
