"""The lock of a mentorship: everything about it and its sessions goes through it, so changes follow each other."""

from uuid import UUID

from mentoring.mentorships.models import Mentorship
from network.core.locks import hold_row


def locked(mentorship: Mentorship | UUID) -> Mentorship:
    """The mentorship, read anew under its row lock. The race: a contact is replaced, or it ends, while a time is accepted."""
    key = mentorship.pk if isinstance(mentorship, Mentorship) else mentorship
    return hold_row(Mentorship.objects.select_related("programme", "company", "contact", "mentor", "conversation"), key)
