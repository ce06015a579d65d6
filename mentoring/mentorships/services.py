"""The life of a mentorship: it is opened, agreed on, paused, and ends."""

from datetime import date
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from mentoring.followups import services as followups
from mentoring.followups.models import FollowUpRule
from mentoring.mentorships import hours, notices, rules, sessions, states
from mentoring.mentorships.locks import locked
from mentoring.mentorships.models import ClosingSurvey, Mentorship
from mentoring.mentorships.months import months_after
from messaging import services as messaging
from messaging.models import Conversation
from network.accounts.models import User
from network.core import clock
from network.core.errors import Conflict, Invalid, require
from network.core.languages import interface_language
from network.core.states import move
from network.organisations.models import Organisation
from network.programmes.models import Programme

Event = FollowUpRule.Event
AGREED = ("goals", "frequency", "hours_per_month", "months", "confidentiality")


@transaction.atomic
def open_mentorship(
    *,
    programme: Programme,
    company: Organisation,
    contact: User,
    mentor: User,
    incubator: Organisation | None = None,
    request_id: UUID | None,
    hours_per_month: Decimal,
    goals: str,
    by: User,
    follows: Mentorship | None = None,
) -> Mentorship:
    """Bring a company and its mentor together: the agreement's first draft, and their conversation.

    The caller holds the lock of the mentor's or incubator's profile and has checked that there is room (guarantee 2).
    Both are told; neither is bound before both have accepted the agreement.
    """
    mentorship = Mentorship(
        programme=programme,
        company=company,
        contact=contact,
        mentor=mentor,
        incubator=incubator,
        request_id=request_id,
        hours_per_month=hours_per_month,
        goals=goals,
        confidentiality=_first_words(contact, mentor),
        follows=follows,
    )
    mentorship.conversation = messaging.open_conversation(
        kind=Conversation.Kind.MENTORSHIP, people=[contact, mentor], subject=mentorship, title=company.name, programme=programme, by=by
    )
    mentorship.save(force_insert=True)
    notices.opened(mentorship)
    return mentorship


def edit_agreement(*, mentorship: Mentorship, by: User, version: int, **changes: object) -> Mentorship:
    """Change what is agreed. Any change makes a new version that both accept again; until then the last accepted end date stands.

    `version` is the one the editor has read. Raises Conflict (`version`) when the other one has changed it meanwhile, or
    (`no_hours`) when the mentor has no such hours, and Invalid.
    """
    if unknown := set(changes) - set(AGREED):
        raise ValueError(f"not part of the agreement: {unknown}")
    with transaction.atomic():
        mentorship = locked(mentorship)
        require(rules.can_edit_agreement(by, mentorship))
        _same_version(mentorship, version)
        changed = [name for name, value in changes.items() if getattr(mentorship, name) != value]
        if not changed:
            return mentorship
        if "hours_per_month" in changed:
            _check_hours(changes["hours_per_month"])
            hours.require_room(mentorship, changes["hours_per_month"])
        for name in changed:
            setattr(mentorship, name, changes[name])
        _check_agreement(mentorship)
        mentorship.agreement_version += 1
        mentorship.agreement_edited_by, mentorship.agreement_edited_at = by, clock.now()
        mentorship.company_agreed_at = mentorship.company_agreed_by = mentorship.mentor_agreed_at = None
        mentorship.save(update_fields=[*changed, "agreement_version", "agreement_edited_by", "agreement_edited_at", *_ACCEPTANCE])
        notices.agreement_changed(mentorship, by)
    return mentorship


def accept_agreement(*, mentorship: Mentorship, by: User, version: int) -> Mentorship:
    """Accept the version that was read. When both have accepted the same version the mentorship begins.

    Raises Conflict (`version`) when there is a newer one. Accepting twice is harmless.
    """
    with transaction.atomic():
        # Locked: two acceptances at once must not both think that the other one is missing.
        mentorship = locked(mentorship)
        require(rules.is_party(by, mentorship))
        _same_version(mentorship, version)
        if rules.has_agreed(by, mentorship) and mentorship.state != Mentorship.State.ENDED:
            return mentorship
        require(rules.can_agree(by, mentorship))
        if rules.side_of(by, mentorship) == rules.MENTOR:
            mentorship.mentor_agreed_at = clock.now()
        else:
            mentorship.company_agreed_at, mentorship.company_agreed_by = clock.now(), by
        mentorship.save(update_fields=_ACCEPTANCE)
        if mentorship.company_agreed_at and mentorship.mentor_agreed_at:
            _both_agreed(mentorship)
        else:
            notices.agreement_accepted(mentorship, by)
    return mentorship


def pause(*, mentorship: Mentorship, by: User) -> Mentorship:
    """Pause: no new sessions, no questions. Sessions that are booked stay, and can be cancelled."""
    with transaction.atomic():
        mentorship = locked(mentorship)
        require(rules.can_pause(by, mentorship))
        move(mentorship, "pause", states.MENTORSHIP)
        followups.hold(mentorship)
        notices.paused(mentorship, by)
    return mentorship


def resume(*, mentorship: Mentorship, by: User) -> Mentorship:
    """Go on after a pause."""
    with transaction.atomic():
        mentorship = locked(mentorship)
        require(rules.can_resume(by, mentorship))
        move(mentorship, "resume", states.MENTORSHIP)
        followups.release(mentorship)
        notices.resumed(mentorship, by)
    return mentorship


