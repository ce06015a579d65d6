"""Forms of a call: its texts in several languages, its dates on the call's own clock, and one question of its form."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Form
from frontend.forms.fields import ChecksField, LocalDateTimeField, on_clock
from frontend.forms.standing import StandingForm
from frontend.forms.texts import TextsField
from frontend.navigation import own_name
from mentoring.calls.models import Call
from mentoring.calls.services import FIELDS, LANGUAGES, LONGEST_ABOUT, LONGEST_REASON, LONGEST_TITLE
from mentoring.calls.templates import TEMPLATES
from network.accounts.zones import time_zones
from network.core.seen import mark_of
from network.programmes.models import Partner

NAMES = {"se": "davvisámegiella"}


def language_name(code: str) -> str:
    """A language of a call's texts, in itself."""
    return NAMES.get(code) or own_name(code)


def language_choices(codes: Iterable[str] = LANGUAGES) -> list[tuple[str, str]]:
    """Languages that a call can have texts in."""
    return [(code, language_name(code)) for code in codes]


class ZonedDateTimeField(LocalDateTimeField):
    """A time typed on the clock of a zone that the same form names."""

    zone: dt.tzinfo | None = None

    def to_python(self, value: Any) -> dt.datetime | None:
        if isinstance(value, str) and value.strip() and self.zone is not None:
            try:
                value = dt.datetime.fromisoformat(value.strip())
            except ValueError:
                return super().to_python(value)
            return on_clock(value, self.zone) if value.tzinfo is None else super().to_python(value)
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, dt.datetime) and value.tzinfo and self.zone is not None:
            return value.astimezone(self.zone).replace(tzinfo=None)
        return super().prepare_value(value)


class DatesForm(Form):
    """When a call opens and closes, on its own clock."""

    time_zone = forms.ChoiceField(
        label=_("Time zone of the dates"), help_text=_("Opening and closing are typed on this clock. Everyone sees them on theirs too.")
    )
    opens_at = ZonedDateTimeField(label=_("Opens"))
    closes_at = ZonedDateTimeField(label=_("Closes"), help_text=_("To the second: what comes later is not taken."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = [(zone, zone.replace("_", " ")) for zone in time_zones()]
        named = self.data.get(self.add_prefix("time_zone")) if self.is_bound else self.initial.get("time_zone")
        for name in ("opens_at", "closes_at"):
            self.fields[name].zone = ZoneInfo(named) if named in time_zones() else None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("opens_at") and given.get("closes_at") and given["opens_at"] >= given["closes_at"]:
            self.add_error("closes_at", _("The call has to close after it opens."))
        return given


class CallForm(StandingForm, DatesForm):
    """What is said of a call. Titles and texts stand in every language that is chosen."""

    languages = ChecksField(label=_("Languages of this call"), help_text=_("Who reads another language sees the first that fits."))
    titles = TextsField(label=_("Title"), languages=LANGUAGES, longest=LONGEST_TITLE, help_text=_("In every language of the call."))
    abouts = TextsField(label=_("What it is about"), languages=LANGUAGES, longest=LONGEST_ABOUT, rows=5, required=False)
    places = forms.IntegerField(
        label=_("Places"), min_value=1, max_value=500, required=False, help_text=_("How many can be taken in; empty where that is open.")
    )
    confirm_days = forms.IntegerField(label=_("Days to confirm a place"), min_value=1, max_value=90, initial=14)
    is_blind = forms.BooleanField(label=_("Reviewers do not learn who applies"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["languages"].choices = language_choices()

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        missing = [language_name(code) for code in given.get("languages", []) if not given.get("titles", {}).get(code)]
        if missing and "titles" not in self.errors:
            self.add_error("titles", _("Give the title in every language of the call. It is missing in: %(languages)s") % {"languages": ", ".join(missing)})
        return given

    @staticmethod
    def of(call: Call) -> dict[str, Any]:
        """What the form begins with."""
        names = ("languages", "titles", "abouts", "time_zone", "opens_at", "closes_at", "places", "is_blind", "confirm_days")
        return {name: getattr(call, name) for name in names} | {"was": mark_of(call, FIELDS)}


class NewCallForm(CallForm):
    """A new call: besides, for which incubator and programme, and with which stages."""

    was = None
    pair = forms.ChoiceField(label=_("Incubator and programme"))
    stages = forms.ChoiceField(label=_("Stages"), help_text=_("They can be changed later."))

    def __init__(self, *args: Any, pairs: Iterable[Partner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pairs = {str(pair.pk): pair for pair in pairs}
        self.fields["pair"].choices = [(pk, f"{pair.organisation.name} – {pair.programme.name}") for pk, pair in self.pairs.items()]
        self.fields["stages"].choices = [(key, template.name) for key, template in TEMPLATES.items()]

    def made(self) -> dict[str, Any]:
        """The arguments of `services.make_call`."""
        given = dict(self.cleaned_data)
        pair = self.pairs[given.pop("pair")]
        return given | {"programme": pair.programme, "incubator": pair.organisation}


class CopyForm(DatesForm):
    """The dates of a call that is made from an earlier one."""

    def dates(self) -> dict[str, Any]:
        """The arguments of `services.copy_call`."""
        return {name: self.cleaned_data[name] for name in ("opens_at", "closes_at", "time_zone")}


class CancelForm(Form):
    """Why a call is called off."""

    reason = forms.CharField(
        label=_("Why?"), widget=forms.Textarea(attrs={"rows": 3}), max_length=LONGEST_REASON, help_text=_("Everybody who has an application reads it.")
    )
