"""`{% keep_typed %}` around the main part: what was typed and stands in no form of the page is shown to be copied."""

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from frontend.typed import missing_words

register = template.Library()


@register.simple_block_tag(takes_context=True, end_name="endkeep_typed")
def keep_typed(context: Context, content: str) -> SafeString | str:
    """The content, and below it the words that it has lost."""
    request = context.get("request")
    words = missing_words(request, content) if request is not None and request.method == "POST" else []
    return mark_safe(content + render_to_string("components/typed.html", {"words": words})) if words else content  # noqa: S308  both are rendered templates
