"""Writing an application: beginning it, and keeping answers as they are typed, by several people at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from mentoring.calls import editions, moving, rules
from mentoring.calls.merging import Clash, Seen, merge
from mentoring.calls.models import Application, Call, FormVersion, Move, Stage
from mentoring.calls.queries import newest_form
from network.accounts.models import User
from network.core import clock
from network.core.errors import Conflict, Invalid, Text, require
from network.core.preconditions import Changed
from network.forms.answers import check
from network.forms.faults import Fault
from network.forms.questions import Kind, Question, questions_of
from network.forms.terms import known_terms
from network.forms.versions import carried, impact
from network.forms.wording import sentences
from network.organisations.models import Organisation

TAG_NEEDED = _("Send the ETag that you read as If-Match, so that nobody's change is overwritten.")
CHANGED = _("Somebody else has written here since you read it. Both texts stand below: choose one, or bring them together.")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What an applicant has before them: the questions that are theirs to answer now, and what stands there.

    `answers` fit their questions. `fresh` are the keys of questions that the form did not ask when they last wrote; `before` are
    answers that no question takes any more as they are, each beside the words that asked for it.
    """

    form: FormVersion
    questions: tuple[Question, ...]
    others: tuple[Question, ...]
    answers: Mapping[str, Any]
    fresh: frozenset[str]
    before: tuple[tuple[Question, Any], ...]


