"""Kinds of notification and the groups in which a person chooses channels. Pure data.

A kind is named after its noun: `request.asked`, `session.reminder`. Its first word decides the
group, so a new kind needs no entry here.
"""

import re

from django.utils.translation import gettext_lazy as _

REQUESTS, MATCHES, MENTORSHIPS, MEETINGS, REMINDERS = "requests", "matches", "mentorships", "meetings", "reminders"
CALLS, APPLICATIONS, REVIEWS, REFERRALS = "calls", "applications", "reviews", "referrals"
FOLLOW_UPS, MESSAGES, PLANS, PROGRAMMES, TODAY, REPORTS, ACCOUNT, DIGEST = (
    "follow-ups",
    "messages",
    "plans",
    "programmes",
    "today",
    "reports",
    "account",
    "digest",
)

GROUPS = {
    MESSAGES: _("New messages that you have not read"),
    REQUESTS: _("Requests and answers about mentoring"),
    MATCHES: _("Suggestions and questions about matches"),
    MENTORSHIPS: _("Mentorships and their agreements"),
    MEETINGS: _("Sessions and meetings: proposals, changes and answers"),
    REMINDERS: _("Reminders of sessions and meetings"),
    FOLLOW_UPS: _("Follow-ups: how is it going?"),
    CALLS: _("Calls: new times, and those that close soon"),
    APPLICATIONS: _("Applications: your own, and those to your calls"),
    REVIEWS: _("Reviews that you are asked for or arrange"),
    PLANS: _("Development plans and their reports"),
    REFERRALS: _("Between incubators: companies referred and mentors lent"),
    PROGRAMMES: _("News from your programmes and organisations"),
    TODAY: _("Changes of a meeting that is today, and calendar entries"),
    REPORTS: _("Reported messages and what moderators decide"),
    ACCOUNT: _("Signing in and your account"),
}
# What always comes, and why.
ALWAYS_ON = {
    TODAY: _("So that nobody waits in vain: these always come, in quiet hours too when the meeting is today."),
    REPORTS: _("So that a report is looked at and a warning is read, these always come."),
    ACCOUNT: _("These are needed to sign in, so they always come."),
}
CHANNELS = {"mail": _("By e-mail"), "page": _("In the list on the page")}
NOW, LATER, OFF = "now", "digest", "off"
MODES = {NOW: _("At once"), LATER: _("In the digest"), OFF: _("Not at all")}
MODES_OF = {"mail": MODES, "page": {NOW: _("Yes"), OFF: _("No")}}

MEETINGS_AHEAD = ("cohort_session.tomorrow", "cohort_session.soon", "investor_meeting.tomorrow", "investor_meeting.soon")
_GROUP_OF_KIND = dict.fromkeys(
    ["session.reminder-day", "session.reminder-hour", "session.write-down", *MEETINGS_AHEAD],
    REMINDERS,
)

_GROUP_OF_WORD = {
    "request": REQUESTS,
    "choice": REQUESTS,
    "match": MATCHES,
    "mentorship": MENTORSHIPS,
    "agreement": MENTORSHIPS,
    "session": MEETINGS,
    "meeting": MEETINGS,
    "investor": MEETINGS,
    "invitation": MEETINGS,
    "calendar": MEETINGS,
    "followup": FOLLOW_UPS,
    "follow": FOLLOW_UPS,
    "checkin": FOLLOW_UPS,
    "check": FOLLOW_UPS,
    "feedback": FOLLOW_UPS,
    "survey": FOLLOW_UPS,
    "call": CALLS,
    "application": APPLICATIONS,
    "review": REVIEWS,
    "plan": PLANS,
    "referral": REFERRALS,
    "loan": REFERRALS,
    "message": MESSAGES,
    "conversation": MESSAGES,
    "report": REPORTS,
    "account": ACCOUNT,
    "claim": ACCOUNT,
    "digest": DIGEST,
    "colleague": ACCOUNT,
}


# Words of a person to a person: outside working hours too, though never in quiet hours; their text is not kept.
FROM_PEOPLE = frozenset({"message.unread"})
OUTSIDE_WORK = FROM_PEOPLE | {"digest"}  # the digest comes at an hour that the reader chose


def group_of(kind: str) -> str:
    """The preference group of a kind; what is not named belongs to programmes."""
    if kind in _GROUP_OF_KIND:
        return _GROUP_OF_KIND[kind]
    word = re.split(r"[._-]", kind, maxsplit=1)[0].rstrip("s")
    return _GROUP_OF_WORD.get(word, PROGRAMMES)


def may_turn_off(kind: str) -> bool:
    """Whether a person may choose not to get this kind."""
    return group_of(kind) not in ALWAYS_ON
