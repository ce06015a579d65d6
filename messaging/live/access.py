"""Who may open the websocket, and whether they still may."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from network.accounts.authentication import users_of_sessions, users_of_tokens
from network.accounts.models import User

NOT_SIGNED_IN, FOREIGN = 4401, 4403


class Shut(Exception):
    """The door stays closed, with this close code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Key:
    """With what somebody came: a token, or a session."""

    token: str = field(default="", repr=False)
    session: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who came, and the key that may be looked at again."""

    user: User
    key: Key


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
        return _visitor(Key(token=secret.strip()))
    if not origin or not is_ours(origin, headers.get("host", "")):
        raise Shut(FOREIGN)
    return _visitor(Key(session=_session_key(headers.get("cookie", ""))))


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


def holders(keys: Sequence[Key]) -> list[User | None]:
    """The active person of each key that still holds, None for the others. All are asked together."""
    by_token = users_of_tokens({key.token for key in keys if key.token})
    by_session = users_of_sessions({key.session for key in keys if key.session})
    return [by_token.get(key.token) or by_session.get(key.session) for key in keys]


def _visitor(key: Key) -> Visitor:
    [user] = holders([key])
    if user is None:
        raise Shut(NOT_SIGNED_IN)
    return Visitor(user, key)


def _session_key(cookies: str) -> str:
    try:
        morsel = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return ""
    return morsel.value if morsel else ""
