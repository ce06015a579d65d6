"""What is done with programmes: making them, taking part, partners, appointments, sharing, settings."""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from network.accounts.models import User
from network.core import clock
from network.core.errors import Conflict, Invalid, require
from network.core.seen import require_seen
from network.organisations.models import Organisation
from network.organisations.queries import is_member
from network.organisations.services import trust
from network.programmes import rules
from network.programmes.models import MOST_OVERLAP, Appointment, Component, Participation, Partner, Programme, SharingAgreement
from network.programmes.planning import locked
from network.programmes.roles import FOLLOWING, SEES
from network.vocabulary.models import Region

SETTINGS = ("answer_days", "approval_before_asking", "stuck_after_days", "is_open")
KEPT = (*SETTINGS, "settings")
LIMITS = {"answer_days": (1, 30), "stuck_after_days": (1, 365)}


@transaction.atomic
def create_programme(*, by: User, slug: str, name: str, **fields: object) -> Programme:
    """Set up a programme. Raises Refused, or Invalid when the slug is taken or the dates are the wrong way round."""
    require(rules.can_create(by))
    if Programme.objects.filter(slug=slug).exists():
        raise Invalid({"slug": [_("Another programme has this address. Choose another.")]})
    starts, ends = fields.get("starts_on"), fields.get("ends_on")
    if starts and ends and starts > ends:
        raise Invalid({"ends_on": [_("The end comes before the beginning.")]})
    return Programme.objects.create(slug=slug, name=name, **fields)


@transaction.atomic
def update_settings(*, by: User, programme: Programme, was: str = "", **changes: object) -> Programme:
    """Change answer days, approval before asking, stuck-after days, openness, the musts of every pair, or whether feedback counts.

    Raises Invalid outside their limits, Overwritten when they read otherwise by now (`was`: the mark of KEPT). What is not given stays, of the musts too.
    """
    programme = locked(by, programme)
    require_seen(programme, KEPT, was)
    for name, (least, most) in LIMITS.items():
        if name in changes and not least <= changes[name] <= most:
            raise Invalid({name: [_("Choose a number from %(least)d to %(most)d.") % {"least": least, "most": most}]})
    if not 0 <= changes.get("musts", {}).get("overlap_hours", 0) <= MOST_OVERLAP:
        raise Invalid({"musts": [_("Choose a number from %(least)d to %(most)d.") % {"least": 0, "most": MOST_OVERLAP}]})
    kept = dict(programme.settings)
    if "musts" in changes:
        kept["musts"] = programme.musts | {name: value for name, value in changes["musts"].items() if name in programme.musts}
    if "feedback_counts" in changes:
        kept["feedback_counts"] = bool(changes["feedback_counts"])
    changes = {name: value for name, value in changes.items() if name in SETTINGS} | {"settings": kept}
    for name, value in changes.items():
        setattr(programme, name, value)
    programme.save(update_fields=list(changes))
    return programme


@transaction.atomic
def join(*, by: User, company: Organisation, programme: Programme, incubator: Organisation | None = None) -> Participation:
    """Take a company into a programme, followed by an incubator of it where one is named."""
    programme = held(programme)
    require(rules.can_join(by, company, programme))
    if incubator and not programme.partners.filter(organisation=incubator, role__in=FOLLOWING).exists():
        raise Invalid({"incubator": [_("This incubator is not a partner of the programme.")]})
    participation, _made = Participation.objects.update_or_create(
        programme=programme, organisation=company, defaults={"ended_at": None, "incubator": incubator}
    )
    return participation


@transaction.atomic
def leave(*, by: User, company: Organisation, programme: Programme) -> Participation:
    """End a company's part in a programme."""
    require(rules.can_leave(by, company, programme))
    require(rules.open_for(programme))
    participation = Participation.objects.select_for_update(of=("self",), no_key=True).get(programme=programme, organisation=company)
    participation.ended_at = clock.now()
    participation.save(update_fields=["ended_at"])
    _tell_left(programme)
    return participation


def _tell_left(programme: Programme) -> None:
    """What is there for the programme's people stands further up."""
    for listener in settings.PROGRAMME_LEFT:
        import_string(listener)(programme=programme)


@transaction.atomic
def add_partner(*, by: User, programme: Programme, organisation: Organisation, role: str, regions: Iterable[object] = ()) -> Partner:
    """Make an organisation a partner. That approves it: from now on its people see what the part allows."""
    require(rules.can_manage(by, programme))
    return take_in(by=by, programme=programme, organisation=organisation, role=role, regions=regions)


def take_in(*, by: User, programme: Programme, organisation: Organisation, role: str, regions: Iterable[object] = ()) -> Partner:
    """Make it a partner and approve it; the caller has checked who may. Raises Conflict when it is one in this role."""
    require(rules.open_for(programme))
    partner, made = Partner.objects.get_or_create(programme=programme, organisation=organisation, role=role)
    if not made:
        raise Conflict(_("It is a partner in this role already."), code="state")
    partner.regions.set(regions)
    trust(organisation, by=by, reason=f"programme.partner:{programme.slug}")
    return partner


@transaction.atomic
def set_regions(*, by: User, partner: Partner, regions: Iterable[str]) -> Partner:
    """Say for which regions a regional coordinator is there. Raises Invalid for another role or a region that is not known."""
    locked(by, partner.programme)
    if not SEES[partner.role].regions:
        raise Invalid({"regions": [_("Only a regional coordinator has regions.")]})
    found = list(Region.objects.filter(pk__in=list(regions)))
    if len(found) != len(set(regions)):
        raise Invalid({"regions": [_("Choose among the regions offered.")]})
    partner.regions.set(found)
    return partner


