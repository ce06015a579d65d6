"""allauth's mails go through the same outbox as everything else."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up, sign-in and password mails."""
