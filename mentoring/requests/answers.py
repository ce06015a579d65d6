"""What the one who is asked does: accept, decline, ask back; and the company's reply. `cascade` does the rest."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mentoring.mentorships.models import Mentorship
from mentoring.mentorships.services import open_mentorship
from mentoring.profiles.pauses import add_pause, answered
from mentoring.profiles.services import block, touch
from mentoring.requests import capacity, cascade, notices, people, rules, states, timing
from mentoring.requests.availability import still_possible
from mentoring.requests.models import Choice, MentoringRequest
from mentoring.requests.queries import handed_over
from network.accounts.models import User
from network.calendars.people import working_time_of
from network.core import clock
from network.core.commit import after_commit
from network.core.errors import Conflict, Invalid, Refused, require
from network.core.locks import hold_row
from network.core.states import move

LONGEST_QUESTION = 2000


def accept(*, choice: Choice, by: User) -> Mentorship:
    """Take the company. Raises Conflict (409) when the request is closed or the place went to somebody else.

    In the second case the choice is let go, the next one is asked, and that is kept although the caller gets an error.
    """
    with transaction.atomic():
        outcome = _accept(locked(choice), by)
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def _accept(choice: Choice, by: User) -> Mentorship | Refused:
    require(rules.can_answer(by, choice))
    request = choice.request
    profile = capacity.lock(choice.profile)
    if not (verdict := still_possible(request, profile)):
        cascade.release(choice, verdict.code)
        following = cascade.ask_next(request)
        if verdict.code in cascade.APART:
            return Conflict(_("This request is closed. Nothing is expected of you."), code="state")
        notices.moved_on(choice, following)
        if verdict.code == cascade.LEFT:
            left = _("Your incubator is not part of this programme any more.") if choice.incubator else _("You do not mentor in this programme any more.")
            return Conflict(left, code=verdict.code)
        return verdict
    move(choice, "accept", states.CHOICE, decided_at=clock.now(), decided_by=by, next_reminder_at=None)
    move(request, "accept", states.REQUEST, closed_at=clock.now())
    return begin(choice, by)


def begin(choice: Choice, by: User) -> Mentorship:
    """Open the mentorship of an accepted choice, and let the others go without a word: they were never asked.

    Where a coordinator took the company from somebody else, the new one goes on with what was agreed there.
    """
    request, before = choice.request, handed_over(choice.request)
    cascade.release_all(request, "accepted")
    mentor = by if people.answers_for(by, choice.profile) else people.people_asked(choice)[0]
    mentorship = open_mentorship(
        programme=request.programme,
        company=request.company,
        contact=people.contact_of(request),
        mentor=mentor,
        incubator=choice.incubator.organisation if choice.incubator else None,
        request_id=request.pk,
        hours_per_month=request.hours_per_month,
        goals=before.goals if before else request.goal,
        by=by,
        follows=before,
    )
    _seen(choice)
    notices.accepted(choice, mentorship)
    after_commit(cascade.look_again, mentor=choice.mentor_id, incubator=choice.incubator_id)
    return mentorship


def decline(*, choice: Choice, by: User, reason: str = "", pause_until: date | None = None, pause: bool = False, never: bool = False) -> None:
    """Say no, with or without a reason. The next one is asked.

    A mentor may pause in the same dialog, or say never to be asked for this company again; the company is told neither.
    """
    with transaction.atomic():
        choice = locked(choice)
        require(rules.can_answer(by, choice))
        if pause and choice.mentor:
            add_pause(profile=choice.mentor, by=by, starts_on=clock.today(by.time_zone), ends_on=pause_until)
        if never and choice.mentor:
            block(person=by, organisation=choice.request.company, by=by)
        move(choice, "decline", states.CHOICE, decided_at=clock.now(), decided_by=by, decline_reason=reason.strip(), next_reminder_at=None)
        _seen(choice)
        following = cascade.ask_next(choice.request)
        notices.moved_on(choice, following)


def ask_back(*, choice: Choice, by: User, question: str) -> None:
    """Put a question to the company. The mentor's clock stops; the company gets as many of its working days to reply."""
    text = _text("question", question)
    with transaction.atomic():
        choice = locked(choice)
        require(rules.can_ask_back(by, choice))
        now, request = clock.now(), choice.request
        left = timing.days_left(now, choice.answer_due_at, working_time_of(people.people_asked(choice)[0]))
        company = timing.answering(now, request.programme.answer_days, working_time_of(people.contact_of(request)))
        move(
            choice,
            "question",
            states.CHOICE,
            question=text,
            question_at=now,
            reply="",
            days_left=left,
            clock_from=now,
            answer_due_at=company.until,
            reminders=0,
            next_reminder_at=next(iter(company.reminders), None),
        )
        choice.questions += 1
        choice.save(update_fields=["questions"])
        _seen(choice)
        notices.question(choice)


def reply(*, choice: Choice, by: User, text: str) -> None:
    """Answer the question. The mentor's clock goes on with the working days that were left, at least one."""
    text = _text("reply", text)
    with transaction.atomic():
        choice = locked(choice)
        require(rules.can_reply(by, choice))
        cascade.resume(choice, "reply", reply=text)
        notices.replied(choice)


def locked(choice: Choice) -> Choice:
    """The choice, read anew under its request's lock."""
    request = cascade.locked(choice.request_id)
    found = hold_row(Choice.objects.select_related("mentor__person", "incubator__organisation"), choice.pk)
    found.request = request
    return found


def _seen(choice: Choice) -> None:
    if choice.mentor:
        touch(choice.mentor)
        answered(choice.mentor)


def _text(field: str, text: str) -> str:
    text = text.strip()
    if not text:
        raise Invalid({field: [_("Write a few words.")]})
    if len(text) > LONGEST_QUESTION:
        raise Invalid({field: [_("Keep it under %(most)d characters.") % {"most": LONGEST_QUESTION}]})
    return text


def of_request(request: MentoringRequest) -> Choice | None:
    """The choice that is being asked now."""
    return next((c for c in cascade.choices_of(request) if c.state in cascade.PENDING), None)
