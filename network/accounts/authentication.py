"""Who calls the API: a browser session with CSRF, or a personal access token."""

from datetime import timedelta

from django.utils.translation import gettext as _
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from network.accounts.models import PersonalAccessToken, User
from network.core import clock

NOTE_USE_EVERY = timedelta(minutes=5)


def user_of_token(secret: str) -> User | None:
    """The active person whose valid token this is, or None."""
    token = PersonalAccessToken.objects.select_related("user").filter(digest=PersonalAccessToken.digest_of(secret)).first()
    if token is None or not token.is_valid() or not token.user.is_active:
        return None
    now = clock.real_now()
    if token.last_used_at is None or now - token.last_used_at > NOTE_USE_EVERY:
        PersonalAccessToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token.user


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
