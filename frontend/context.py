"""What every page needs to know."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from frontend.navigation import navigation
from mentoring.insights.roles import Standing, standing_of
from network.core.languages import page_language


def standing(request: HttpRequest) -> Standing:
    """The reader's roles and unread notices, asked once a request."""
    if not request.user.is_authenticated:
        return Standing()
    if not hasattr(request, "standing"):
        request.standing = standing_of(request.user)
    return request.standing


def _navigation(request: HttpRequest) -> dict[str, Any]:
    found = standing(request)
    return navigation(request, found.roles, found.unread)


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of the frame: the language most of the page is in, and the links. Fragments pay nothing for it."""
    return {
        "page_language": page_language(getattr(request, "LANGUAGE_CODE", "en")),
        "nav": SimpleLazyObject(lambda: _navigation(request)),
    }
