"""What reviewers and coordinators hear of the reviews of a call. No mail names an applicant: calls may be blind, and mail stays."""

from datetime import datetime, timedelta

from django.urls import reverse

from mentoring.calls.models import Application, Call, ConflictOfInterest
from mentoring.calls.people import runners_of, takers_of, told_of
from mentoring.reviews.models import Reviewer, ReviewPhase
from network.accounts.models import User
from network.notifications.services import notify, reading_language, supersede
from network.vocabulary.labels import label_of

ASKED, ASSIGNED, REMINDER, CONFLICT = "review.asked", "review.assigned", "review.reminder", "review.conflict"
ORPHANED = "review.orphaned"
CONFIRM, UNCONFIRMED = "application.confirm", "application.unconfirmed"
BEFORE_THE_END = timedelta(days=3)


def reviewer_asked(reviewer: Reviewer) -> None:
    """Somebody is asked to review for a call."""
    context = _facts(reviewer.call, reviewer.person) | {"incubator": reviewer.call.incubator.name}
    notify(to=reviewer.person, kind=ASKED, about=reviewer, context=context, url=_list(reviewer.call))


def assigned(reviewer: Reviewer, count: int, *, phase: ReviewPhase | None) -> None:
    """Applications to read; once more three days before the phase ends, unless everything is handed in by then."""
    until = phase.ends_at.isoformat() if phase else ""
    context = _facts(reviewer.call, reviewer.person) | {"count": count, "until": until}
    occurrence = f"{reviewer.assignments.count()}"
    notify(to=reviewer.person, kind=ASSIGNED, about=reviewer, occurrence=occurrence, context=context, url=_list(reviewer.call))
    if phase:
        notify(
            to=reviewer.person, kind=REMINDER, about=reviewer, occurrence=str(phase.pk), due_at=phase.ends_at - BEFORE_THE_END,
            context=context, url=_list(reviewer.call),
        )  # fmt: skip


def take_back(reviewer: Reviewer) -> None:
    """Nothing is left to read: the reminder is not sent."""
    supersede(reviewer, [REMINDER])


def conflict_declared(conflict: ConflictOfInterest, by: User) -> None:
    """The coordinators hear that somebody is shut out, by the application's number; what was to tell that person of it is taken back.

    Where nobody who runs the call is left to work on it, all who run it hear that somebody has to be appointed.
    """
    application, call = conflict.application, conflict.application.call
    supersede(application, [UNCONFIRMED], people=[conflict.person])
    is_orphaned = runners_of(call).filter(pk=conflict.person_id).exists() and not takers_of(application).exists()
    told = runners_of(call) if is_orphaned else told_of(application).exclude(pk=by.pk)
    url = reverse("programme", args=[call.programme_id]) if is_orphaned else reverse("call-reviews", args=[call.pk])
    for person in told:
        context = _facts(call, person) | {"person": conflict.person.name, "number": application.number, "incubator": call.incubator.name}
        notify(to=person, kind=ORPHANED if is_orphaned else CONFLICT, about=conflict, context=context, url=url)


def _facts(call: Call, person: User) -> dict[str, object]:
    return {"call": label_of(call.titles, reading_language(person.languages))}


def _list(call: Call) -> str:
    return reverse("reviews-of-call", args=[call.pk])


def plan_confirming(application: Application, applicants: list[User], coordinators: list[User], ahead: list[datetime]) -> None:
    """Remind the accepted that their yes is awaited, and tell the coordinators when the days are over."""
    url, until = f"/applications/{application.pk}/", application.confirm_by
    occurrence = application.in_stage_since.isoformat()
    for number, due_at in enumerate(ahead, start=1):
        for person in applicants:
            context = _facts(application.call, person) | {"incubator": application.call.incubator.name, "until": until.isoformat()}
            notify(to=person, kind=CONFIRM, about=application, occurrence=f"{occurrence}-{number}", due_at=due_at, context=context, url=url)
    for person in coordinators:
        context = _facts(application.call, person) | {"company": application.company.name}
        notify(
            to=person,
            kind=UNCONFIRMED,
            about=application,
            occurrence=occurrence,
            due_at=until,
            context=context,
            url=f"/calls/{application.call_id}/",
        )


def confirming_over(application: Application) -> None:
    """Confirmed, withdrawn or taken back: nobody is reminded any more."""
    supersede(application, [CONFIRM, UNCONFIRMED])
