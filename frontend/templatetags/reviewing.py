"""How reviews are written on pages."""

from collections.abc import Mapping
from fractions import Fraction

from django import template
from django.template.defaultfilters import floatformat, linebreaksbr
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mentoring.reviews.models import Criterion
from mentoring.reviews.reading import Answer
from network.forms.questions import Kind
from network.forms.terms import term_choices
from network.vocabulary.labels import label_of

register = template.Library()


@register.filter
def in_words(labels: Mapping[str, str]) -> str:
    """A text by language, in the reader's."""
    return label_of(dict(labels or {}))


@register.filter
def share(value: Fraction | None) -> str:
    """A figure from 0 to 100 with one decimal; a dash for none."""
    return "–" if value is None else floatformat(float(value), 1)


@register.filter
def beside(figures: Mapping[str, Fraction], criterion: Criterion) -> str:
    """The figure of an independent criterion."""
    return share(figures.get(str(criterion.pk)))


@register.filter
def answered(answer: Answer) -> SafeString | str:
    """An answer in words."""
    value, question = answer.value, answer.question
    if value in (None, "", []):
        return "–"
    if question.kind == Kind.CONSENT:
        return _("Yes") if value else _("No")
    if question.kind in (Kind.CHOICE, Kind.TERMS):
        chosen = [value] if isinstance(value, str) else value
        known = {o.key: label_of(dict(o.labels)) for o in question.options} if question.kind == Kind.CHOICE else dict(_flat(question.vocabulary))
        return format_html_join(", ", "{}", ((known.get(key, key),) for key in chosen))
    if question.kind == Kind.FILE:
        return ", ".join(value)
    return linebreaksbr(str(value))


def _flat(vocabulary: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, label in term_choices(vocabulary):
        found += label if isinstance(label, (list, tuple)) else [(key, label)]
    return found
