"""Dates and times in the reader's language and zone, for mails, invitations and pages alike."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time, get_timezone_location
from django.utils import timezone, translation

from network.core.languages import babel_locale


def locale_of() -> Locale:
    """The CLDR locale of the active language."""
    return Locale.parse(babel_locale(translation.get_language()))


def parse_instant(value: datetime | str) -> datetime:
    """An aware datetime from itself or from ISO text. Raises ValueError for a time without a zone."""
    instant = datetime.fromisoformat(value) if isinstance(value, str) else value
    if instant.tzinfo is None:
        raise ValueError("an instant without a zone")
    return instant


def day_words(value: datetime | date, zone: str = "") -> str:
    """`Thursday 22 April 2027`, in the active language."""
    locale = locale_of()
    day = value.astimezone(ZoneInfo(zone or timezone.get_current_timezone_name())).date() if isinstance(value, datetime) else value
    weekday = format_date(day, "cccc", locale=locale)  # the standing form: Finnish "torstai", as on a calendar
    return f"{weekday} {format_date(day, 'long', locale=locale)}"


def clock_words(instant: datetime, zone: str = "") -> str:
    """`10.00`, as the active language writes it."""
    return format_time(instant.astimezone(ZoneInfo(zone or timezone.get_current_timezone_name())), "short", locale=locale_of())


def zone_words(instant: datetime, zone: str = "") -> str:
    """`Helsinki, UTC+3`: the city in the active language and the offset at that instant."""
    zone = zone or timezone.get_current_timezone_name()
    local = instant.astimezone(ZoneInfo(zone))
    minutes = int((local.utcoffset().total_seconds() if local.utcoffset() else 0) // 60)
    offset = f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60}" + (f":{abs(minutes) % 60:02}" if minutes % 60 else "")
    if zone == "UTC":
        return "UTC"
    return f"{get_timezone_location(ZoneInfo(zone), locale=locale_of(), return_city=True)}, {offset}"


def instant_words(value: datetime | str, zone: str = "") -> str:
    """`Thursday 22 April 2027, 10.00 (Helsinki, UTC+3)`."""
    instant = parse_instant(value)
    return f"{day_words(instant, zone)}, {clock_words(instant, zone)} ({zone_words(instant, zone)})"


def beside_words(value: datetime | str, zone: str) -> str:
    """`9.00 (Stockholm, UTC+2)` beside the reader's own time; with the date where it is another one there."""
    instant = parse_instant(value)
    if day_words(instant) != day_words(instant, zone):
        return instant_words(instant, zone)
    return f"{clock_words(instant, zone)} ({zone_words(instant, zone)})"


def both_words(value: datetime | str, zone: str) -> str:
    """The reader's own time, and where the clock of `zone` shows another one that too: `10.00 (Helsinki, UTC+3) = 9.00 (Stockholm, UTC+2)`."""
    instant = parse_instant(value)
    here = instant.astimezone(timezone.get_current_timezone())
    if here.utcoffset() == instant.astimezone(ZoneInfo(zone)).utcoffset():
        return instant_words(instant)
    return f"{instant_words(instant)} = {beside_words(instant, zone)}"


def span_words(start: datetime | str, end: datetime | str, zone: str = "") -> str:
    """`Thursday 22 April 2027, 10.00-10.45 (Helsinki, UTC+3)`, with the second date where it differs."""
    start, end = parse_instant(start), parse_instant(end)
    first, last = day_words(start, zone), day_words(end, zone)
    until = clock_words(end, zone) if first == last else f"{last}, {clock_words(end, zone)}"
    dash = "–" if first == last else " – "
    return f"{first}, {clock_words(start, zone)}{dash}{until} ({zone_words(start, zone)})"
