"""Reading mentorships and sessions, each for the person who asks."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Avg, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from mentoring.mentorships.models import ClosingSurvey, Mentorship, ProposedTime, Session, SessionFeedback
from network.accounts.models import User
from network.calendars.queries import free_slots_of
from network.calendars.working_time import Span
from network.core import clock
from network.organisations.models import Membership
from network.organisations.queries import one_of
from network.programmes.models import Appointment, Programme
from network.programmes.queries import confided_to

State = Session.State
SUGGEST_DAYS = 14  # how far ahead free times are suggested
SUGGESTIONS = 12
LEAST_COMPANIES = 3  # whose feedback on a mentor is counted together


def coordinated(user: User) -> QuerySet:
    """Keys of the programmes in which the person has a running appointment."""
    return Appointment.objects.filter(person=user, ended_at=None).values("programme")


def mentorships_visible_to(user: User) -> QuerySet[Mentorship]:
    """One's own, those of one's company or incubator, and those of programmes one coordinates.

    Who acted for a company and is no longer of it sees nothing of it from that moment, what has ended neither.
    """
    mine = Membership.objects.filter(person=user, state=Membership.State.ACTIVE).values("organisation")
    seen = Q(mentor=user) | Q(company__in=mine) | Q(incubator__in=mine) | Q(programme__in=coordinated(user))
    return Mentorship.objects.filter(seen).select_related("programme", "company", "contact", "mentor", "incubator", "company_agreed_by")


def mentorship_for(user: User, pk: UUID | str) -> Mentorship:
    """One mentorship. Raises NotVisible."""
    return one_of(mentorships_visible_to(user), pk)


def own_mentorships(user: User) -> QuerySet[Mentorship]:
    """Those in which the person is one of the two, running ones first."""
    own = mentorships_visible_to(user).filter(Q(contact=user) | Q(mentor=user))
    return own.order_by(F("ended_at").desc(nulls_first=True), "-id")


def mentorships_of_colleagues(user: User) -> QuerySet[Mentorship]:
    """Those of the person's company or incubator in which they are not one of the two, newest first."""
    mine = Membership.objects.filter(person=user, state=Membership.State.ACTIVE).values("organisation")
    theirs = mentorships_visible_to(user).filter(Q(company__in=mine) | Q(incubator__in=mine))
    return theirs.exclude(Q(contact=user) | Q(mentor=user)).order_by("-id")


def sessions_visible_to(user: User) -> QuerySet[Session]:
    """The sessions of visible mentorships, with what a page or a row needs."""
    seen = mentorships_visible_to(user).order_by().values("pk")
    two = ("mentorship__contact", "mentorship__mentor", "mentorship__company", "mentorship__programme")
    people = (*two, "proposed_by", "declined_by", "recorded_by", "contested_by")
    return Session.objects.filter(mentorship__in=seen).select_related("mentorship", *people).prefetch_related("times")


def session_for(user: User, pk: UUID | str) -> Session:
    """One session. Raises NotVisible."""
    return one_of(sessions_visible_to(user), pk)


def open_sessions(mentorship: Mentorship) -> QuerySet[Session]:
    """Proposed and confirmed sessions of an authorised mentorship, the soonest first; proposals without a time last."""
    rows = mentorship.sessions.filter(state__in=[State.PROPOSED, State.CONFIRMED])
    return rows.select_related("proposed_by").prefetch_related("times").order_by("starts_at", "id")


def past_sessions(mentorship: Mentorship) -> QuerySet[Session]:
    """Held, missed and cancelled sessions of an authorised mentorship, the latest first."""
    return mentorship.sessions.exclude(state__in=[State.PROPOSED, State.CONFIRMED]).order_by("-starts_at", "-id")


def answers_wanted_from(user: User) -> QuerySet[Session]:
    """Proposals of the other side that wait for this person's answer."""
    own = Q(mentorship__contact=user) | Q(mentorship__mentor=user)
    on_offer = Exists(ProposedTime.objects.filter(session=OuterRef("pk")))  # none after a no in the calendar
    waiting = Session.objects.filter(own, on_offer, state=State.PROPOSED, mentorship__state=Mentorship.State.ACTIVE).exclude(proposed_by=user)
    return waiting.select_related("mentorship__contact", "mentorship__mentor", "proposed_by").prefetch_related("times").order_by("id")


def coming_sessions(user: User) -> QuerySet[Session]:
    """The person's confirmed sessions from now on, the soonest first."""
    own = Q(mentorship__contact=user) | Q(mentorship__mentor=user)
    rows = Session.objects.filter(own, state=State.CONFIRMED, starts_at__gte=clock.now())
    return rows.select_related("mentorship__contact", "mentorship__mentor", "mentorship__company").order_by("starts_at")


def suggestions(mentorship: Mentorship, *, minutes: int, after: datetime | None = None, but: Session | None = None) -> tuple[Span, ...]:
    """Times in the coming two weeks at which both work and neither is booked, at most two a day.

    `but` leaves out the bookings of a session that is to be moved.
    """
    start = max(after or clock.now(), clock.now()) + timedelta(hours=2)
    people = [mentorship.contact, mentorship.mentor]
    found = free_slots_of(people, start, start + timedelta(days=SUGGEST_DAYS), length=timedelta(minutes=minutes), limit=400, but=but)
    return tuple(_spread(found))[:SUGGESTIONS]


def _spread(slots: tuple[Span, ...], per_day: int = 2, apart: timedelta = timedelta(hours=4)) -> list[Span]:
    """Few but different: at most `per_day` slots on a date, `apart` from each other."""
    chosen: list[Span] = []
    for slot in slots:
        same_day = [other for other in chosen if other.start.date() == slot.start.date()]
        if len(same_day) < per_day and all(slot.start - other.start >= apart for other in same_day):
            chosen.append(slot)
    return chosen


def feedback_on(mentors: Collection[UUID]) -> dict[UUID, float]:
    """What companies said of each mentor's sessions, 0 to 1, each company alike; only where three or more have spoken.

    Fewer would tell who said what.
    """
    given = SessionFeedback.objects.filter(session__mentorship__mentor__in=mentors).exclude(person=F("session__mentorship__mentor"))
    rows = given.order_by().values_list("session__mentorship__mentor", "session__mentorship__company").annotate(mean=Avg("score"))
    means: dict[UUID, list[float]] = {}
    for mentor, _company, mean in rows:
        means.setdefault(mentor, []).append((float(mean) - 1) / 4)
    return {mentor: round(sum(of) / len(of), 6) for mentor, of in means.items() if len(of) >= LEAST_COMPANIES}


def feedback_visible_to(user: User) -> QuerySet[SessionFeedback]:
    """Feedback is for the programme's coordinators; besides them, each sees what they wrote themselves."""
    heard = Q(session__mentorship__programme__in=confided_to(user))
    return SessionFeedback.objects.filter(Q(person=user) | heard).select_related("person", "session")


def surveys_visible_to(user: User) -> QuerySet[ClosingSurvey]:
    """Closing surveys, as feedback."""
    return ClosingSurvey.objects.filter(Q(person=user) | Q(mentorship__programme__in=confided_to(user))).select_related("person", "mentorship")


def running_in(programme: Programme) -> list[str]:
    """What keeps a programme from being archived. Named in the settings (PROGRAMME_RUNNING)."""
    count = Mentorship.objects.filter(programme=programme).exclude(state=Mentorship.State.ENDED).count()
    return [_("Mentorships that have not ended: %(count)d") % {"count": count}] if count else []
