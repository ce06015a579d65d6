"""All test clients of a process go through one chain of middleware, as all requests to a server do.

Django makes one for each client: some thousand times a run. Middleware reads settings when it is made, so a changed
setting ends the chain. What serves the static files works in servers' loops alone: Django's client would open a loop and
two threads for each request only to be handed on, an eighth of its CPU time. So it stands aside here, where nothing asks
for such a file; tests that do start a server (tests/browser.py), whose chain is whole.
"""

from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.core.signals import setting_changed
from django.http import HttpRequest, HttpResponse
from django.test.client import ClientHandler

PARTS = ("_view_middleware", "_template_response_middleware", "_exception_middleware", "_middleware_chain")
STATIC = "servestatic.middleware.ServeStaticMiddleware"


def hands_on(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """What the middleware of static files does with every other address."""

    def middleware(request: HttpRequest) -> HttpResponse:
        assert not request.path_info.startswith(settings.STATIC_URL), "a test client gets no static files: ask a server (tests/browser.py)"
        return get_response(request)

    return middleware


@pytest.fixture(scope="session", autouse=True)
def _one_chain():
    made: dict[str, Any] = {}
    making = ClientHandler.load_middleware

    def load_middleware(handler: ClientHandler, is_async: bool = False) -> None:
        if not made:
            with mock.patch(STATIC, hands_on):
                making(handler, is_async)
            made.update({part: getattr(handler, part) for part in PARTS})
        vars(handler).update(made)

    def end(**_words: object) -> None:
        made.clear()

    setting_changed.connect(end, weak=False)
    ClientHandler.load_middleware = load_middleware
    yield
    ClientHandler.load_middleware = making
    setting_changed.disconnect(end)
