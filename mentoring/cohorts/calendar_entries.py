"""Sessions in people's calendars: their time, the calendar invitation, and the reminders.

Whoever comes along is invited to every session ahead. A session of many is not moved because one of them is busy: whose time is
taken keeps the invitation without a booking, and takes the time by answering that they come. Each guest's calendar object lists
that guest alone, since companies of a cohort need not have each other's addresses.
"""

from collections.abc import Iterable

from django.urls import reverse

from mentoring.cohorts.models import Cohort, CohortSession
from mentoring.cohorts.queries import travellers_of
from mentoring.investors.reminders import DAY, HOUR, day_before_for
from network.accounts.models import User
from network.calendars import services as calendars
from network.core import clock
from network.core.errors import Conflict
from network.invitations import services as invitations
from network.notifications import services as notifications

TOMORROW, SOON = "cohort_session.tomorrow", "cohort_session.soon"
PLANNED = CohortSession.State.PLANNED


def begin(cohort: Cohort, by: User) -> None:
    """Invite to everything that was planned before the cohort began."""
    for session in _ahead(cohort).filter(invited_at=None):
        invite(session, by)


def invite(session: CohortSession, by: User) -> None:
    """Invite everybody who comes along, and the organiser."""
    people = [*travellers_of(session.cohort), session.organiser]
    session.invited_at = clock.now()
    session.save(update_fields=["invited_at"])
    _book(session, people, by)
    made = invitations.invite(about=session, people=people, by=session.organiser, accepted=[session.organiser], is_private=True, **_shown(session))
    _remind(session, people, sequence=made.sequence)


def update(session: CohortSession, by: User, *, moved: bool) -> None:
    """Tell everybody of what changed; a new time asks everybody again and takes their time anew."""
    people = [*travellers_of(session.cohort), session.organiser]
    if moved:
        calendars.release(session, by=by)
        _book(session, people, by)
    made = invitations.update(about=session, by=session.organiser, accepted=[session.organiser], **_shown(session))
    notifications.supersede(session, [TOMORROW, SOON])
    _remind(session, people, sequence=made.sequence)


def call_off(session: CohortSession, by: User, reason: str) -> None:
    """Everybody's calendar is told, everybody's time is free again, nobody is reminded."""
    calendars.release(session, by=by)
    invitations.cancel(about=session, by=by, note=reason)
    notifications.supersede(session, [TOMORROW, SOON])


def invite_to_all(cohort: Cohort, people: Iterable[User], by: User | None) -> None:
    """Whoever comes along from now on is invited to every session ahead."""
    wanted = _in_order(people)
    for session in _ahead(cohort).filter(invited_at__isnull=False):
        _book(session, wanted, by or session.organiser)
        for person in wanted:
            guest = invitations.add_guest(about=session, person=person, by=by)
            _remind(session, [person], sequence=guest.invitation.sequence)


def call_off_for(cohort: Cohort, people: Iterable[User], by: User | None) -> None:
    """Whoever does not come along any more has their time back and is not reminded; they alone hear of it."""
    stay = set(travellers_of(cohort).values_list("pk", flat=True))
    gone = [person for person in _in_order(people) if person.pk not in stay]
    for session in _ahead(cohort).filter(invited_at__isnull=False) if gone else []:
        leaving = [person for person in gone if person.pk != session.organiser_id]
        calendars.release(session, by=by, people=leaving)
        notifications.supersede(session, [TOMORROW, SOON], people=leaving)
        for person in leaving:
            invitations.remove_guest(about=session, person=person, by=by)


def remind_again(session: CohortSession, person: User, *, sequence: str) -> None:
    """Plan the reminders of somebody who comes after all."""
    _remind(session, [person], sequence=sequence)


def forget(session: CohortSession, person: User, by: User) -> None:
    """Somebody declined: their time is free, and they are not reminded."""
    calendars.release(session, by=by, people=[person])
    notifications.supersede(session, [TOMORROW, SOON], people=[person])


def context_of(session: CohortSession, person: User) -> dict[str, object]:
    """What a reminder says, as primitives."""
    return {
        "title": session.title, "starts": session.starts_at.isoformat(), "ends": session.ends_at.isoformat(), "place": session.place, "link": session.link,
        "incubator": session.cohort.incubator.name,
    }  # fmt: skip


def _ahead(cohort: Cohort):
    rows = CohortSession.objects.filter(cohort=cohort, state=PLANNED, starts_at__gt=clock.now())
    return rows.select_related("organiser", "cohort__incubator").order_by("starts_at", "pk")


def _in_order(people: Iterable[User]) -> list[User]:
    """Each once, in the order in which calendars lock people."""
    return sorted({person.pk: person for person in people}.values(), key=lambda person: person.pk)


def _book(session: CohortSession, people: Iterable[User], by: User) -> None:
    """Take the time of each who is free, one by one."""
    for person in _in_order(people):
        try:
            calendars.book([person], session.starts_at, session.ends_at, source=session, by=by)
        except Conflict:  # something else stands in their calendar: they are invited all the same
            continue


def _shown(session: CohortSession) -> dict[str, object]:
    """What stands in everybody's calendar."""
    return {
        "title": session.title, "starts_at": session.starts_at, "ends_at": session.ends_at, "location": session.place, "link": session.link,
        "url": reverse("cohort-session", args=[session.pk]), "context": {"about": session.about, "incubator": session.cohort.incubator.name},
    }  # fmt: skip


def _remind(session: CohortSession, people: Iterable[User], *, sequence: int | str) -> None:
    url = reverse("cohort-session", args=[session.pk])
    for person in _in_order(people):
        facts = {"to": person, "about": session, "occurrence": sequence, "context": context_of(session, person), "url": url}
        if (due := day_before_for(person, session.starts_at)) is not None:
            notifications.notify(kind=TOMORROW, due_at=due, **facts)
        if session.starts_at - HOUR > clock.now() and session.ends_at - session.starts_at < DAY:
            notifications.notify(kind=SOON, due_at=session.starts_at - HOUR, urgent=True, **facts)
