"""Countries of the network and of its programmes' partners, named by CLDR."""

from babel import Locale
from django.db import models
from django.utils.translation import get_language

from network.core.languages import babel_locale


class CountryCode(models.TextChoices):
    """ISO 3166-1 alpha-2. The first three are where companies live; the others are partners' of earlier programmes."""

    FI = "FI", "Finland"
    SE = "SE", "Sweden"
    NO = "NO", "Norway"
    IS = "IS", "Iceland"
    RU = "RU", "Russia"


HOME_COUNTRIES = (CountryCode.FI, CountryCode.SE, CountryCode.NO)


def country_name(code: str, language: str | None = None) -> str:
    """The country's name in `language` (the active one by default)."""
    return Locale.parse(babel_locale(language or get_language())).territories.get(code, code)


def country_choices() -> list[tuple[str, str]]:
    """The home countries with their names in the active language."""
    return [(code.value, country_name(code)) for code in HOME_COUNTRIES]
