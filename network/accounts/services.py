"""What people change about themselves."""

from django.db import transaction
from django.utils.translation import gettext as _

from network.accounts.models import Observance, User
from network.accounts.zones import time_zones, zone_of_country
from network.core import clock
from network.core.errors import Invalid
from network.core.languages import INTERFACE, interface_language
from network.vocabulary.countries import CountryCode

EDITABLE = (
    "name",
    "languages",
    "country",
    "time_zone",
    "place",
    "work_days",
    "work_start",
    "work_end",
    "quiet_start",
    "quiet_end",
    "observances",
    "shows_presence",
)


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
    by.time_zone = zone_of_country(country)
    by.claimed_at = by.claimed_at or clock.now()
    by.save(update_fields=["name", "country", "languages", "time_zone", "claimed_at"])
    return by


@transaction.atomic
def update_settings(*, by: User, **changes: object) -> User:
    """Change what is given of one's own name, languages in order, country, zone, place, hours and observances.

    Hours are local wall time. Raises Invalid with a sentence per field.
    """
    person = User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    changes = {name: value for name, value in changes.items() if name in EDITABLE}
    for name, value in changes.items():
        setattr(person, name, value)
    if errors := problems_of(person):
        raise Invalid(errors)
    if changes:
        person.save(update_fields=list(changes))
    for name in changes:
        setattr(by, name, getattr(person, name))
    return person


def problems_of(person: User) -> dict[str, list[str]]:
    """What is wrong with a person's settings, by field; empty when nothing is."""
    errors: dict[str, list[str]] = {}
    if not person.name.strip():
        errors["name"] = [_("Tell us your name: others see it.")]
    if not person.languages or len(person.languages) > 3 or not set(person.languages) <= set(INTERFACE):
        errors["languages"] = [_("Choose one to three of the languages offered.")]
    elif len(set(person.languages)) < len(person.languages):
        errors["languages"] = [_("Choose each language only once.")]
    if person.country not in CountryCode.values:
        errors["country"] = [_("Choose one of the countries offered.")]
    if person.time_zone not in time_zones():
        errors["time_zone"] = [_("Choose one of the time zones offered.")]
    return errors | _problems_of_hours(person)


def _problems_of_hours(person: User) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    if not set(person.work_days) <= set(range(7)) or len(set(person.work_days)) < len(person.work_days):
        errors["work_days"] = [_("Choose from the days of the week.")]
    elif not person.work_days:
        errors["work_days"] = [_("Choose at least one day: mails other than sign-in wait for your working hours.")]
    if person.work_start >= person.work_end:
        errors["work_end"] = [_("The end of your working hours must come after the beginning.")]
    if not set(person.observances) <= set(Observance.values):
        errors["observances"] = [_("Choose from the days offered.")]
    elif len(set(person.observances)) < len(person.observances):
        errors["observances"] = [_("Choose each day only once.")]
    return errors
