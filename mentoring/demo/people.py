"""Invented people, and how one is made: as somebody who has signed up and confirmed the address."""

import unicodedata
from functools import cache

from django.contrib.auth.hashers import make_password

from network.accounts.models import Observance, User
from network.core import clock

PASSWORD = "aurora over vaasa 2027"  # noqa: S105 -- printed by `make demo`: the people are invented
ZONES = {"FI": "Europe/Helsinki", "SE": "Europe/Stockholm", "NO": "Europe/Oslo"}
PLAIN = str.maketrans("đŋŧøæßðþ", "dntoasdt")


@cache
def hashed_password() -> str:
    """One hash for all: hashing it for each of a hundred people would take most of a minute."""
    return make_password(PASSWORD)


def address(name: str) -> str:
    """An e-mail address made from a name, under a domain that exists for nobody."""
    plain = unicodedata.normalize("NFD", name.lower().translate(PLAIN))
    return "".join(c for c in plain.replace(" ", ".") if c.isascii() and (c.isalnum() or c in ".-")) + "@example.org"


def person(name: str, *, country: str, languages: tuple[str, ...], place: str = "", **fields: object) -> User:
    """Somebody with a confirmed address; who is there already is returned as they are."""
    email = address(name)
    if found := User.objects.filter(email=email).first():
        return found
    if "se" in languages:
        fields["observances"] = [Observance.SAMI_NATIONAL_DAY]
    # Northern Sámi is read over the language of one's country.
    reads = [f"se-{country.lower()}" if code == "se" else code for code in languages]
    made = User.objects.create(
        email=email, password=hashed_password(), name=name, country=country, time_zone=ZONES[country],
        languages=reads, place=place, claimed_at=clock.now(), **fields,
    )  # fmt: skip
    made.emailaddress_set.create(email=email, verified=True, primary=True)
    return made
