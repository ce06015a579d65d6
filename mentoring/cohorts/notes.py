"""A few words to a company that is stuck: ready in each reader's language, read over and sent by a person."""

import hashlib
from collections.abc import Mapping
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentoring.cohorts import rules
from mentoring.cohorts.models import Cohort, CohortMember, CohortNote, TrackRule
from mentoring.cohorts.queries import along_of
from mentoring.cohorts.services import locked
from mentoring.cohorts.tracking import Reason
from messaging import member_rules, quiet
from messaging import services as messaging
from messaging.models import Conversation
from network.accounts.models import User
from network.core import clock
from network.core.errors import Conflict, Invalid, require
from network.core.languages import page_language
from network.notifications import services as notifications
from network.notifications.render import Reader, render_words
from network.vocabulary.labels import label_of

NOTE = "cohort.note"
NOTICE, TALK = "notice", "talk"
WAYS = (NOTICE, TALK)
LONGEST = 3000


def language_of(person: User) -> str:
    """The language in which the person is written to."""
    return page_language(notifications.reading_language(person.languages))


def languages_of(member: CohortMember) -> list[str]:
    """The languages of those who come along, each once, in their order."""
    return list(dict.fromkeys(language_of(person) for person in along_of(member)))


def drafts(*, member: CohortMember, by: User, reason: Reason | None) -> dict[str, str]:
    """The ready text in each language that is needed. Raises Refused, and Conflict where nobody comes along."""
    require(rules.can_change_member(by, member))
    languages = languages_of(member)
    if not languages:
        raise Conflict(_("Nobody comes along for this company now."), code="no-receiver")
    facts = {"by": str(by), "company": member.company.name, "incubator": member.cohort.incubator.name}
    if reason is not None:
        facts |= {"since": reason.since.isoformat(), "days": reason.days, "count": reason.count, "never": reason.never}
    occasion = reason.kind if reason is not None else "plain"
    return {code: render_words(f"cohorts/{occasion}.txt", facts | {"cohort": _named(member.cohort, code)}, Reader(language=code)) for code in languages}


@transaction.atomic
def send(*, member: CohortMember, by: User, texts: Mapping[str, str], way: str, kind: str = "") -> list[User]:
    """Send the words, as they were left, to all who come along: each in their language, as a notice or in a conversation of the two.

    The same words leave once a day. Raises Refused, Conflict and Invalid.
    """
    locked(member.cohort)
    require(rules.can_change_member(by, member))
    people = along_of(member)
    said = _checked(people, texts, way, kind)
    digest = hashlib.sha256("\n".join([f"{clock.today():%Y%m%d}", way, str(by.pk), *(f"{code}:{text}" for code, text in sorted(said.items()))]).encode())
    _note, is_new = CohortNote.objects.get_or_create(
        member=member, digest=digest.hexdigest(), defaults={"sent_by": by, "sent_at": clock.now(), "reason": kind, "way": way}
    )
    for person in people if is_new else ():
        text = said[language_of(person)]
        if way == TALK:
            _say(member, person, by, text, uuid5(NAMESPACE_URL, f"{digest.hexdigest()}:{member.pk}:{person.pk}"))
        else:
            _notify(member, person, by, text, digest.hexdigest()[:24])
    return people


def _checked(people: list[User], texts: Mapping[str, str], way: str, kind: str) -> dict[str, str]:
    if not people:
        raise Conflict(_("Nobody comes along for this company now."), code="no-receiver")
    wrong: dict[str, list] = {}
    if way not in WAYS:
        wrong["way"] = [_("Choose one of the offered values.")]
    if kind and kind not in TrackRule.Kind.values:
        wrong["reason"] = [_("Choose one of the offered values.")]
    needed = dict.fromkeys(language_of(person) for person in people)
    said = {code: str(texts.get(code, "")).strip() for code in needed}
    if not all(said.values()):
        wrong["texts"] = [_("Write it in the language of everybody who comes along.")]
    elif any(len(text) > LONGEST for text in said.values()):
        wrong["texts"] = [_("Keep it under %(most)d characters.") % {"most": LONGEST}]
    if wrong:
        raise Invalid(wrong)
    return said


def _notify(member: CohortMember, person: User, by: User, text: str, digest: str) -> None:
    cohort = member.cohort
    context = {"by": str(by), "cohort": _named(cohort, person.language), "incubator": cohort.incubator.name, "company": member.company.name, "text": text}
    notifications.notify(
        to=person, kind=NOTE, about=cohort, occurrence=f"{digest}-{member.pk.hex[-12:]}", context=context,
        url=reverse("cohort", args=[cohort.pk]), replaces=False,
    )  # fmt: skip


def _say(member: CohortMember, person: User, by: User, text: str, key: UUID) -> None:
    """In the conversation of the two about this cohort, opened when there is none."""
    if person.pk == by.pk:
        return
    quiet.lock_pair(person, by)  # two at once must not open two, and a block comes before or after
    require(member_rules.can_talk(by, person))
    cohort = member.cohort
    talks = quiet.direct_talks(person, by).filter(subject_type="cohort", subject_id=cohort.pk, closed_at=None)
    talk = talks.first() or messaging.open_conversation(
        kind=Conversation.Kind.DIRECT, people=[by, person], subject=cohort, title=_named(cohort, person.language)[:160], programme=cohort.programme, by=by
    )
    messaging.send(conversation=talk, by=by, body=text, client_uuid=key)


def _named(cohort: Cohort, language: str) -> str:
    return label_of(cohort.names, language)
