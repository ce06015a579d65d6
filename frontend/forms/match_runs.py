"""Forms of a match run: beginning one, setting a pair by hand, making a run again."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Form
from frontend.forms.fields import LevelsField, OrderedChoiceField
from frontend.forms.widgets import Radios
from mentoring.matching.models import MatchRun
from mentoring.matching.runs.pins import LONGEST_REASON
from mentoring.matching.runs.services import NOW, SAME
from mentoring.matching.runs.what_if import FEW_OR_MANY, FEW_OR_MANY_PLACES, MOST_ADDED, MOST_HOURS, MOST_PLACES, TOO_MANY_HOURS, Added
from mentoring.matching.runs.workspace import Sides
from mentoring.requests.models import MentoringRequest
from network.core.errors import Text
from network.vocabulary.countries import CountryCode, country_name
from network.vocabulary.languages import Level, language_choices
from network.vocabulary.queries import support_need_choices

REST, ANEW = "rest", "anew"
KNOWN_WELL = 3  # the level “knows it well” of 1-4
DEFAULT_HOURS = 4.0


def _bound(words: Text) -> dict[str, Text]:
    """The same words for too little and for too much."""
    return {"min_value": words, "max_value": words}


class StartForm(Form):
    """A new run over a programme's open requests."""

    target = forms.ChoiceField(label=_("Whom do the companies look for?"), choices=MentoringRequest.Target.choices, widget=Radios)
    aim = forms.ChoiceField(label=_("What shall it aim at?"), choices=MatchRun.Aim.choices, widget=Radios)


class AgainForm(Form):
    """A run made again with the pairs that were set by hand since."""

    inputs = forms.ChoiceField(
        label=_("By which facts?"),
        choices=[(SAME, _("The same as before: only what you set by hand changes")), (NOW, _("Those of now: who has come, gone or filled up since"))],
        widget=Radios,
        initial=SAME,
    )
    scope = forms.ChoiceField(
        label=_("Who is matched?"),
        choices=[(ANEW, _("Everybody anew")), (REST, _("Only the rest: all pairs proposed here are kept"))],
        widget=Radios,
        initial=ANEW,
    )
    aim = forms.ChoiceField(label=_("What shall it aim at?"), choices=MatchRun.Aim.choices, widget=Radios)


class PinForm(Form):
    """Two kept together or apart, with the reason."""

    reason = forms.CharField(
        label=_("Why?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=LONGEST_REASON,
        error_messages={"required": _("Say why in a few words, so that others understand it later.")},
        help_text=_("It is kept with the run. Only coordinators read it."),
    )


class PublishForm(Form):
    """The words that every company reads beside its proposal."""

    reason = forms.CharField(
        label=_("Your words to the companies"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_REASON,
        error_messages={"required": _("Write a few words to the companies. They read them beside the proposal.")},
        help_text=_("Every company reads them, in the language in which you write. Say why you propose somebody now."),
    )


class WhatIfForm(Form):
    """Candidates who are not there."""

    count = forms.IntegerField(label=_("How many more?"), min_value=1, max_value=MOST_ADDED, initial=2, error_messages=_bound(FEW_OR_MANY))
    country = forms.ChoiceField(label=_("In which country?"), choices=lambda: [(code, country_name(code)) for code in CountryCode.values])
    languages = LevelsField(
        label=_("Which languages do they work in?"),
        choices=language_choices,
        levels=Level.choices,
        error_messages={"required": _("Choose at least one language. Without one, nobody could work with them.")},
    )
    expertise = OrderedChoiceField(label=_("What do they know well?"), choices=support_need_choices, places=3, required=False)
    places = forms.IntegerField(label=_("Companies at a time, each"), min_value=1, max_value=MOST_PLACES, initial=2, error_messages=_bound(FEW_OR_MANY_PLACES))
    hours = forms.FloatField(label=_("Hours a month, each"), min_value=0.5, max_value=MOST_HOURS, initial=4, error_messages=_bound(TOO_MANY_HOURS))

    def __init__(self, *args: Any, target: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if target == MentoringRequest.Target.INCUBATOR:
            self.fields["hours"].required = False
            self.fields["hours"].widget = forms.HiddenInput()

    def added(self) -> Added:
        """What the form says, as the engine takes it."""
        given = self.cleaned_data
        return Added(
            country=given["country"],
            languages={code: int(level) for code, level in given["languages"].items()},
            expertise=dict.fromkeys(given["expertise"], KNOWN_WELL),
            places=given["places"],
            hours=given["hours"] or DEFAULT_HOURS,
            count=given["count"],
        )


class LookForm(Form):
    """Which pair to look at."""

    request = forms.ChoiceField(label=_("Company and its request"))
    candidate = forms.ChoiceField(label=_("Mentor"))

    def __init__(self, *args: Any, sides: Sides, target: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["request"].choices = sides.requests
        self.fields["candidate"].choices = sides.candidates
        if target == MentoringRequest.Target.INCUBATOR:
            self.fields["candidate"].label = _("Incubator")


class CompareForm(Form):
    """The run to lay beside this one."""

    to = forms.ChoiceField(label=_("Compare with"))

    def __init__(self, *args: Any, others: list[MatchRun], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(str(it.pk), _("Run %(number)d") % {"number": it.number}) for it in others]
