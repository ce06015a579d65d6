"""What every page needs to know."""

from django.http import HttpRequest

from network.core.languages import page_language


def page(request: HttpRequest) -> dict:
    """Context of the frame: the language most of the page is in."""
    return {"page_language": page_language(getattr(request, "LANGUAGE_CODE", "en"))}
