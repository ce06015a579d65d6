"""How people come into an organisation and leave it."""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from network.accounts.models import User
from network.core import clock
from network.core.errors import Conflict, Invalid, NotVisible, require
from network.core.history import because
from network.core.telling import notify
from network.organisations import rules
from network.organisations.models import Membership, Organisation
from network.organisations.queries import administrators_of
from network.organisations.services import locked, same_identifier

ASKED, ACTIVE, DECLINED, ENDED = Membership.State.ASKED, Membership.State.ACTIVE, Membership.State.DECLINED, Membership.State.ENDED
ADMINISTRATOR = Membership.Role.ADMINISTRATOR


@transaction.atomic
def ask_to_join_by_identifier(*, by: User, country: str, legal_form: str, business_id: str) -> Membership:
    """Ask to join whoever has this identifier: only who knows the number can ask. Raises Invalid or NotVisible."""
    organisation = same_identifier(country=country, legal_form=legal_form, business_id=business_id)
    if organisation is None:
        raise NotVisible(_("There is no organisation with this identifier yet. You can register it."))
    return ask_to_join(by=by, organisation=organisation)


@transaction.atomic
def ask_to_join(*, by: User, organisation: Organisation) -> Membership:
    """Ask an organisation's administrators to be let in; they are told. The platform's are, where there is none."""
    require(rules.can_ask_to_join(by, organisation))
    try:
        with transaction.atomic(), because("membership.ask", by=by):
            membership = Membership.objects.create(organisation=organisation, person=by, role=Membership.Role.MEMBER, state=ASKED)
    except IntegrityError:  # membership_once: the same person asked in another window
        raise Conflict(_("You have asked already. You hear from us when an administrator of the organisation has answered."), code="state") from None
    notify(
        to=administrators_of(organisation) or User.objects.filter(is_staff=True, is_active=True),
        kind="membership.asked",
        about=membership,
        context={"person": str(by), "email": by.email, "organisation": organisation.name},
        url=reverse("organisation-detail", args=[organisation.pk]),
    )
    return membership


@transaction.atomic
def answer(*, by: User, membership: Membership, accept: bool) -> Membership:
    """Let somebody in who has asked, or not; they are told."""
    membership = _locked(membership)
    require(rules.can_answer(by, membership))
    membership.state = ACTIVE if accept else DECLINED
    with because("membership.accept" if accept else "membership.decline", by=by):
        membership.save(update_fields=["state"])
    notify(
        to=membership.person,
        kind="membership.accepted" if accept else "membership.declined",
        about=membership,
        context={"organisation": membership.organisation.name},
        url=reverse("organisation-detail", args=[membership.organisation_id]) if accept else reverse("onboarding"),
    )
    return membership


@transaction.atomic
def change_role(*, by: User, membership: Membership, role: str) -> Membership:
    """Make a member administrator, or the other way round. Raises Conflict for the last administrator."""
    if role not in Membership.Role.values:
        raise Invalid({"role": [_("Choose one of the roles offered.")]})
    membership = _locked(membership)
    require(rules.can_change_role(by, membership, role))
    membership.role = role
    with because("membership.role", by=by):
        membership.save(update_fields=["role"])
    _end_invitations_of(membership)
    return membership


@transaction.atomic
def end(*, by: User, membership: Membership) -> Membership:
    """Leave, take back a question, or let a member go. Raises Conflict for the last administrator.

    Rights in programmes that the person had on behalf of the organisation end with it. They stand further right, so they
    are reached by their related name; a programme that is left without a manager gets one from the platform's administrators.
    """
    membership = _locked(membership)
    require(rules.can_end(by, membership))
    was_member = membership.state == ACTIVE
    membership.state, membership.ended_at = ENDED, clock.now()
    with because("membership.leave" if membership.person_id == by.pk else "membership.remove", by=by):
        membership.save(update_fields=["state", "ended_at"])
        membership.person.appointments.filter(organisation=membership.organisation, ended_at=None).update(ended_at=membership.ended_at)
    if was_member:
        _end_invitations_of(membership)
        for listener in settings.MEMBERSHIP_ENDED:
            import_string(listener)(organisation=membership.organisation, person=membership.person, by=by)
    return membership


@transaction.atomic
def let_in(*, organisation: Organisation, person: User, role: str, by: User) -> Membership:
    """Make a person a member at once (an accepted invitation). Who had asked is let in; who is in keeps the higher role."""
    locked(organisation)
    membership = Membership.objects.filter(organisation=organisation, person=person, state__in=[ASKED, ACTIVE]).first()
    with because("membership.invited", by=by):
        if membership is None:
            return Membership.objects.create(organisation=organisation, person=person, role=role)
        membership.state = ACTIVE
        membership.role = ADMINISTRATOR if ADMINISTRATOR in (membership.role, role) else role
        membership.save(update_fields=["state", "role"])
    return membership


def _end_invitations_of(membership: Membership) -> None:
    """Invitations of one who may not invite any more end; whoever opens the link reads whom to ask."""
    if not rules.can_edit(membership.person, membership.organisation):
        sent = membership.organisation.invitations.filter(invited_by=membership.person, accepted_at=None, withdrawn_at=None)
        sent.update(withdrawn_at=clock.now())


def _locked(membership: Membership) -> Membership:
    """The membership under its organisation's lock: two last administrators who leave at once must not both be let go."""
    locked(membership.organisation)
    return Membership.objects.select_related("organisation", "person").get(pk=membership.pk)
