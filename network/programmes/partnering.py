"""How organisations that are no companies come into a programme: they ask, or they are invited; the other side answers.

A manager finds an organisation by its exact business identifier or writes to an address: nobody can look through
organisations that they may not see, and an invitation shows nothing of the organisation before it was accepted.
"""

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from network.accounts.models import User
from network.core import clock
from network.core.errors import Conflict, Invalid, require
from network.core.languages import interface_language
from network.core.locks import hold_row
from network.core.states import move
from network.core.telling import mail_to_address, notify
from network.organisations.models import LegalForm, Organisation
from network.organisations.queries import administrators_of
from network.organisations.services import same_identifier
from network.programmes import rules
from network.programmes.models import Appointment, Partner, PartnerRequest, Programme
from network.programmes.services import take_in
from network.programmes.states import PARTNER_REQUEST

Side, State = PartnerRequest.Side, PartnerRequest.State
LONGEST = {"message": 1000, "reason": 400}


@transaction.atomic
def ask_in(*, by: User, programme: Programme, organisation: Organisation, role: str, message: str = "") -> PartnerRequest:
    """Ask a programme to take one's organisation in; its managers are told, the platform's administrators where it has none."""
    # Locked: a manager who closes the programme, or takes the organisation in at this moment, comes before or after.
    programme = Programme.objects.select_for_update(of=("self",), no_key=True).get(pk=programme.pk)
    require(rules.can_ask_in(by, organisation, programme))
    row = _make(programme=programme, organisation=organisation, role=role, message=message, side=Side.ORGANISATION, by=by)
    context = {"organisation": organisation.name, "programme": programme.name, "person": str(by), "message": row.message}
    notify(to=_managers(programme), kind="partner.asked", about=row, context=context, url=_url(row))
    return row


@transaction.atomic
def invite_known(*, by: User, programme: Programme, role: str, country: str, business_id: str, message: str = "") -> PartnerRequest:
    """Invite the organisation that has exactly this identifier; its administrators are told and answer.

    Companies and sole traders are never found this way: they take part by themselves, and personal numbers are nobody's key.
    """
    require(rules.can_manage(by, programme))
    require(rules.open_for(programme))
    found = same_identifier(country=country, legal_form=LegalForm.OTHER, business_id=business_id)
    if found is None or found.is_company:
        raise Invalid({"business_id": [_("No organisation with this identifier can be invited. Write to somebody there by mail instead.")]})
    require(rules.can_become_partner(found, programme))
    row = _make(programme=programme, organisation=found, role=role, message=message, side=Side.PROGRAMME, by=by)
    notify(to=administrators_of(found), kind="partner.invited", about=row, context=_invitation(row, by), url=_url(row))
    return row


@transaction.atomic
def invite_by_mail(*, by: User, programme: Programme, role: str, email: str, language: str = "", message: str = "") -> PartnerRequest:
    """Invite whoever reads this address to bring their organisation in. They sign in or sign up with it, and answer."""
    require(rules.can_manage(by, programme))
    require(rules.open_for(programme))
    row = _make(programme=programme, email=email.lower(), role=role, message=message, side=Side.PROGRAMME, by=by)
    person = User.objects.filter(email__iexact=email).first()
    mail_to_address(
        address=row.email, kind="partner.invited", context=_invitation(row, by), about=row, url=_url(row), person=person, wipe=False,
        language=person.language if person else interface_language(language) or by.language,
    )  # fmt: skip
    return row


