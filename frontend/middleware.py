"""Domain errors that reach no form become a page with the sentence, never a stack trace."""

from django.http import HttpRequest, HttpResponse

from frontend.views.errors import error_page
from network.core.errors import DomainError


class DomainErrorMiddleware:
    """Answers a DomainError with its status and its sentence."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DomainError):
            return error_page(request, status=exception.status, message=str(exception))
        return None
