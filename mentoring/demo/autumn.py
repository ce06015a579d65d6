"""A cohort that the story's incubator takes through the autumn: the companies of its spring call, and the founder's, who came later.

Sessions past with who was there, and coming; its conversation, an announcement, and one company that nobody has met for weeks.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from mentoring.calls.models import Call
from mentoring.cohorts import attendance, members, planning, services
from mentoring.cohorts.models import Cohort, CohortMember
from mentoring.demo import call_words, cases, story
from mentoring.demo.calls import ZONE, ago
from mentoring.demo.cast import COMPANIES, FOUNDER, INCUBATORS, Somebody
from mentoring.demo.plots import founder_of
from messaging import services as messaging
from messaging.models import Conversation
from network.core import clock
from network.core.errors import Conflict
from network.invitations import services as invitations
from network.invitations.models import Attendee
from network.organisations.models import Organisation
from network.programmes.models import Programme

NAMES = call_words.said("Norrljus, autumn 2026", "Norrljus, syksy 2026", "Norrljus, hösten 2026", "Norrljus, høsten 2026")
ABOUTS = call_words.said(
    "One day a month together, in Umeå or on a screen. Between the days each works with its own mentor.",
    "Yksi yhteinen päivä kuussa, Uumajassa tai ruudun ääressä. Päivien välillä kukin työskentelee oman mentorinsa kanssa.",
    "En gemensam dag i månaden, i Umeå eller på skärm. Mellan dagarna arbetar var och en med sin mentor.",
    "En felles dag i måneden, i Umeå eller på skjerm. Mellom dagene arbeider hver og en med sin mentor.",
)
BEGAN, CAME, ENDS = 70, 28, -95  # days before now: it began, the founder's company came, it ends
AWAY = "Lyktan Spel"  # was there on the first day only


@dataclass(frozen=True)
class Day:
    """A session: how many days ago (negative: ahead), from which hour on, for how many minutes."""

    title: str
    days: int
    hour: int
    minutes: int
    place: str = ""


DAYS = (
    Day("Where each of us stands", 63, 10, 180, "Norrljus, Umeå"),
    Day("Prices that hold", 37, 9, 120),
    Day("Selling across the border", 13, 9, 120),
    Day("What a contract must say", -9, 9, 120),
    Day("Showing it to buyers", -36, 10, 240, "Norrljus, Umeå"),
)
EMILIA, ELLI, MAJA = next(group.who for group in COMPANIES if group.name == "Kaiku Pelit"), FOUNDER.who, INCUBATORS[0].who
# Who says what, how many days ago.
LINES: tuple[tuple[Somebody, float, str], ...] = (
    (MAJA, 60, "Thank you for our first day! Your three sentences about each other’s work hang on our wall now."),
    (EMILIA, 34, "The sheet with the hours was an eye-opener. We had forgotten that testing is work too."),
    (MAJA, 27, "Please welcome Elli of Verkstad Sund in Vaasa, who comes along from now on."),
    (ELLI, 26, "Thank you! I make lamps and bowls, and I am curious how the rest of you price a first series."),
    (EMILIA, 25, "Ask me on the day about selling. We got it wrong twice before it held."),
    (ELLI, 10, "I tried your way with two shops in Umeå. One of them wants to see samples."),
)
ANNOUNCED = (6, "The day about contracts is on a screen, so nobody has to travel. Bring one contract that you have signed, with the names crossed out.")


def enact() -> None:
    """All of it; does nothing where it is there already."""
    if Cohort.objects.filter(names__en=NAMES["en"]).exists():
        return
    by = story.somebody(MAJA)
    with clock.at(ago(BEGAN + 5)):
        cohort = _made()
        members.take_in_confirmed(cohort=cohort, by=by)
        for day in DAYS:
            starts_at = _at(day)
            link = "" if day.place else "https://video.example.org/norrljus"
            planning.plan(
                cohort=cohort, by=by, title=day.title, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=day.minutes), place=day.place, link=link
            )
    with clock.at(ago(BEGAN)):
        cohort = services.begin(cohort=cohort, by=by)
    with clock.at(ago(CAME)):
        members.take_in(cohort=cohort, company=Organisation.objects.get(name=FOUNDER.name), by=by)
    _answered(cohort)
    _met(cohort)
    _talked(cohort)


def _made() -> Cohort:
    incubator = Organisation.objects.get(name=INCUBATORS[0].name)
    return services.make(
        by=story.somebody(MAJA), programme=Programme.objects.get(slug=cases.slug_of(story.MAIN)), incubator=incubator,
        call=Call.objects.get(incubator=incubator, titles__en=call_words.SPRING["en"]), names=NAMES, abouts=ABOUTS,
        languages=list(call_words.LANGUAGES), starts_on=ago(BEGAN).date(), ends_on=ago(ENDS).date(), time_zone=str(ZONE),
    )  # fmt: skip


def _at(day: Day) -> datetime:
    """When a session begins; on a Monday where it would be a weekend."""
    starts_at = ago(day.days, hour=day.hour)
    while starts_at.weekday() >= 5:
        starts_at += timedelta(days=1)
    return starts_at


def _answered(cohort: Cohort) -> None:
    """All come to the sessions ahead, but for the company that nobody has met: it has not answered."""
    with clock.at(ago(CAME - 2)):
        ahead = cohort.sessions.filter(starts_at__gt=clock.unpinned_now()).values("pk")
        waiting = Attendee.objects.filter(invitation__source_id__in=ahead, answer=Attendee.Answer.NEEDS_ACTION)
        for guest in waiting.exclude(person=founder_of(Organisation.objects.get(name=AWAY))).order_by("pk"):
            try:
                invitations.record_answer(attendee_id=guest.pk, answer=Attendee.Answer.ACCEPTED)
            except Conflict:  # a meeting with the mentor stands there: the invitation stays unanswered, as it would
                continue


def _met(cohort: Cohort) -> None:
    """Who was there is written down an hour after each session that is over."""
    for number, session in enumerate(cohort.sessions.filter(ends_at__lt=clock.unpinned_now() - timedelta(hours=1)).order_by("starts_at")):
        with clock.at(session.ends_at + timedelta(hours=1)):
            minutes = int((session.ends_at - session.starts_at).total_seconds() // 60)
            along = attendance.people_at(session)
            given = {member.pk: _present(member, number, minutes, [person.pk for person in along[member.pk]]) for member in attendance.expected_at(session)}
            attendance.record(session=session, by=session.organiser, given=given)


def _present(member: CohortMember, number: int, minutes: int, people: list) -> attendance.Present:
    return attendance.Present(0) if number and member.company.name == AWAY else attendance.Present(minutes, tuple(people))


def _talked(cohort: Cohort) -> None:
    for who, days, body in LINES:
        _said(cohort.conversation, who, days, body)
    _said(cohort.announcements, MAJA, *ANNOUNCED)
    with clock.at(ago(1)):  # nobody is reminded today of what was written weeks ago
        for room in (cohort.conversation, cohort.announcements):
            room.refresh_from_db()
            for reader in room.participants.filter(left_seq=None).select_related("person"):
                messaging.mark_read(conversation=room, by=reader.person, seq=room.counter)


def _said(room: Conversation, who: Somebody, days: float, body: str) -> None:
    with clock.at(ago(days, hour=13)):
        messaging.send(conversation=room, by=story.somebody(who), body=body, client_uuid=uuid4())
