"""The moments at which time itself does something, and doing what has fallen due.

The demo's clock steps from one to the next; the enacted past walks along them too.
"""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef

from mentoring.calls import due as calls
from mentoring.followups.models import FollowUp
from mentoring.followups.services import ask_due
from mentoring.mentorships.advance import advance_mentorships
from mentoring.mentorships.models import Mentorship
from mentoring.plans.models import ProgressReport
from mentoring.plans.reminders import remind_due
from mentoring.referrals import loans
from mentoring.referrals import services as referrals
from mentoring.referrals.models import MentorLoan, Referral
from mentoring.requests import cascade
from messaging.models import Message, Participant
from network.core import clock

ROUNDS = 20  # what one thing makes due at once (the next one is asked) is done in the same moment, but not for ever


def next_moment(after: datetime, until: datetime) -> datetime | None:
    """The first moment in (after, until] at which a deadline passes, a question is due or a mentorship ends."""
    found = [cascade.next_due_at(after), _next_question(after), _next_end(after), _next_report_day(after), _next_between(after), calls.next_due_at(after)]
    return min((moment for moment in found if moment and moment <= until), default=None)


def _next_between(after: datetime) -> datetime | None:
    """Referrals and loans that run out; loans begin and end on their days: looked at an hour after each midnight."""
    asked = (Referral.objects.filter(state__in=["consent", "asked"]), MentorLoan.objects.filter(state__in=["mentor", "borrower"]))
    ends = [rows.filter(answer_by__gt=after).order_by("answer_by").values_list("answer_by", flat=True).first() for rows in asked]
    unreminded = [rows.filter(reminded_at=None, answer_by__gt=after).order_by("answer_by").values_list("answer_by", flat=True).first() for rows in asked]
    soon = [moment - referrals.REMIND_BEFORE for moment in unreminded if moment]
    days = [
        *MentorLoan.objects.filter(state="agreed", starts_on__gt=after.date()).order_by("starts_on").values_list("starts_on", flat=True)[:1],
        *(day + timedelta(days=1) for day in MentorLoan.objects.filter(state="running").order_by("ends_on").values_list("ends_on", flat=True)[:1]),
    ]
    nights = [datetime(day.year, day.month, day.day, 1, tzinfo=UTC) for day in days]
    return min((moment for moment in [*ends, *soon, *nights] if moment and moment > after), default=None)


def _next_question(after: datetime) -> datetime | None:
    rows = FollowUp.objects.filter(state=FollowUp.State.PLANNED, is_held=False, due_at__gt=after)
    return rows.order_by("due_at").values_list("due_at", flat=True).first()


def _next_end(after: datetime) -> datetime | None:
    """Mentorships end when their last day is over where the company is: looked at an hour after each midnight between."""
    first = Mentorship.objects.exclude(state=Mentorship.State.ENDED).filter(ends_on__gte=after.date() - timedelta(days=1))
    last_day = first.order_by("ends_on").values_list("ends_on", flat=True).first()
    if last_day is None:
        return None
    over = datetime(last_day.year, last_day.month, last_day.day, tzinfo=after.tzinfo) + timedelta(days=1, hours=1)
    return over if over > after else None


def _next_report_day(after: datetime) -> datetime | None:
    """A report's reminder belongs to a day where the company is: looked at two hours after each midnight between."""
    rows = ProgressReport.objects.filter(remind_on__gte=after.date(), state__in=ProgressReport.OPEN, plan__state="running")
    day = rows.order_by("remind_on").values_list("remind_on", flat=True).first()
    if day is None:
        return None
    at = datetime(day.year, day.month, day.day, 2, tzinfo=after.tzinfo)
    if at > after:
        return at
    later = rows.filter(remind_on__gt=day).order_by("remind_on").values_list("remind_on", flat=True).first()
    return datetime(later.year, later.month, later.day, 2, tzinfo=after.tzinfo) if later else None


def next_reminder(after: datetime, until: datetime) -> datetime | None:
    """The first moment at which a message that somebody has not read becomes old enough for a mail."""
    age, again = settings.MESSAGE_REMINDER_AFTER, settings.MESSAGE_REMINDER_AGAIN
    waiting = Participant.objects.filter(left_seq=None, last_read_seq__lt=OuterRef("seq"), reminded_seq__lt=OuterRef("seq"))
    rows = Message.objects.filter(Exists(waiting.filter(conversation=OuterRef("conversation")).exclude(person=OuterRef("sender"))), deleted_at=None)
    first = rows.filter(sent_at__gt=after - age, sent_at__lte=until - age).order_by("sent_at").values_list("sent_at", flat=True).first()
    # Somebody who was told and stayed away hears of what came since, half an hour after the first mail.
    behind = Participant.objects.filter(left_seq=None, conversation__counter__gt=F("reminded_seq"))
    behind = behind.filter(reminded_at__gt=after - again, reminded_at__lte=until - again)
    told = behind.order_by("reminded_at").values_list("reminded_at", flat=True).first()
    return min((moment for moment in (first and first + age, told and told + again) if moment), default=None)


def do_what_is_due() -> dict[str, int]:
    """Run every sweep of the domain at the clock's now, until nothing more falls due; returns what was done."""
    done = {"cascade": 0, "questions": 0, "ended": 0, "reports": 0, "between": 0, "calls": 0}
    for _ in range(ROUNDS):
        before = dict(done)
        requests = cascade.due_requests(clock.now())
        cascade.advance_due()
        done["cascade"] += len(requests)
        done["questions"] += ask_due()
        done["ended"] += advance_mentorships()
        done["reports"] += remind_due()
        done["between"] += referrals.advance_due() + loans.advance_due()
        done["calls"] += calls.remind_due()
        if done == before or (not cascade.due_requests(clock.now()) and done["questions"] == before["questions"]):
            break
    return done