@transaction.atomic
def remove_partner(*, by: User, partner: Partner) -> None:
    """End an organisation's part. With its last role in the programme its appointments, what it shared and was shown, and its
    following of companies end as well: those companies are then looked after by the coordinators, and what it is being asked
    there goes on to the next one."""
    programme, organisation = locked(by, partner.programme), partner.organisation  # two roles taken away at once: the second sees the first
    partner.delete()
    if not programme.partners.filter(organisation=organisation).exists():
        now = clock.now()
        appointments = list(programme.appointments.filter(organisation=organisation, ended_at=None).select_related("person"))
        programme.appointments.filter(pk__in=[appointment.pk for appointment in appointments]).update(ended_at=now)
        _relieved({appointment.person for appointment in appointments})
        programme.sharing_agreements.filter(Q(giver=organisation) | Q(receiver=organisation), ended_at=None).update(ended_at=now)
        programme.participations.filter(incubator=organisation).update(incubator=None)
        for listener in settings.PARTNER_LEFT:  # requests stand further up
            import_string(listener)(programme=programme, organisation=organisation)


@transaction.atomic
def appoint(*, by: User, programme: Programme, person: User, organisation: Organisation, role: str) -> Appointment:
    """Give a person of a partner rights in the programme. Raises Invalid when organisation or person do not belong."""
    programme = held(programme)
    require(rules.can_manage(by, programme))
    require(rules.open_for(programme))
    if not programme.partners.filter(organisation=organisation).exists():
        raise Invalid({"organisation": [_("This organisation is not a partner of the programme.")]})
    if not is_member(person, organisation):
        raise Invalid({"person": [_("This person is not a member of the organisation.")]})
    try:
        with transaction.atomic():
            appointment = Appointment.objects.create(programme=programme, person=person, organisation=organisation, role=role)
    except IntegrityError:  # appointment_once
        raise Conflict(_("This person has that role already."), code="state") from None
    for listener in settings.APPOINTED:  # what waits for coordinators stands further up
        import_string(listener)(programme=programme, person=person)
    return appointment


@transaction.atomic
def end_appointment(*, by: User, appointment: Appointment) -> Appointment:
    """Take the rights back. The last manager stays, unless an administrator of the platform says otherwise."""
    programme = held(appointment.programme)  # two managers who end each other at once would leave nobody
    require(rules.can_manage(by, programme))
    appointment.refresh_from_db()
    others = programme.appointments.filter(role=Appointment.Role.MANAGER, ended_at=None).exclude(pk=appointment.pk)
    if appointment.role == Appointment.Role.MANAGER and not by.is_staff and not others.exists():
        raise Conflict(_("Somebody must manage the programme. Appoint another manager first."), code="last-manager")
    if appointment.ended_at is None:
        appointment.ended_at = clock.now()
        appointment.save(update_fields=["ended_at"])
        _relieved({appointment.person})
        _tell_left(programme)
    return appointment


def _relieved(people: Iterable[User]) -> None:
    for person in sorted(people, key=lambda person: person.pk):
        for listener in settings.RELIEVED:  # what was planned for coordinators stands further up
            import_string(listener)(person=person)


@transaction.atomic
def agree_sharing(*, by: User, programme: Programme, giver: Organisation, receiver: Organisation, level: str) -> SharingAgreement:
    """Let a partner see another's pipeline in the programme, as figures or with names. Replaces what was agreed before."""
    require(rules.can_share(by, giver, programme))
    require(rules.open_for(programme))
    partners = set(programme.partners.filter(organisation__in=[giver, receiver]).values_list("organisation", flat=True))
    if giver.pk == receiver.pk or partners != {giver.pk, receiver.pk}:
        raise Invalid({"receiver": [_("Choose two different partners of the programme.")]})
    if level not in SharingAgreement.Level.values:
        raise Invalid({"level": [_("Choose one of the levels offered.")]})
    require(rules.can_be_shown(receiver, programme, level))
    held(programme)  # of two at once the later one must see what it replaces
    running = SharingAgreement.objects.filter(programme=programme, giver=giver, receiver=receiver, ended_at=None)
    if same := running.filter(level=level).first():
        return same
    running.update(ended_at=clock.now())
    return SharingAgreement.objects.create(programme=programme, giver=giver, receiver=receiver, level=level, agreed_by=by)


@transaction.atomic
def end_sharing(*, by: User, agreement: SharingAgreement) -> SharingAgreement:
    """Take it back; the receiver sees nothing more from this moment."""
    require(rules.can_share(by, agreement.giver, agreement.programme))
    if agreement.ended_at is None:
        agreement.ended_at = clock.now()
        agreement.save(update_fields=["ended_at"])
    return agreement


@transaction.atomic
def add_component(*, by: User, programme: Programme, kind: str, name: str, details: dict | None = None) -> Component:
    """Describe a part of the programme's plan."""
    locked(by, programme)
    return Component.objects.create(programme=programme, kind=kind, name=name, details=details or {})


def held(programme: Programme | UUID) -> Programme:
    """The programme, locked: who becomes a coordinator and what is asked of coordinators at the same moment see each other."""
    key = programme.pk if isinstance(programme, Programme) else programme
    return Programme.objects.select_for_update(of=("self",), no_key=True).get(pk=key)
