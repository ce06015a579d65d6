"""Sign-in mails leave through the outbox like all others, with our own words."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.urls import reverse
from django.utils import translation

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
    """allauth's doings with mail, through `mail_to_address`."""

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
