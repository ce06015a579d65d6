"""Investor meetings of the demo network: held ones with their outcome, and coming ones whose invitations have gone out."""

from datetime import timedelta

from django.db import transaction

from mentoring.demo import story
from mentoring.demo.cast import INCUBATORS, INVESTORS
from mentoring.demo.tale import Tale
from mentoring.investors import services
from mentoring.investors.models import InvestorMeeting
from network.core import clock
from network.core.errors import DomainError
from network.organisations.models import Organisation
from network.programmes.models import Programme

TITLES = {
    "sv": "Första samtal om finansiering",
    "fi": "Ensimmäinen keskustelu rahoituksesta",
    "nb": "Første samtale om finansiering",
}
# company, which investors, days from now (negative: held), place
MEETINGS = (
    ("Lyktan Spel", (0, 1), -60, "Norrljus, Umeå"),
    ("Revontuli Filmi", (1,), -25, ""),
    ("Kaiku Pelit", (0, 3), -9, ""),
    ("Väv & Vind", (0,), 6, "Norrljus, Umeå"),
    ("Fjordlyd Studio", (2, 0), 13, ""),
)


def steps() -> list[tuple[str, int]]:
    """Name and index of each meeting, for the job."""
    return [(name, index) for index, (name, *_rest) in enumerate(MEETINGS)]


@transaction.atomic
def enact(index: int, programme: Programme) -> None:
    """Plan and invite three weeks ahead; a meeting whose time has passed is held and written down."""
    name, investors, days, place = MEETINGS[index]
    company = Organisation.objects.get(name=name)
    if InvestorMeeting.objects.filter(company=company).exists():
        return
    coordinator = story.somebody(INCUBATORS[0].who)
    starts_at = (clock.unpinned_now() + timedelta(days=days)).replace(hour=12, minute=0, second=0, microsecond=0)
    while starts_at.weekday() >= 5:
        starts_at += timedelta(days=1)
    tale = Tale(days_ago=max(21 - days, 1))
    with tale.moment():
        meeting = services.plan_meeting(
            by=coordinator,
            programme=programme,
            company=company,
            title=TITLES[{"FI": "fi", "SE": "sv", "NO": "nb"}[company.country]],
            starts_at=starts_at,
            minutes=45,
            place=place,
            link="" if place else "https://video.example.org/" + str(company.pk)[-8:],
            investors=[story.somebody(INVESTORS[i].who) for i in investors],
        )
        try:
            with transaction.atomic():
                services.invite(meeting=meeting, by=coordinator)
        except DomainError:  # somebody has another booking then: it stays planned, as it would
            return
    if tale.until(starts_at + timedelta(hours=2)):
        with tale.moment():
            meeting = InvestorMeeting.objects.get(pk=meeting.pk)
            services.hold(meeting=meeting, by=coordinator, minutes=45, outcome="")
