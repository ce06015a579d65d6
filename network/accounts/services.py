"""What people change about themselves."""

from django.db import transaction
from django.utils.translation import gettext as _

from network.accounts.models import User
from network.core import clock
from network.core.errors import Invalid
from network.core.languages import interface_language

ZONE_OF_COUNTRY = {"FI": "Europe/Helsinki", "SE": "Europe/Stockholm", "NO": "Europe/Oslo"}


@transaction.atomic
def choose_language(*, by: User, language: str) -> User:
    """Put a language first in the person's order; the others move down, three stay. Raises Invalid for an unknown one."""
    code = interface_language(language)
    if code is None:
        raise Invalid({"language": [_("Choose one of the languages offered.")]})
    person = User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    person.languages = [code, *(other for other in person.languages if other != code)][:3]
    person.save(update_fields=["languages"])
    by.languages = person.languages
    return person


@transaction.atomic
def introduce(*, by: User, name: str, country: str, languages: list[str]) -> User:
    """What a newcomer says about themselves at sign-up; the clock is the country's until they choose another."""
    by.name, by.country, by.languages = name, country, languages[:3]
    by.time_zone = ZONE_OF_COUNTRY.get(country, "Europe/Stockholm")
    by.claimed_at = by.claimed_at or clock.now()
    by.save(update_fields=["name", "country", "languages", "time_zone", "claimed_at"])
    return by
