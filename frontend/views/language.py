"""The language menu of every page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from network.accounts.services import choose_language
from network.core.languages import interface_language


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language, for the person or, before sign-in, for the browser; then back to the page."""
    language = interface_language(request.POST.get("language", "")) or "en"
    back = request.POST.get("next", "")
    if not back.startswith("/") or not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"  # a bare word would be taken for the name of a view
    if request.user.is_authenticated:
        choose_language(by=request.user, language=language)
    response = redirect(back)
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 86400, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response
