"""Answers that come by mail (METHOD:REPLY), where the installation receives mail.

`manage.py take_mail` hands a message over from a mail server's pipe. The server checks that the
sender is genuine (SPF, DKIM, DMARC); here the From address must be the guest's.
"""

from email import message_from_bytes, policy
from email.utils import parseaddr

from django.utils.translation import gettext as _

from network.core.errors import Conflict, NotVisible, require
from network.invitations import itip, queries, rules, services
from network.invitations.models import Attendee


def take_reply(raw: bytes) -> Attendee:
    """Record the calendar reply in a mail.

    Raises itip.NotAReply for any other mail, NotVisible for an unknown meeting, guest or another
    sender's address, Conflict for a reply that an update or a newer answer has overtaken.
    """
    reply = itip.parse_mail(raw)
    sender = parseaddr(str(message_from_bytes(raw, policy=policy.default)["From"] or ""))[1].lower()
    guest = queries.guest_of_reply(reply)
    if guest is None or sender != reply.email or reply.partstat == "NEEDS-ACTION":
        raise NotVisible
    require(rules.can_answer(guest))
    if not itip.is_current(reply, sequence=guest.sent_sequence, answered=guest.answered_stamp):
        raise Conflict(_("This answer is older than what we have."), code="overtaken")
    return services.record_answer(attendee_id=guest.pk, answer=reply.partstat.lower(), sequence=reply.sequence, stamp=reply.dtstamp)
