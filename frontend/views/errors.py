"""What is shown when something goes wrong, in the reader's language."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render, resolve_url
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from frontend.typed import page_before

Text = str | Promise
# status → headline, what to do next
PAGES: dict[int, tuple[Text, Text]] = {
    400: (_("That did not arrive as it should"), _("Go back, and try once more. What you typed is still in the form.")),
    401: (
        _("You are no longer signed in"),
        _("So nothing was changed. Sign in, and you come back to the page where you were; there you can send it again."),
    ),
    403: (_("This is not open to you"), _("If you think it should be, ask the coordinator of your programme.")),
    404: (_("We did not find this page"), _("It may have moved, or it is not yours to see.")),
    405: (_("This address only takes what a form sends"), _("Go back to the page with the form, or to your first page.")),
    409: (_("Something changed in the meantime"), _("Go back and load the page again: it shows how things stand now.")),
    413: (_("That was too much at once"), _("Nothing of it was taken. Go back, and send less; what you typed is still in the form.")),
    500: (_("Something went wrong on our side"), _("Nothing you did was lost before this page. Try again in a minute.")),
}


TOO_MANY_FILES = _("Nothing of it was taken: at most %(most)s MB go at once, and %(file)s MB in one file. Go back, and add fewer or smaller files.")
TOO_MUCH_TEXT = _(
    "Nothing of it was taken: at most %(most)s MB of text goes at once. Go back: what you typed is still in the form. Shorten it, and send it again."
)


def error_page(request: HttpRequest, *, status: int, message: Text = "") -> HttpResponse:
    """One page for every status; `message` is a domain error's own sentence."""
    if request.path.startswith("/api/"):  # what the API's own handler could not reach: a body that is too large, a fault of ours
        body = {"type": f"/api/v1/docs/#{status}", "title": str(message or PAGES.get(status, PAGES[500])[0]), "status": status, "code": f"http-{status}"}
        return JsonResponse(body, status=status, content_type="application/problem+json")
    if not hasattr(request, "user"):  # refused before anybody was recognised, as a forged Host is
        request.user = AnonymousUser()
    headline, advice = PAGES.get(status, PAGES[400] if status < 500 else PAGES[500])
    context = {"status": status, "headline": headline, "advice": message or advice}
    if status == 401:
        context["sign_in"] = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': page_before(request)})}"
    return render(request, "errors/error.html", context, status=status)


def too_large(request: HttpRequest, most: int) -> HttpResponse:
    """413: what is said at once is more than `most` bytes; the answer tells how much is taken."""
    words = TOO_MANY_FILES if most == settings.REQUEST_BYTES else TOO_MUCH_TEXT
    sentence = str(words) % {"most": _megabytes(most), "file": _megabytes(settings.FILE_BYTES)}
    if not request.path.startswith("/api/"):
        return error_page(request, status=413, message=sentence)
    body = {"type": "/api/v1/docs/#too-large", "title": str(PAGES[413][0]), "status": 413, "code": "too-large", "detail": sentence, "limit": most}
    return JsonResponse(body, status=413, content_type="application/problem+json")


def _megabytes(size: int) -> str:
    return str(size // 1_000_000)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: a body that could not be read, or a host that is not ours: found before anybody knows who asks. 413: one that is too large."""
    if not hasattr(request, "user"):
        request.user = AnonymousUser()
    if isinstance(exception, RequestDataTooBig):
        return too_large(request, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    return error_page(request, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: Django's own refusals."""
    return error_page(request, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page, or not visible."""
    return error_page(request, status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was open too long, or cookies are off."""
    return error_page(
        request, status=403, message=_("This form was open for too long, or cookies are off. Go back, load the page again and send it once more.")
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500, without asking the database anything: it may be what failed."""
    request.user = AnonymousUser()
    return error_page(request, status=500)
