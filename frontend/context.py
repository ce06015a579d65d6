"""What every page needs to know."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from frontend.navigation import navigation
from mentoring.insights.roles import Standing, standing_of
from network.core.catalogues.store import share_reviewed
from network.core.languages import page_language


def standing(request: HttpRequest) -> Standing:
    """The reader's roles and unread notices, asked once a request."""
    if not request.user.is_authenticated:
        return Standing()
    if not hasattr(request, "standing"):
        request.standing = standing_of(request.user)
    return request.standing


@cache
def reviewed_per_cent() -> int:
    """How much of the interface a speaker of Northern Sámi has reviewed."""
    return round(100 * share_reviewed(settings.LOCALE_PATHS[0]))


def _navigation(request: HttpRequest) -> dict[str, Any]:
    found = standing(request)
    return navigation(request, found.roles, found.unread, reviewed_per_cent())


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of the frame: the language most of the page is in, and the links. Fragments pay nothing for it."""
    return {
        "page_language": page_language(getattr(request, "LANGUAGE_CODE", "en")),
        "nav": SimpleLazyObject(lambda: _navigation(request)),
    }
