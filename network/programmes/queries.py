"""Reads of programmes, each for the person who asks."""

from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.module_loading import import_string

from network.accounts.models import User
from network.organisations.models import COMPANY_KINDS, Membership, Organisation
from network.organisations.queries import administered_by, one_of, organisations_visible_to, trusted_organisations_of
from network.programmes.models import Appointment, Participation, Partner, PartnerRequest, Programme, SharingAgreement, Target
from network.programmes.roles import FOLLOWING

MANAGER = Appointment.Role.MANAGER
COMPANIES_BY_NAME = PARTNERS_BY_NAME = ("organisation__sort_key", "id")
PEOPLE_BY_NAME = ("person__sort_key", "id")


def coordinated_by(user: User) -> QuerySet[Programme]:
    """Programmes in which the person has a running appointment, as coordinator or as manager."""
    running = Appointment.objects.filter(person=user, ended_at=None).values("programme")
    return Programme.objects.filter(pk__in=running)


def confided_to(user: User) -> QuerySet[Programme]:
    """Programmes in which the person reads what people say in confidence (feedback, answers, closing surveys).

    That is for coordinators: managers answer to funders, and partners only follow their own companies.
    """
    running = Appointment.objects.filter(person=user, role=Appointment.Role.COORDINATOR, ended_at=None)
    return Programme.objects.filter(pk__in=running.values("programme"))


def confidants_of(programme: Programme) -> QuerySet[User]:
    """Whom people of a programme talk to in confidence, by name: its coordinators without its managers."""
    roles = {"appointments__role": Appointment.Role.COORDINATOR, "appointments__ended_at": None}
    return User.objects.filter(appointments__programme=programme, is_active=True, **roles).distinct()


def managed_by(user: User) -> QuerySet[Programme]:
    """Programmes whose settings and partners the person may change; all of them for administrators."""
    if user.is_staff:
        return Programme.objects.all()
    return Programme.objects.filter(pk__in=Appointment.objects.filter(person=user, role=MANAGER, ended_at=None).values("programme"))


def is_coordinator(user: User, programme: Programme) -> bool:
    """Whether the person has a running appointment in the programme, as coordinator or as manager."""
    return Appointment.objects.filter(programme=programme, person=user, ended_at=None).exists()


def manages(user: User, programme: Programme) -> bool:
    """Whether the person may change the programme: its manager, or an administrator of the platform."""
    return user.is_staff or Appointment.objects.filter(programme=programme, person=user, role=MANAGER, ended_at=None).exists()


def programmes_visible_to(user: User) -> QuerySet[Programme]:
    """Programmes that the person is appointed in, that one of their organisations is a partner of or takes part in, or that approved them as a mentor."""
    if user.is_staff:
        return Programme.objects.all()
    trusted = trusted_organisations_of(user).values("pk")
    appointed = Appointment.objects.filter(person=user, ended_at=None).values("programme")
    partner = Partner.objects.filter(organisation__in=trusted).values("programme")
    taking_part = Participation.objects.filter(organisation__in=trusted, ended_at=None).values("programme")
    seen = Q(pk__in=appointed) | Q(pk__in=partner) | Q(pk__in=taking_part)
    for name in settings.PROGRAMMES_OF:  # what an upper package knows: a mentor belongs to the programmes that approved them
        seen |= Q(pk__in=import_string(name)(user))
    return Programme.objects.filter(seen)


def programme_for(user: User, pk: UUID | str) -> Programme:
    """The programme, if the person may see it. Raises NotVisible."""
    return one_of(programmes_visible_to(user), pk)


def open_programmes() -> QuerySet[Programme]:
    """Programmes that companies can join and mentors can ask to be approved by. Name, funder and dates are public facts."""
    return Programme.objects.filter(is_open=True)


def open_programme_for(pk: UUID | str) -> Programme:
    """An open programme. Raises NotVisible."""
    return one_of(open_programmes(), pk)


def programmes_of_company(company: Organisation) -> QuerySet[Programme]:
    """Programmes in which the company takes part now."""
    return Programme.objects.filter(pk__in=Participation.objects.filter(organisation=company, ended_at=None).values("programme"))


def takes_part(company: Organisation, programme: Programme) -> bool:
    """Whether the company takes part in the programme now."""
    return Participation.objects.filter(organisation=company, programme=programme, ended_at=None).exists()


def participations_in(programme: Programme) -> QuerySet[Participation]:
    """The companies that take part now, with the incubator that follows each."""
    return programme.participations.filter(ended_at=None).select_related("organisation", "organisation__region", "incubator")


def partners_of(programme: Programme) -> QuerySet[Partner]:
    """The programme's partners with their organisations, lead first by role, then by name."""
    return programme.partners.select_related("organisation").prefetch_related("regions").order_by("role", "organisation__sort_key", "id")


def partners_in(programme: Programme, organisation: Organisation) -> QuerySet[Partner]:
    """The organisation's roles in the programme, with their regions."""
    return programme.partners.filter(organisation=organisation).prefetch_related("regions")


def targets_of(programme: Programme) -> QuerySet[Target]:
    """The figures that the programme promised, in the order in which they were set."""
    return programme.targets.order_by("id")


def target_in(programme: Programme, pk: UUID | str) -> Target:
    """One of them. Raises NotVisible."""
    return one_of(programme.targets.select_related("programme"), pk)


def coordinators_of(programme: Programme) -> QuerySet[User]:
    """People with a running appointment in the programme, by name."""
    return User.objects.filter(appointments__programme=programme, appointments__ended_at=None, is_active=True).distinct()


