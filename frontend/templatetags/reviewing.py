"""How the figures of reviews are written on pages."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from django import template
from django.template.defaultfilters import floatformat

from mentoring.calls.people import Closed
from mentoring.reviews.models import Criterion

register = template.Library()


@register.filter
def share(value: Fraction | None) -> str:
    """A figure from 0 to 100 with one decimal; a dash for none."""
    return "–" if value is None else floatformat(float(value), 1)


@register.filter
def numbers(closed: Iterable[Closed]) -> str:
    """Their numbers, as they stand in a sentence."""
    return ", ".join(str(one.number) for one in closed)


@register.filter
def beside(figures: Mapping[str, Fraction], criterion: Criterion) -> str:
    """The figure of an independent criterion."""
    return share(figures.get(str(criterion.pk)))
