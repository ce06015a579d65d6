"""Who stands on which side of a call: who runs it, who applies, who reviews."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.module_loading import import_string

from mentoring.calls.models import Application, Call, CoApplicant, ConflictOfInterest, Role
from network.accounts.models import User
from network.organisations.models import Membership, Organisation
from network.organisations.queries import companies_of, is_member, members_of
from network.programmes.models import Appointment, Partner, Programme

RUNNING_ROLES = (Partner.Role.INCUBATOR, Partner.Role.LEAD)
ACTIVE = Membership.State.ACTIVE


def pairs_run_by(user: User, programme: str, incubator: str) -> Q:
    """A condition on rows whose fields `programme` and `incubator` are named: the person runs calls of that pair.

    Coordinators appointed on behalf of the incubator, the programme's managers, and administrators of the incubator
    while it is a partner that follows companies. Nobody else, administrators of the platform neither.
    """
    appointed = Appointment.objects.filter(person=user, ended_at=None, programme=OuterRef(programme))
    managing = appointed.filter(role=Appointment.Role.MANAGER)
    coordinating = appointed.filter(role=Appointment.Role.COORDINATOR, organisation=OuterRef(incubator))
    administered = Membership.objects.filter(person=user, state=ACTIVE, role=Membership.Role.ADMINISTRATOR, organisation=OuterRef("organisation"))
    partner = Partner.objects.filter(programme=OuterRef(programme), organisation=OuterRef(incubator), role__in=RUNNING_ROLES)
    return Q(Exists(managing)) | Q(Exists(coordinating)) | Q(Exists(partner.filter(Exists(administered))))


def calls_run_by(user: User) -> QuerySet[Call]:
    """Calls that the person runs."""
    return Call.objects.filter(pairs_run_by(user, "programme", "incubator"))


def runs(user: User, call: Call) -> bool:
    """Whether the person runs the call."""
    return calls_run_by(user).filter(pk=call.pk).exists()


def shut_to(user: User) -> QuerySet[ConflictOfInterest]:
    """Keys of the applications that a declared conflict keeps the person away from, whatever else they are."""
    return ConflictOfInterest.objects.filter(person=user, lifted_at=None).values("application")


def is_shut_out(user: User, application: Application) -> bool:
    """Whether a declared conflict keeps the person away from it."""
    return ConflictOfInterest.objects.filter(application=application, person=user, lifted_at=None).exists()


def coordinated_by(user: User) -> Q:
    """A condition on applications: the person runs the call, and no conflict shuts them out."""
    return Q(pairs_run_by(user, "call__programme", "call__incubator")) & ~Q(pk__in=shut_to(user))


def may_make(user: User, programme: Programme, incubator: Organisation) -> bool:
    """Whether the person may make calls of an incubator in a programme."""
    return makers_choices(user).filter(programme=programme, organisation=incubator).exists()


def makers_choices(user: User) -> QuerySet[Partner]:
    """The pairs of programme and incubator for which the person may make a call, by name."""
    partners = Partner.objects.filter(pairs_run_by(user, "programme", "organisation"), role__in=RUNNING_ROLES)
    return partners.select_related("programme", "organisation").order_by("programme__sort_key", "organisation__sort_key", "role")


def coordinators_of(call: Call) -> QuerySet[User]:
    """Who is told of the call's applications, by name. Managers look for themselves."""
    return looking_after(call.programme_id, call.incubator_id)


def looking_after(programme: UUID, incubator: UUID) -> QuerySet[User]:
    """The incubator's coordinators in the programme, and its administrators, by name."""
    appointed = Appointment.objects.filter(programme=programme, organisation=incubator, role=Appointment.Role.COORDINATOR, ended_at=None)
    administrators = Membership.objects.filter(organisation=incubator, state=ACTIVE, role=Membership.Role.ADMINISTRATOR)
    return User.objects.filter(Q(pk__in=appointed.values("person")) | Q(pk__in=administrators.values("person")), is_active=True)


def runners_of(call: Call) -> QuerySet[User]:
    """Everybody who runs the call, by name: its incubator's coordinators and administrators, and the programme's managers."""
    managing = Appointment.objects.filter(programme=call.programme_id, role=Appointment.Role.MANAGER, ended_at=None)
    return User.objects.filter(Q(pk__in=coordinators_of(call).values("pk")) | Q(pk__in=managing.values("person")), is_active=True)


