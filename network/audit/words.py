"""The history in words: fields, values and reasons as a reader says them, instead of as the database holds them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from babel.dates import format_date
from django.db.models import Field
from django.utils.text import capfirst
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from network.core.languages import babel_locale
from network.vocabulary.countries import country_name

# Fields that no form names; the others are called what their model calls them.
FIELDS = {"approved_at": gettext_lazy("Approved"), "role": gettext_lazy("Role"), "state": gettext_lazy("State")}
# The stable codes of `history.because`; what follows a colon says which one.
REASONS = {
    "organisation.register": pgettext_lazy("history", "Registered"),
    "organisation.edit": pgettext_lazy("history", "Details changed"),
    "organisation.approve": pgettext_lazy("history", "Approved by an administrator"),
    "programme.partner": pgettext_lazy("history", "Taken into a programme as a partner"),
    "membership.ask": pgettext_lazy("history", "Asked to join"),
    "membership.accept": pgettext_lazy("history", "Request to join accepted"),
    "membership.decline": pgettext_lazy("history", "Request to join declined"),
    "membership.role": pgettext_lazy("history", "Role changed"),
    "membership.leave": pgettext_lazy("history", "Left the organisation"),
    "membership.remove": pgettext_lazy("history", "Taken out of the organisation"),
    "membership.invited": pgettext_lazy("history", "Came by invitation"),
}


def reason_words(reason: str) -> str:
    """Why, in words: a known code, or what a person wrote."""
    return str(REASONS.get(reason.partition(":")[0], reason))


def field_words(field: Field) -> str:
    """What a field is called."""
    return str(FIELDS.get(field.name, capfirst(field.verbose_name)))


def value_words(field: Field, value: Any, regions: Mapping[str, str]) -> str:
    """A value as a reader says it; `regions` are names by key. Empty for nothing."""
    if value in (None, ""):
        return ""
    if field.name == "country":
        return country_name(value)
    if field.name == "region":
        return regions.get(value, str(value))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, datetime):
        value = value.astimezone(get_current_timezone()).date()
    return format_date(value, "long", locale=babel_locale(get_language())) if isinstance(value, date) else str(value)
