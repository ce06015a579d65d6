"""Who may do what in a programme. Each returns ALLOWED or the reason against it."""

from django.utils.translation import gettext_lazy as _

from network.accounts.models import User
from network.core.errors import ALLOWED, Conflict, Refused, Verdict
from network.organisations.models import Organisation
from network.organisations.queries import is_administrator, is_member
from network.programmes.models import Programme
from network.programmes.queries import is_coordinator, manages, takes_part


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