@transaction.atomic
def decide(*, by: User, request: PartnerRequest, accept: bool, reason: str = "", organisation: Organisation | None = None, role: str = "") -> PartnerRequest:
    """Answer: accepting makes the organisation a partner and approves it. `organisation` is whose an invitation by mail becomes;
    `role` is for a manager who gives another part than was asked for. Declining an organisation needs a reason."""
    row = _locked(request)
    require(rules.can_decide(by, row))
    require(rules.open_for(row.programme))
    mine = row.side == Side.ORGANISATION
    reason = reason.strip()[: LONGEST["reason"]]
    if not accept and mine and not reason:
        raise Invalid({"reason": [_("Say why in a sentence: the organisation reads it.")]})
    if accept:
        if row.organisation is None:
            row.organisation = _answering(by, row, organisation)
        if mine and role:
            row.role = _role(role)
        require(rules.can_become_partner(row.organisation, row.programme))
        take_in(by=by if mine else row.made_by or by, programme=row.programme, organisation=row.organisation, role=row.role)
    changes = {"organisation": row.organisation, "role": row.role, "decided_by": by, "decided_at": clock.now(), "reason": reason}
    move(row, "accept" if accept else "decline", PARTNER_REQUEST, **changes)
    _tell(row, by)
    return row


@transaction.atomic
def withdraw(*, by: User, request: PartnerRequest) -> PartnerRequest:
    """Take a question or an invitation back."""
    row = _locked(request)
    require(rules.can_withdraw(by, row))
    move(row, "withdraw", PARTNER_REQUEST, decided_by=by, decided_at=clock.now())
    return row


def _make(*, programme: Programme, role: str, message: str, side: str, by: User, organisation: Organisation | None = None, email: str = "") -> PartnerRequest:
    try:
        with transaction.atomic():
            return PartnerRequest.objects.create(
                programme=programme, organisation=organisation, email=email, role=_role(role), side=side, made_by=by,
                message=message.strip()[: LONGEST["message"]],
            )  # fmt: skip
    except IntegrityError:  # asked in another window, or by the other side
        raise Conflict(_("A question between the two waits for its answer already."), code="state") from None


def _role(role: str) -> str:
    if role not in Partner.Role.values:
        raise Invalid({"role": [_("Choose one of the roles offered.")]})
    return role


def _answering(by: User, row: PartnerRequest, organisation: Organisation | None) -> Organisation:
    if organisation is None:
        raise Invalid({"organisation": [_("Choose the organisation that becomes a partner.")]})
    require(rules.can_answer_with(by, organisation))
    # Whoever has asked for the same organisation meanwhile is answered by this as well.
    same = PartnerRequest.objects.filter(programme=row.programme, organisation=organisation, state=State.WAITING).exclude(pk=row.pk)
    for other in same.select_for_update(of=("self",), no_key=True).order_by("pk"):
        move(other, "withdraw", PARTNER_REQUEST, decided_at=clock.now())
    return organisation


def _tell(row: PartnerRequest, by: User) -> None:
    """The side that asked hears the answer."""
    asked_by_programme = row.side == Side.PROGRAMME
    to = _managers(row.programme) if asked_by_programme or row.organisation is None else administrators_of(row.organisation)
    context = {
        "accepted": row.state == State.ACCEPTED, "organisation": row.organisation.name if row.organisation else row.email,
        "programme": row.programme.name, "reason": row.reason, "by_programme": not asked_by_programme,
    }  # fmt: skip
    notify(to=[person for person in to if person.pk != by.pk], kind="partner.answered", about=row, context=context, url=_url(row))


def _invitation(row: PartnerRequest, by: User) -> dict[str, object]:
    return {"programme": row.programme.name, "person": str(by), "message": row.message, "email": row.email}


def _managers(programme: Programme) -> list[User]:
    managing = User.objects.filter(is_active=True, appointments__programme=programme, appointments__role=Appointment.Role.MANAGER, appointments__ended_at=None)
    return list(managing.distinct()) or list(User.objects.filter(is_staff=True, is_active=True))


def _url(row: PartnerRequest) -> str:
    return reverse("partner-request", args=[row.pk])


def _locked(request: PartnerRequest) -> PartnerRequest:
    """Two managers answer at once, or one side withdraws while the other answers: the second finds it decided."""
    return hold_row(PartnerRequest.objects.select_related("programme", "organisation", "made_by"), request.pk)
