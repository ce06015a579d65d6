"""Forms of a session: proposing times, writing down how it went."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Form
from frontend.forms.fields import ChecksField, LocalDateTimeField, as_instant
from frontend.forms.mentorships import SCALE
from frontend.forms.widgets import Radios
from frontend.times import when
from frontend.views.pair import Pair
from mentoring.mentorships.models import Session
from mentoring.mentorships.sessions import MOST_TIMES, Plan
from mentoring.profiles.models import Format
from network.calendars.working_time import Span
from network.core.errors import DomainError, Invalid

OUTCOMES = [("held", _("Yes")), ("missed", _("No, it did not take place"))]
LENGTHS = [(30, "30"), (45, "45"), (60, "60"), (90, "90"), (120, "120")]


class TimesField(ChecksField):
    """Instants out of a list that may have changed since the page was made: what was ticked stays valid, and is shown again."""

    default_error_messages = {"invalid_choice": _("Choose a time from the list.")}

    def valid_value(self, value: str) -> bool:
        return as_instant(value) is not None

    def clean(self, value: Any) -> list[dt.datetime]:
        return [instant for instant in map(as_instant, super().clean(value)) if instant is not None]


class ProposeForm(Form):
    """What to talk about, how, and up to five times: ticked from those free for both, or typed on one's own clock."""

    topic = forms.CharField(label=_("What do you want to talk about?"), max_length=160)
    minutes = forms.TypedChoiceField(label=_("How long, in minutes?"), choices=LENGTHS, coerce=int, initial=45)
    format = forms.ChoiceField(label=_("How do you meet?"), choices=Format.choices, widget=Radios, initial=Format.ONLINE)
    link = forms.URLField(label=_("Video link"), max_length=400, required=False, assume_scheme="https")
    place = forms.CharField(label=_("Place"), max_length=200, required=False, help_text=_("Needed when you meet in person."))
    times = TimesField(label=_("Times that suit both calendars"), required=False)
    message = forms.CharField(label=_("A word with it"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000, required=False)

    def __init__(self, *args: Any, slots: Iterable[Span] = (), pair: Pair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pair = pair
        posted = self.data.getlist("times") if hasattr(self.data, "getlist") else []
        kept = [instant for instant in map(as_instant, posted) if instant is not None]
        starts = sorted({*(slot.start for slot in slots), *kept})
        self.fields["times"].choices = [(start.isoformat(), self._words(start)) for start in starts]
        for number in range(1, MOST_TIMES + 1):
            self.fields[f"own_{number}"] = LocalDateTimeField(label=_("Time %(number)s") % {"number": number}, required=False)

    @property
    def own(self) -> list[Any]:
        """The rows for times typed by hand."""
        return [self[f"own_{number}"] for number in range(1, MOST_TIMES + 1)]

    @property
    def own_open(self) -> bool:
        """Whether the typed rows are shown from the start: something stands or is wrong in them, or nothing is suggested."""
        return not self.fields["times"].choices or any(row.errors or row.value() for row in self.own)

    @property
    def all_times(self) -> list[dt.datetime]:
        """Ticked and typed times together, each once."""
        typed = [self.cleaned_data.get(f"own_{number}") for number in range(1, MOST_TIMES + 1)]
        return sorted({*self.cleaned_data["times"], *(time for time in typed if time)})

    def refuse(self, refusal: DomainError) -> None:
        """Show what is wrong with one of the times (`times.2`) beside the row where it was typed, or beside the list where it was ticked."""
        if not isinstance(refusal, Invalid):
            return super().refuse(refusal)
        placed: dict[str, list[Any]] = {}
        for name, sentences in refusal.errors.items():
            placed.setdefault(self._row_of(name), []).extend(sentences)
        return super().refuse(Invalid(placed, code=refusal.code))

    def _row_of(self, name: str) -> str:
        listed, _dot, place = name.partition(".")
        if listed != "times" or not place:
            return name
        time = self.all_times[int(place)]
        return next((row.name for row in self.own if self.cleaned_data.get(row.name) == time), listed)

    @property
    def plan(self) -> Plan:
        """What the session is to be."""
        data = self.cleaned_data
        return Plan(data["topic"], data["minutes"], data["format"], data["place"], data["link"])

    @staticmethod
    def of(session: Session) -> dict[str, Any]:
        """The form's beginning when a session is moved."""
        return {name: getattr(session, name) for name in ("topic", "minutes", "format", "place", "link")}

    def _words(self, start: dt.datetime) -> str:
        """The reader's time, and the other one's on a line of its own."""
        here, there = self.pair.here, self.pair.there
        said = when(start, zone=here.time_zone, place=here.place, other_zone=there.time_zone, other_place=there.place)
        return format_html('{}<br><span class="muted small">{}</span>', said.here, said.there) if said.there else said.here


class RecordForm(Form):
    """How it went."""

    outcome = forms.ChoiceField(
        label=_("Did you meet?"), choices=[("held", _("Yes")), ("missed", _("No, it did not take place"))], widget=Radios, initial="held"
    )
    minutes = forms.IntegerField(label=_("How many minutes did it take?"), min_value=1, max_value=720, required=False)
    minutes.needed_later = True  # not when it did not take place; to call it optional would mislead
    notes = forms.CharField(
        label=_("Notes for the two of you"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=8000,
        required=False,
        help_text=_("Only you two can read them."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("outcome") == "held" and not data.get("minutes") and "minutes" not in self.errors:
            self.add_error("minutes", ValidationError(_("Write how many minutes you met.")))
        return data


class ContestForm(Form):
    """It was otherwise."""

    minutes = forms.IntegerField(label=_("How many minutes was it?"), min_value=0, max_value=720, help_text=_("0 when it did not take place."))
    note = forms.CharField(label=_("How was it?"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


class FeedbackForm(Form):
    """For the coordinator alone."""

    score = forms.TypedChoiceField(label=_("How useful was it?"), choices=SCALE, coerce=int, widget=Radios, help_text=_("1 is not useful, 5 is very useful."))
    comment = forms.CharField(label=_("What should the coordinator know?"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000, required=False)


class CancelForm(Form):
    """A word why."""

    note = forms.CharField(label=_("A word to the other one"), max_length=1000, required=False)


def slots_of(refusal: DomainError | None) -> list[dt.datetime]:
    """The fresh slots that a refused booking brings along."""
    found = getattr(refusal, "details", {}).get("slots", [])
    return [dt.datetime.fromisoformat(slot["start"]) for slot in found]
