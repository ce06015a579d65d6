"""A colleague invited by mail. The signed link proves the mailbox and works for fourteen days of real time."""

from datetime import timedelta

from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from network.accounts.claims import open_account
from network.accounts.models import User
from network.core import clock
from network.core.errors import Conflict, Invalid, NotVisible, Refused, require
from network.core.languages import interface_language
from network.core.locks import hold_row
from network.core.telling import mail_to_address, notify
from network.organisations import joining, rules
from network.organisations.models import ColleagueInvitation, Membership, Organisation
from network.organisations.queries import members_of
from network.organisations.services import locked

SALT = "colleague"
VALID_FOR = timedelta(days=14)


@transaction.atomic
def invite(*, by: User, organisation: Organisation, email: str, role: str = Membership.Role.MEMBER, language: str = "") -> ColleagueInvitation:
    """Ask a colleague in. Asking the same address again sends a new link for the same invitation."""
    require(rules.can_edit(by, organisation))
    if role not in Membership.Role.values:
        raise Invalid({"role": [_("Choose one of the roles offered.")]})
    locked(organisation)
    if members_of(organisation).filter(email__iexact=email).exists():
        raise Conflict(_("%(email)s is a member already.") % {"email": email}, code="state")
    invitation = organisation.invitations.filter(email__iexact=email, accepted_at=None, withdrawn_at=None).first()
    if invitation is None:
        invitation = ColleagueInvitation(organisation=organisation, email=email)
    invitation.role, invitation.invited_by = role, by
    invitation.language = interface_language(language) or by.language
    try:
        with transaction.atomic():
            invitation.save()
    except IntegrityError:  # invitation_open_once, from a second window that did not take the lock
        raise Conflict(_("This person has been invited already."), code="state") from None
    person = User.objects.filter(email__iexact=email).first()
    mail_to_address(
        address=email,
        kind="colleague.invited",
        context={"person": str(by), "organisation": organisation.name, "days": VALID_FOR.days},
        language=person.language if person else invitation.language,
        about=invitation,
        url=reverse("colleague-invitation", args=[token_of(invitation)]),
        person=person,
    )
    return invitation


@transaction.atomic
def withdraw(*, by: User, invitation: ColleagueInvitation) -> ColleagueInvitation:
    """Take an invitation back; its link stops working."""
    invitation = _locked(invitation.pk)
    require(rules.can_withdraw_invitation(by, invitation))
    invitation.withdrawn_at = clock.now()
    invitation.save(update_fields=["withdrawn_at"])
    return invitation


def token_of(invitation: ColleagueInvitation) -> str:
    """What the mailed link carries."""
    return signing.dumps(str(invitation.pk), salt=SALT)


def invitation_of(token: str) -> ColleagueInvitation:
    """The open invitation of a link. Raises NotVisible for a forged one, Refused for one that ran out, was answered, or whose sender lost the right."""
    try:
        key = signing.loads(token, salt=SALT, max_age=VALID_FOR)
    except signing.SignatureExpired:
        raise Refused(_("This invitation has run out. Ask your colleague to send a new one."), code="link-expired") from None
    except signing.BadSignature:
        raise NotVisible(_("This link is not complete. Open it from the mail again, or copy all of it.")) from None
    invitation = ColleagueInvitation.objects.select_related("organisation", "invited_by").filter(pk=key).first()
    if invitation is None:
        raise NotVisible
    if not invitation.accepted_at:
        require(rules.can_be_accepted(invitation))
    if invitation.withdrawn_at:
        raise Refused(_("This invitation has been taken back. Ask your colleague if you think that is a mistake."), code="link-used")
    if invitation.accepted_at:
        raise Refused(_("This invitation has been accepted already. Sign in to go on."), code="link-used")
    return invitation


@transaction.atomic
def accept(*, by: User, token: str) -> Membership:
    """Come in by the link. Only the invited address may: a link that was passed on lets nobody else in."""
    locked(invitation_of(token).organisation)  # nobody who invites leaves, or loses the right, between the question and the door
    invitation = _locked(invitation_of(token).pk)
    if invitation.email.casefold() != by.email.casefold():
        raise Refused(
            _("This invitation is for %(invited)s, and you are signed in as %(email)s.") % {"invited": invitation.email, "email": by.email},
            code="other-person",
        )
    if invitation.accepted_at or invitation.withdrawn_at:
        raise Conflict(_("This invitation has been answered already."), code="state")
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    membership = joining.let_in(organisation=invitation.organisation, person=by, role=invitation.role, by=invitation.invited_by)
    notify(
        to=invitation.invited_by,
        kind="colleague.accepted",
        about=invitation,
        context={"person": str(by), "organisation": invitation.organisation.name},
        url=reverse("organisation-detail", args=[invitation.organisation_id]),
    )
    return membership


@transaction.atomic
def accept_as_newcomer(*, token: str, password: str, **settings: object) -> User:
    """Come in by the link and make a sign-in at once: the link proves the mailbox. Raises Refused when there is one already."""
    person = open_account(email=invitation_of(token).email, password=password, **settings)
    accept(by=person, token=token)
    return person


def _locked(pk: object) -> ColleagueInvitation:
    """The link opened in two tabs at once is accepted once."""
    return hold_row(ColleagueInvitation.objects.select_related("organisation", "invited_by"), pk)
