"""Who may do what in a programme. Each returns ALLOWED or the reason against it."""

from django.utils.translation import gettext_lazy as _

from network.accounts.models import User
from network.core.errors import ALLOWED, Conflict, Refused, Verdict
from network.organisations.models import Organisation
from network.organisations.queries import is_administrator, is_member
from network.programmes.components import KINDS
from network.programmes.models import Partner, PartnerRequest, Programme, SharingAgreement
from network.programmes.queries import addresses_of, is_coordinator, manages, partners_in, takes_part
from network.programmes.roles import most_shown


def open_for(programme: Programme, component: str = "") -> Verdict:
    """Whether anything may be written in the programme, and whether a component (a key of `components.KINDS`) takes what is new.

    Every write of a thing in a programme asks this; reading never does. What only takes rights away (ending an appointment
    or a sharing agreement) stays possible in an archived programme.
    """
    if programme.archived_at is not None:
        words = _("%(programme)s is archived: everything can be read, and nothing changed. Its manager can open it again.")
        return Conflict(words % {"programme": programme.name}, code="programme-archived")
    if component in programme.switched_off:
        return Conflict(KINDS[component].off, code="component-off")
    return ALLOWED


def can_coordinate(user: User, programme: Programme) -> Verdict:
    """People appointed in the programme."""
    if is_coordinator(user, programme):
        return ALLOWED
    return Refused(_("Only coordinators of the programme can do this."), code="not-a-coordinator")


def can_manage(user: User, programme: Programme) -> Verdict:
    """Its managers, and administrators of the platform."""
    if manages(user, programme):
        return ALLOWED
    return Refused(_("Only a manager of the programme can do this."), code="not-a-manager")


def can_create(user: User) -> Verdict:
    """Administrators of the platform."""
    if user.is_staff:
        return ALLOWED
    return Refused(_("Only an administrator of the platform can do this."), code="not-an-administrator")


def can_join(user: User, company: Organisation, programme: Programme) -> Verdict:
    """A member takes their company into an open programme; coordinators may take in any company they see."""
    if not (verdict := open_for(programme)):
        return verdict
    if not company.is_company:
        return Refused(_("Only companies and cooperatives take part. Other organisations become partners."), code="not-a-company")
    if not (is_member(user, company) or is_coordinator(user, programme) or user.is_staff):
        return Refused(_("Only people of the company can do this."), code="not-a-member")
    if not programme.is_open:
        return Conflict(_("This programme takes no more companies."), code="programme-closed")
    if takes_part(company, programme):
        return Conflict(_("The company takes part already."), code="state")
    return ALLOWED


def can_leave(user: User, company: Organisation, programme: Programme) -> Verdict:
    """An administrator of the company, or a coordinator of the programme."""
    if not (is_administrator(user, company) or is_coordinator(user, programme) or user.is_staff):
        return Refused(_("Only an administrator of the company can do this."), code="not-an-administrator")
    if not takes_part(company, programme):
        return Conflict(_("The company does not take part."), code="state")
    return ALLOWED


def can_share(user: User, giver: Organisation, programme: Programme) -> Verdict:
    """What an organisation shows of its pipeline is for its own administrators to say, or for the programme's manager where its agreement covers it."""
    if is_administrator(user, giver) or manages(user, programme):
        return ALLOWED
    return Refused(_("Only an administrator of the organisation that shares can do this."), code="not-an-administrator")


def can_be_shown(receiver: Organisation, programme: Programme, level: str) -> Verdict:
    """Names only for partners whose role allows them; a regional coordinator has those of its regions."""
    shown = most_shown(partners_in(programme, receiver)).get((programme.pk, receiver.pk))
    if level == SharingAgreement.Level.NAMED and shown is not None and not shown.named:
        return Refused(_("A viewer is shown figures only. Give the organisation another role first, or share figures."), code="viewer")
    return ALLOWED


def can_archive(user: User, programme: Programme) -> Verdict:
    """Its managers and administrators of the platform, once."""
    if not (verdict := can_manage(user, programme)):
        return verdict
    return open_for(programme)


def can_reopen(user: User, programme: Programme) -> Verdict:
    """Its managers and administrators of the platform, while it is archived."""
    if not (verdict := can_manage(user, programme)):
        return verdict
    if programme.archived_at is None:
        return Conflict(_("The programme is not archived."), code="state")
    return ALLOWED


def can_ask_in(user: User, organisation: Organisation, programme: Programme) -> Verdict:
    """An administrator of an organisation that is no company asks an open programme to take it in, approved or not."""
    if not is_administrator(user, organisation):
        return Refused(_("Only an administrator of the organisation can do this."), code="not-an-administrator")
    if not (verdict := open_for(programme)):
        return verdict
    if not programme.is_open:
        return Conflict(_("This programme takes nobody in now."), code="programme-closed")
    return can_become_partner(organisation, programme)


def can_become_partner(organisation: Organisation, programme: Programme) -> Verdict:
    """Companies take part; other organisations become partners, once."""
    if organisation.is_company:
        return Refused(_("Companies take part and need not ask. Choose “Join”."), code="is-a-company")
    if Partner.objects.filter(programme=programme, organisation=organisation).exists():
        return Conflict(_("The organisation is a partner already."), code="state")
    return ALLOWED


def can_decide(user: User, request: PartnerRequest) -> Verdict:
    """The programme's managers answer an organisation; its administrators, or who owns the invited address, answer the programme."""
    if request.state != PartnerRequest.State.WAITING:
        return Conflict(_("This has been answered already."), code="state")
    if request.side == PartnerRequest.Side.ORGANISATION:
        return can_manage(user, request.programme)
    if request.organisation_id is None:
        return ALLOWED if request.email.lower() in addresses_of(user) else Refused(_("This invitation is for another address."), code="other-address")
    if is_administrator(user, request.organisation):
        return ALLOWED
    return Refused(_("Only an administrator of the organisation can do this."), code="not-an-administrator")


def can_withdraw(user: User, request: PartnerRequest) -> Verdict:
    """The side that asked, while nobody has answered."""
    if request.state != PartnerRequest.State.WAITING:
        return Conflict(_("This has been answered already."), code="state")
    if request.side == PartnerRequest.Side.PROGRAMME:
        return can_manage(user, request.programme)
    if is_administrator(user, request.organisation):
        return ALLOWED
    return Refused(_("Only an administrator of the organisation can do this."), code="not-an-administrator")


def can_answer_with(user: User, organisation: Organisation) -> Verdict:
    """Whoever was invited by mail brings an organisation for which they speak."""
    if is_administrator(user, organisation):
        return ALLOWED
    return Refused(_("Only an administrator of the organisation can do this."), code="not-an-administrator")
