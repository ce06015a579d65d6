"""IANA time zones that a person can live in."""

from functools import cache
from zoneinfo import available_timezones

# Offered first, in this order; they are where nearly everyone lives.
NORTHERN = ("Europe/Helsinki", "Europe/Stockholm", "Europe/Oslo")
OF_COUNTRY = {"FI": "Europe/Helsinki", "SE": "Europe/Stockholm", "NO": "Europe/Oslo", "IS": "Atlantic/Reykjavik", "RU": "Europe/Moscow"}
_AREAS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@cache
def time_zones() -> tuple[str, ...]:
    """Zone names, the north first, then by name. Names without a place (`EST`, `Etc/GMT+3`) are left out, UTC stays."""
    others = sorted(name for name in available_timezones() if name.split("/")[0] in _AREAS and name not in NORTHERN)
    return (*NORTHERN, *others, "UTC")


def zone_of_country(country: str) -> str:
    """The zone most people of a country live in."""
    return OF_COUNTRY.get(country, NORTHERN[0])
