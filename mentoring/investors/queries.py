"""Investor meetings that a person may see, and the people they could bring together."""

from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from mentoring.investors.models import InvestorMeeting, MeetingParticipant
from network.accounts.models import User
from network.core import clock
from network.core.errors import NotVisible
from network.invitations.models import Attendee
from network.invitations.queries import answers_of
from network.organisations.models import Kind, Membership, Organisation
from network.organisations.queries import companies_of, one_of, people_visible_to
from network.programmes.models import Participation, Programme
from network.programmes.queries import coordinated_by

Side = MeetingParticipant.Side
State = InvestorMeeting.State


def meetings_visible_to(user: User) -> QuerySet[InvestorMeeting]:
    """Meetings of coordinated programmes; the others only once invited: one's own company's, and those one is in.

    A person who was taken off sees the meeting no more, unless it is their company's.
    """
    coordinated = Q(programme__in=coordinated_by(user))
    taking_part = MeetingParticipant.objects.filter(person=user, removed_at=None).values("meeting")
    mine = Q(pk__in=taking_part) | Q(company__in=companies_of(user))
    return with_details(InvestorMeeting.objects.filter(coordinated | (mine & Q(invited_at__isnull=False))))


def with_details(meetings: QuerySet[InvestorMeeting]) -> QuerySet[InvestorMeeting]:
    """What pages and the API show of a meeting, in a constant number of queries."""
    people = MeetingParticipant.objects.filter(removed_at=None).select_related("person").order_by("id")
    return meetings.select_related("programme", "company", "organiser").prefetch_related(Prefetch("people", people), "documents")


def meeting_for(user: User, pk: UUID | str) -> InvestorMeeting:
    """One visible meeting. Raises NotVisible."""
    return one_of(meetings_visible_to(user), pk)


def participant_of(meeting: InvestorMeeting, pk: UUID | str) -> MeetingParticipant:
    """A person of a meeting that was loaded for its reader. Raises NotVisible."""
    found = next((p for p in meeting.people.all() if str(p.pk) == str(pk)), None)
    if found is None:
        raise NotVisible
    return found


def answers(meeting: InvestorMeeting) -> dict[UUID, Attendee]:
    """The answers of a meeting's people, by person. The caller has authorised reading the meeting."""
    return {attendee.person_id: attendee for attendee in answers_of(meeting)} if meeting.invited_at else {}


def answers_to(meetings: list[InvestorMeeting]) -> dict[tuple[UUID, UUID], Attendee]:
    """The answers of several meetings by (meeting, person), in one query. The caller has authorised reading them."""
    rows = Attendee.objects.filter(
        invitation__source_type=InvestorMeeting._meta.model_name, invitation__source_id__in=[m.pk for m in meetings], removed_at=None
    ).select_related("invitation")
    return {(row.invitation.source_id, row.person_id): row for row in rows}


def coming_for(user: User) -> QuerySet[InvestorMeeting]:
    """Meetings that are ahead (or going on) and that the person is in or coordinates, the next one first."""
    return meetings_visible_to(user).filter(state__in=[State.PLANNED, State.INVITED], starts_at__gte=clock.now()).order_by("starts_at", "id")


def to_record_by(user: User) -> QuerySet[InvestorMeeting]:
    """Meetings that have begun and that the coordinator has not closed yet, oldest first."""
    open_ones = InvestorMeeting.objects.filter(programme__in=coordinated_by(user), state=State.INVITED, starts_at__lt=clock.now())
    return with_details(open_ones).order_by("starts_at", "id")


def pairs_to_plan(user: User) -> QuerySet[Participation]:
    """Companies in the programmes the person coordinates, to choose from, by name."""
    running = Participation.objects.filter(programme__in=coordinated_by(user), ended_at=None)
    return running.select_related("programme", "organisation").order_by("organisation__sort_key", "programme__sort_key", "id")


def investors_for(user: User) -> QuerySet[User]:
    """People a coordinator may invite as investors: visible people of investor organisations, and those met before in the same programmes."""
    investors = Membership.objects.filter(state=Membership.State.ACTIVE, organisation__kind=Kind.INVESTOR).values("person")
    met = MeetingParticipant.objects.filter(side=Side.INVESTOR, meeting__programme__in=coordinated_by(user)).values("person")
    visible = people_visible_to(user).filter(pk__in=investors).values("pk")
    return User.objects.filter(Q(pk__in=visible) | Q(pk__in=met), is_active=True)


def investor_organisation_of(person: User) -> Organisation | None:
    """The investor organisation a person acts for, where there is one."""
    active = Membership.State.ACTIVE
    return Organisation.objects.filter(kind=Kind.INVESTOR, memberships__person=person, memberships__state=active).order_by("pk").first()


def programmes_to_plan(user: User) -> QuerySet[Programme]:
    """Programmes in which the person sets up meetings."""
    return coordinated_by(user)


def running_in(programme: Programme) -> list[str]:
    """What keeps a programme from being archived. Named in the settings (PROGRAMME_RUNNING)."""
    states = InvestorMeeting.State
    count = InvestorMeeting.objects.filter(programme=programme, state__in=[states.PLANNED, states.INVITED]).count()
    return [_("Investor meetings that are not over: %(count)d") % {"count": count}] if count else []
