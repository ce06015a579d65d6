"""The builder of a call's form: questions are added, changed, moved and taken away, each by a form of its own."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frontend.forms.applications import AnswersForm
from frontend.forms.call_questions import KINDS, NewKindForm, QuestionForm
from frontend.forms.questions import PREFIX
from mentoring.calls import building, editions, queries, reading, rules
from mentoring.calls.merging import digest
from mentoring.calls.models import Call
from network.core.errors import DomainError, Invalid, NotVisible
from network.forms.questions import questions_of


@login_required
@require_GET
def form(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The questions in order, and what changes that are not in use yet would mean."""
    return _shown(request, queries.run_call_for(request.user, pk))


def _shown(request: HttpRequest, call: Call, refusal: DomainError | None = None) -> HttpResponse:
    data = building.working(call)
    context: dict[str, Any] = {
        "call": call,
        "questions": questions_of(data),
        "kinds": KINDS,
        "parts": reading.parts_of(queries.stages_of(call), own=False),
        "kind_form": NewKindForm(),
        "may": rules.can_change(request.user, call),
        "apart": building.is_apart(call),
        "refusal": refusal,
        "meeting": _meeting(call, data) if building.is_apart(call) else None,
    }
    name = "calls/form.html#questions" if request.htmx else "calls/form.html"
    return render(request, name, context, status=refusal.status if refusal is not None and not request.htmx else 200)


def _meeting(call: Call, data: building.Data) -> editions.Meeting | None:
    try:
        return editions.meeting(call, data)
    except Invalid:
        return None  # no question is left: it cannot be put in use, and the page says so


@login_required
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, pk: UUID, key: str = "") -> HttpResponse:
    """Add a question of the kind that `?kind=` names, or change one."""
    call = queries.run_call_for(request.user, pk)
    old = next((one for one in building.working(call) if one["key"] == key), None)
    if key and old is None:
        raise NotVisible
    kind = old["kind"] if old else request.GET.get("kind", "")
    if kind not in KINDS:
        return redirect("call-form", pk)
    parts = reading.parts_of(queries.stages_of(call), own=False)
    made = QuestionForm(
        request.POST if request.method == "POST" else None, kind=kind, languages=call.languages, question=old,
        parts=list(parts.items()), initial={"was": digest(old) if old else ""},
    )  # fmt: skip
    if request.method == "POST" and made.is_valid():
        given = {"question": made.said(), "key": key, "was": made.cleaned_data["was"]}
        kept = made.perform(building.put_question, call=call, by=request.user, **given)
        if kept:
            if request.POST.get("then") == "more":
                return redirect("call-question", pk, made.result)
            return redirect(f"{reverse('call-form', args=[pk])}#{made.result}")
    context = {"form": made, "call": call, "kind": KINDS[kind], "old": old, "may": rules.can_change(request.user, call)}
    return render(request, "calls/question.html", context, status=made.status)


@login_required
@require_POST
def move(request: HttpRequest, pk: UUID, key: str) -> HttpResponse:
    """One place up or down."""
    return _do(request, pk, building.move_question, key=key, down=request.POST.get("down") == "yes")


@login_required
@require_POST
def remove(request: HttpRequest, pk: UUID, key: str) -> HttpResponse:
    """Ask it no more."""
    return _do(request, pk, building.remove_question, key=key)


@login_required
@require_POST
def put_in_use(request: HttpRequest, pk: UUID) -> HttpResponse:
    """From now on the changed form is asked."""
    return _do(request, pk, building.put_in_use, words=_("The changed form is in use. Drafts keep what they have."))


@login_required
@require_POST
def drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Forget the changes."""
    return _do(request, pk, building.drop, words=_("The changes are dropped. The form is as it was."))


def _do(request: HttpRequest, pk: UUID, service: Any, *, words: str = "", **given: Any) -> HttpResponse:
    call = queries.run_call_for(request.user, pk)
    try:
        service(call=call, by=request.user, **given)
    except (Invalid, DomainError) as refusal:
        return _shown(request, queries.run_call_for(request.user, pk), refusal)
    if request.htmx:
        return _shown(request, queries.run_call_for(request.user, pk))
    if words:
        messages.success(request, words)
    return redirect("call-form", pk)


@login_required
@require_GET
def preview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form as applicants will see it."""
    call = queries.run_call_for(request.user, pk)
    questions = questions_of(building.working(call))
    made = AnswersForm(questions=questions, answers={})
    parts = reading.asked_by_part(questions, queries.stages_of(call), own=True)
    fields = [(heading, [made[f"{PREFIX}{question.key}"] for question in asked]) for heading, asked in parts]
    return render(request, "calls/preview.html", {"call": call, "form": made, "parts": fields})
