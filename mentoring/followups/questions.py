"""The questions that every programme begins with, and in which words they are asked. Pure data and text."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mentoring.followups.models import FollowUpRule
from network.core.languages import fallbacks

Event, Audience, AnswerKind = FollowUpRule.Event, FollowUpRule.Audience, FollowUpRule.AnswerKind


@dataclass(frozen=True)
class Default:
    """A rule of every new programme."""

    key: str
    event: str
    audience: str
    answer_kind: str
    question: Promise
    offset_days: int
    repeat_days: int = 0
    repeat_times: int = 0


PULSE = _("How is your work with {other} going?")
AFTER_SESSION = _("How useful was your session with {other} about “{topic}”?")
CLOSING = _("How far did you come with what you wanted to reach together with {other}?")

DEFAULTS = (
    Default("pulse", Event.MENTORSHIP_STARTED, Audience.BOTH, AnswerKind.SCALE, PULSE, offset_days=30, repeat_days=60, repeat_times=2),
    Default("after-session", Event.SESSION_HELD, Audience.COMPANY, AnswerKind.SCALE, AFTER_SESSION, offset_days=1),
    Default("closing", Event.MENTORSHIP_ENDED, Audience.BOTH, AnswerKind.SCALE, CLOSING, offset_days=1),
)
_BY_KEY = {default.key: default.question for default in DEFAULTS}
_BY_EVENT = {default.event: default.question for default in DEFAULTS}

SCALE_WORDS = (_("not good"), _("not so good"), _("all right"), _("good"), _("very good"))


def words(rule: FollowUpRule, language: str, context: dict) -> str:
    """The rule's question in a language: the programme's own words where it gave some, else the default in that language.

    `{other}`, `{topic}`, `{company}` and `{mentor}` stand for what the question is about.
    """
    own = next((rule.question[code] for code in fallbacks(language) if rule.question.get(code)), "")
    if own:
        text = own
    else:
        with translation.override(language):
            text = str(_BY_KEY.get(rule.key) or _BY_EVENT[rule.event])
    for name in ("other", "topic", "company", "mentor"):
        text = text.replace("{" + name + "}", str(context.get(name, "")))
    return text
