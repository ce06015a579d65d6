"""A few words from the coordinator to somebody whose request or mentorship does not move: drafted here, sent by a person."""

import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from mentoring.insights.attention import Reason, why_mentorship_is_stuck, why_request_is_stuck
from mentoring.mentorships.models import Mentorship
from mentoring.requests.models import MentoringRequest
from mentoring.requests.people import contact_of
from network.accounts.models import User
from network.core import clock
from network.core.errors import Conflict, Invalid, require
from network.notifications import services as notifications
from network.notifications.render import render_words
from network.programmes.rules import can_coordinate, open_for

NOTE = "coordination.note"
LONGEST = 3000
COMPANY, MENTOR = "company", "mentor"


@dataclass(frozen=True)
class Draft:
    """A text to read over and send, in the receiver's language."""

    to: str
    receiver: User
    text: str


def receivers_of(thing: MentoringRequest | Mentorship) -> dict[str, User]:
    """Who can be written to: the company's person, and the mentor in it or asked now."""
    if isinstance(thing, Mentorship):
        return {COMPANY: thing.contact, MENTOR: thing.mentor}
    asked = next((choice.mentor.person for choice in thing.asked_now if choice.mentor), None)
    return {COMPANY: contact_of(thing)} | ({MENTOR: asked} if asked else {})


def draft(*, thing: MentoringRequest | Mentorship, to: str, by: User) -> Draft:
    """The ready text for one receiver. Raises Conflict when there is no such receiver now."""
    require(can_coordinate(by, thing.programme))
    require(open_for(thing.programme))
    receiver = _receiver(thing, to)
    context = {"by": str(by), "programme": thing.programme.name, "company": thing.company.name, **_facts(thing)}
    text = render_words(f"coordination/{_occasion(thing)}.{to}.txt", context, notifications.reader_of(receiver))
    return Draft(to, receiver, text)


@transaction.atomic
def send(*, thing: MentoringRequest | Mentorship, to: str, text: str, by: User) -> User:
    """Send the text, as the coordinator left it. The same text to the same person leaves once a day."""
    require(can_coordinate(by, thing.programme))
    require(open_for(thing.programme))
    receiver, text = _receiver(thing, to), text.strip()
    if not text:
        raise Invalid({"text": [_("Write a few words first.")]})
    if len(text) > LONGEST:
        raise Invalid({"text": [_("Keep it under %(most)d characters.") % {"most": LONGEST}]})
    occurrence = f"{clock.today():%Y%m%d}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
    context = {"by": str(by), "programme": thing.programme.name, "company": thing.company.name, "text": text}
    notifications.notify(to=receiver, kind=NOTE, about=thing, occurrence=occurrence, context=context, url=_url(thing, to), replaces=False)
    return receiver


def _receiver(thing: MentoringRequest | Mentorship, to: str) -> User:
    receiver = receivers_of(thing).get(to)
    if receiver is None:
        raise Conflict(_("There is nobody to write to here any more."), code="no-receiver")
    return receiver


def _occasion(thing: MentoringRequest | Mentorship) -> str:
    """Which ready text fits: why it is stuck, or a plain greeting."""
    if isinstance(thing, Mentorship):
        return "quiet" if why_mentorship_is_stuck(thing) else "mentorship"
    stuck = why_request_is_stuck(thing)
    return stuck.reason if stuck and stuck.reason in (Reason.SILENCE, Reason.EXHAUSTED, Reason.QUESTION) else "request"


def _facts(thing: MentoringRequest | Mentorship) -> dict[str, str]:
    if isinstance(thing, Mentorship):
        return {"mentor": str(thing.mentor), "contact": str(thing.contact), "since": thing.quiet_since.isoformat()}
    due = next((choice.answer_due_at.isoformat() for choice in thing.asked_now), "")
    return {"contact": str(contact_of(thing)), "sent": thing.sent_at.isoformat() if thing.sent_at else "", "due": due}


def _url(thing: MentoringRequest | Mentorship, to: str) -> str:
    try:
        if isinstance(thing, Mentorship):
            return reverse("mentorship", args=[thing.pk])
        return reverse("request", args=[thing.pk]) if to == COMPANY else reverse("choice", args=[thing.asked_now[0].pk])
    except NoReverseMatch:
        return ""
