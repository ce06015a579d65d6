"""What becomes of a company's coming meetings when one of its people leaves it."""

from django.db import transaction
from django.urls import reverse

from mentoring.investors import reminders, rules, services
from mentoring.investors.models import InvestorMeeting, MeetingParticipant
from network.accounts.models import User
from network.core import clock
from network.core.errors import Conflict
from network.notifications.services import notify
from network.organisations.models import Organisation
from network.organisations.queries import successors_in
from network.programmes.queries import coordinators_of

COMPANY = MeetingParticipant.Side.COMPANY


@transaction.atomic
def member_left(*, organisation: Organisation, person: User, by: User) -> int:
    """Somebody is no longer of the company: they are taken off its meetings ahead, and called off in their calendar alone.

    Where they were its only one, a colleague who is free then is invited in their place. Whoever set the meeting up is told.
    Part of the transaction that ends the membership (`settings.MEMBERSHIP_ENDED`). Returns how many meetings.
    """
    ahead = InvestorMeeting.objects.filter(company=organisation, state__in=rules.OPEN, starts_at__gt=clock.now())
    theirs = ahead.filter(people__person=person, people__side=COMPANY, people__removed_at=None).distinct().order_by("pk")
    return sum(_passed_on(services.locked(meeting), person, by) for meeting in theirs)


def _passed_on(meeting: InvestorMeeting, person: User, by: User) -> bool:
    present = {row.person_id: row for row in meeting.people.all()}
    row = present.get(person.pk)
    if row is None or row.side != COMPANY or meeting.state not in rules.OPEN:  # changed while we waited for the lock
        return False
    services.take_off(meeting, row, by)
    others = [it.person for it in present.values() if it.side == COMPANY and it.pk != row.pk]
    successor = None if others else _invited_instead(meeting, list(present), by)
    context = reminders.context_of(meeting) | {"person": str(person), "successor": str(successor or ""), "others": [str(it) for it in others]}
    organisers = coordinators_of(meeting.programme)
    notify(
        to=organisers.filter(pk=meeting.organiser_id) or organisers,
        kind="investor_meeting.left",
        about=meeting,
        occurrence=f"{clock.now():%Y%m%d%H%M%S%f}",
        context=context,
        url=reverse("investor-meeting", args=[meeting.pk]),
    )
    return True


def _invited_instead(meeting: InvestorMeeting, present: list, by: User) -> User | None:
    """The first of the company's people who is free at that time; None where nobody is."""
    for person in successors_in(meeting.company, but=present):
        try:
            with transaction.atomic():
                services.take_in(meeting, person, COMPANY, by)
        except Conflict:  # taken at that time
            continue
        return person
    return None
