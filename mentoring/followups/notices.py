"""The mails of follow-ups. Contexts are primitives; the words stand in the mail templates."""

from collections.abc import Collection

from django.urls import reverse

from mentoring.followups.models import CheckIn, FollowUp, FollowUpRule
from mentoring.followups.questions import words
from network.notifications import kinds
from network.notifications.render import absolute
from network.notifications.services import notify, reading_language
from network.programmes.queries import confidants_of

PAGES = ("mentorship", "session")  # subject types whose url name is their own word


def ask(follow_up: FollowUp, url: str, language: str) -> None:
    """The question, with an address for every answer."""
    context = {
        **follow_up.context,
        "question": words(follow_up.rule, language, follow_up.context),
        "answer_kind": follow_up.rule.answer_kind,
        "programme": follow_up.rule.programme.name,
        "answers": _answers(follow_up.rule, url),
    }
    asks = follow_up.rule.answer_kind != FollowUpRule.AnswerKind.NONE
    kind = "followup.question" if asks else "followup.reminder"
    notify(
        to=follow_up.person, kind=kind, about=follow_up, occurrence=follow_up.ordinal, context=context, channels=_channels(follow_up.rule),
        url=url if asks else _subject_url(follow_up),
    )  # fmt: skip


def low(check_in: CheckIn) -> None:
    """To the coordinators: somebody may need help."""
    follow_up = check_in.follow_up
    for person in confidants_of(follow_up.rule.programme):
        question = words(follow_up.rule, reading_language(person.languages), follow_up.context)
        context = {
            **follow_up.context, "who": str(follow_up.person), "question": question, "score": check_in.score or 0, "yes": check_in.yes,
            "comment": check_in.comment, "programme": follow_up.rule.programme.name,
        }  # fmt: skip
        notify(to=person, kind="checkin.low", about=check_in, context=context, url=_subject_url(follow_up))


def _channels(rule: FollowUpRule) -> Collection[str]:
    """What the programme chose; what the person turned off stays off. The question itself stands among the person's questions in any case."""
    return tuple(kinds.CHANNELS) if rule.channel == FollowUpRule.Channel.BOTH else (rule.channel,)


def _answers(rule: FollowUpRule, url: str) -> list[dict[str, str]]:
    values = {FollowUpRule.AnswerKind.SCALE: ("1", "2", "3", "4", "5"), FollowUpRule.AnswerKind.YES_NO: ("yes", "no")}
    return [{"value": value, "url": f"{absolute(url)}?answer={value}"} for value in values.get(rule.answer_kind, ())]


def _subject_url(follow_up: FollowUp) -> str:
    """The page of what was asked about; the question itself where the thing has no page."""
    if follow_up.subject_type in PAGES:
        return reverse(follow_up.subject_type, args=[follow_up.subject_id])
    return reverse("follow-up", args=[follow_up.pk])
