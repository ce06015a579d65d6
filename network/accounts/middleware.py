"""The reader's language and zone for each request."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from network.core.languages import interface_language


def language_for(request: HttpRequest) -> str:
    """The person's first language; before sign-in the cookie's, then the browser's, then English."""
    if request.user.is_authenticated:
        return interface_language(request.user.language) or "en"
    if code := interface_language(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")):
        return code
    for accepted, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if code := interface_language(accepted):
            return code
    return "en"


class ReaderMiddleware:
    """Activates the reader's language and time zone."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_for(request)
        zone = request.user.time_zone if request.user.is_authenticated else "Europe/Stockholm"
        with translation.override(language), timezone.override(ZoneInfo(zone)):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if not request.user.is_authenticated:
            patch_vary_headers(response, ("Accept-Language",))
        return response
