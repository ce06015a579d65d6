"""Building a call's form, question by question. While nobody has answered, each change is in use at once; afterwards changes are
gathered apart, shown with what they mean for what has been written, and put in use together."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from mentoring.calls import rules
from mentoring.calls.editions import LONGEST_TOGETHER, locked, set_questions
from mentoring.calls.merging import digest
from mentoring.calls.models import Call
from mentoring.calls.queries import newest_form
from network.accounts.models import User
from network.core.errors import Conflict, Invalid, NotVisible, require
from network.forms.building import read
from network.forms.questions import MOST_QUESTIONS, Kind, questions_of
from network.forms.wording import sentences

Data = list[dict[str, Any]]


def working(call: Call) -> Data:
    """The form as its builders see it: with the changes that are not in use yet."""
    if call.form_draft is not None:
        return list(call.form_draft)
    form = newest_form(call)
    return list(form.questions) if form else []


def is_apart(call: Call) -> bool:
    """Whether there are changes that are not in use yet."""
    return call.form_draft is not None


@transaction.atomic
def put_question(*, call: Call, by: User, question: Mapping[str, Any], key: str = "", was: str = "") -> str:
    """Add a question (without `key`) or put another in its place; returns its key, which never changes and is never used again.
    A question that is asked already, the same in every part, is not added again: its key is returned.

    `was` is the digest of what the builder saw: Conflict when somebody has changed the question since. Raises Invalid with the
    names of its fields.
    """
    call = locked(call)
    require(rules.can_change(by, call))
    data = working(call)
    if key:
        place = _place(data, key)
        if was and digest(data[place]) != was:
            raise Conflict(_("Somebody has changed this question since you opened it. Look at it again before you go on."), code="changed")
        data[place] = {**question, "key": key}
    else:
        # The same question is not asked twice: a form that was sent a second time finds the one it made.
        if same := _asked_already(data, question):
            return same
        if len(data) >= MOST_QUESTIONS:
            raise Invalid({"": [_("A form has at most %(most)d questions.") % {"most": MOST_QUESTIONS}]})
        key = _new_key(call, data, question)
        data.append({**question, "key": key})
        place = len(data) - 1
    _check(data, place)
    _hold(call, by, data)
    return key


@transaction.atomic
def move_question(*, call: Call, by: User, key: str, down: bool) -> None:
    """Put a question one place up or down."""
    call = locked(call)
    require(rules.can_change(by, call))
    data = working(call)
    place = _place(data, key)
    other = place + (1 if down else -1)
    if 0 <= other < len(data):
        data[place], data[other] = data[other], data[place]
        _hold(call, by, data)


@transaction.atomic
def remove_question(*, call: Call, by: User, key: str) -> None:
    """Ask it no more. Answers that were given to it are kept, and shown to those who gave them."""
    call = locked(call)
    require(rules.can_change(by, call))
    data = working(call)
    del data[_place(data, key)]
    _hold(call, by, data)


@transaction.atomic
def put_in_use(*, call: Call, by: User) -> None:
    """From now on the changed form is asked. Drafts keep what they have."""
    call = locked(call)
    require(rules.can_change(by, call))
    if call.form_draft is None:
        return
    data, base = call.form_draft, call.form_draft_base
    set_questions(call=call, by=by, data=data, based_on=base)
    forget(call)


@transaction.atomic
def drop(*, call: Call, by: User) -> None:
    """Forget the changes that are not in use."""
    call = locked(call)
    require(rules.can_change(by, call))
    forget(call)


def forget(call: Call) -> None:
    """Drop what is not in use, without asking who may: for services that have."""
    Call.objects.filter(pk=call.pk).update(form_draft=None, form_draft_base=None)


def _hold(call: Call, by: User, data: Data) -> None:
    """Into use at once while nobody has answered, else apart. A form without questions is only ever held apart."""
    form = newest_form(call)
    answered = form is not None and form.applications.exists()
    if data and not answered:
        set_questions(call=call, by=by, data=data)
        forget(call)
        return
    base = call.form_draft_base if call.form_draft is not None else form.number if form else None
    Call.objects.filter(pk=call.pk).update(form_draft=data, form_draft_base=base)


def _place(data: Data, key: str) -> int:
    found = next((place for place, question in enumerate(data) if question["key"] == key), None)
    if found is None:
        raise NotVisible
    return found


def _asked_already(data: Data, question: Mapping[str, Any]) -> str:
    """The key of a question that is the same in every part but its key; empty when none is."""
    said, _faults = read([{**question, "key": "same"}])
    return next((one["key"] for one in data if questions_of([{**one, "key": "same"}]) == said), "")


def _check(data: Data, place: int) -> None:
    """Refuse what cannot be asked, by field of the one question that was put."""
    _questions, faults = read(data)
    wrong = sentences(faults)
    if wrong:
        raise Invalid({name.removeprefix(f"{place}."): said for name, said in wrong.items()})
    if sum(question.get("longest", 2000) for question in data if question["kind"] == Kind.TEXT) > LONGEST_TOGETHER:
        raise Invalid({"limits": [_("All answers together may have %(most)d characters. Make some of them shorter.") % {"most": LONGEST_TOGETHER}]})


def _new_key(call: Call, data: Data, question: Mapping[str, Any]) -> str:
    """A key that no version of this form has had: an old answer must not come back under another question."""
    taken = {one["key"] for one in data} | {one["key"] for form in call.forms.all() for one in form.questions}
    labels: Mapping[str, str] = question.get("labels", {})
    return unused(next((text for text in (labels.get("en"), *labels.values()) if text), ""), taken, "q")


def unused(words: str, taken: Sequence[str] | set[str], otherwise: str) -> str:
    """A key from the words that is not taken: `how-many-people`, `how-many-people-2`; `q`, `q-2` where the words give none."""
    base = re.sub(r"^[^a-z]+", "", slugify(words))[:32].strip("-_") or otherwise
    key, number = base, 1
    while key in taken:
        number += 1
        key = f"{base}-{number}"
    return key
