"""Times as a reader sees them: in the reader's language, with the zone said in words, in both zones where two are involved."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import (
    format_date,
    format_skeleton,
    format_time,
    format_timedelta,
    get_timezone_location,
)
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from network.core import clock
from network.core.languages import babel_locale


@dataclass(frozen=True)
class When:
    """One meeting's time: `here` for the reader, `there` for the other party (empty where both clocks agree)."""

    start: datetime
    end: datetime | None
    here: str
    there: str


@cache
def _parse(name: str) -> Locale:
    return Locale.parse(name)


def reader_locale() -> Locale:
    """Babel's locale for the language the page is in."""
    return _parse(babel_locale(get_language()))


def zone_of(zone: str | tzinfo | None) -> tzinfo:
    """A zone from its IANA name; the reader's own where none is given."""
    if zone is None or zone == "":
        return timezone.get_current_timezone()
    return ZoneInfo(zone) if isinstance(zone, str) else zone


def zone_words(zone: tzinfo) -> str:
    """`Finnish time`, `Norwegian time`; elsewhere the zone's city in the reader's language."""
    name = getattr(zone, "key", "")
    names = {
        "Europe/Helsinki": _("Finnish time"),
        "Europe/Mariehamn": _("Finnish time"),
        "Europe/Stockholm": _("Swedish time"),
        "Europe/Oslo": _("Norwegian time"),
        "UTC": "UTC",
    }
    if name in names:
        return names[name]
    return get_timezone_location(zone, locale=reader_locale(), return_city=True) if name else str(zone)


def day_words(value: date, *, weekday: bool = True) -> str:
    """`Thu 22 Apr` (`to 22. huhtik.` in Finnish), `22 April` without the weekday; `Mon 3 Jan 2028`, `3 January 2028` when it is not this year's."""
    this_year = value.year == clock.now().astimezone(timezone.get_current_timezone()).year
    skeleton = "MMMMEd" if weekday else "dMMMM" if this_year else "yMMMMd"
    words = format_skeleton(skeleton, datetime(value.year, value.month, value.day, tzinfo=UTC), locale=reader_locale())
    return words if this_year or not weekday else f"{words} {value.year}"


def hour_words(value: datetime) -> str:
    """`10.00` in Finnish, `10:00` elsewhere; never a.m. and p.m."""
    return format_time(value.timetz(), "short", locale=reader_locale())


def full_day(value: date) -> str:
    """`22 April 2027`."""
    return format_date(value, "long", locale=reader_locale())


def moment_words(value: datetime) -> str:
    """`22 April 2027, 10.00, Finnish time`: the reader's own zone, named."""
    zone = timezone.get_current_timezone()
    local = value.astimezone(zone)
    said = _("%(date)s, %(time)s") % {"date": full_day(local.date()), "time": hour_words(local)}
    return _("%(time)s, %(zone)s") % {"time": said, "zone": zone_words(zone)}


def ago_words(value: datetime) -> str:
    """`3 hours ago`, `in 2 days`, by the platform's clock."""
    return format_timedelta(value - clock.now(), add_direction=True, locale=reader_locale(), threshold=1.1)


def _span(start: datetime, end: datetime | None) -> str:
    if end is None:
        return hour_words(start)
    if end.date() == start.date():
        return f"{hour_words(start)}–{hour_words(end)}"
    return f"{hour_words(start)} – {day_words(end.date())} {hour_words(end)}"


def _placed(text: str, place: str, zone: tzinfo) -> str:
    if place:
        return _("%(time)s in %(place)s") % {"time": text, "place": place}
    return _("%(time)s, %(zone)s") % {"time": text, "zone": zone_words(zone)}


def when(
    start: datetime,
    end: datetime | None = None,
    *,
    zone: str | tzinfo | None = None,
    place: str = "",
    other_zone: str | tzinfo | None = None,
    other_place: str = "",
) -> When:
    """Say a time once for the reader and, where the other party's clock shows another hour, once for them.

    `start` and `end` are aware instants. `zone` defaults to the reader's.
    """
    mine = zone_of(zone)
    local, until = start.astimezone(mine), end.astimezone(mine) if end else None
    dated = _("%(date)s, %(time)s") % {"date": day_words(local.date()), "time": _span(local, until)}
    here = _placed(dated, place, mine)
    if not other_zone:
        return When(start, end, here, "")
    theirs = zone_of(other_zone)
    far, far_until = start.astimezone(theirs), end.astimezone(theirs) if end else None
    if far.utcoffset() == local.utcoffset():
        return When(start, end, here, "")
    span = _span(far, far_until)
    if far.date() != local.date():
        span = _("%(date)s, %(time)s") % {"date": day_words(far.date()), "time": span}
    return When(start, end, here, _placed(span, other_place, theirs))


def machine(value: datetime | date) -> str:
    """The `datetime` attribute of `<time>`: ISO 8601, instants in UTC."""
    return value.astimezone(UTC).isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()


def clock_there(instant: datetime, zone: str, place: str = "") -> str:
    """`08.11 in Tromsø` where the other's clock shows another hour than the reader's; else empty."""
    mine, theirs = instant.astimezone(zone_of(None)), instant.astimezone(zone_of(zone))
    return "" if mine.utcoffset() == theirs.utcoffset() else _placed(hour_words(theirs), place, zone_of(zone))


def month_style() -> str:
    """How `day_words` writes months in this language, as JavaScript names it: `long` or `short`."""
    september = reader_locale().months["format"]["wide"][9]
    return "long" if september in day_words(date(clock.now().year, 9, 1)) else "short"
