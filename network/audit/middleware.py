"""Every change that a page or a call makes carries who made it and where."""

import pghistory
from django.http import HttpRequest, HttpResponse


class HistoryMiddleware:
    """Puts the signed-in person and the address into the history's context of writing requests."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return self.get_response(request)
        person = str(request.user.pk) if request.user.is_authenticated else None
        with pghistory.context(person=person, address=request.path[:200]):
            return self.get_response(request)
