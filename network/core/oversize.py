"""Bodies that are too large are not read: Django would write the whole of them to the disk before anybody could refuse.

Refused by what the request declares, before the first byte; where it declares nothing, as soon as it is too much. Django is
then asked without a body and with a mark, so that the answer is a page or a problem in the reader's language.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Application = Callable[[Scope, Receive, Callable[[MutableMapping[str, Any]], Awaitable[None]]], Awaitable[None]]
MARK = "northbridge.too_large"


class Bounded:
    """An ASGI application whose requests have at most `most` bytes."""

    def __init__(self, inner: Application, most: int) -> None:
        self.inner, self.most = inner, most

    async def __call__(self, scope: Scope, receive: Receive, send: Callable) -> None:
        """Hand on with a body that is bounded, or with none and the mark."""
        if scope["type"] == "http":
            declared = dict(scope.get("headers", ())).get(b"content-length", b"0")
            body = Body(scope, receive, self.most)
            if not declared.isdigit() or int(declared[:20]) > self.most:
                body.refuse()
            receive = body
        await self.inner(scope, receive, send)


class Body:
    """What is received, up to a number of bytes. What comes after that is thrown away until the client leaves."""

    def __init__(self, scope: Scope, receive: Receive, most: int) -> None:
        self.scope, self.receive, self.left = scope, receive, most
        self.is_refused = self.is_told = False

    def refuse(self) -> None:
        """Take no more of it."""
        self.is_refused = self.scope[MARK] = True

    async def __call__(self) -> MutableMapping[str, Any]:
        """The next message for Django."""
        if not self.is_refused:
            message = await self.receive()
            self.left -= len(message.get("body", b""))
            if self.left >= 0:
                return message
            self.refuse()
        if not self.is_told:
            self.is_told = True
            return {"type": "http.request", "body": b"", "more_body": False}
        while (message := await self.receive())["type"] == "http.request":
            pass  # thrown away: a browser shows the answer once it has sent everything
        return message
