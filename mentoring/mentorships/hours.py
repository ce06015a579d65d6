"""Hours a month that a mentorship takes of its mentor (guarantee 2)."""

from decimal import Decimal

from django.utils.translation import gettext as _

from mentoring.mentorships.load import load_of_mentor
from mentoring.mentorships.models import Mentorship
from mentoring.profiles.models import MentorProfile
from mentoring.profiles.queries import hours_offered
from network.core import clock
from network.core.errors import Conflict

LEAST, MOST = Decimal("0.5"), Decimal(40)


def counted(mentorship: Mentorship) -> Decimal:
    """What is kept free for it: while other hours wait to be accepted, the larger of the two."""
    return max(mentorship.hours_per_month, mentorship.accepted_hours or Decimal(0))


def require_room(mentorship: Mentorship, hours: Decimal) -> None:
    """Refuse more hours than the mentor has left. The caller holds the mentorship's lock. Raises Conflict (`no_hours`).

    The race: two of a mentor's agreements grow at once, or one grows while a new company is accepted. All go through
    the lock of the mentor's profile, always after that of the mentorship. What an incubator gives counts in places alone.
    """
    if mentorship.incubator_id is not None or hours <= counted(mentorship):
        return
    profile = MentorProfile.objects.select_for_update(of=("self",), no_key=True).filter(person=mentorship.mentor_id).first()
    if profile is None:
        return
    left = hours_offered(profile, clock.today(mentorship.mentor.time_zone)) - (load_of_mentor(profile.person_id).hours - counted(mentorship))
    if hours > left:
        raise Conflict(
            _("The mentor has %(left)s hours a month for this, beside what is promised to others. Agree on fewer, or let the mentor offer more first.")
            % {"left": f"{max(left, Decimal(0)).normalize():f}"},
            code="no_hours",
            left=str(max(left, Decimal(0))),
        )
