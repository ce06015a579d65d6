"""Handing an application in, taking it back, and being asked for more. Each goes through the one function that moves applications."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mentoring.calls import moving, notices, rules, ways, writing
from mentoring.calls.editions import asked_in
from mentoring.calls.models import Application, InformationRequest
from network.accounts.models import User
from network.core import clock
from network.core.errors import Invalid, require
from network.forms.questions import questions_of

LONGEST_WORDS = 4000


@transaction.atomic
def submit(*, application: Application, by: User) -> Application:
    """Hand in what was written. Raises Invalid naming what still needs an answer, Conflict when it is too late, to the second.

    The race with closing: the call's and the application's rows are locked first, and the clock is asked after that.
    """
    row = moving.locked(application)
    require(rules.can_submit(by, row))
    if wrong := writing.missing(row):
        raise Invalid({f"answers.{key}": sentences for key, sentences in wrong.items()})
    asked, way = rules.asked_now(row), ways.hand_in(row)
    form = writing.form_for(row)
    if form.pk != row.form_id:
        row.form = form
        row.save(update_fields=["form"])
    moved = moving.move(application=row, verb=way.verb if way else "submit", by=by)
    if asked is not None:
        InformationRequest.objects.filter(pk=asked.pk).update(closed_at=clock.now())
    notices.handed_in(moved, by)
    return moved


@transaction.atomic
def withdraw(*, application: Application, by: User) -> Application:
    """Take the application out of the call; what was written stays, and it can be taken up again before the call closes."""
    row = moving.locked(application)
    require(rules.can_withdraw(by, row))
    return moving.move(application=row, verb=ways.withdraw(row).verb, by=by)


@transaction.atomic
def confirm(*, application: Application, by: User) -> Application:
    """Take the place that was offered. Raises Conflict where none waits, or the days to confirm are over."""
    row = moving.locked(application)
    require(rules.can_confirm(by, row))
    return moving.move(application=row, verb=ways.confirm(row).verb, by=by)


@transaction.atomic
def take_up(*, application: Application, by: User) -> Application:
    """Write again at one that was withdrawn, before the call closes."""
    row = moving.locked(application)
    require(rules.can_reopen_application(by, row))
    return moving.move(application=row, verb=ways.take_up(row).verb, by=by)


@transaction.atomic
def ask_information(*, application: Application, by: User, words: str, due_at: datetime, questions: Collection[str] = ()) -> InformationRequest:
    """Hand the pen back with words: for the named questions, or for all. Applicants are told what is asked and until when."""
    row = moving.locked(application)
    require(rules.can_ask_information(by, row))
    way = ways.hand_back(row)
    errors: dict[str, list] = {}
    if not words.strip():
        errors["words"] = [_("Write what you need to know.")]
    elif len(words) > LONGEST_WORDS:
        errors["words"] = [_("Keep it under %(most)d characters.") % {"most": LONGEST_WORDS}]
    if due_at <= clock.now():
        errors["due_at"] = [_("Choose a time that is still to come.")]
    known = {question.key for question in asked_in(questions_of(row.form.questions), way.target.part)}
    if not set(questions) <= known:
        errors["questions"] = [_("One of these questions is not in the form.")]
    if errors:
        raise Invalid(errors)
    row.information_requests.filter(closed_at=None).update(closed_at=clock.now())
    made = InformationRequest.objects.create(application=row, asked_by=by, words=words.strip(), questions=sorted(set(questions)), due_at=due_at)
    moved = moving.move(application=row, verb=way.verb, by=by, words=words.strip(), tells=False)
    notices.information_asked(moved, made)
    return made
