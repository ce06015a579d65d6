"""In which roles a person is here: decides which links stand in the head and which home page is shown."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from mentoring.investors.models import MeetingParticipant
from mentoring.plans.models import DevelopmentPlan
from mentoring.profiles.models import MentorProfile
from mentoring.reviews.models import Reviewer
from network.accounts.models import User
from network.core import clock
from network.core.prepared import Prepared
from network.organisations.models import COMPANY_KINDS, Kind, Membership
from network.programmes.models import Appointment

# organisation kind → the role its members have
OF_KIND = {
    **dict.fromkeys(COMPANY_KINDS, "company"),
    Kind.INCUBATOR: "incubator",
    Kind.SUPPORT: "support",
    Kind.AUTHORITY: "support",
    Kind.INVESTOR: "investor",
    Kind.EDUCATION: "education",
}
OF_APPOINTMENT = {Appointment.Role.COORDINATOR: "coordinator", Appointment.Role.MANAGER: "programme_manager"}
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Standing:
    """A person's roles, and how many notices they have not read."""

    roles: frozenset[str] = NOBODY
    unread: int = 0


def _asked(person: UUID, now: datetime) -> QuerySet:
    kinds = Membership.objects.filter(person=OuterRef("pk"), state=Membership.State.ACTIVE)
    rights = Appointment.objects.filter(person=OuterRef("pk"), ended_at=None)
    invited = MeetingParticipant.objects.filter(person=OuterRef("pk"), side="investor", removed_at=None, meeting__invited_at__isnull=False)
    unread = Q(notifications__read_at=None, notifications__due_at__lte=now, notifications__rings_at__lte=now)
    told = {
        "kinds": ArraySubquery(kinds.values("organisation__kind")),
        "rights": ArraySubquery(rights.values("role")),
        "invests": Exists(invited),
        "advises": Exists(DevelopmentPlan.objects.filter(Q(adviser=OuterRef("pk")) | Q(regional=OuterRef("pk")))),
        "mentors": Exists(MentorProfile.objects.filter(person=OuterRef("pk"))),
        "reviews": Exists(Reviewer.objects.filter(person=OuterRef("pk"), ended_at=None)),
        "unread": Count("notifications", filter=unread),
    }
    return User.objects.filter(pk=person).order_by().annotate(**told).values_list(*told)


_ASKED = Prepared(_asked, person=UUID(int=1), now=datetime(1970, 1, 1, tzinfo=UTC))


def standing_of(user: User) -> Standing:
    """Roles and unread notices of a signed-in person, in one query: every page asks."""
    found = next(iter(_ASKED.rows(person=user.pk, now=clock.now())), None)
    kinds_of, rights_of, invests, advises, mentors, reviews, unread = found or ([], [], False, False, False, False, 0)
    roles = {OF_KIND[kind] for kind in kinds_of if kind in OF_KIND} | {OF_APPOINTMENT[right] for right in rights_of if right in OF_APPOINTMENT}
    if invests:
        roles.add("investor")  # invited by address, without an investor organisation
    if advises:
        roles.add("adviser")
    if mentors:
        roles.add("mentor")
    if reviews:
        roles.add("reviewer")
    if user.is_staff:
        roles.add("admin")
    return Standing(frozenset(roles), unread)
