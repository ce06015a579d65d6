"""The words and addresses of "your next steps"; `mentoring.insights.next_steps` says which there are."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from frontend import times
from mentoring.insights.next_steps import Step
from network.core.languages import fallbacks

Text = str | Promise


@dataclass(frozen=True)
class Shown:
    """A step as a page shows it."""

    title: str
    detail: str
    url: str
    action: str
    urgent: bool


@dataclass(frozen=True)
class Wording:
    """Sentence, what it is about, the button, and the page's url name (with the step's subject as its argument or without)."""

    title: Text
    detail: Text
    action: Text
    page: str
    takes_subject: bool = True


WORDS: dict[str, Wording] = {
    "introduce-organisation": Wording(
        _("Say which organisation you belong to"), _("Find it, or write it down. Everything else begins there."), _("Begin"), "onboarding", False
    ),
    "membership-waits": Wording(_("%(organisation)s has not let you in yet"), _("Its administrator has your question and answers by mail."), "", ""),
    "let-colleague-in": Wording(_("%(person)s asks to join %(organisation)s"), _("You decide, and they are told."), _("Answer"), "organisation-detail"),
    "answer-invitation": Wording(_("Say whether you come: %(title)s"), "%(starts)s", _("Answer"), "calendar", False),
    "answer-follow-up": Wording("%(question)s", _("One click is enough."), _("Answer"), "follow-up"),
    "join-programme": Wording(
        _("Join a programme"), _("A programme gives you mentors and incubators, free of charge."), _("See the programmes"), "programmes", False
    ),
    "ask-for-mentor": Wording(_("Ask for a mentor or an incubator"), _("Say what you need; we show who fits, and why."), _("Begin"), "request-new", False),
    "finish-request": Wording(_("Finish your request"), _("You have begun it. Nobody sees it until you send it."), _("Continue"), "request"),
    "choose-candidates": Wording(
        _("Put those you would like in order"), _("Up to five. The first is asked first; nobody learns their place."), _("Choose"), "shortlist"
    ),
    "reply-to-question": Wording(_("Somebody you asked has a question"), _("Their time to answer goes on when you have replied."), _("Reply"), "request"),
    "choose-again": Wording(
        _("Nobody you chose could take it"), _("Others still fit. Choose again, or change what you ask for."), _("Choose again"), "request"
    ),
    "answer-request": Wording(
        _("%(company)s asks you to mentor them"), _("Please answer by %(due)s. Then the next one is asked."), _("Read and answer"), "choice"
    ),
    "ask-for-approval": Wording(
        _("Choose the programmes you want to mentor in"),
        _("Each programme approves its mentors. Until then nobody can ask you."),
        _("Choose"),
        "mentor-profile",
        False,
    ),
    "approval-waits": Wording(_("%(programme)s has not approved you yet"), _("Its coordinator has your profile. You are told by mail."), "", ""),
    "accept-agreement": Wording(
        _("Agree with %(other)s on how you work"), _("Goals, how often, for how long. It begins when both have agreed."), _("Read and agree"), "mentorship"
    ),
    "propose-other-times": Wording(_("Propose other times to %(other)s"), _("The time of “%(topic)s” was declined."), _("Propose other times"), "session"),
    "choose-time": Wording(_("Choose a time with %(other)s"), "%(topic)s", _("Choose a time"), "session"),
    "record-session": Wording(_("Was there a session with %(other)s?"), _("%(topic)s, %(starts)s. Say how long it took."), _("Record it"), "session"),
    "tell-how-it-was": Wording(_("How was the session with %(other)s?"), _("Only the coordinator reads it."), _("Tell"), "session"),
    "propose-session": Wording(_("Propose a session to %(other)s"), _("No session is planned at the moment."), _("Propose times"), "mentorship"),
    "look-back": Wording(_("Look back on your time with %(other)s"), _("Three short questions. They help the next pair."), _("Answer"), "mentorship-closing"),
    "send-invitations": Wording(
        _("Send the invitations: %(title)s"), _("%(company)s, %(starts)s. Nobody has been invited yet."), _("Open"), "investor-meeting"
    ),
    "review": Wording(
        _("Review applications to %(call)s"), _("Still yours to read: %(count)s. Reviews are written until %(until)s."), _("Review"), "reviews-of-call"
    ),
    "record-meeting": Wording(_("Was there a meeting: %(title)s?"), "%(company)s, %(starts)s", _("Record it"), "investor-meeting"),
    "approve-choices": Wording("", _("In your programme a mentor is asked once you have approved it."), _("Look"), "coordination", False),
    "approve-mentors": Wording("", _("Until then they see nothing of companies, and nobody can ask them."), _("Look"), "mentor-approvals", False),
    "send-information": Wording(_("Send what was asked for: %(call)s"), _("You can write and hand in until %(due)s."), _("Write"), "application-write"),
    "confirm-place": Wording(_("Confirm your place: %(call)s"), _("It is kept for you until %(due)s."), _("Confirm the place"), "application"),
    "finish-application": Wording(
        _("Hand in your application: %(call)s"), _("The call closes on %(due)s. What comes later is not taken."), _("Go on writing"), "application-write"
    ),
    "write-along": Wording(
        _("Write with %(company)s: %(call)s"), _("The company hands it in. The call closes on %(due)s."), _("Go on writing"), "application-write"
    ),
    "apply-to-call": Wording(_("Apply to a call: %(call)s"), _("It closes on %(due)s."), _("Look"), "call"),
    "look-at-applications": Wording("", "%(call)s", _("Look"), "call"),
    "record-cohort-session": Wording(_("Who was at “%(title)s”?"), "%(cohort)s, %(starts)s", _("Write it down"), "cohort-session-record"),
    "publish-call": Wording(_("Publish your call: %(call)s"), _("Nobody else sees it yet."), _("Open"), "call"),
    "answer-organisation": Wording(
        _("%(organisation)s asks to be taken into %(programme)s"), _("Approve, or decline with a reason."), _("Look and answer"), "partner-request"
    ),
    "answer-programme": Wording(
        _("%(programme)s invites your organisation"), _("You decide whether it becomes a partner."), _("Read and answer"), "partner-request"
    ),
    "write-plan": Wording(
        _("Write the development plan of %(company)s"), _("Where it stands, what it wants to reach, and how you will know."), _("Continue"), "plan"
    ),
    "write-report": Wording(_("Write report %(number)s of %(company)s"), _("A few sentences are enough. It is due on %(due_day)s."), _("Write"), "plan-report"),
    "change-report": Wording(
        _("Report %(number)s of %(company)s came back"), _("Your adviser has a question. What you wrote is still there."), _("Change it"), "plan-report"
    ),
    "decide-plan": Wording(_("%(company)s has handed in its plan"), _("Approve it, or return it with a comment."), _("Read and answer"), "plan"),
    "decide-report": Wording(
        _("%(company)s has handed in report %(number)s"), _("Approve it, or return it with a comment."), _("Read and answer"), "plan-report"
    ),
    "call-about-report": Wording(
        _("Report %(number)s of %(company)s has not come in"), _("It was due on %(due_day)s. A call often helps."), _("Look"), "plan-report"
    ),
    "consent-to-referral": Wording(
        _("%(giver)s would like to refer %(company)s to another incubator"),
        _("You see what would be handed over, and choose. Until %(due)s."),
        _("Read and answer"),
        "referral",
    ),
    "answer-referral": Wording(_("%(giver)s refers %(company)s to you"), _("The company agrees. Please answer by %(due)s."), _("Read and answer"), "referral"),
    "consent-to-loan": Wording(
        _("%(lender)s would like to lend you to another incubator"),
        _("You decide, and can end it at any time. Until %(due)s."),
        _("Read and answer"),
        "mentor-loan",
    ),
    "answer-loan": Wording(
        _("%(lender)s offers to lend you %(mentor)s"), _("The mentor agrees. Please answer by %(due)s."), _("Read and answer"), "mentor-loan"
    ),
    "pair-by-hand": Wording("", _("You can propose somebody, or pair by hand with a reason."), _("Look"), "coordination", False),
    "approve-organisations": Wording("", _("Until then they see nothing of others."), _("Look"), "approvals", False),
    "resolve-mail": Wording("", _("Say whether they arrived, or send them again."), _("Look"), "deliveries", False),
}

# titles that count: English plurals are not the plurals of other languages
COUNTED: dict[str, Callable[[int], str]] = {
    "approve-choices": lambda n: ngettext("%(count)s request waits for your approval", "%(count)s requests wait for your approval", n),
    "approve-mentors": lambda n: ngettext("%(count)s mentor waits for approval", "%(count)s mentors wait for approval", n),
    "look-at-applications": lambda n: ngettext("%(count)s new application", "%(count)s new applications", n),
    "pair-by-hand": lambda n: ngettext("%(count)s request found nobody", "%(count)s requests found nobody", n),
    "approve-organisations": lambda n: ngettext("%(count)s organisation waits for approval", "%(count)s organisations wait for approval", n),
    "resolve-mail": lambda n: ngettext("%(count)s mail may not have arrived", "%(count)s mails may not have arrived", n),
}


def shown(step: Step) -> Shown:
    """A step in the reader's language, on the reader's clock."""
    words = WORDS[step.kind]
    names = {name: _said(name, value) for name, value in step.names.items()}
    if due := step.names.get("due"):
        names["due_day"] = date_format(due, "DATE_FORMAT")
    title = COUNTED[step.kind](step.names["count"]) if step.kind in COUNTED else str(words.title)
    url = step.names.get("url") or _address(step, words)
    return Shown(title % names, str(words.detail) % names, url, str(words.action), step.urgent)


def _said(name: str, value: Any) -> str:
    if name in {"starts", "due", "until"} and value:
        return times.when(value).here
    if isinstance(value, dict):  # a text of the programme in several languages
        return next((value[code] for code in fallbacks(get_language() or "en") if value.get(code)), "")
    return str(value)


def _address(step: Step, words: Wording) -> str:
    if not words.page:
        return ""
    try:
        return reverse(words.page, args=[step.about] if words.takes_subject else [])
    except NoReverseMatch:
        return ""  # its area has no pages here
