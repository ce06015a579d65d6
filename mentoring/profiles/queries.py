"""Profiles that a person may see."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from mentoring.profiles import seasons
from mentoring.profiles.models import Block, IncubatorProfile, MentorApproval, MentorPause, MentorProfile
from mentoring.profiles.seasons import Away
from network.accounts.models import User
from network.core.errors import NotVisible
from network.organisations.models import Organisation
from network.organisations.queries import companies_of, one_of, organisations_of, trusted_organisations_of
from network.programmes.models import Appointment, Participation, Partner, Programme

APPROVED = MentorApproval.State.APPROVED
OWN_SIDES = (Block.Side.MENTOR, Block.Side.INTEREST)
AHEAD = timedelta(days=60)  # how far ahead a pause concerns a request that begins now
# How pages and endpoints order them, as `network.core.pagination.ordered_by` takes it.
MENTORS_BY_NAME = ("person__sort_key", "id")
INCUBATORS_BY_NAME = ("organisation__sort_key", "id")


def programmes_of(user: User) -> QuerySet[Programme]:
    """Programmes whose mentors and incubators the person sees.

    Companies take part in theirs and see the open ones, since any company can join those. Other kinds see a programme
    that made them a partner, mentors one that approved them, and appointed people their own.
    """
    if user.is_staff:
        return Programme.objects.all()
    companies = companies_of(user).values("pk")
    own = (
        Q(Exists(Participation.objects.filter(programme=OuterRef("pk"), ended_at=None, organisation__in=companies)))
        | Q(Exists(Partner.objects.filter(programme=OuterRef("pk"), organisation__in=trusted_organisations_of(user).values("pk"))))
        | Q(Exists(Appointment.objects.filter(programme=OuterRef("pk"), person=user, ended_at=None)))
        | Q(Exists(MentorApproval.objects.filter(programme=OuterRef("pk"), profile__person=user, state=APPROVED)))
    )
    return Programme.objects.filter(own | Q(Exists(companies_of(user)), is_open=True))


def programmes_mentored_by(user: User) -> QuerySet:
    """Keys of the programmes that approved the person as a mentor. Named in the settings (PROGRAMMES_OF)."""
    return MentorApproval.objects.filter(profile__person=user, state=APPROVED).values("programme")


def mentors_in(programme: Programme) -> QuerySet:
    """Keys of the people whom the programme approved as mentors. Named in the settings (PEOPLE_OF)."""
    return MentorApproval.objects.filter(programme=programme, state=APPROVED).values("profile__person")


def mentors_visible_to(user: User) -> QuerySet[MentorProfile]:
    """Approved mentors of the person's programmes, and the person's own profile."""
    approved = MentorApproval.objects.filter(profile=OuterRef("pk"), state=APPROVED, programme__in=programmes_of(user))
    return with_details(MentorProfile.objects.filter(Q(Exists(approved), person__is_active=True) | Q(person=user)))


def incubators_visible_to(user: User) -> QuerySet[IncubatorProfile]:
    """Incubators of the person's programmes, and those the person belongs to."""
    partners = Partner.objects.filter(organisation=OuterRef("organisation"), programme__in=programmes_of(user))
    own = Q(organisation__in=organisations_of(user).values("pk"))
    return with_details(IncubatorProfile.objects.filter(Q(Exists(partners)) | own))


def with_details(profiles: QuerySet) -> QuerySet:
    """What pages and the API show of a profile, in a constant number of queries."""
    if profiles.model is IncubatorProfile:
        return profiles.select_related("organisation__region").prefetch_related("spoken", "expertise__need", "sectors", "regions").order_by(*INCUBATORS_BY_NAME)
    current = Prefetch("pauses", MentorPause.objects.order_by("starts_on"))
    return profiles.select_related("person", "region").prefetch_related("spoken", "expertise__need", "sectors", current).order_by(*MENTORS_BY_NAME)


def mentor_for(user: User, pk: UUID) -> MentorProfile:
    """One visible mentor. Raises NotVisible."""
    return _one(mentors_visible_to(user), pk)


def incubator_for(user: User, pk: UUID) -> IncubatorProfile:
    """One visible incubator. Raises NotVisible."""
    return _one(incubators_visible_to(user), pk)


def _one(profiles: QuerySet, pk: UUID):
    if (found := profiles.filter(pk=pk).first()) is None:
        raise NotVisible
    return found


def own_profile(user: User) -> MentorProfile | None:
    """The person's own mentor profile, if there is one."""
    return with_details(MentorProfile.objects.filter(person=user)).first()


def profile_of_incubator(organisation: Organisation) -> IncubatorProfile | None:
    """What an incubator tells about itself, if it has."""
    return with_details(IncubatorProfile.objects.filter(organisation=organisation)).first()


