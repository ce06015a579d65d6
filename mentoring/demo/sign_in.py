"""Who can sign in, for people at the terminal and, as var/demo.json, for programs."""

import json
from pathlib import Path

from django.conf import settings

from mentoring.demo.cast import ADMIN, FOUNDER, FOUNDER2, INCUBATORS, INVESTORS, MANAGER, MENTOR, MENTOR2, OUTSIDER, SUPPORT, Somebody
from mentoring.demo.people import PASSWORD, address
from network.accounts.models import User
from network.accounts.tokens import create_token, revoke_token, tokens_of
from network.programmes.models import Programme

TOKEN_NAME = "make demo"  # noqa: S105 -- a name, not a secret
ROLES: dict[str, Somebody] = {
    "founder": FOUNDER.who,
    "founder2": FOUNDER2.who,
    "mentor": MENTOR,
    "mentor2": MENTOR2,
    "coordinator": INCUBATORS[0].who,
    "support": SUPPORT[0].who,
    "programme_manager": MANAGER,
    "investor": INVESTORS[0].who,
    "admin": ADMIN,
    "outsider": OUTSIDER.who,
}


def demo_file() -> Path:
    """Where the list lies, readable for its owner alone: it holds keys to the API."""
    return Path(settings.VAR) / "demo.json"


def write() -> dict:
    """Write var/demo.json and return it. Keys that are still valid are kept, so that a resumed demo changes nothing."""
    known = {person["email"]: person["token"] for person in _read().get("people", [])}
    people = []
    for role, who in ROLES.items():
        user = User.objects.get(email=address(who.name))
        people.append(
            {
                "role": role,
                "name": user.name,
                "email": user.email,
                "password": PASSWORD,
                "token": _token(user, known.get(user.email, "")),
                "language": user.language,
                "time_zone": user.time_zone,
            }
        )
    content = {"base_url": settings.BASE_URL, "people": people, "programmes": list(Programme.objects.order_by("slug").values_list("slug", flat=True))}
    demo_file().touch(mode=0o600)
    demo_file().write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    return content


def _token(user: User, known: str) -> str:
    mine = tokens_of(user).filter(name=TOKEN_NAME)
    if known and mine.filter(prefix=known[:8]).exists():
        return known
    for token in mine:
        revoke_token(by=user, token=token)
    return create_token(by=user, name=TOKEN_NAME)[1]


def _read() -> dict:
    try:
        return json.loads(demo_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def table(content: dict) -> list[str]:
    """The list as lines for the terminal."""
    rows = [("role", "name", "e-mail", "language"), *((p["role"], p["name"], p["email"], p["language"]) for p in content["people"])]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return [*lines, f"The password of all of them: {PASSWORD}"]
