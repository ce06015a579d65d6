"""What people are told about a mentorship. Contexts are primitives; the words stand in the mail templates."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.urls import reverse

from mentoring.mentorships import rules
from mentoring.mentorships.models import Mentorship, SessionFeedback
from network.accounts.models import User
from network.core import clock
from network.notifications.services import notify
from network.programmes.queries import confidants_of, coordinators_of


def names(mentorship: Mentorship) -> dict[str, str]:
    """Who it is about."""
    return {"company": mentorship.company.name, "contact": str(mentorship.contact), "mentor": str(mentorship.mentor), "programme": mentorship.programme.name}


def page(mentorship: Mentorship) -> str:
    """The mentorship's page."""
    return reverse("mentorship", args=[mentorship.pk])


def both(mentorship: Mentorship) -> list[User]:
    """The two whom it is about."""
    return [mentorship.contact, mentorship.mentor]


def opened(mentorship: Mentorship) -> None:
    """To both: read the agreement and accept it."""
    for person in both(mentorship):
        _tell(person, "mentorship.opened", mentorship)


def agreement_changed(mentorship: Mentorship, by: User) -> None:
    """To the other one: there is a new version to read."""
    _tell(rules.other_than(by, mentorship), "agreement.changed", mentorship, occurrence=mentorship.agreement_version)


def agreement_accepted(mentorship: Mentorship, by: User) -> None:
    """To the one who has not accepted yet."""
    _tell(rules.other_than(by, mentorship), "agreement.accepted", mentorship, occurrence=mentorship.agreement_version)


def agreed(mentorship: Mentorship, *, first: bool) -> None:
    """To both: it begins, or the changed agreement holds."""
    kind = "mentorship.began" if first else "agreement.agreed"
    for person in both(mentorship):
        _tell(person, kind, mentorship, occurrence=mentorship.agreement_version, ends_on=mentorship.ends_on.isoformat())


def paused(mentorship: Mentorship, by: User) -> None:
    """To the other one."""
    _tell(rules.other_than(by, mentorship), "mentorship.paused", mentorship, occurrence=_moment())


def resumed(mentorship: Mentorship, by: User) -> None:
    """To the other one."""
    _tell(rules.other_than(by, mentorship), "mentorship.resumed", mentorship, occurrence=_moment())


def ended(mentorship: Mentorship, by: User | None) -> None:
    """To both: how to look back. To the coordinators when it ended before its day."""
    more = {"reason": mentorship.end_reason, "note": mentorship.end_note, "began": mentorship.started_at is not None}
    url = reverse("mentorship-closing", args=[mentorship.pk]) if more["began"] else page(mentorship)
    for person in both(mentorship):
        _tell(person, "mentorship.ended", mentorship, url=url, by_you=bool(by and by.pk == person.pk), to_mentor=person.pk == mentorship.mentor_id, **more)
    if mentorship.end_reason != Mentorship.EndReason.DATE:
        tell_coordinators("mentorship.ended-early", mentorship, mentorship, page(mentorship), but=by, **more)


def contact_changed(mentorship: Mentorship, old: User, called_off: list[str]) -> None:
    """To the new contact what is theirs now, and to the mentor who acts for the company."""
    more = {"old": str(old), "called_off": called_off}
    _tell(mentorship.contact, "mentorship.contact-yours", mentorship, occurrence=_moment(), **more)
    _tell(mentorship.mentor, "mentorship.contact-changed", mentorship, occurrence=_moment(), **more)


def tell_coordinators(
    kind: str, mentorship: Mentorship, about: models.Model, url: str, *, occurrence: object = "1", but: User | None = None, **more: object
) -> None:
    """To the programme's coordinators, but not to the one who did it."""
    people = [person for person in coordinators_of(mentorship.programme) if but is None or person.pk != but.pk]
    notify(to=people, kind=kind, about=about, occurrence=str(occurrence), context=names(mentorship) | more, url=url)


def low_feedback(feedback: SessionFeedback, mentorship: Mentorship) -> None:
    """To those who read feedback, and nobody else: a session was of little use."""
    context = names(mentorship) | {"who": str(feedback.person), "score": feedback.score, "topic": feedback.session.topic}
    notify(to=confidants_of(mentorship.programme), kind="feedback.low", about=feedback, context=context, url=page(mentorship))


def tell(
    people: Iterable[User], kind: str, about: models.Model, context: dict, url: str, *, occurrence: object = "1", meeting_at: datetime | None = None
) -> None:
    """One kind to several people."""
    notify(to=list(people), kind=kind, about=about, occurrence=str(occurrence), context=context, url=url, meeting_at=meeting_at)


def _tell(person: User, kind: str, mentorship: Mentorship, *, url: str = "", occurrence: object = "1", **more: object) -> None:
    context = names(mentorship) | {"other": str(rules.other_than(person, mentorship))} | more
    notify(to=person, kind=kind, about=mentorship, occurrence=str(occurrence), context=context, url=url or page(mentorship))


def _moment() -> str:
    """Distinguishes the second pause from the first."""
    return f"{clock.now():%Y%m%d%H%M%S}"
