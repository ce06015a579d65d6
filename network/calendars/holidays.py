"""Public holidays by country, named in the reader's language. Pure: no Django.

Dates come from the `holidays` package. It knows each country's names in that country's language
and in English, and silently answers in the country's own language for any other, so the names a
neighbour needs (a Finn reading of Norway's 17 May) stand here.

Sámi National Day, 6 February, is a public holiday in none of the three countries. It is an
*observance*: a person may choose to have it counted as a day off. Choosing it says something
about a calendar, not about who the person is, and it is never derived from anything.
"""

from collections.abc import Collection
from datetime import date
from functools import lru_cache

import holidays as holidays_package

SAMI_NATIONAL_DAY = "sami-national-day"
OBSERVANCES: dict[str, tuple[int, int]] = {SAMI_NATIONAL_DAY: (2, 6)}

# Midsummer Eve, Christmas Eve and New Year's Eve are not public holidays in Swedish law, but the
# Annual Leave Act (semesterlagen 1977:480, section 3 a) treats them as Sundays.
_CATEGORIES = {"SE": ("public", "de_facto")}
_PACKAGE_LANGUAGE = {
    ("FI", "fi"): "fi",
    ("FI", "sv"): "sv_FI",
    ("SE", "sv"): "sv",
    ("NO", "nb"): "no",
}
_OBSERVANCE_NAMES = {
    SAMI_NATIONAL_DAY: {
        "en": "Sámi National Day",
        "fi": "Saamelaisten kansallispäivä",
        "sv": "Samernas nationaldag",
        "nb": "Samefolkets dag",
        "se": "Sámi álbmotbeaivi",
    }
}
_NAMES = {
    "New Year's Day": ("uudenvuodenpäivä", "nyårsdagen", "første nyttårsdag"),
    "Epiphany": ("loppiainen", "trettondedag jul", "helligtrekongersdag"),
    "Maundy Thursday": ("kiirastorstai", "skärtorsdagen", "skjærtorsdag"),
    "Good Friday": ("pitkäperjantai", "långfredagen", "langfredag"),
    "Easter Sunday": ("pääsiäispäivä", "påskdagen", "første påskedag"),
    "Easter Monday": ("toinen pääsiäispäivä", "annandag påsk", "andre påskedag"),
    "May Day": ("vappu", "första maj", "første mai"),
    "Labor Day": ("vappu", "första maj", "arbeidernes dag"),
    "Ascension Day": ("helatorstai", "Kristi himmelsfärdsdag", "Kristi himmelfartsdag"),
    "Pentecost": ("helluntaipäivä", "pingstdagen", "første pinsedag"),
    "Pentecost Monday": ("toinen helluntaipäivä", "annandag pingst", "andre pinsedag"),
    "Constitution Day": ("perustuslain päivä", "Norges nationaldag", "grunnlovsdagen"),
    "National Day": ("Ruotsin kansallispäivä", "nationaldagen", "Sveriges nasjonaldag"),
    "Midsummer Eve": ("juhannusaatto", "midsommarafton", "sankthansaften"),
    "Midsummer Day": ("juhannuspäivä", "midsommardagen", "midtsommerdagen"),
    "All Saints' Day": ("pyhäinpäivä", "alla helgons dag", "allehelgensdag"),
    "Independence Day": ("itsenäisyyspäivä", "självständighetsdagen", "selvstendighetsdagen"),
    "Christmas Eve": ("jouluaatto", "julafton", "julaften"),
    "Christmas Day": ("joulupäivä", "juldagen", "første juledag"),
    "Second Day of Christmas": ("tapaninpäivä", "annandag jul", "andre juledag"),
    "New Year's Eve": ("uudenvuodenaatto", "nyårsafton", "nyttårsaften"),
}
_COLUMN = {"fi": 0, "sv": 1, "nb": 2}


def day_off(day: date, country: str, *, language: str = "en", observances: Collection[str] = ()) -> str:
    """Return why ``day`` is off in ``country``, named in ``language``; "" when it is not.

    Countries other than FI, SE and NO are looked up too where the package knows them; an unknown
    country simply has no holidays.
    """
    for key in observances:
        if OBSERVANCES.get(key) == (day.month, day.day):
            return observance_name(key, language)
    english = _days(country, day.year, "en_US").get(day, "")
    if not english:
        return ""
    own = _PACKAGE_LANGUAGE.get((country, language))
    if own:
        return _days(country, day.year, own).get(day, english)
    return "; ".join(_translated(name, language) for name in english.split("; "))


def observance_name(key: str, language: str = "en") -> str:
    """Return the name of an observance a person may choose, in their language."""
    names = _OBSERVANCE_NAMES[key]
    return names.get(base_language(language), names["en"])


def base_language(language: str) -> str:
    """Return the language without its country: se-fi becomes se."""
    return language.split("-")[0].lower()


def _translated(name: str, language: str) -> str:
    """Fall back from Sámi by the country in its tag: fi in Finland, sv in Sweden, nb in Norway."""
    fallback = {"se-fi": "fi", "se-se": "sv", "se-no": "nb"}.get(language.lower(), language)
    column = _COLUMN.get(fallback)
    return name if column is None or name not in _NAMES else _NAMES[name][column]


@lru_cache(maxsize=256)
def _days(country: str, year: int, language: str) -> dict[date, str]:
    if country not in holidays_package.list_supported_countries():
        return {}
    found = holidays_package.country_holidays(country, years=year, language=language, categories=_CATEGORIES.get(country))
    return dict(found)