def takers_of(application: Application) -> QuerySet[User]:
    """Who runs the call and has no conflict with the application, by name."""
    return runners_of(application.call).exclude(pk__in=application.conflicts.filter(lifted_at=None).values("person"))


@dataclass(frozen=True, slots=True)
class Closed:
    """An application that a conflict closes to somebody who runs the call: its number is all that they learn. `is_orphaned`: nobody is left to work on it."""

    number: int
    is_orphaned: bool


def closed_to(user: User, call: Call) -> list[Closed]:
    """What conflicts close to somebody who runs the call, by number; in one query where there is none, else in three."""
    found = call.applications.filter(pk__in=shut_to(user), stage__seen_by__contains=[Role.COORDINATOR])
    numbers = dict(found.order_by("number").values_list("pk", "number"))
    if not numbers:
        return []
    shut: dict[UUID, set[UUID]] = {pk: set() for pk in numbers}
    for application, person in ConflictOfInterest.objects.filter(application__in=numbers, lifted_at=None).values_list("application", "person"):
        shut[application].add(person)
    running = set(runners_of(call).values_list("pk", flat=True))
    return [Closed(number, running <= shut[pk]) for pk, number in numbers.items()]


def told_of(application: Application) -> QuerySet[User]:
    """Which coordinators are told of the application, by name: never one whom a conflict shuts out."""
    return coordinators_of(application.call).exclude(pk__in=application.conflicts.filter(lifted_at=None).values("person"))


def applied_by(user: User) -> Q:
    """A condition on applications: the person's company wrote it, or they were asked in and said yes."""
    asked_in = CoApplicant.objects.filter(person=user, accepted_at__isnull=False, removed_at=None)
    return Q(company__in=companies_of(user).values("pk")) | Q(pk__in=asked_in.values("application"))


def applicants_of(application: Application) -> list[User]:
    """Everybody who writes the application, by name: the company's people and those asked in."""
    members = Q(pk__in=members_of(application.company).values("pk"))
    asked_in = application.co_applicants.filter(accepted_at__isnull=False, removed_at=None)
    return list(User.objects.filter(members | Q(pk__in=asked_in.values("person")), is_active=True))


def applicants_of_all(applications: Iterable[Application]) -> dict[UUID, list[User]]:
    """The same of several at once, by application, in two queries."""
    companies = {application.pk: application.company_id for application in applications}
    members: dict[UUID, dict[UUID, User]] = {company: {} for company in companies.values()}
    for row in Membership.objects.filter(organisation__in=members, state=ACTIVE, person__is_active=True).select_related("person"):
        members[row.organisation_id][row.person_id] = row.person
    people = {pk: dict(members[company]) for pk, company in companies.items()}
    asked_in = CoApplicant.objects.filter(application__in=companies, accepted_at__isnull=False, removed_at=None, person__is_active=True)
    for one in asked_in.select_related("person"):
        people[one.application_id][one.person_id] = one.person
    return {pk: sorted(found.values(), key=lambda person: (person.sort_key, person.pk)) for pk, found in people.items()}


def speaks_for(user: User, application: Application) -> bool:
    """Whether the person may hand in and withdraw: people of the company; who was asked in only writes."""
    return is_member(user, application.company)


def reviewed_by(user: User) -> set[UUID]:
    """Keys of applications that the person may look at as a reviewer; an area further right knows."""
    return {pk for name in settings.APPLICATIONS_REVIEWED_BY for pk in import_string(name)(user)}


def roles_towards(user: User, application: Application) -> frozenset[Role]:
    """On which sides the person stands towards the application; empty for everybody else."""
    found = set()
    if Application.objects.filter(applied_by(user), pk=application.pk).exists():
        found.add(Role.APPLICANT)
    if runs(user, application.call) and not is_shut_out(user, application):
        found.add(Role.COORDINATOR)
    if not found and application.pk in reviewed_by(user):  # who applies reviews nothing of it
        found.add(Role.REVIEWER)
    return frozenset(found)
