"""Files that answer a question of an application: brought in one by one, private to its applicants and those who read it."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from mentoring.calls import moving, rules, writing
from mentoring.calls.models import Application, Role
from mentoring.calls.people import roles_towards
from network.accounts.models import User
from network.core import clock
from network.core.errors import Invalid, NotVisible, require
from network.files import services as files
from network.files.models import File
from network.files.queries import files_of
from network.forms.questions import Kind, Question, questions_of

PURPOSE = "application"


def may_read(user: User, file: File) -> bool | str:
    """Who may open a file: applicants always, others while the stage is one that they see. In a blind call a reviewer reads a number for its name."""
    application = Application.objects.select_related("call", "stage", "form").filter(pk=file.subject_id).first()
    if application is None:
        return False
    roles = roles_towards(user, application)
    if Role.APPLICANT in roles or Role.COORDINATOR in roles & {Role(role) for role in application.stage.seen_by}:
        return True
    if Role.REVIEWER not in roles or Role.REVIEWER not in application.stage.seen_by:
        return False
    if application.call.is_blind:
        return not _is_kept_back(application, file) and _blind_name(application, file)
    return True


def _is_kept_back(application: Application, file: File) -> bool:
    """Whether it answers a question that tells who applies, or one that a coordinator keeps from reviewers, or was never handed in."""
    handed_in = list(application.submissions.select_related("form"))
    answered = {key for row in handed_in for key, value in row.answers.items() if isinstance(value, list) and str(file.pk) in value}
    forms = [application.form, *(row.form for row in handed_in)]  # a later version may not ask it any more
    kept = {question.key for form in forms for question in questions_of(form.questions) if question.identifies}
    for name in settings.APPLICATION_KEPT_BACK:
        kept |= import_string(name)(application)
    return not answered or bool(answered & kept)


def _blind_name(application: Application, file: File) -> str:
    keys = [str(row.pk) for row in files_of([application.pk]).order_by("pk")]
    suffix = file.name.rpartition(".")[2]
    return _("File %(number)d") % {"number": keys.index(str(file.pk)) + 1 if str(file.pk) in keys else 1} + f".{suffix}"


def named_for_reviewers(application: Application) -> dict[str, tuple[File, str]]:
    """The application's files by key, each under the name that its reviewers read. The caller has authorised reading it as a reviewer."""
    is_blind = application.call.is_blind
    return {str(file.pk): (file, _blind_name(application, file) if is_blind else file.name) for file in files_of([application.pk])}


def answered_with(application: Application) -> dict[str, list[File]]:
    """The files of each question, in the order in which they stand there. The caller has authorised reading the application."""
    found = {str(file.pk): file for file in files_of([application.pk])}
    lists = {key: value for key, value in application.answers.items() if isinstance(value, list)}
    return {key: [found[pk] for pk in value if pk in found] for key, value in lists.items() if any(pk in found for pk in value)}


def names_in(application: Application) -> dict[str, str]:
    """The names of all its files by their keys, those that were taken away after they were handed in too. The caller has authorised reading it."""
    return {str(file.pk): file.name for file in files_of([application.pk])}


@transaction.atomic
def bring(*, application: Application, by: User, key: str, added: Sequence[UUID]) -> Application:
    """Add uploaded files to a question. Raises Invalid beside it for more than it takes, and at `question` for one that takes none now."""
    row, question = _locked(application, by, key)
    if question is None:
        raise Invalid({"question": [_("No question of this name takes files from you now.")]})
    held = row.answers.get(key, [])
    chosen = list(dict.fromkeys([*held, *(str(pk) for pk in added)]))
    most = question.most or 1
    if len(chosen) > most:
        raise Invalid({f"answers.{key}": [_("At most %(most)d files. Take one away first.") % {"most": most}]})
    files.attach(files=[UUID(str(pk)) for pk in added], by=by, purpose=PURPOSE, subject=row, field=f"answers.{key}")
    return _kept(row, by, key, chosen)


@transaction.atomic
def take_away(*, application: Application, by: User, key: str, file: str) -> Application:
    """Take a file away. What was handed in with it before says that there was one; nobody opens it any more, except where it was handed in."""
    row, question = _locked(application, by, key)
    held = row.answers.get(key, [])
    if question is None or file not in held:
        raise NotVisible
    handed_in = any(file in submission.answers.get(key, []) for submission in row.submissions.all())
    if not handed_in:  # what was handed in stays as it stood
        files.erase(files=[UUID(file)])
    return _kept(row, by, key, [one for one in held if one != file])


@transaction.atomic
def take_out(*, application: Application, by: User, file: UUID) -> Application:
    """Take a file away, whichever question it answers. Raises NotVisible for one that answers none of those that can be written now."""
    row = moving.locked(application)
    require(rules.can_write(by, row))
    asked = [question.key for question in writing.sheet_of(row).questions if question.kind == Kind.FILE]
    key = next((key for key in asked if str(file) in row.answers.get(key, [])), None)
    if key is None:
        raise NotVisible
    return take_away(application=row, by=by, key=key, file=str(file))


def _locked(application: Application, by: User, key: str) -> tuple[Application, Question | None]:
    row = moving.locked(application)
    require(rules.can_write(by, row))
    return row, next((one for one in writing.sheet_of(row).questions if one.key == key and one.kind == Kind.FILE), None)


def _kept(row: Application, by: User, key: str, chosen: list[str]) -> Application:
    row.version += 1
    row.touched[key] = row.version
    if chosen:
        row.answers[key] = chosen
    else:
        row.answers.pop(key, None)
    row.form = writing.form_for(row)  # a file may answer a question that the form asks only now
    row.edited_by, row.edited_at = by, clock.now()
    row.save(update_fields=["answers", "touched", "version", "form", "edited_by", "edited_at"])
    return row
