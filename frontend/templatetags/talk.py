"""Tags of the conversation pages."""

import re

from django import template
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from messaging import queries

register = template.Library()
# The script has the same rule (lines.js): an address, without the punctuation that ends the sentence around it.
LINK = re.compile(r"(https?://[^\s<>\"]*[^\s<>\".,;:!?)\]'»”])")


@register.filter
def linked(text: str) -> SafeString:
    """The text with its web addresses as links; everything else is escaped."""
    parts = [(part, index % 2) for index, part in enumerate(LINK.split(text)) if part]
    link = '<a href="{0}" rel="noopener noreferrer nofollow">{0}</a>'
    return format_html_join("", "{}", ((format_html(link, part) if is_link else part,) for part, is_link in parts))


@register.inclusion_tag("conversations/badge.html", takes_context=True)
def unread_messages(context: Context) -> dict[str, int]:
    """How many messages wait for the reader: one query, asked once a page."""
    request = context.get("request")
    if request is None or not request.user.is_authenticated:
        return {"count": 0}
    if not hasattr(request, "unread_messages"):
        request.unread_messages = queries.unread_total(request.user)
    return {"count": request.unread_messages}
