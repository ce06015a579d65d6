"""Refusals that reach no form become a page with a sentence, never a stack trace, and never an empty page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from frontend.typed import asks_for_sign_in
from frontend.views.errors import error_page, too_large
from network.core.errors import DomainError
from network.core.oversize import MARK


class DomainErrorMiddleware:
    """Answers a DomainError with its status and its sentence; likewise what was sent after the end of a sign-in, or to an address without a page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if getattr(request, "scope", {}).get(MARK):  # its body was not read: asked first, since every form would be found without its token
            return too_large(request, settings.REQUEST_BYTES)
        response = self.get_response(request)
        if asks_for_sign_in(request, response):
            return error_page(request, status=401)
        if response.status_code == 405 and not response.content:
            page = error_page(request, status=405)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DomainError):
            return error_page(request, status=exception.status, message=str(exception))
        return None
