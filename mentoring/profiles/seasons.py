"""Times away that are known ahead: leave, seasons of fewer hours, and what comes back every year. Pure: no Django.

A season without hours is a pause: nothing new is taken on its days. A season with hours holds in every month that it
touches: the mentor offers so much a month then, in place of what the profile says.
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Protocol

LONGEST_YEARLY = timedelta(days=330)  # a season of every year ends well before it begins again


class Season(Protocol):
    """What is known of a time away, as a row has it."""

    starts_on: date
    ends_on: date | None
    hours: Decimal | None
    yearly: bool


@dataclass(frozen=True, slots=True)
class Away:
    """One stretch of a season; of one that comes back every year, that of one year."""

    season: Season
    starts_on: date
    ends_on: date | None

    @property
    def hours(self) -> Decimal | None:
        """Hours a month meanwhile; None when nothing new is taken."""
        return self.season.hours

    @property
    def back_on(self) -> date | None:
        """The first day after it, if there is one."""
        return self.ends_on + timedelta(days=1) if self.ends_on else None

    def covers(self, first: date, last: date | None = None) -> bool:
        """Whether any day from `first` to `last` lies within; `first` alone where no last is given."""
        return self.starts_on <= (last or first) and (self.ends_on is None or self.ends_on >= first)


def stretch(season: Season, day: date) -> Away | None:
    """The stretch that holds `day`, or the next one after it; None when the season is over for good."""
    if season.ends_on is None or not season.yearly:
        return Away(season, season.starts_on, season.ends_on) if season.ends_on is None or season.ends_on >= day else None
    years = max(day.year - season.ends_on.year, 0)
    while (end := later(season.ends_on, years)) < day:
        years += 1
    return Away(season, later(season.starts_on, years), end)


def coming(seasons: Iterable[Season], day: date) -> list[Away]:
    """What runs on `day` or is to come, the earliest first; of a yearly one, the next."""
    found = (stretch(season, day) for season in seasons)
    return sorted((it for it in found if it), key=lambda it: (it.starts_on, it.ends_on or date.max))


def away_on(seasons: Iterable[Season], day: date) -> Away | None:
    """The pause that covers `day`; of several, the one that lasts longest. Pauses that follow on each other are one absence."""
    full = [it for it in seasons if it.hours is None]
    found = _covering(full, day)
    while found and found.back_on and (further := _covering(full, found.back_on)):
        found = Away(found.season, found.starts_on, further.ends_on)
        if found.ends_on and found.ends_on - day > timedelta(days=3660):
            break  # seasons that meet all the year round
    return found


def next_away(seasons: Iterable[Season], day: date, within: timedelta) -> Away | None:
    """The next pause that begins after `day` and within that time."""
    full = [it for it in coming((it for it in seasons if it.hours is None), day) if day < it.starts_on <= day + within]
    return full[0] if full else None


def hours_in(offered: Decimal, seasons: Iterable[Season], day: date) -> Decimal:
    """Hours offered in the month that holds `day`: those of the season with the fewest, or the usual ones."""
    first = day.replace(day=1)
    last = day.replace(day=calendar.monthrange(day.year, day.month)[1])
    touching = [it.hours for it in coming(seasons, first) if it.hours is not None and it.covers(first, last)]
    return min(touching, default=offered)


def next_turn(seasons: Iterable[Season], day: date) -> date | None:
    """The first day after `day` on which a pause or the hours offered may be others than on `day`; None where neither ever will be."""
    following, month = list(seasons), later_month(day)
    turns = [turn for it in coming((it for it in following if it.hours is None), day) for turn in (it.starts_on, it.back_on) if turn and turn > day]
    turns += [month for it in following if it.hours is not None and stretch(it, day.replace(day=1))]
    return min(turns, default=None)


def later_month(day: date) -> date:
    """The first day of the month after that of `day`."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def later(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes the 28th where the year has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _covering(seasons: Iterable[Season], day: date) -> Away | None:
    covering = [it for it in coming(seasons, day) if it.covers(day)]
    return max(covering, key=lambda it: it.ends_on or date.max, default=None)
