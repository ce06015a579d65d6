"""When a guest may still answer."""

from django.utils.translation import gettext as _

from network.core import clock
from network.core.errors import ALLOWED, Conflict, Verdict
from network.invitations.models import Attendee, Invitation


def can_answer(guest: Attendee) -> Verdict:
    """A guest may answer, and change the answer, until the meeting begins."""
    if guest.removed_at is not None or guest.invitation.status == Invitation.Status.CANCELLED:
        return Conflict(_("This meeting was called off. There is nothing you need to do."), code="called-off")
    if guest.invitation.starts_at <= clock.now():
        return Conflict(_("This meeting has begun or is over."), code="too-late")
    return ALLOWED
