"""Every address has an access rule, or stands here with the reason why it has none."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.permissions import AllowAny

from tests.architecture.source import listed

# Prefix of the address → why it needs no sign-in.
OPEN = {
    "applications/invited/": "the signed link in a mail is the key; a newcomer makes the sign-in there",
    "api/<path:rest>": "no resource: answers 404",
    "claim/": "the signed link in a mail is the key; who holds it has no sign-in yet",
    "colleague/": "the signed link in a mail is the key; a newcomer makes the sign-in there",
    "accessibility/": "the accessibility statement is for everybody",
    "calendar/<str:secret>.ics": "calendar programs cannot sign in; the address is a secret that its owner can change",
    "mentors/back/": "the signed link in the mail to a paused mentor; GET only shows it",
    "meetings/answer/": "guests may never have signed in; the address is signed and opens one answer",
    "notices/stop/": "mail programs post it by themselves (RFC 8058); the address is signed and stops one group",
    "api/v1/inbound-mail/": "a mail server has a secret of its own for it; 404 unless it is set",
    "accounts/": "allauth decides for each of its own pages; they are the way in",
    "follow-ups/answer/": "a signed link in a mail answers one question; GET only shows it",
    "demo/": "404 unless DEMO=1; then it is the mailbox of invented people, read before one can sign in",
    "health/": "proxies and containers ask; tells versions, no data",
    "language/": "a visitor chooses the language before signing in",
    "metrics": "off unless METRICS=1, then behind the proxy",
    "privacy/": "what is kept and who sees it is for everybody",
    "api/v1/schema/": "the shape of the API is public",
    "api/v1/docs/": "the shape of the API is public",
}


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, address)
        else:
            yield address, entry


def has_rule(view) -> bool:
    """A DRF permission other than AllowAny, `login_required` or `user_passes_test`."""
    if api := getattr(view, "cls", None):
        permissions = getattr(view, "initkwargs", {}).get("permission_classes", getattr(api, "permission_classes", ()))
        return bool(permissions) and AllowAny not in permissions
    while view is not None:
        if hasattr(view, "login_url"):
            return True
        view = getattr(view, "__wrapped__", None)
    return False


def test_every_address_has_an_access_rule():
    faults = [
        f"{address} → {entry.lookup_str}"
        for address, entry in patterns(get_resolver())
        if not has_rule(entry.callback) and not address.replace("^", "").startswith(tuple(OPEN))
    ]
    assert not faults, listed([*faults, "Add @login_required, or an entry in OPEN with the reason."])


def test_every_exception_still_exists():
    addresses = [address for address, _ in patterns(get_resolver())]
    assert not [prefix for prefix in OPEN if not any(address.startswith(prefix) for address in addresses)]
