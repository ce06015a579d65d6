"""Words of calls and their forms in templates."""

from django import template

from frontend.forms.calls import language_name
from network.forms.questions import Kind, Question
from network.vocabulary.labels import label_of

register = template.Library()


@register.filter
def said(labels: dict) -> str:
    """A text that stands in several languages, in the reader's."""
    return label_of(labels)


@register.filter
def in_itself(code: str) -> str:
    """`fi` → suomi."""
    return language_name(code)


@register.filter
def is_file(question: Question) -> bool:
    """Whether it asks for files."""
    return question.kind == Kind.FILE