def end_mentorship(*, mentorship: Mentorship, by: User, note: str = "") -> Mentorship:
    """End it now. What is booked ahead is cancelled, the place is free, the conversation can still be read.

    A coordinator gives a reason, which is kept and which both read; of the two themselves nobody asks for one.
    """
    with transaction.atomic():
        mentorship = locked(mentorship)
        require(rules.can_end(by, mentorship))
        if not rules.side_of(by, mentorship) and not note.strip():
            raise Invalid({"note": [_("Give a reason. It is kept, and both of them read it.")]})
        reasons = {rules.COMPANY: Mentorship.EndReason.COMPANY, rules.MENTOR: Mentorship.EndReason.MENTOR}
        _end(mentorship, reasons.get(rules.side_of(by, mentorship), Mentorship.EndReason.COORDINATOR), by=by, note=note)
    return mentorship


def end_handed_over(*, mentorship: Mentorship, by: User, reason: str) -> None:
    """End a locked mentorship because somebody else goes on with the company; `requests.handover` asked the rules and finds the other one."""
    _end(mentorship, Mentorship.EndReason.HANDED_OVER, by=by, note=reason)


def end_by_date(*, mentorship_id: UUID) -> bool:
    """End a mentorship whose agreed last day is over for its company. False when it is not (any more) due."""
    with transaction.atomic():
        mentorship = locked(mentorship_id)
        due = mentorship.ends_on is not None and mentorship.ends_on < clock.today(mentorship.contact.time_zone)
        if not due or mentorship.state == Mentorship.State.ENDED:
            return False
        _end(mentorship, Mentorship.EndReason.DATE, by=None)
    return True


def answer_closing_survey(*, mentorship: Mentorship, by: User, reached: int, recommend: bool, comment: str = "") -> ClosingSurvey:
    """Look back on the whole, once. For the programme's coordinators."""
    with transaction.atomic():
        mentorship = locked(mentorship)  # a double click is refused by the rule, not by an IntegrityError
        require(rules.can_close(by, mentorship))
        if not 1 <= reached <= 5:
            raise Invalid({"reached": [_("Choose a number from one to five.")]})
        followups.spare(mentorship, by, "closing")
        return ClosingSurvey.objects.create(mentorship=mentorship, person=by, reached=reached, recommend=recommend, comment=comment.strip())


_ACCEPTANCE = ["company_agreed_at", "company_agreed_by", "mentor_agreed_at"]


def _first_words(contact: User, mentor: User) -> str:
    """A first word on confidentiality in the first language of the company that the mentor reads too, else in English."""
    theirs = {interface_language(code) for code in mentor.languages}
    shared = next((code for code in map(interface_language, contact.languages) if code and code in theirs), "en")
    with translation.override(shared):
        return _("What we tell each other stays between us, unless we both agree to share it. Figures and plans of the company are not passed on.")


def _same_version(mentorship: Mentorship, version: int) -> None:
    if version != mentorship.agreement_version:
        raise Conflict(_("The agreement was changed while you read it. Here is how it reads now."), code="version", version=mentorship.agreement_version)


def _check_hours(value: Decimal) -> None:
    if not hours.LEAST <= value <= hours.MOST:
        raise Invalid({"hours_per_month": [_("Ask for between half an hour and forty hours a month.")]})


def _check_agreement(mentorship: Mentorship) -> None:
    wrong = {}
    if not 1 <= mentorship.months <= 36:
        wrong["months"] = [_("Choose from 1 to 36 months.")]
    elif mentorship.started_at and _last_day(mentorship) <= clock.today(mentorship.contact.time_zone):
        wrong["months"] = [_("That day is over already. Choose more months, or end the mentorship.")]
    if mentorship.frequency not in Mentorship.Frequency.values:
        wrong["frequency"] = [_("Choose how often you meet.")]
    for name in ("goals", "confidentiality"):
        if not getattr(mentorship, name).strip():
            wrong[name] = [_("Write a few words.")]
    if wrong:
        raise Invalid(wrong)


def _both_agreed(mentorship: Mentorship) -> None:
    first = mentorship.state == Mentorship.State.AGREEING
    if first:
        move(mentorship, "activate", states.MENTORSHIP, started_at=clock.now())
        people = {"company": mentorship.contact, "mentor": mentorship.mentor}
        followups.plan(Event.MENTORSHIP_STARTED, mentorship, people, clock.now(), programme=mentorship.programme, context=notices.names(mentorship))
    mentorship.ends_on = _last_day(mentorship)
    mentorship.accepted_hours = mentorship.hours_per_month
    mentorship.save(update_fields=["ends_on", "accepted_hours"])
    notices.agreed(mentorship, first=first)


def _last_day(mentorship: Mentorship) -> date:
    start = mentorship.started_at.astimezone(ZoneInfo(mentorship.contact.time_zone)).date()
    return months_after(start, mentorship.months)


def _end(mentorship: Mentorship, reason: str, *, by: User | None, note: str = "") -> None:
    began = mentorship.started_at is not None
    move(mentorship, "end", states.MENTORSHIP, ended_at=clock.now(), end_reason=reason, end_note=note.strip())
    sessions.cancel_all(mentorship, by=by)
    followups.cancel(mentorship, Event.MENTORSHIP_STARTED)
    if began:
        people = {"company": mentorship.contact, "mentor": mentorship.mentor}
        followups.plan(Event.MENTORSHIP_ENDED, mentorship, people, clock.now(), programme=mentorship.programme, context=notices.names(mentorship))
    if mentorship.conversation:
        messaging.close(conversation=mentorship.conversation, by=by)
    notices.ended(mentorship, by)
