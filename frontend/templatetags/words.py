"""Codes of the vocabularies as words in the reader's language."""

from datetime import date

from django import template
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from mentoring.profiles.models import BusinessStage, Format
from network.vocabulary.countries import country_name
from network.vocabulary.languages import language_name

register = template.Library()
# What a browser calls itself holds several of these names; the first that is found is the true one.
BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "Mac OS": "macOS", "Linux": "Linux"}


@register.filter
def country_label(code: str) -> str:
    """`SE` → Sweden."""
    return country_name(code)


@register.filter
def language_label(code: str) -> str:
    """`sv` → Swedish."""
    return language_name(code)


@register.filter
def format_label(code: str) -> str:
    """`in-person` → In person."""
    return str(Format(code).label) if code in Format.values else code


@register.filter
def stage_label(code: str) -> str:
    """`growing` → Growing."""
    return str(BusinessStage(code).label) if code in BusinessStage.values else code


@register.filter
def percent(share: float) -> str:
    """`0.75` → `75 %`, with a space that does not break."""
    return f"{number_format(round(share * 100), use_l10n=True)}\u00a0%"


@register.filter
def browser_words(agent: str) -> str:
    """A User-Agent line → `Firefox on Windows`."""
    browser, system = (next((name for mark, name in names.items() if mark in agent), "") for names in (BROWSERS, SYSTEMS))
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("A browser or program")


@register.filter
def iso_day(text: str) -> str:
    """`2027-04-22` → 22 April 2027, as it is written here."""
    return date_format(date.fromisoformat(text), "DATE_FORMAT")
