"""The form of a call through its versions: a change never breaks an answer that was given."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mentoring.calls import rules
from mentoring.calls.models import LONGEST_TITLE, Call, FormVersion
from mentoring.calls.queries import drafts_of, newest_form
from network.accounts.models import User
from network.core.errors import Conflict, Invalid, require
from network.core.locks import hold_row
from network.forms.building import read
from network.forms.questions import Kind, Question, as_data, questions_of
from network.forms.terms import known_terms
from network.forms.versions import Impact, carried, impact
from network.forms.wording import sentences

DRAFTS_AT_ONCE = 50  # of which each may be as long as this
LONGEST_TOGETHER = 150_000  # characters of all texts of one form: a body that holds them all stays within DATA_UPLOAD_MAX_MEMORY_SIZE


@dataclass(frozen=True, slots=True)
class Meeting:
    """How a change meets what has been written: how many drafts, and of them how many lose or doubt an answer."""

    change: Impact
    drafts: int
    left_behind: int
    unfit: int
    asked_anew: int


def questions(call: Call) -> tuple[Question, ...]:
    """What the call asks now."""
    form = newest_form(call)
    return questions_of(form.questions) if form else ()


def asked_in(form: Sequence[Question], part: str) -> tuple[Question, ...]:
    """The questions of a part of the form: its own, and those that belong to every part; all of them where no part is named."""
    return tuple(question for question in form if not part or question.part in ("", part))


def title_in(form: FormVersion, answers: Mapping[str, Any]) -> str:
    """What the applicant calls it: the answer to the form's first short text that does not tell who applies; empty where nothing like that is asked."""
    short = (one for one in questions_of(form.questions) if one.kind == Kind.TEXT and one.longest <= LONGEST_TITLE and not one.identifies)
    named = next(short, None)
    return str(answers.get(named.key, ""))[:LONGEST_TITLE] if named else ""


@transaction.atomic
def set_questions(*, call: Call, by: User, data: list[dict[str, Any]], based_on: int | None = None) -> FormVersion:
    """Keep the form. While nobody has answered, the version is changed in place; afterwards a new one is made.

    `based_on` is the number of the version that was edited: Conflict when somebody has made another one since. Raises Invalid
    with what is wrong by where it stands (`"2.labels"`).
    """
    # Under the call's lock: an application that begins meanwhile is begun with one version or the other, not with a half.
    call = locked(call)
    require(rules.can_change(by, call))
    found, faults = read(data)
    if faults:
        raise Invalid(sentences(faults))
    if sum(question.longest for question in found if question.kind == Kind.TEXT) > LONGEST_TOGETHER:
        raise Invalid({"": [_("All answers together may have %(most)d characters. Make some of them shorter.") % {"most": LONGEST_TOGETHER}]})
    newest = newest_form(call)
    if newest and based_on is not None and based_on != newest.number:
        raise Conflict(_("Somebody has changed the form since you opened it. Look at it again before you go on."), code="changed")
    if newest and newest.questions == as_data(found):
        return newest
    if newest and not newest.applications.exists():
        newest.questions, newest.made_by = as_data(found), by
        newest.save(update_fields=["questions", "made_by"])
        return newest
    return FormVersion.objects.create(call=call, number=newest.number + 1 if newest else 1, questions=as_data(found), made_by=by)


def meeting(call: Call, data: list[dict[str, Any]]) -> Meeting:
    """What a change would mean for what has been written, told before it is kept. Raises Invalid for a form that cannot be kept."""
    found, faults = read(data)
    if faults:
        raise Invalid(sentences(faults))
    now = questions(call)
    forms = {form.pk: questions_of(form.questions) for form in call.forms.all()}
    met: Counter[str] = Counter()
    for form, answers in drafts_of(call).values_list("form", "answers").iterator(DRAFTS_AT_ONCE):
        one = impact(forms[form], found, answers, known=known_terms)
        met += Counter(drafts=1, left_behind=bool(one.left_behind), unfit=bool(one.unfit), asked_anew=bool(one.added))
    return Meeting(impact(now, found, {}, known=known_terms), met["drafts"], met["left_behind"], met["unfit"], met["asked_anew"])


def question_of(call: Call, key: str, answer: Any) -> Question | None:
    """The question to which this was once answered: from the newest version that has it and takes the answer as it is."""
    for form in call.forms.order_by("-number"):
        for question in questions_of(form.questions):
            if question.key == key and carried({key: answer}, [question], known=known_terms):
                return question
    return None


def older_version(form: FormVersion, number: str) -> FormVersion | None:
    """The version before `form` that a page says it shows; None where it says nothing that the call ever asked."""
    return next((one for one in form.call.forms.filter(number__lt=form.number) if str(one.number) == number), None)


def locked(call: Call) -> Call:
    """The call under its lock, for those who change it or hand something in to it."""
    return hold_row(Call.objects.select_related("programme", "incubator"), call.pk)
