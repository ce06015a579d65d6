"""Applications: written by companies with those they ask in, read by whoever runs the call."""

from itertools import pairwise
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frontend.forms.applications import AnswersForm, CoApplicantForm, InformationForm
from frontend.forms.files import keep as keep_files
from frontend.forms.questions import PREFIX
from mentoring.calls import differences, editions, handing, queries, reading, rules, ways, writing
from mentoring.calls import files as answer_files
from mentoring.calls.models import Application, FormVersion, Role, Stage
from mentoring.cohorts.queries import cohort_with
from network.core.errors import Conflict, DomainError, Invalid, NotVisible
from network.forms.answers import MOST_FILES
from network.forms.questions import Kind, questions_of
from network.organisations.queries import organisations_visible_to

APPLICANT, COORDINATOR = Role.APPLICANT, Role.COORDINATOR
FORM_CHANGED = gettext_lazy("The form was changed while you were writing. What you wrote is kept. Look at what is new, then hand it in.")
FORM_GOES_ON = gettext_lazy("The form has changed since you opened this page. Load the page again when you are ready: what you wrote is kept.")
NOT_ASKED = gettext_lazy("The form has changed and does not ask this any more. What you wrote is kept; load the page again to go on.")


@login_required
@require_GET
def application(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One application: where it stands, what it says, who writes it."""
    return page_of_application(request, queries.application_for(request.user, pk, APPLICANT, COORDINATOR))


def page_of_application(
    request: HttpRequest, found: Application, *, inviting: CoApplicantForm | None = None, asking: InformationForm | None = None
) -> HttpResponse:
    user, own = request.user, found.role == APPLICANT
    held = answer_files.answered_with(found)
    context: dict[str, Any] = {
        "application": found,
        "call": found.call,
        "own": own,
        "asked": rules.asked_now(found),
        "asked_questions": reading.questions_asked(found),
        "answers": [(read, held.get(read.question.key, [])) for read in reading.answers_of(found)],
        "submissions": queries.submissions_of(found),
        "moves": reading.way_of(found, own=own),
        "labels": reading.labels_of(found, own=own),
        "sees_company": organisations_visible_to(user).filter(pk=found.company_id).exists(),
    }
    if own:
        names = ("write", "submit", "confirm", "withdraw", "reopen_application", "ask_in")
        context |= {"may": {name: getattr(rules, f"can_{name}")(user, found) for name in names}, "pen": rules.has_the_pen(found)}
        context["ahead"] = reading.road(queries.stages_of(found.call), found.stage)
        context["cohort"] = cohort_with(user, found) if found.stage.kind == Stage.Kind.CONFIRMED else None
        context |= {"inviting": inviting or CoApplicantForm(initial={"language": user.language}), "way_up": ways.take_up(found)}
    else:
        may = rules.can_ask_information(user, found)
        context |= {"may": {"ask_information": may}, "asking": asking or (_asking(found) if may else None)}
    form = inviting or asking
    return render(request, "applications/application.html", context, status=form.status if form else 200)


def _asking(found: Application, data: Any = None) -> InformationForm:
    return InformationForm(data, asked=questions_of(found.form.questions))


@login_required
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write it: everything that is typed is kept, and handed in when the button says so."""
    found = queries.application_for(request.user, pk, APPLICANT)
    may = rules.can_write(request.user, found)
    if request.method == "GET":
        return _sheet(request, found, may) if may else redirect("application", pk)
    sheet = writing.sheet_of(found)
    older = _older(request, found, sheet)
    form = AnswersForm(request.POST, request.FILES, questions=sheet.questions, answers=sheet.answers)
    form.is_valid()
    clashes: dict[str, Any] = {}
    _files(request, found, form)
    if form.perform(writing.write, application=found, by=request.user, answers=form.given(), seen=form.seen(), shown=older):
        form.tell(form.result.errors)
        clashes = {clash.key: clash for clash in form.result.clashes}
        if older is not None:
            _keep_before(request, found, older, form)
            form.refuse(Conflict(FORM_CHANGED))
        elif not form.errors and not clashes:
            if request.POST.get("then") != "submit":
                messages.success(request, _("Kept. You can go on at any time until the call closes."))
                return redirect("application-write", pk)
            if _submitted(request, found, form):
                return redirect("application", pk)
    found = queries.application_for(request.user, pk, APPLICANT)
    return _sheet(request, found, may, form=form, clashes=clashes)


def _older(request: HttpRequest, found: Application, sheet: writing.Sheet) -> FormVersion | None:
    """The version of the form that the page showed, where the call asks another one by now."""
    said = request.POST.get("form", "")
    return editions.older_version(sheet.form, said) if said not in ("", str(sheet.form.number)) else None


def _keep_before(request: HttpRequest, found: Application, older: FormVersion, form: AnswersForm) -> None:
    """What was typed into questions that the form does not ask any more, or asks otherwise."""
    typed = AnswersForm(request.POST, questions=questions_of(older.questions), answers={})
    typed.is_valid()
    form.perform(writing.keep_before, application=found, by=request.user, answers=typed.given(), shown=older)
    asked = {question.key for question in form.file_questions}
    for name in (f"{PREFIX}{question.key}" for question in typed.file_questions if question.key not in asked):
        for file in request.FILES.getlist(name)[:MOST_FILES]:
            form.add_error(None, _("%(file)s was not taken: the form does not ask for it any more.") % {"file": str(file.name)[:60]})


def _files(request: HttpRequest, found: Application, form: AnswersForm) -> None:
    """Keep files that were chosen, and take those away that were marked; what is refused stands beside its question."""
    for question in form.file_questions:
        for pk in request.POST.getlist(f"drop-{question.key}")[:MOST_FILES]:
            form.perform(answer_files.take_away, application=found, by=request.user, key=question.key, file=pk)
        name = f"{PREFIX}{question.key}"
        added = keep_files(form, name, by=request.user, purpose=answer_files.PURPOSE) if form.cleaned_data.get(name) else []
        if added:
            try:
                answer_files.bring(application=found, by=request.user, key=question.key, added=[file.pk for file in added])
            except Invalid as refusal:
                form.tell(refusal.errors)


def _submitted(request: HttpRequest, found: Application, form: AnswersForm) -> bool:
    try:
        handing.submit(application=found, by=request.user)
    except Invalid as refusal:
        form.tell(refusal.errors)
        return False
    except DomainError as refusal:
        form.refuse(refusal)
        return False
    messages.success(request, _("Your application is handed in. Everybody who writes it gets a receipt."))
    return True


def _sheet(request: HttpRequest, found: Application, may: Any, form: AnswersForm | None = None, clashes: dict | None = None) -> HttpResponse:
    sheet = writing.sheet_of(found)
    form = form or AnswersForm(questions=sheet.questions, answers=sheet.answers)
    form.answers = sheet.answers
    rows = form.rows()
    held = answer_files.answered_with(found)
    for row in rows:
        key = row["question"].key
        row["files"] = held.get(key, [])
        row["is_new"] = key in sheet.fresh
        row["clash"] = (clashes or {}).get(key)
        row["theirs"] = reading.words_of(row["question"], row["clash"].theirs) if row["clash"] else ""
    context = {
        "application": found,
        "call": found.call,
        "form": form,
        "version": sheet.form,
        "rows": rows,
        "others": [(question, reading.words_of(question, sheet.answers[question.key])) for question in sheet.others],
        "before": [(question, reading.words_of(question, value)) for question, value in sheet.before],
        "asked": rules.asked_now(found),
        "asked_questions": reading.questions_asked(found),
        "may": may,
        "may_submit": rules.can_submit(request.user, found),
    }
    return render(request, "applications/write.html", context, status=412 if clashes else form.status)


@login_required
@require_POST
def keep(request: HttpRequest, pk: UUID, key: str) -> HttpResponse:
    """Keep one answer while it is typed; the answer says that it is kept, or why not."""
    found = queries.application_for(request.user, pk, APPLICANT)
    sheet = writing.sheet_of(found)
    older = _older(request, found, sheet)
    question = next((one for one in sheet.questions if one.key == key and one.kind != Kind.FILE), None)
    if question is None:
        return _kept_before(request, found, key, older)
    form = AnswersForm(request.POST, questions=[question], answers=sheet.answers)
    form.is_valid()
    clash = None
    if form.perform(writing.write, application=found, by=request.user, answers=form.given(), seen=form.seen(), shown=older):
        form.tell(form.result.errors)
        clash = next(iter(form.result.clashes), None)
        form.answers = form.result.application.answers
    (row,) = form.rows()
    theirs = reading.words_of(question, clash.theirs) if clash else ""
    problems = [str(error) for errors in form.errors.values() for error in errors]
    context = {"application": found, "row": row, "clash": clash, "theirs": theirs, "problems": problems, "is_kept": not clash and not problems}
    return render(request, "applications/kept.html", context | {"changed": FORM_GOES_ON if older is not None else ""})


def _kept_before(request: HttpRequest, found: Application, key: str, older: FormVersion | None) -> HttpResponse:
    """The answer to a question that the form has ceased to ask, typed into a page that was opened before."""
    question = next((one for one in questions_of(older.questions) if one.key == key and one.kind != Kind.FILE), None) if older else None
    if older is None or question is None:
        raise NotVisible
    form = AnswersForm(request.POST, questions=[], answers={})
    form.is_valid()
    _keep_before(request, found, older, form)
    row, problems = {"question": question, "was": request.POST.get(f"was-{key}", "")}, form.non_field_errors()
    context = {"application": found, "row": row, "problems": problems, "is_kept": not problems, "changed": "" if problems else NOT_ASKED}
    return render(request, "applications/kept.html", context)


@login_required
@require_POST
def verb(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Hand it in as it is kept, take the place that was offered, withdraw it, or take it up again."""
    found = queries.application_for(request.user, pk, APPLICANT)
    if verb == "submit":
        sheet = writing.sheet_of(found)
        form = AnswersForm({}, questions=sheet.questions, answers=sheet.answers)
        if _submitted(request, found, form):
            return redirect("application", pk)
        bare = AnswersForm(questions=sheet.questions, answers=sheet.answers)
        return _sheet(request, found, rules.can_write(request.user, found), form=_with_errors(bare, form))
    if verb == "confirm":
        _confirm(request, found)
    elif verb == "withdraw":
        handing.withdraw(application=found, by=request.user)
        messages.success(request, _("Your application is withdrawn. What you wrote is kept."))
    else:
        handing.take_up(application=found, by=request.user)
        messages.success(request, _("You can write at your application again. Hand it in before the call closes."))
    return redirect("application", pk)


def _confirm(request: HttpRequest, found: Application) -> None:
    """Take the place. Where that is done already (sent twice, or by a colleague a moment before) the page that follows shows it."""
    try:
        handing.confirm(application=found, by=request.user)
    except Conflict:
        if queries.application_for(request.user, found.pk, APPLICANT).stage.kind != Stage.Kind.CONFIRMED:
            raise
        messages.info(request, _("The place is yours already."))
    else:
        messages.success(request, _("The place is yours. The incubator knows, and writes to you about what comes next."))


def _with_errors(bare: AnswersForm, checked: AnswersForm) -> AnswersForm:
    """The stored answers with what is wrong beside them."""
    bare._errors, bare._status = checked.errors, checked.status
    return bare


@login_required
@require_POST
def ask_information(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand the pen back, with words and a date."""
    found = queries.application_for(request.user, pk, COORDINATOR)
    form = _asking(found, request.POST)
    if form.is_valid() and form.perform(handing.ask_information, application=found, by=request.user, **form.cleaned_data):
        messages.success(request, _("They are told what you need, and until when."))
        return redirect("application", pk)
    return page_of_application(request, found, asking=form)


@login_required
@require_GET
def versions(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every time it was handed in, with what stood there then, and what was changed from one time to the next."""
    found = queries.application_for(request.user, pk, APPLICANT, COORDINATOR)
    submissions = queries.submissions_of(found)
    names = answer_files.names_in(found)
    steps = [differences.between(older, newer, names) for newer, older in pairwise(submissions)]
    rows = [
        {"submission": one, "changes": steps[place] if place < len(steps) else None, "answers": [(read, []) for read in reading.answers_in(one, names)]}
        for place, one in enumerate(submissions)
    ]
    return render(request, "applications/versions.html", {"application": found, "call": found.call, "rows": rows})
