"""Who may report a message, and who decides on it."""

from django.utils.translation import gettext_lazy as _

from messaging.models import Conversation, Message, Report
from network.accounts.models import User
from network.core.errors import ALLOWED, Conflict, Refused, Verdict
from network.programmes.queries import confided_to

CLOSES_DIRECT_ALONE = _("Only a direct conversation of two can be closed here. In a group, take the person out; a mentorship is ended on its own page.")


def can_report(user: User, message: Message) -> Verdict:
    """Whoever reads a message of somebody else; that they read it was decided by the queries."""
    if message.sender_id == user.pk:
        return Refused(_("You wrote this yourself. You can change or delete it."), code="yourself")
    if message.deleted_at is not None:
        return Conflict(_("This message was deleted."), code="deleted")
    return ALLOWED


def can_decide(user: User, report: Report, verb: str) -> Verdict:
    """A coordinator of the programme, or an administrator, who neither wrote nor reported it. What many need is not closed, and nobody gone is warned."""
    if user.pk in (report.writer_id, report.reporter_id):
        return Refused(_("You are a party to this. Another moderator decides."), code="party")
    if not user.is_staff and not confided_to(user).filter(pk=report.programme_id).exists():
        return Refused(_("Only moderators of the programme can do this."), code="not-a-moderator")
    if verb == "warn" and (report.writer is None or not report.writer.is_active):
        return Conflict(_("Who wrote this is no longer here."), code="nobody")
    if verb == "close" and report.conversation.kind != Conversation.Kind.DIRECT:
        return Conflict(CLOSES_DIRECT_ALONE, code="not-direct")
    return ALLOWED
