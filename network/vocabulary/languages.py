"""Languages that people speak, with the level a session needs."""

from babel import Locale
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from network.core.languages import babel_locale, page_language

# Own names stand in where CLDR has none in the reader's language.
SPOKEN = {
    "fi": "suomi",
    "sv": "svenska",
    "nb": "norsk bokmål",
    "nn": "norsk nynorsk",
    "en": "English",
    "se": "davvisámegiella",
    "smj": "julevsámegiella",
    "sma": "åarjelsaemien gïele",
    "smn": "anarâškielâ",
    "sms": "sääʹmǩiõll",
    "da": "dansk",
    "is": "íslenska",
    "et": "eesti",
    "de": "Deutsch",
    "fr": "français",
    "es": "español",
    "ru": "русский",
    "uk": "українська",
    "ar": "العربية",
}


class Level(models.IntegerChoices):
    """How well. A session needs a shared language at the level the company asks for."""

    SOME = 1, _("some")
    WORKING = 2, _("working")
    FLUENT = 3, _("fluent")
    NATIVE = 4, _("native")


def language_name(code: str, language: str | None = None) -> str:
    """The spoken language's name in `language` (the active one by default)."""
    names = Locale.parse(babel_locale(page_language(language or get_language() or "en"))).languages
    return (names.get(code) or SPOKEN.get(code, code)).replace("Sami", "Sámi")  # CLDR writes it without the accent in English


def language_choices() -> list[tuple[str, str]]:
    """Codes with names in the active language, in the vocabulary's order."""
    return [(code, language_name(code)) for code in SPOKEN]
