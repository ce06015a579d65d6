"""Sign-in mails leave through the outbox like all others, with our own words."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from network.accounts.claims import send_claim
from network.accounts.models import User
from network.core import clock
from network.notifications import services
from network.notifications.render import absolute

# allauth's template → our kind, and where its link stands in allauth's context
_KINDS = {
    "email_confirmation": ("account.confirm", "activate_url"),
    "email_confirmation_signup": ("account.confirm", "activate_url"),
    "login_code": ("account.code", ""),
    "password_reset_code": ("account.code", ""),
    "password_reset_key": ("account.reset", "password_reset_url"),
    "account_already_exists": ("account.exists", "password_reset_url"),
    "unknown_account": ("account.unknown", "signup_url"),
}


class AccountAdapter(DefaultAccountAdapter):
    """allauth's doings with mail, through `mail_to_address`, and what it refuses, in our words."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed. Ask the coordinator of your programme."),
        "cannot_remove_primary_email": _("This is your main address. Make another one the main address first."),
        "duplicate_email": _("You have added this address already."),
        "email_password_mismatch": _("Address and password do not belong together. Try again, or let us mail you a code."),
        "email_taken": _("Somebody uses this address already. Sign in with it, or take another."),
        "enter_current_password": _("This is not your password. Type the one you use now."),
        "incorrect_code": _("This is not the code that we sent. Look at the newest mail."),
        "incorrect_password": _("This is not your password. Try again."),
        "invalid_or_expired_key": _("This link has run out. Ask for a new one."),
        "invalid_login": _("Address and password do not belong together. Try again, or let us mail you a code."),
        "invalid_password_reset": _("This link has run out. Ask for a new one."),
        "max_email_addresses": _("You can keep at most %d addresses."),
        "too_many_login_attempts": _("Too many tries. Wait a few minutes, or let us mail you a code."),
        "unknown_email": _("Nobody has signed up with this address."),
        "unverified_primary_email": _("Confirm the address first: open the link in the mail that we sent there."),
        "select_only_one": _("Choose one of them."),
        "same_as_current": _("This is how it is already. Type something else."),
        "rate_limited": _("Too many tries. Wait a few minutes."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue a sign-in mail: at once, in the person's language, its text wiped after it has left."""
        kind, link = _KINDS.get(template_prefix.rsplit("/", 1)[-1], ("account.changed", ""))
        user = context.get("user") if isinstance(context.get("user"), User) else User.objects.filter(email__iexact=email).first()
        services.mail_to_address(
            address=email,
            kind=kind,
            context={"code": str(context.get("code", "")), "link": absolute(str(context.get(link, "")))} if link or "code" in context else {},
            language=services.reading_language(user.languages if user and user.languages else [translation.get_language() or "en"]),
            person=user,
            url=reverse("account_reset_password") if kind == "account.changed" else "",
        )

    def send_account_already_exists_mail(self, email: str) -> None:
        """The reset page, whether or not somebody is signed in here; to whom never signed in, the link to take the account over."""
        person = User.objects.filter(email__iexact=email, claimed_at=None, is_active=True).first()
        if person is not None and not person.has_usable_password():
            send_claim(person=person)
            return
        self.send_mail("account/email/account_already_exists", email, {"password_reset_url": reverse("account_reset_password")})

    def set_password(self, user: User, password: str) -> None:
        """Whoever sets a password by a mailed link has taken the account over."""
        user.claimed_at = user.claimed_at or clock.now()
        super().set_password(user, password)
