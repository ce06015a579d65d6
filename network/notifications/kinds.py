"""Kinds of notification and the groups in which a person chooses channels. Pure data.

A kind is named after its noun: `request.asked`, `session.reminder`. Its first word decides the
group, so a new kind needs no entry here.
"""

import re

from django.utils.translation import gettext_lazy as _

REQUESTS, MEETINGS, FOLLOW_UPS, MESSAGES, PROGRAMMES, ACCOUNT = "requests", "meetings", "follow-ups", "messages", "programmes", "account"

GROUPS = {
    REQUESTS: _("Requests and answers about mentoring"),
    MEETINGS: _("Sessions and meetings: changes and reminders"),
    FOLLOW_UPS: _("Follow-ups: how is it going?"),
    MESSAGES: _("New messages that you have not read"),
    PROGRAMMES: _("News from your programmes and organisations"),
    ACCOUNT: _("Signing in and your account"),
}
ALWAYS_ON = frozenset({ACCOUNT})
CHANNELS = {"mail": _("By e-mail"), "page": _("In the list on the page")}

_GROUP_OF_WORD = {
    "request": REQUESTS,
    "choice": REQUESTS,
    "match": REQUESTS,
    "mentorship": REQUESTS,
    "agreement": REQUESTS,
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
    "message": MESSAGES,
    "conversation": MESSAGES,
    "account": ACCOUNT,
    "claim": ACCOUNT,
    "colleague": ACCOUNT,
}


# Words of a person to a person: outside working hours too, though never in quiet hours; their text is not kept.
FROM_PEOPLE = frozenset({"message.unread"})


def group_of(kind: str) -> str:
    """The preference group of a kind; what is not named belongs to programmes."""
    word = re.split(r"[._-]", kind, maxsplit=1)[0].rstrip("s")
    return _GROUP_OF_WORD.get(word, PROGRAMMES)


def may_turn_off(kind: str) -> bool:
    """Whether a person may choose not to get this kind."""
    return group_of(kind) not in ALWAYS_ON
