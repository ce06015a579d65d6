"""Reads of people that need no organisation."""

from network.accounts.models import User


def has_sign_in(email: str) -> bool:
    """Whether somebody signs in with this address already."""
    return User.objects.filter(email__iexact=email, claimed_at__isnull=False).exists()
