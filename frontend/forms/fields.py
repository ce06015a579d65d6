"""Fields that the vocabulary of mentoring needs, each a plain form control that works without script."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from frontend.forms.widgets import Checks, Levels, OrderedChoice, WeekHours
from network.core import clock

Choices = Iterable[tuple[Any, Any]] | Callable[[], Iterable[tuple[Any, Any]]]


class ChecksField(forms.MultipleChoiceField):
    """Any number of things from a list, as a grid of boxes; groups of choices become headings."""

    widget = Checks


class OrderedChoiceField(forms.MultipleChoiceField):
    """Up to `places` things, most important first. Cleans to a list without gaps; the same thing twice is refused."""

    default_error_messages = {"twice": _("“%(label)s” stands there twice. Choose each only once.")}

    def __init__(self, *, choices: Choices = (), places: int = 5, **kwargs: Any) -> None:
        self.places = places
        super().__init__(choices=choices, widget=OrderedChoice(places=places), **kwargs)

    def to_python(self, value: Any) -> list[str]:
        return [item for item in super().to_python(value) if item]

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        for item in value:
            if value.count(item) > 1:
                raise ValidationError(self.error_messages["twice"], code="twice", params={"label": label_of(self.choices, item)})


class LevelsField(forms.Field):
    """Languages with a level each: cleans to `{code: level}` of those that were given one."""

    def __init__(self, *, choices: Choices = (), levels: Choices = (), **kwargs: Any) -> None:
        super().__init__(widget=Levels(), **kwargs)
        self.choices, self.levels = choices, levels

    def __deepcopy__(self, memo: dict[int, Any]) -> "LevelsField":
        copy = super().__deepcopy__(memo)
        copy.widget.languages, copy.widget.levels = called(self.choices), called(self.levels)
        return copy

    def clean(self, value: Any) -> dict[str, str]:
        levels = {str(key) for key, _label in called(self.levels)}
        given = {code: level for code, level in (value or {}).items() if level}
        if not given and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        if any(level not in levels for level in given.values()):
            raise ValidationError(_("Choose one of the levels offered."), code="invalid")
        return given


class LocalDateTimeField(forms.DateTimeField):
    """A time typed on the reader's clock. An hour that the change to summer time skips is refused in words;
    an hour that comes twice in autumn means the first one."""

    widget = forms.DateTimeInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateTimeInput(attrs={"type": "datetime-local", "step": 300}, format="%Y-%m-%dT%H:%M"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> dt.datetime | None:
        if value in self.empty_values:
            return None
        if isinstance(value, str):
            try:
                value = dt.datetime.fromisoformat(value.strip())
            except ValueError:
                raise ValidationError(_("Give a date and a time, like 2027-04-22 10:00."), code="invalid") from None
        if value.tzinfo is None:
            return on_clock(value, timezone.get_current_timezone())
        return _within_reach(value)

    def prepare_value(self, value: Any) -> Any:
        return timezone.localtime(value) if isinstance(value, dt.datetime) and value.tzinfo else value


def as_instant(value: str) -> dt.datetime | None:
    """The instant that a button or a box of our own pages carries, from its ISO text; None for anything else."""
    try:
        instant = dt.datetime.fromisoformat(value)
        return instant.astimezone(dt.UTC) if instant.tzinfo and clock.is_within_reach(instant) else None
    except (TypeError, ValueError, OverflowError):
        return None


def on_clock(value: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """The instant at which a local clock shows `value`; ValidationError where it never does."""
    local = value.replace(tzinfo=zone, fold=0)
    shown = _within_reach(local).astimezone(zone)
    if shown.replace(tzinfo=None) != value:
        raise ValidationError(
            _("%(time)s does not exist on that day: clocks are moved forward then. Choose an hour later."),
            code="no_such_time",
            params={"time": value.strftime("%H:%M")},
        )
    return local


def _within_reach(value: dt.datetime) -> dt.datetime:
    try:
        if clock.is_within_reach(value):
            return value.astimezone(dt.UTC)
    except OverflowError:  # an offset that leads out of all years
        pass
    raise ValidationError(_("That date is too far away."), code="overflow")


class WeekHoursField(forms.Field):
    """Hours of a week on the person's own clock: cleans to `[(weekday, time, time)]`, Monday 0."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(widget=WeekHours(), **kwargs)

    def clean(self, value: Any) -> list[tuple[int, dt.time, dt.time]]:
        hours = []
        for weekday, (start, end) in sorted((value or {}).items()):
            if not start and not end:
                continue
            try:
                opens, closes = (dt.time.fromisoformat(text).replace(tzinfo=None) for text in (start, end))
            except ValueError:
                raise ValidationError(_("Give both a beginning and an end, like 09:00 and 16:00."), code="invalid") from None
            if closes <= opens:
                raise ValidationError(_("The end must come after the beginning."), code="order")
            hours.append((weekday, opens, closes))
        if self.required and not hours:
            raise ValidationError(self.error_messages["required"], code="required")
        return hours


def called(choices: Choices) -> list[tuple[Any, Any]]:
    """Choices as a list, whether given as one or made when asked for."""
    return list(choices() if callable(choices) else choices)


def label_of(choices: Iterable[Any], value: str) -> str:
    """The label of a choice, also inside a group."""
    for key, label in choices:
        if isinstance(label, list | tuple):
            if found := label_of(label, value):
                return found
        elif str(key) == value:
            return str(label)
    return ""