def pause_on(profile: MentorProfile, day: date) -> Away | None:
    """The pause that covers a day, among the prefetched ones; the one that lasts longest."""
    return seasons.away_on(profile.pauses.all(), day)


def pause_ahead(profile: MentorProfile, day: date) -> Away | None:
    """The pause that begins soon after a day: a request that starts now would run into it."""
    return seasons.next_away(profile.pauses.all(), day, AHEAD)


def hours_offered(profile: MentorProfile, day: date) -> Decimal:
    """Hours a month that the mentor offers in the month of a day, seasons of fewer hours reckoned in."""
    return seasons.hours_in(profile.hours_per_month, profile.pauses.all(), day)


def pause_of(user: User, pk: UUID) -> MentorPause:
    """One of the person's own pauses. Raises NotVisible."""
    return _one(MentorPause.objects.filter(profile__person=user).select_related("profile"), pk)


def approvals_of(profile: MentorProfile) -> QuerySet[MentorApproval]:
    """Where a mentor is approved, or has asked to be."""
    return profile.approvals.select_related("programme").order_by("programme__sort_key")


def approvals_to_decide(user: User) -> QuerySet[MentorApproval]:
    """Mentors waiting for this coordinator's decision."""
    return _watched(user).filter(state=MentorApproval.State.ASKED)


def approvals_that_hold(user: User) -> QuerySet[MentorApproval]:
    """Mentors of the programmes this coordinator decides for."""
    return _watched(user).filter(state=APPROVED)


def _watched(user: User) -> QuerySet[MentorApproval]:
    programmes = Programme.objects.all() if user.is_staff else Programme.objects.filter(appointments__person=user, appointments__ended_at=None)
    return MentorApproval.objects.filter(programme__in=programmes).select_related("profile__person", "programme").order_by("pk")


def approval_for(user: User, pk: UUID) -> MentorApproval:
    """One approval that waits for this coordinator. Raises NotVisible."""
    if (found := approvals_to_decide(user).filter(pk=pk).first()) is None:
        raise NotVisible
    return found


def approval_to_end(user: User, pk: UUID | str) -> MentorApproval:
    """One that holds, for the mentor or for a coordinator of the programme. Raises NotVisible."""
    seen = Q(profile__person=user) | Q(pk__in=approvals_that_hold(user).order_by().values("pk"))
    return one_of(MentorApproval.objects.filter(seen, state=APPROVED).select_related("profile__person", "programme"), pk)


def joinable(profile: MentorProfile) -> QuerySet[Programme]:
    """Open programmes that the mentor can ask: all but those where the wish waits or was granted."""
    taken = MentorApproval.objects.filter(profile=profile, state__in=[MentorApproval.State.ASKED, APPROVED], programme=OuterRef("pk"))
    return Programme.objects.filter(~Exists(taken), is_open=True)


def joinable_by(user: User) -> QuerySet:
    """Keys of the programmes that the person, a mentor, can ask; none for others."""
    taken = MentorApproval.objects.filter(profile__person=user, state__in=[MentorApproval.State.ASKED, APPROVED], programme=OuterRef("pk"))
    mentors = MentorProfile.objects.filter(person=user)
    return Programme.objects.filter(Exists(mentors), ~Exists(taken), is_open=True).values_list("pk", flat=True)


def mentors_turned_away_by(company: Organisation) -> QuerySet:
    """Keys of the mentor profiles that the company does not want to work with."""
    people = Block.objects.filter(organisation=company, side=Block.Side.COMPANY).values("person")
    return MentorProfile.objects.filter(person__in=people).values_list("pk", flat=True)


def blocks_visible_to(user: User) -> QuerySet[Block]:
    """Whom one's companies and oneself as a mentor keep apart, and, for coordinators, all pairs of their programmes' companies.

    Nobody sees the wish of the other side.
    """
    coordinated = Appointment.objects.filter(person=user, ended_at=None).values("programme")
    watched = Participation.objects.filter(programme__in=coordinated).values("organisation")
    seen = (
        Q(side=Block.Side.COMPANY, organisation__in=companies_of(user).values("pk"))
        | Q(side__in=OWN_SIDES, person=user)
        | (Q(organisation__in=watched) & ~Q(person=user) & ~Q(organisation__in=companies_of(user).values("pk")))
    )
    return Block.objects.filter(seen).select_related("person", "organisation", "by").order_by("-pk")


def block_for(user: User, pk: UUID) -> Block:
    """One pair that the person may see. Raises NotVisible."""
    return _one(blocks_visible_to(user), pk)


def own_blocks(user: User) -> QuerySet[Block]:
    """What the person, or their companies, wished and can take back."""
    mine = Q(side=Block.Side.COMPANY, organisation__in=companies_of(user).values("pk")) | Q(side__in=OWN_SIDES, person=user)
    return blocks_visible_to(user).filter(mine)
