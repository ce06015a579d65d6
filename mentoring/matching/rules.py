"""Who may match a programme's cohort, and say what counts in it. Each returns ALLOWED or the reason against it."""

from django.utils.translation import gettext_lazy as _

from network.accounts.models import User
from network.core.errors import Refused, Verdict
from network.programmes.models import Programme
from network.programmes.queries import is_coordinator
from network.programmes.rules import open_for


def can_match(user: User, programme: Programme) -> Verdict:
    """Coordinators and managers of the programme match its cohort."""
    if is_coordinator(user, programme):
        return open_for(programme)
    return Refused(_("Only coordinators of the programme can do this."), code="not-a-coordinator")


def can_weigh(user: User, programme: Programme) -> Verdict:
    """Whoever matches the cohort says what counts how much."""
    return can_match(user, programme)
