"""What stands in the head of every page: who sees which links is data here, not `if` in templates."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.core import clock


@dataclass(frozen=True)
class Entry:
    """A link: for which roles, its words, the page's url name, and which other pages it stands for."""

    roles: frozenset[str]
    label: str | Promise
    name: str
    covers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Link:
    """An entry as one reader sees it."""

    label: str | Promise
    url: str
    current: bool = False
    name: str = ""


EVERYONE = frozenset({"everyone"})


def _for(*roles: str) -> frozenset[str]:
    return frozenset(roles)


# Order is the order on the page. `covers` are beginnings of url names that belong to the entry.
MAIN = (
    Entry(EVERYONE, pgettext_lazy("navigation", "Home"), "home"),
    Entry(_for("company"), _("Requests"), "requests", ("request", "shortlist", "choice-reply", "contest")),
    Entry(_for("mentor", "incubator"), _("Asked of me"), "choices", ("choice",)),
    Entry(_for("company", "mentor", "incubator"), _("Mentorships"), "mentorships", ("mentorship", "session")),
    Entry(_for("company", "incubator", "coordinator", "programme_manager"), _("Calls"), "calls", ("call", "application", "co-applicant")),
    Entry(_for("company", "incubator", "coordinator", "programme_manager"), _("Cohorts"), "cohorts", ("cohort",)),
    Entry(_for("reviewer"), _("Your reviews"), "reviewed-calls", ("review",)),
    Entry(_for("coordinator", "programme_manager"), _("Your programme"), "coordination", ("coordination", "match-", "contest", "request", "shortlist")),
    Entry(_for("company", "coordinator", "programme_manager", "adviser"), _("Plans"), "plans", ("plan",)),
    Entry(_for("coordinator", "support", "programme_manager"), _("Pipeline"), "pipeline", ("pipeline",)),
    Entry(_for("coordinator", "programme_manager", "company", "investor"), _("Investor meetings"), "investor-meetings", ("investor-meeting",)),
    Entry(_for("coordinator", "incubator", "programme_manager"), _("Between incubators"), "referrals", ("referral", "mentor-loan")),
    Entry(_for("company", "mentor", "coordinator", "incubator"), _("Conversations"), "conversations", ("conversation",)),
    Entry(EVERYONE, _("Calendar"), "calendar", ("calendar", "booking")),
    Entry(_for("programme_manager", "admin"), _("Programmes"), "programmes", ("programme", "partner-request")),
    Entry(_for("admin"), _("Approvals"), "approvals", ("approv",)),
    Entry(_for("admin"), _("Mail"), "deliveries", ("deliver",)),
    Entry(_for("admin"), _("Long work"), "jobs", ("job",)),
)
ACCOUNT = (
    Entry(EVERYONE, _("Your settings"), "settings", ("settings", "token")),
    Entry(EVERYONE, _("What you are told"), "notification-preferences"),
    Entry(EVERYONE, _("Your organisation"), "organisation", ("organisation",)),
    Entry(_for("mentor"), _("Your mentor profile"), "mentor-profile", ("mentor-profile",)),
    Entry(_for("company", "mentor", "coordinator", "incubator"), _("Programmes"), "programmes", ("programme", "partner-request")),
    Entry(EVERYONE, _("Password"), "account_change_password"),
)
FOOTER = (
    Entry(EVERYONE, _("Accessibility"), "accessibility"),
    Entry(EVERYONE, _("Privacy and Sámi data"), "privacy"),
)


def links(entries: Iterable[Entry], roles: frozenset[str], page: str) -> list[Link]:
    """The entries that one of `roles` sees, with the one that covers the url name `page` marked."""
    found = []
    for entry in entries:
        if not entry.roles & roles:
            continue
        try:
            url = reverse(entry.name)
        except NoReverseMatch:
            continue  # its area is not installed
        is_here = not any(link.current for link in found) and (page == entry.name or any(page.startswith(part) for part in entry.covers))
        found.append(Link(entry.label, url, is_here, entry.name))
    return found


def languages(current: str, share: int | None = None) -> list[dict[str, Any]]:
    """The language menu; Northern Sámi says how much of it a speaker has reviewed (`share`, per cent)."""
    rows = []
    for code, _name in settings.LANGUAGES:
        is_sami = code.startswith("se")
        rows.append({"code": code, "lang": "se" if is_sami else code, "name": own_name(code), "current": code == current, "share": share if is_sami else None})
    return rows


NAMES = {
    "en": "English",
    "fi": "suomi",
    "sv": "svenska",
    "nb": "norsk bokmål",
    "se-fi": "davvisámegiella (Suopma)",
    "se-se": "davvisámegiella (Ruoŧŧa)",
    "se-no": "davvisámegiella (Norga)",
}


def own_name(code: str) -> str:
    """The language's name in itself."""
    return NAMES.get(code, code)


def navigation(request: HttpRequest, roles: frozenset[str], unread: int = 0, share: int | None = None) -> dict[str, Any]:
    """Everything the head and foot of a page need."""
    match = getattr(request, "resolver_match", None)
    page = (match.url_name or "") if match else ""
    signed_in = request.user.is_authenticated
    code = getattr(request, "LANGUAGE_CODE", "en")
    try:
        notices = reverse("notifications") if signed_in else ""
    except NoReverseMatch:
        notices = ""
    return {
        "main": links(MAIN, roles | EVERYONE, page) if signed_in else [],
        "account": links(ACCOUNT, roles | EVERYONE, page) if signed_in else [],
        "footer": links(FOOTER, EVERYONE, page),
        "unread": unread,
        "notices_url": notices,
        "language": own_name(code),
        "language_code": code[:2].upper(),
        "languages": languages(code, share),
        "now": clock.now().isoformat(timespec="seconds"),
    }