def people_of(programme: Programme) -> QuerySet[User]:
    """Everybody who belongs to the programme, by name: whom `programmes_visible_to` shows it, administrators of the platform apart."""
    part = Q(partnerships__programme=programme) | Q(participations__programme=programme, participations__ended_at=None)
    organisations = Organisation.objects.approved().filter(part).values("pk")
    seen = Q(pk__in=Appointment.objects.filter(programme=programme, ended_at=None).values("person"))
    seen |= Q(pk__in=Membership.objects.filter(organisation__in=organisations, state=Membership.State.ACTIVE).values("person"))
    for name in settings.PEOPLE_OF:
        seen |= Q(pk__in=import_string(name)(programme))
    return User.objects.filter(seen, is_active=True)


def appointments_in(programme: Programme) -> QuerySet[Appointment]:
    """Running appointments with their people, managers last."""
    return programme.appointments.filter(ended_at=None).select_related("person", "organisation").order_by("role", "person__sort_key", "id")


def sharing_for(user: User) -> QuerySet[SharingAgreement]:
    """Running agreements that let one of the person's approved organisations see another's pipeline."""
    trusted = trusted_organisations_of(user).values("pk")
    return SharingAgreement.objects.filter(receiver__in=trusted, ended_at=None).select_related("programme", "giver", "receiver")


def sharing_in(programme: Programme) -> QuerySet[SharingAgreement]:
    """The programme's running agreements."""
    return programme.sharing_agreements.filter(ended_at=None).select_related("giver", "receiver", "agreed_by")


def incubators_of(programme: Programme) -> QuerySet[Organisation]:
    """Partners that follow companies in the programme, by name."""
    return Organisation.objects.filter(pk__in=programme.partners.filter(role__in=FOLLOWING).values("organisation"))


def partner_organisations(programme: Programme) -> list[Organisation]:
    """The partners' organisations, each once, by name."""
    return list(Organisation.objects.filter(pk__in=programme.partners.values("organisation")))


def partner_in(programme: Programme, pk: UUID | str) -> Partner:
    """A partner of the programme. Raises NotVisible."""
    return one_of(programme.partners.select_related("programme", "organisation"), pk)


def appointment_in(programme: Programme, pk: UUID | str) -> Appointment:
    """A running appointment in the programme. Raises NotVisible."""
    return one_of(appointments_in(programme).select_related("programme"), pk)


def sharing_visible_to(user: User, programme: Programme) -> QuerySet[SharingAgreement]:
    """Running agreements of the programme: all for its own people, for others those in which their organisation gives or receives."""
    if user.is_staff or is_coordinator(user, programme):
        return sharing_in(programme)
    trusted = trusted_organisations_of(user).values("pk")
    return sharing_in(programme).filter(Q(giver__in=trusted) | Q(receiver__in=trusted))


def sharing_one(user: User, programme: Programme, pk: UUID | str) -> SharingAgreement:
    """A running agreement of the programme that the person may see. Raises NotVisible."""
    return one_of(sharing_visible_to(user, programme).select_related("programme"), pk)


def participations_visible_to(user: User, programme: Programme) -> QuerySet[Participation]:
    """Companies that take part and that the person may see."""
    return participations_in(programme).filter(organisation__in=organisations_visible_to(user).values("pk"))


def incubator_in(programme: Programme, pk: UUID | str) -> Organisation:
    """An incubator of the programme. Raises NotVisible."""
    return one_of(incubators_of(programme), pk)


def addresses_of(user: User) -> set[str]:
    """The person's confirmed addresses in small letters: what is sent there is for them."""
    return {email.lower() for email in user.emailaddress_set.filter(verified=True).values_list("email", flat=True)}


def partner_requests_visible_to(user: User) -> QuerySet[PartnerRequest]:
    """Requests and invitations of programmes that the person manages, of organisations they administer, and invitations to their addresses."""
    mailed = Q(side=PartnerRequest.Side.PROGRAMME, organisation=None, email_small__in=addresses_of(user))
    seen = Q(programme__in=managed_by(user).values("pk")) | Q(organisation__in=administered_by(user).values("pk")) | mailed
    rows = PartnerRequest.objects.annotate(email_small=Lower("email")).filter(seen)
    return rows.select_related("programme", "organisation__region", "made_by").order_by("-id")


def partner_request_for(user: User, pk: UUID | str) -> PartnerRequest:
    """One of them. Raises NotVisible."""
    return one_of(partner_requests_visible_to(user), pk)


def waiting_in(user: User, programme: Programme) -> QuerySet[PartnerRequest]:
    """What waits in a programme that the person manages, oldest first."""
    return partner_requests_visible_to(user).filter(programme=programme, state=PartnerRequest.State.WAITING).order_by("id")


def waiting_of(user: User) -> QuerySet[PartnerRequest]:
    """What the person's own organisations asked or were invited to, and has no answer yet."""
    mailed = Q(organisation=None, email_small__in=addresses_of(user))
    own = Q(organisation__in=administered_by(user).values("pk")) | mailed
    return partner_requests_visible_to(user).filter(own, state=PartnerRequest.State.WAITING)


def own_other_kinds(user: User) -> QuerySet[Organisation]:
    """Organisations that are no companies and for which the person may speak: they may ask a programme to take them in."""
    return administered_by(user).exclude(kind__in=COMPANY_KINDS)


def own_organisation_to_answer(user: User, pk: UUID | str) -> Organisation:
    """One of them. Raises NotVisible."""
    return one_of(own_other_kinds(user), pk)
