"""Who may change a profile, and who may decide about one."""

from django.utils.translation import gettext_lazy as _

from mentoring.profiles.models import MentorApproval, MentorProfile
from network.accounts.models import User
from network.core.errors import ALLOWED, Refused, Verdict
from network.organisations.models import Kind, Organisation
from network.organisations.queries import is_administrator
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


def can_decide(user: User, approval: MentorApproval) -> Verdict:
    """Coordinators and managers of the programme approve its mentors; administrators can too."""
    if user.is_staff or is_coordinator(user, approval.programme):
        return ALLOWED
    return Refused(_("Only coordinators of the programme can decide about its mentors."), code="not-a-coordinator")
