"""Codes of the vocabularies as words in the reader's language."""

from django import template
from django.utils.formats import number_format

from mentoring.profiles.models import Format
from network.vocabulary.countries import country_name
from network.vocabulary.languages import language_name

register = template.Library()


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
def percent(share: float) -> str:
    """`0.75` → `75 %`, with a space that does not break."""
    return f"{number_format(round(share * 100), use_l10n=True)}\u00a0%"
