"""What a person is told, how, and when the digest comes."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Form
from frontend.forms.people import weekday_choices
from network.notifications import kinds
from network.notifications.models import MailHabits
from network.notifications.queries import Choice


def hour_choices() -> list[tuple[int, str]]:
    """The hours of a day, as a clock shows them."""
    return [(hour, f"{hour:02}:00") for hour in range(24)]


class ToldForm(Form):
    """A row for each group of kinds with a choice for each channel; below it the digest."""

    digest_every = forms.ChoiceField(label=_("The digest comes"), choices=MailHabits.Every.choices)
    digest_day = forms.TypedChoiceField(label=_("On which day, if once a week"), coerce=int, choices=weekday_choices)
    digest_hour = forms.TypedChoiceField(
        label=_("At what time, on your own clock"), coerce=int, choices=hour_choices, help_text=_("Nothing is sent when there is nothing new.")
    )
    with_words = forms.BooleanField(
        label=_("Show the words of messages in mails"), required=False, help_text=_("Mail is open on its way. Without the words we write only who wrote.")
    )

    def __init__(self, *args: Any, choices: list[Choice], habits: MailHabits, **kwargs: Any) -> None:
        names = ("digest_every", "digest_day", "digest_hour", "with_words")
        initial = {name: getattr(habits, name) for name in names}
        super().__init__(*args, initial=initial, **kwargs)
        self.choices = choices
        for choice in choices:
            for channel, mode in () if choice.fixed else choice.channels.items():
                label = f"{choice.label}: {kinds.CHANNELS[channel]}"
                modes = kinds.MODES_OF[channel].items()
                self.fields[f"{choice.group}:{channel}"] = forms.ChoiceField(label=label, choices=list(modes), initial=mode)

    def rows(self) -> Iterator[tuple[Choice, list]]:
        """Each group with its fields, none where it always comes."""
        for choice in self.choices:
            yield choice, [] if choice.fixed else [self[f"{choice.group}:{channel}"] for channel in choice.channels]

    def modes(self) -> dict[tuple[str, str], str]:
        """What was chosen, by group and channel."""
        return {tuple(name.split(":")): mode for name, mode in self.cleaned_data.items() if ":" in name}

    def habits(self) -> dict[str, Any]:
        """What was chosen about the digest and about words."""
        return {name: value for name, value in self.cleaned_data.items() if ":" not in name}
