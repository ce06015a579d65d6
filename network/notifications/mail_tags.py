"""Filters of every mail template; no `{% load %}` needed there."""

from datetime import date

from django import template

from network.notifications import tongue

register = template.Library()


@register.filter
def instant(value: str) -> str:
    """An ISO instant in the reader's zone and language, with the zone."""
    return tongue.instant_words(value) if value else ""


@register.filter
def instant_in(value: str, zone: str) -> str:
    """The same instant in another zone, for the other side of the border."""
    return tongue.instant_words(value, zone) if value else ""


@register.filter
def beside(value: str, zone: str) -> str:
    """The same instant in another zone, short where the date is the same there: for a line that has just named it."""
    return tongue.beside_words(value, zone) if value else ""


@register.filter
def in_both(value: str, zone: str) -> str:
    """An ISO instant in the reader's zone, and in the other one too where that shows another hour."""
    return tongue.both_words(value, zone) if value else ""


@register.filter
def span(start: str, end: str) -> str:
    """From one ISO instant to another: `{{ starts|span:ends }}`."""
    return tongue.span_words(start, end) if start and end else ""


@register.filter
def day(value: str) -> str:
    """The date of an ISO date, or of an ISO instant in the reader's zone."""
    if not value:
        return ""
    return tongue.day_words(date.fromisoformat(value) if len(value) == 10 else tongue.parse_instant(value))


@register.filter
def quoted(text: str) -> str:
    """What a person wrote, marked as theirs: each line behind `> `, a quotation in HTML."""
    return "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines())
