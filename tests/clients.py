"""All test clients of a process go through one chain of middleware, as all requests to a server do.

Django makes one for each client, and with it looks up every static file: 40 ms of CPU, some thousand times a run.
Middleware reads settings when it is made, so a changed setting ends the chain.
"""

from typing import Any

import pytest
from django.core.signals import setting_changed
from django.test.client import ClientHandler

PARTS = ("_view_middleware", "_template_response_middleware", "_exception_middleware", "_middleware_chain")


@pytest.fixture(scope="session", autouse=True)
def _one_chain():
    made: dict[str, Any] = {}
    making = ClientHandler.load_middleware

    def load_middleware(handler: ClientHandler, is_async: bool = False) -> None:
        if not made:
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
