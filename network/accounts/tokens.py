"""Keys for the API that a person makes for their own programs."""

from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from network.accounts.models import PersonalAccessToken, User
from network.core import clock
from network.core.errors import Conflict, Invalid, NotVisible

MOST = 20
LONGEST_DAYS = 366


def tokens_of(user: User) -> QuerySet[PersonalAccessToken]:
    """The person's own tokens that work or have run out; revoked ones are gone from sight. Newest first."""
    return PersonalAccessToken.objects.filter(user=user, revoked_at=None)


def token_for(user: User, pk: UUID | str) -> PersonalAccessToken:
    """One of the person's own tokens. Raises NotVisible."""
    try:
        return tokens_of(user).get(pk=pk)
    except (PersonalAccessToken.DoesNotExist, ValidationError, ValueError):
        raise NotVisible from None


@transaction.atomic
def create_token(*, by: User, name: str, days: int | None = None) -> tuple[PersonalAccessToken, str]:
    """Make a token; returns it with its text, which is shown this once. `days` of real time, None for no end."""
    if not name.strip():
        raise Invalid({"name": [_("Give the token a name, so that you know later what uses it.")]})
    if days is not None and not 1 <= days <= LONGEST_DAYS:
        raise Invalid({"days": [_("Choose a number from %(least)d to %(most)d.") % {"least": 1, "most": LONGEST_DAYS}]})
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)  # so that the limit holds for two at once
    if tokens_of(by).count() >= MOST:
        raise Conflict(_("You have %(most)d tokens. Revoke one that you no longer use.") % {"most": MOST}, code="too-many-tokens")
    secret = PersonalAccessToken.new_secret()
    expires_at = clock.real_now() + timedelta(days=days) if days else None
    digest = PersonalAccessToken.digest_of(secret)
    return PersonalAccessToken.objects.create(user=by, name=name.strip(), prefix=secret[:8], digest=digest, expires_at=expires_at), secret


@transaction.atomic
def revoke_token(*, by: User, token: PersonalAccessToken) -> None:
    """Stop a token at once. Revoking it again changes nothing."""
    if token.user_id != by.pk:
        raise NotVisible
    PersonalAccessToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.real_now())
