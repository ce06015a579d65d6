"""Who may open the websocket, and whether they still may."""

from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest
from django.http.request import split_domain_port, validate_host

from network.accounts.authentication import user_of_token
from network.accounts.models import User

NOT_SIGNED_IN, FOREIGN = 4401, 4403


class Shut(Exception):
    """The door stays closed, with this close code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who came, and how to ask again whether the session or the token still holds."""

    user: User
    ask_again: Callable[[], User | None]


def admit(scope: dict[str, Any]) -> Visitor:
    """Let a session of our own pages or a token in. Raises Shut.

    A browser always tells its Origin, so a cookie without one, or with a foreign one, is another
    site's page acting in the person's name; and a token with one would have to live in a page.
    """
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope.get("headers", [])}
    origin = headers.get("origin")
    scheme, _space, secret = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        if origin is not None:
            raise Shut(FOREIGN)
        return _visitor(lambda: user_of_token(secret.strip()))
    if not origin or not is_ours(origin, headers.get("host", "")):
        raise Shut(FOREIGN)
    key = _session_key(headers.get("cookie", ""))
    return _visitor(lambda: _user_of_session(key))


def is_ours(origin: str, host: str) -> bool:
    """Whether a page of this origin is one of ours: the host that was asked, or a trusted one."""
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    try:
        named = urlsplit(origin).netloc
    except ValueError:
        return False
    domain, _port = split_domain_port(host)
    return bool(domain) and named.lower() == host.lower() and validate_host(domain, settings.ALLOWED_HOSTS)


def _visitor(ask: Callable[[], User | None]) -> Visitor:
    user = ask()
    if user is None:
        raise Shut(NOT_SIGNED_IN)
    return Visitor(user, ask)


def _session_key(cookies: str) -> str:
    try:
        morsel = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


def _user_of_session(key: str) -> User | None:
    """The active person signed in with this session, or None; asks the store afresh each time."""
    if not key:
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    user = get_user(request)
    return user if isinstance(user, User) and user.is_active else None
