"""Numbers of weights and fits as the reader writes them."""

from django import template
from django.utils.formats import number_format

from mentoring.matching.engine.fit import POINTS

register = template.Library()
NONE = "–"
EXACT = 100_000  # from here on "g" would write a power of ten


@register.filter
def weight(value: float | None) -> str:
    """`2.0` → 2, `0.5` → 0,5 in Finnish."""
    return NONE if value is None else number_format(f"{value:g}" if abs(value) < EXACT else str(round(value)), use_l10n=True, force_grouping=True)


@register.filter
def figure(value: float | None, is_fit: bool = False) -> str:
    """A count, a place (`1.5`), or a fit of 100 with one decimal."""
    if value is None:
        return NONE
    return number_format(value, 1, use_l10n=True, force_grouping=True) if is_fit else weight(value)


@register.filter
def points(value: float | None) -> str:
    """Points of 10 000 as a fit of 100."""
    return NONE if value is None else number_format(value * 100 / POINTS, 1, use_l10n=True, force_grouping=True)
