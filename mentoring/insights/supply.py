"""Hours asked for and hours free in a programme, by need and by language: where it is short.

A request counts with all its hours under each of its needs and languages, a mentor under each subject and language, since
one mentor can answer either. So the lines do not add up to the whole, which stands apart.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from mentoring.matching.facts import profiles_in
from mentoring.mentorships.load import Load, loads_of_mentors
from mentoring.profiles.models import MentorProfile
from mentoring.profiles.queries import hours_offered, pause_on
from mentoring.requests.models import MentoringRequest
from network.accounts.models import User
from network.core import clock
from network.organisations.queries import one_of
from network.programmes.models import Programme
from network.programmes.queries import coordinated_by
from network.vocabulary.languages import Level, language_name
from network.vocabulary.models import SupportNeed

State = MentoringRequest.State
SEEKING = (State.OPEN, State.ASKING, State.EXHAUSTED)  # a company that has nobody yet
NONE = Decimal(0)


@dataclass(slots=True)
class Line:
    """Hours a month under one need or one language, and how many requests and mentors stand behind them."""

    code: str
    label: str = ""
    asked: Decimal = NONE
    free: Decimal = NONE
    requests: int = 0
    mentors: int = 0

    @property
    def short(self) -> Decimal:
        """Hours a month that are lacking; 0 where there are enough."""
        return max(self.asked - self.free, NONE)


@dataclass(slots=True)
class Balance:
    """A programme's hours: the whole, and what is short first, by need and by language."""

    programme: Programme
    total: Line
    needs: list[Line] = field(default_factory=list)
    languages: list[Line] = field(default_factory=list)


def programmes_watched_by(user: User) -> QuerySet[Programme]:
    """Programmes whose hours the person may look at: those in which they have a running appointment."""
    return coordinated_by(user).order_by("sort_key", "pk")


def balance_for(user: User, pk: UUID | str) -> Balance:
    """The hours of a programme that the person coordinates, labelled in the active language. Raises NotVisible."""
    programme = one_of(programmes_watched_by(user), pk)
    needs, languages, total = _Lines(), _Lines(), Line("")
    seeking = MentoringRequest.objects.filter(programme=programme, target=MentoringRequest.Target.MENTOR, state__in=SEEKING)
    for request in seeking.prefetch_related("needs", "languages"):
        for line in (total, *needs.of(row.need_id for row in request.needs.all()), *languages.of(row.language for row in request.languages.all())):
            line.asked += request.hours_per_month
            line.requests += 1
    for profile, hours in _free(profiles_in(programme.pk, MentoringRequest.Target.MENTOR)):
        known = (row.need_id for row in profile.expertise.all())
        spoken = (row.language for row in profile.spoken.all() if row.level >= Level.WORKING)
        for line in (total, *needs.of(known), *languages.of(spoken)):
            line.free += hours
            line.mentors += 1
    names = {need.pk: need.label for need in SupportNeed.objects.all()}
    return Balance(programme, total, needs.labelled(lambda code: names.get(code, code)), languages.labelled(language_name))


class _Lines(defaultdict):
    """Lines by code, made when they are first needed."""

    def __missing__(self, code: str) -> Line:
        self[code] = Line(code)
        return self[code]

    def of(self, codes: Iterable[str]) -> list[Line]:
        return [self[code] for code in codes]

    def labelled(self, label) -> list[Line]:
        """What is short first, then what is asked for most."""
        for line in self.values():
            line.label = str(label(line.code))
        return sorted(self.values(), key=lambda line: (-line.short, -line.asked, line.label))


def _free(profiles: list[MentorProfile]) -> list[tuple[MentorProfile, Decimal]]:
    """Mentors who can take somebody now, with the hours they have left this month."""
    loads, found = loads_of_mentors([profile.person_id for profile in profiles]), []
    for profile in profiles:
        today, load = clock.today(profile.person.time_zone), loads.get(profile.person_id, Load())
        left = hours_offered(profile, today) - load.hours
        if left > 0 and load.active < profile.places and pause_on(profile, today) is None:
            found.append((profile, left))
    return found