@dataclass(frozen=True, slots=True)
class Written:
    """What became of what was typed: what could be kept is kept; `errors` and `clashes` say of the rest why not, by question."""

    application: Application
    errors: Mapping[str, list[Text]] = field(default_factory=dict)
    clashes: tuple[Clash, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Everything was kept."""
        return not self.errors and not self.clashes


@transaction.atomic
def begin(*, call: Call, company: Organisation, by: User) -> Application:
    """Begin a draft for a company; it has a number within the call. Raises Conflict when the company has one already."""
    call = editions.locked(call)  # the call's counter, and its form: two who begin at once get two numbers
    require(rules.can_apply(by, call, company))
    form, stage = newest_form(call), call.stages.filter(kind=Stage.Kind.DRAFT).order_by("position").first()
    if form is None or stage is None:
        raise Conflict(_("This call takes no applications now."), code="state")
    call.applications_made += 1
    call.save(update_fields=["applications_made"])
    try:
        with transaction.atomic():
            made = Application.objects.create(call=call, company=company, made_by=by, number=call.applications_made, stage=stage, form=form)
    except IntegrityError:  # application_company_once
        raise Conflict(_("Your company has an application to this call already."), code="begun") from None
    Move.objects.create(application=made, verb="begin", target=stage, made_by=by)
    return made


def sheet_of(application: Application) -> Sheet:
    """What stands before an applicant now. A half-filled draft under a changed form keeps what it has."""
    form = form_for(application)
    version = questions_of(form.questions)
    asked = rules.asked_now(application)
    here = editions.asked_in(version, application.stage.part)
    if asked is not None and asked.questions:
        here = tuple(question for question in here if question.key in asked.questions)
    mine = {question.key for question in here}
    answers = carried(application.answers, version, known=known_terms)
    fresh: frozenset[str] = frozenset()
    before: list[tuple[Question, Any]] = []
    if form.pk != application.form_id:
        change = impact(questions_of(application.form.questions), version, application.answers, known=known_terms)
        fresh = frozenset(question.key for question in change.added)
    for key, value in application.answers.items():
        if key not in answers and (question := editions.question_of(application.call, key, value)):
            before.append((question, value))
    return Sheet(form, here, tuple(q for q in version if q.key not in mine and q.key in answers), answers, fresh, tuple(before))


def form_for(application: Application) -> FormVersion:
    """The version that is answered now: the newest while a part is written, the application's own once it was handed in."""
    if rules.asked_now(application) is None and rules.has_the_pen(application):
        return newest_form(application.call) or application.form
    return application.form


@transaction.atomic
def write(*, application: Application, by: User, answers: Mapping[str, Any], seen: Seen, whole: bool = False, shown: FormVersion | None = None) -> Written:
    """Keep answers; an empty one takes what stood there away. What cannot be kept is told beside its question.

    `seen` tells what the writer saw (merging.py). With `whole` it is all or nothing: Invalid with the errors, else Changed
    (412) with both texts of each question at which somebody else wrote since. `shown` is the version that the writer had
    before them, where that is not the newest: what it asked and the newest does not stays new to them.
    """
    row = moving.locked(application)  # of two who save at once the second sees what the first wrote
    require(rules.can_write(by, row))
    sheet = sheet_of(row)
    checked = check(answers, sheet.questions, known=known_terms, is_draft=True)
    errors = sentences(checked.errors) | _files_of_others(row, sheet.questions, checked.cleaned)
    given = {key: checked.cleaned.get(key) for key in answers if key not in errors}
    kept = {key: value for key, value in row.answers.items() if key in sheet.answers}
    merged = merge(kept, given, seen, row.touched)
    if whole and errors:
        raise Invalid({f"answers.{key}": wrong for key, wrong in errors.items()})
    if whole and merged.clashes:
        details = [{"question": clash.key, "yours": clash.yours, "theirs": clash.theirs} for clash in merged.clashes]
        raise Changed(CHANGED, clashes=details, version=row.version)
    form = _newer(shown, row.form) if shown else sheet.form
    if merged.changes or row.form_id != form.pk:
        _keep(row, by, merged.changes, form)
    return Written(row, errors, merged.clashes)


@transaction.atomic
def keep_before(*, application: Application, by: User, answers: Mapping[str, Any], shown: FormVersion) -> Application:
    """Keep what was typed into a page that was opened before the form changed, and that the form takes no more.

    It stands among what was answered before (`Sheet.before`), and never in the place of an answer that still fits.
    """
    row = moving.locked(application)
    require(rules.can_write(by, row))
    sheet = sheet_of(row)
    left = {key: value for key, value in answers.items() if key not in sheet.answers and value is not None}
    cleaned = check(left, questions_of(shown.questions), known=known_terms, is_draft=True).cleaned
    taken = carried(cleaned, questions_of(sheet.form.questions), known=known_terms)
    changes = {key: value for key, value in cleaned.items() if key not in taken and row.answers.get(key) != value}
    if changes:
        _keep(row, by, changes, _newer(shown, row.form))
    return row


def _newer(one: FormVersion, other: FormVersion) -> FormVersion:
    return max(one, other, key=lambda form: form.number)


def _keep(row: Application, by: User, changes: Mapping[str, Any], form: FormVersion) -> None:
    row.version += 1
    for key, value in changes.items():
        row.touched[key] = row.version
        row.answers[key] = value
        if value is None:
            del row.answers[key]
    row.title = editions.title_in(form, row.answers)
    row.form, row.edited_by, row.edited_at = form, by, clock.now()
    row.save(update_fields=["answers", "title", "touched", "version", "form", "edited_by", "edited_at"])


def _files_of_others(row: Application, questions: tuple[Question, ...], given: Mapping[str, Any]) -> dict[str, list[Text]]:
    """Files come in by uploading them to their question, never by naming the id of one that stands elsewhere."""
    wrong: dict[str, list[Text]] = {}
    for question in questions:
        if question.kind == Kind.FILE and not set(given.get(question.key, ())) <= set(row.answers.get(question.key, ())):
            wrong[question.key] = [_("Add files by uploading them.")]
    return wrong


def missing(application: Application) -> dict[str, list[Text]]:
    """What still needs an answer before it can be handed in, by question."""
    sheet = sheet_of(application)
    given = {question.key: sheet.answers[question.key] for question in sheet.questions if question.key in sheet.answers}
    faults: Mapping[str, Fault] = check(given, sheet.questions, known=known_terms).errors
    return sentences(faults)
