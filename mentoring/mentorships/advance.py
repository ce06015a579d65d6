"""What time itself does to mentorships."""

from datetime import timedelta

from mentoring.mentorships import services
from mentoring.mentorships.models import Mentorship
from network.core import clock


def advance_mentorships() -> int:
    """End the mentorships whose agreed last day is over; returns how many. Safe to run twice at once: each end is checked again under its lock.

    Reminders of sessions need nobody here: they are written with the confirmation and leave through the outbox.
    """
    # A day ahead, so that the easternmost company's midnight is not missed; the service asks each company's own calendar.
    horizon = clock.today() + timedelta(days=1)
    due = Mentorship.objects.filter(ends_on__lt=horizon).exclude(state=Mentorship.State.ENDED).order_by("ends_on", "pk")
    return sum(services.end_by_date(mentorship_id=pk) for pk in due.values_list("pk", flat=True))
