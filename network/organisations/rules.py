"""Who may do what with an organisation. Each returns ALLOWED or the reason against it."""

from django.utils.translation import gettext_lazy as _

from network.accounts.models import User
from network.core.errors import ALLOWED, Conflict, Refused, Verdict
from network.organisations.models import ColleagueInvitation, Membership, Organisation
from network.organisations.queries import administrators_of, is_administrator, is_member


def can_edit(user: User, organisation: Organisation) -> Verdict:
    """Its administrators and the platform's."""
    if user.is_staff or is_administrator(user, organisation):
        return ALLOWED
    return Refused(_("Only an administrator of the organisation can do this."), code="not-an-administrator")


def can_approve(user: User, organisation: Organisation) -> Verdict:
    """Administrators of the platform; a programme approves by taking it in as a partner."""
    if not user.is_staff:
        return Refused(_("Only an administrator of the platform can do this."), code="not-an-administrator")
    if organisation.is_approved:
        return Conflict(_("It has been approved already."), code="state")
    return ALLOWED


def can_ask_to_join(user: User, organisation: Organisation) -> Verdict:
    """Anyone who is not in it and has not asked."""
    if is_member(user, organisation):
        return Conflict(_("You are a member already."), code="state")
    if Membership.objects.filter(person=user, organisation=organisation, state=Membership.State.ASKED).exists():
        return Conflict(_("You have asked already. You hear from us when an administrator of the organisation has answered."), code="state")
    return ALLOWED


def can_answer(user: User, membership: Membership) -> Verdict:
    """Administrators answer who has asked to join."""
    if not (verdict := can_edit(user, membership.organisation)):
        return verdict
    if membership.state != Membership.State.ASKED:
        return Conflict(_("This has been answered already."), code="state")
    return ALLOWED


def can_change_role(user: User, membership: Membership, role: str) -> Verdict:
    """Administrators change roles; the last administrator keeps theirs."""
    if not (verdict := can_edit(user, membership.organisation)):
        return verdict
    if membership.state != Membership.State.ACTIVE:
        return Conflict(_("This person is not a member."), code="state")
    return _not_the_last(membership) if role != Membership.Role.ADMINISTRATOR else ALLOWED


def can_end(user: User, membership: Membership) -> Verdict:
    """One may leave; administrators may let others go. Somebody stays to speak for the organisation."""
    own = membership.person_id == user.pk
    administrators = administrators_of(membership.organisation).count()
    return can_end_among(user, membership, may_edit=ALLOWED if own else can_edit(user, membership.organisation), administrators=administrators)


def can_end_among(user: User, membership: Membership, *, may_edit: Verdict, administrators: int) -> Verdict:
    """The same for a list of members, where the questions to the database have been asked once."""
    own = membership.person_id == user.pk
    if not own and not may_edit:
        return may_edit
    if own and membership.state == Membership.State.ASKED:
        return ALLOWED
    if membership.state != Membership.State.ACTIVE:
        return Conflict(_("This person is not a member."), code="state")
    return _last(membership.role == Membership.Role.ADMINISTRATOR and administrators < 2)


def can_withdraw_invitation(user: User, invitation: ColleagueInvitation) -> Verdict:
    """While it has not been answered."""
    if not (verdict := can_edit(user, invitation.organisation)):
        return verdict
    if invitation.accepted_at or invitation.withdrawn_at:
        return Conflict(_("This has been answered already."), code="state")
    return ALLOWED


def can_be_accepted(invitation: ColleagueInvitation) -> Verdict:
    """An invitation is worth what whoever sent it may do now: who left, or lost the right, brings nobody in."""
    if invitation.invited_by.is_active and can_edit(invitation.invited_by, invitation.organisation):
        return ALLOWED
    return Refused(
        _("%(person)s, who invited you, no longer speaks for %(organisation)s. Ask another administrator there to invite you again.")
        % {"person": invitation.invited_by, "organisation": invitation.organisation},
        code="inviter-left",
    )


def _not_the_last(membership: Membership) -> Verdict:
    others = administrators_of(membership.organisation).exclude(pk=membership.person_id)
    return _last(membership.role == Membership.Role.ADMINISTRATOR and not others.exists())


def _last(is_last: bool) -> Verdict:
    if is_last:
        return Conflict(_("Somebody must be able to speak for the organisation. Make another person administrator first."), code="last-administrator")
    return ALLOWED
