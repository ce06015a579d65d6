"""What counts how much in a programme: a row per criterion, in words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Form
from mentoring.matching.engine.facts import Weights
from mentoring.matching.weights.services import MOST, MOST_NEEDS, checked
from mentoring.matching.weights.wording import criteria, needs
from network.core.errors import Invalid

HUNDRED = 100  # the first need counts so much; the others are told beside it


class WeightsForm(Form):
    """Numbers as they are typed; `weights` are what they come to, on those that hold now."""

    based_on = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, now: Weights, **kwargs: Any) -> None:
        self.now = now
        self.weights = now
        super().__init__(*args, **kwargs)
        for name, (label, hint) in criteria().items():
            self.fields[name] = _number(label, hint, "0.5", MOST)
        for name, label in needs().items():
            self.fields[name] = _number(label, "", "5", HUNDRED)

    @staticmethod
    def initial_of(weights: Weights, based_on: int) -> dict[str, Any]:
        """The form's values for these weights."""
        found = weights.by_criterion()
        shares = [weights.importance[min(rank, len(weights.importance) - 1)] / weights.importance[0] for rank in range(MOST_NEEDS)]
        importance = {name: f"{share * HUNDRED:g}" for name, share in zip(needs(), shares[1:], strict=True)}
        return {"based_on": based_on} | {name: f"{found[name]:g}" for name in criteria()} | importance

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        weights = {name: given.get(name) for name in criteria()}
        try:
            self.weights = checked(weights, [HUNDRED, *(given.get(name) for name in needs())])
        except Invalid as wrong:
            self.refuse(wrong)
        return given

    @property
    def criteria_fields(self) -> list[forms.BoundField]:
        """The rows of the criteria."""
        return [self[name] for name in criteria()]

    @property
    def need_fields(self) -> list[forms.BoundField]:
        """The rows of the needs after the first."""
        return [self[name] for name in needs()]


class ReasonForWeightsForm(Form):
    """Why the weights change: kept with the version."""

    reason = forms.CharField(
        label=_("Why do you change this?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands in the history and on every list that is made under them, with your name."),
    )


def _number(label: str, hint: str, step: str, most: float) -> forms.CharField:
    """Text to the server, so that every mistake gets our own sentence; a number field with arrows to the reader."""
    widget = forms.NumberInput(attrs={"min": "0", "max": f"{most:g}", "step": step, "inputmode": "decimal"})
    field = forms.CharField(label=label, help_text=hint, required=False, widget=widget, max_length=20)
    field.needed_later = True  # asked for by `checked`, so not shown as optional
    return field
