"""Tags of the conversation pages."""

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from messaging import marks, queries
from messaging.attachments import names_of
from messaging.models import Report

register = template.Library()


@register.filter
def marked(text: str) -> SafeString:
    """The text with its Markdown as HTML; everything else is escaped."""
    return marks.html(text)


@register.filter
def in_brief(text: str) -> str:
    """The beginning of a text in one line, without its marks."""
    return marks.brief(text, 120)


@register.filter
def reported_words(report: Report) -> str:
    """The beginning of what was reported; the names of its files where it said nothing else."""
    return marks.brief(report.body, 120) or names_of(report.attachments)


@register.inclusion_tag("conversations/badge.html", takes_context=True)
def unread_messages(context: Context) -> dict[str, int]:
    """How many messages wait for the reader: one query, asked once a page."""
    request = context.get("request")
    if request is None or not request.user.is_authenticated:
        return {"count": 0}
    if not hasattr(request, "unread_messages"):
        request.unread_messages = queries.unread_total(request.user)
    return {"count": request.unread_messages}
