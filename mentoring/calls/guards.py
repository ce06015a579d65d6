"""What a way through the pipeline can require, by key. Each guard says yes, or in words why not (yet).

Upper areas add theirs through the setting APPLICATION_GUARDS: dotted names of lists of guards.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from mentoring.calls.models import Application, Role, Stage, StageTransition
from mentoring.calls.rules import place_is_kept
from network.accounts.models import User
from network.core import clock
from network.core.errors import ALLOWED, Conflict, Invalid, Text, Verdict
from network.forms.answers import check
from network.forms.questions import Question, questions_of
from network.forms.terms import known_terms
from network.forms.versions import carried
from network.notifications.tongue import instant_words


@dataclass(frozen=True, slots=True)
class Attempt:
    """A way that somebody wants to take; the application's row is locked. `by` is None where the platform moves it."""

    application: Application
    way: StageTransition
    role: Role
    by: User | None
    reason: str = ""
    words: str = ""
    was_pending: bool = False
    is_asked: bool = False  # only whether it could be taken: what is said on the way comes later


@dataclass(frozen=True, slots=True)
class Guard:
    """A requirement: its key, what the editor of a pipeline reads, and the check."""

    key: str
    label: Text
    check: Callable[[Attempt], Verdict]


def complete_answers(attempt: Attempt) -> Verdict:
    """Every required question of the stage's part has an answer that can be kept."""
    application = attempt.application
    questions = questions_in(application.form.questions, application.stage)
    given = carried(application.answers, questions, known=known_terms)  # a changed form may not take all of them any more
    missing = len(check(given, questions, known=known_terms).errors)
    if missing:
        words = ngettext("%(count)d question still needs an answer.", "%(count)d questions still need an answer.", missing)
        return Conflict(words % {"count": missing}, code="incomplete")
    return ALLOWED


def questions_in(data: list, stage: Stage) -> list[Question]:
    """The questions that the applicant answers while standing in a stage: those of its part, or all where it names none."""
    return [question for question in questions_of(data) if not stage.part or question.part in ("", stage.part)]


def before_close(attempt: Attempt) -> Verdict:
    """The call has not closed, to the second."""
    closes_at = attempt.application.call.closes_at
    if clock.now() < closes_at:
        return ALLOWED
    return Conflict(_("The call closed on %(when)s.") % {"when": instant_words(closes_at)}, code="closed")


def reason_given(attempt: Attempt) -> Verdict:
    """Whoever moves it says why."""
    if attempt.is_asked or attempt.reason.strip():
        return ALLOWED
    raise Invalid({"reason": [_("Say why, so that the others understand.")]}, code="reason-needed")


def words_given(attempt: Attempt) -> Verdict:
    """Whoever moves it writes to the applicant."""
    if attempt.is_asked or attempt.words.strip():
        return ALLOWED
    raise Invalid({"words": [_("Write what the applicant needs to know.")]}, code="words-needed")


def place_left(attempt: Attempt) -> Verdict:
    """Fewer are accepted, held acceptances included, than the call has places. The call's row is locked."""
    call = attempt.application.call
    taken = {Stage.Kind.ACCEPTED, Stage.Kind.CONFIRMED}
    others = Application.objects.filter(call=call).exclude(pk=attempt.application.pk)
    if call.places is None:
        return ALLOWED
    if others.filter(stage__kind__in=taken).count() + others.filter(pending__target__kind__in=taken).exclude(stage__kind__in=taken).count() < call.places:
        return ALLOWED
    words = ngettext("The one place of this call is taken.", "All %(count)d places of this call are taken.", call.places)
    return Conflict(words % {"count": call.places}, code="no-place-left")


def confirmed_by_applicant(attempt: Attempt) -> Verdict:
    """The applicant has said that they take the place."""
    if attempt.application.confirmed_at is not None:
        return ALLOWED
    return Conflict(_("The applicant has not confirmed yet."), code="unconfirmed")


def within_confirming(attempt: Attempt) -> Verdict:
    """The days to confirm a place are not over."""
    return place_is_kept(attempt.application)


OWN = (
    Guard("complete_answers", _("every required question is answered"), complete_answers),
    Guard("before_close", _("the call has not closed"), before_close),
    Guard("reason_given", _("a reason is given, for the others who work on the call"), reason_given),
    Guard("words_given", _("something is written to the applicant"), words_given),
    Guard("place_left", _("the call has a place left"), place_left),
    Guard("confirmed_by_applicant", _("the applicant has confirmed the place"), confirmed_by_applicant),
    Guard("within_confirming", _("the days to confirm are not over"), within_confirming),
)


@cache
def all_guards() -> Mapping[str, Guard]:
    """Every guard by its key, ours and those of upper areas."""
    added = [guard for name in settings.APPLICATION_GUARDS for guard in import_string(name)]
    return MappingProxyType({guard.key: guard for guard in (*OWN, *added)})


def verdict_of(attempt: Attempt) -> Verdict:
    """The first refusal among what the way requires, else ALLOWED. A requirement that is not known any more refuses."""
    for key in attempt.way.requires:
        guard = all_guards().get(key)
        if guard is None:
            return Conflict(_("This way asks for something that the platform does not know (any more): %(key)s.") % {"key": key}, code="unknown-guard")
        if not (verdict := guard.check(attempt)):
            return verdict
    return ALLOWED
