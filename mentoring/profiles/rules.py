"""Who may change a profile, and who may decide about one."""

from django.utils.translation import gettext_lazy as _

from mentoring.profiles.models import Block, MentorApproval, MentorProfile
from network.accounts.models import User
from network.core.errors import ALLOWED, Conflict, Refused, Verdict
from network.organisations.models import Kind, Organisation
from network.organisations.queries import is_administrator, is_member
from network.programmes.models import Appointment
from network.programmes.queries import is_coordinator


def can_edit_mentor(user: User, profile: MentorProfile) -> Verdict:
    """A mentor's profile belongs to the mentor alone; coordinators do not change it."""
    return ALLOWED if profile.person_id == user.pk else Refused(_("Only the mentor can change this profile."), code="not-yours")


def can_edit_incubator(user: User, organisation: Organisation) -> Verdict:
    """Administrators of an incubator keep its profile."""
    if organisation.kind != Kind.INCUBATOR:
        return Refused(_("Only incubators have this profile."), code="not-an-incubator")
    if is_administrator(user, organisation):
        return ALLOWED
    return Refused(_("Only administrators of the incubator can change this profile."), code="not-an-administrator")


def side_of_block(user: User, person: User, organisation: Organisation) -> str:
    """In whose name the person keeps a mentor and a company apart; empty for a stranger to both."""
    if user.pk == person.pk:
        return Block.Side.MENTOR
    if is_member(user, organisation):
        return Block.Side.COMPANY
    if Appointment.objects.filter(person=user, ended_at=None, programme__participations__organisation=organisation).exists():
        return Block.Side.COORDINATOR
    return ""


def can_block(user: User, person: User, organisation: Organisation) -> Verdict:
    """Either side for itself, and coordinators of the company's programmes."""
    if not organisation.is_company:
        return Refused(_("Only companies and cooperatives are matched with mentors."), code="not-a-company")
    if side_of_block(user, person, organisation):
        return ALLOWED
    return Refused(_("Only the mentor, the company or a coordinator of its programme can do this."), code="not-a-coordinator")


def can_declare_interest(user: User, person: User, organisation: Organisation) -> Verdict:
    """A mentor of themselves, in a company."""
    if not organisation.is_company:
        return Refused(_("Only companies and cooperatives are matched with mentors."), code="not-a-company")
    return ALLOWED if user.pk == person.pk else Refused(_("Only the mentor can declare this."), code="not-yours")


def can_lift(user: User, block: Block) -> Verdict:
    """The side that wished it; what a coordinator declared, any coordinator of the company's programmes.

    An interest is taken back by the mentor, or by a coordinator who has looked at it.
    """
    side = side_of_block(user, block.person, block.organisation)
    if side == block.side or (block.side == Block.Side.INTEREST and side in (Block.Side.MENTOR, Block.Side.COORDINATOR)):
        return ALLOWED
    return Refused(_("Only the side that wished it can take it back."), code="not-yours")


def can_decide(user: User, approval: MentorApproval) -> Verdict:
    """Coordinators and managers of the programme approve its mentors; administrators can too."""
    if user.is_staff or is_coordinator(user, approval.programme):
        return ALLOWED
    return Refused(_("Only coordinators of the programme can decide about its mentors."), code="not-a-coordinator")


def can_end(user: User, approval: MentorApproval) -> Verdict:
    """The mentor, and those who decide about the programme's mentors, while the approval holds."""
    if user.pk != approval.profile.person_id and not (verdict := can_decide(user, approval)):
        return verdict
    if approval.state != MentorApproval.State.APPROVED:
        return Conflict(_("This approval does not hold any more."), code="state")
    return ALLOWED
