"""Who calls the API: a browser session with CSRF, or a personal access token."""

from collections.abc import Iterable
from datetime import timedelta
from importlib import import_module
from itertools import chain

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from network.accounts.models import PersonalAccessToken, User
from network.core import clock

NOTE_USE_EVERY = timedelta(minutes=5)


def user_of_token(secret: str) -> User | None:
    """The active person whose valid token this is, or None."""
    return users_of_tokens([secret]).get(secret)


def users_of_tokens(secrets: Iterable[str]) -> dict[str, User]:
    """The active people whose valid tokens these are; a text that is no valid token is left out."""
    of = {PersonalAccessToken.digest_of(secret): secret for secret in secrets}
    found = PersonalAccessToken.objects.select_related("user").filter(digest__in=of) if of else ()
    valid = [token for token in found if token.is_valid() and token.user.is_active]
    now = clock.real_now()
    for token in valid:
        if token.last_used_at is None or now - token.last_used_at > NOTE_USE_EVERY:
            # One row at a time: two processes that look after the same tokens lock no two rows in different orders.
            PersonalAccessToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return {of[token.digest]: token.user for token in valid}


def users_of_sessions(keys: Iterable[str]) -> dict[str, User]:
    """The active people who are signed in with these sessions; a key that is not, or not any more, is left out.

    Reads only. Django's `get_user` gives a session from before a change of SECRET_KEY another key, and ends one that does
    not hold; beside a page, where no cookie can follow, the first would sign the person out.
    """
    store = import_module(settings.SESSION_ENGINE).SessionStore
    sessions = {key: session for key in keys if (session := store(key)).get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS}
    signed_in = {session.get(SESSION_KEY) for session in sessions.values()}
    people = {str(person.pk): person for person in User.objects.filter(pk__in=signed_in, is_active=True)} if signed_in else {}
    whose = {key: people.get(session.get(SESSION_KEY)) for key, session in sessions.items()}
    return {key: person for key, person in whose.items() if person and _holds(sessions[key].get(HASH_SESSION_KEY, ""), person)}


def _holds(known: str, person: User) -> bool:
    """Whether a session's hash was made from the password that the person has now, with this SECRET_KEY or an earlier one."""
    return any(constant_time_compare(known, it) for it in chain([person.get_session_auth_hash()], person.get_session_auth_fallback_hash()))


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer <personal access token>`."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        user = user_of_token(secret.strip())
        if user is None:
            raise exceptions.AuthenticationFailed(_("This access token is not valid, or not any more."))
        return user, None

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class SessionAuthentication(authentication.SessionAuthentication):
    """The browser's session; 401 (not 403) when there is none."""

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'
