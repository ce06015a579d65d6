"""Forms of a match run: beginning one, setting a pair by hand, making a run again."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Form
from frontend.forms.widgets import Radios
from mentoring.matching.models import MatchRun
from mentoring.matching.pins import LONGEST_REASON
from mentoring.matching.runs import NOW, SAME
from mentoring.matching.workspace import Sides
from mentoring.requests.models import MentoringRequest

REST, ANEW = "rest", "anew"


class StartForm(Form):
    """A new run over a programme's open requests."""

    target = forms.ChoiceField(label=_("Whom do the companies look for?"), choices=MentoringRequest.Target.choices, widget=Radios)


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


class PinForm(Form):
    """Two kept together or apart, with the reason."""

    reason = forms.CharField(
        label=_("Why?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=LONGEST_REASON,
        help_text=_("It is kept with the run. Only coordinators read it."),
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
