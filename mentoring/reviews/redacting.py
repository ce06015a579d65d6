"""Coordinators take out of a blind call's applications what would tell reviewers who applies. Nothing that was taken out is forgotten."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from mentoring.calls.models import Application
from mentoring.reviews import rules
from mentoring.reviews.models import Redaction
from mentoring.reviews.queries import redactions_of
from mentoring.reviews.reading import handed_in_last
from network.accounts.models import User
from network.core import clock
from network.core.errors import Invalid, require
from network.forms.questions import LONGEST_TEXT, Kind

SHORTEST_WORD, LONGEST_WORD, MOST_WORDS = 3, 100, 100  # shorter words stand in too many others (`masking`)


@transaction.atomic
def redact(*, by: User, application: Application, texts: Mapping[str, str | None] | None = None, words: Collection[str] | None = None) -> None:
    """Write what reviewers read in place of answers, by question: a text, "" to keep the answer back whole, None to show it again.

    `words` are all the words and phrases that are taken out of every answer; leaving them out leaves them as they are. What
    stood before is ended and kept. Raises Invalid for a question that is not in the form, a text where none is answered, and
    words that are too short or too many; Conflict where the call is not blind.
    """
    require(rules.can_redact(by, application))
    wanted: dict[str, str | None] = {key: None if text is None else _plain(text) for key, text in (texts or {}).items()}
    _check_texts(application, wanted)
    if words is not None:
        wanted[""] = _words(words) or None
    # Two coordinators at once: the second waits, and ends what the first wrote; the history has both.
    application = Application.objects.select_for_update(of=("self",), no_key=True).get(pk=application.pk)
    standing = redactions_of(application)
    for question, text in wanted.items():
        if standing.get(question) == text:
            continue
        Redaction.objects.filter(application=application, question=question, ended_at=None).update(ended_at=clock.now(), ended_by=by)
        if text is not None:
            Redaction.objects.create(application=application, question=question, text=text, made_by=by)


@transaction.atomic
def undo(*, by: User, redaction: Redaction) -> None:
    """Take one back: reviewers read the answer again as it was handed in, without the names that are known."""
    require(rules.can_redact(by, redaction.application))
    Redaction.objects.filter(pk=redaction.pk, ended_at=None).update(ended_at=clock.now(), ended_by=by)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _words(given: Collection[str]) -> str:
    lines = sorted({line for line in (" ".join(word.split()) for word in given) if line}, key=lambda line: (line.casefold(), line))
    wrong = []
    if len(lines) > MOST_WORDS:
        wrong.append(_("At most %(most)d words or phrases.") % {"most": MOST_WORDS})
    if any(not SHORTEST_WORD <= len(line) <= LONGEST_WORD for line in lines):
        wrong.append(_("Each word or phrase has %(least)d to %(most)d characters.") % {"least": SHORTEST_WORD, "most": LONGEST_WORD})
    if wrong:
        raise Invalid({"words": wrong})
    return "\n".join(lines)


def _check_texts(application: Application, wanted: Mapping[str, str | None]) -> None:
    asked = {question.key: question for question in handed_in_last(application)[0]}
    if not set(wanted) <= set(asked):
        raise Invalid({"texts": [_("One of these questions is not in the form.")]})
    wrong: dict[str, list[str]] = {}
    for key, text in wanted.items():
        if text and asked[key].kind != Kind.TEXT:
            wrong[f"texts.{key}"] = [_("This answer is shown or kept back whole; it cannot be worded anew.")]
        elif text and len(text) > LONGEST_TEXT:
            wrong[f"texts.{key}"] = [_("Keep it under %(most)d characters.") % {"most": LONGEST_TEXT}]
    if wrong:
        raise Invalid(wrong)
