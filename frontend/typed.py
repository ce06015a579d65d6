"""What somebody typed into a form whose page cannot show that form any more: it changed state, or they were signed out."""

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import resolve_url
from django.utils.html import escape
from django.utils.http import url_has_allowed_host_and_scheme

SECRET = ("password", "token", "code", "secret")
MOST = 20  # texts shown


def typed_words(request: HttpRequest) -> list[str]:
    """The texts of more than one word that the request brought, without those that are nobody's to show."""
    try:
        posted = request.POST if request.method == "POST" else {}
        found = [value.strip() for name in posted for value in posted.getlist(name) if not any(part in name.lower() for part in SECRET)]
    except (BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError):  # a body that nobody can read holds no words
        return []
    return [value for value in dict.fromkeys(found) if len(value.split()) > 1 and any(c.isalpha() for c in value)][:MOST]


def missing_words(request: HttpRequest, page: str) -> list[str]:
    """Those of them that the page does not show."""
    shown = _even(page)
    return [words for words in typed_words(request) if _even(str(escape(words))) not in shown]


def asks_for_sign_in(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether something that was sent ended at the sign-in page: it would be forgotten there."""
    sent_on = response.status_code == 302 and response["Location"].split("?")[0] == resolve_url(settings.LOGIN_URL)
    return sent_on and request.method == "POST" and not request.user.is_authenticated and not request.path.startswith("/accounts/")


def page_before(request: HttpRequest) -> str:
    """The page of ours that held the form, or the first page."""
    before = request.headers.get("Referer", "")
    return before if url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure()) else "/"


def _even(text: str) -> str:
    return " ".join(text.split())
