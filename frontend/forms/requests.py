"""Forms of a request: what a company asks for, and what passes between the two sides."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Form
from frontend.forms.fields import LevelsField, OrderedChoiceField
from frontend.forms.widgets import Radios
from mentoring.matching.shortlist.queries import Match
from mentoring.profiles.models import BusinessStage
from mentoring.requests.handover import ASK, PAIR
from mentoring.requests.models import MentoringRequest
from mentoring.requests.queries import programmes_for
from mentoring.requests.services import MOST_NEEDS
from network.organisations.models import Organisation
from network.vocabulary.languages import Level, language_choices
from network.vocabulary.queries import support_need_choices


class RequestForm(Form):
    """What a company needs. A draft may be incomplete: what is missing is told when mentors are to be found."""

    programme = forms.ChoiceField(label=_("Through which programme?"), help_text=_("It brings you together and follows how it goes. It costs you nothing."))
    target = forms.ChoiceField(label=_("Whom do you look for?"), choices=MentoringRequest.Target.choices, widget=Radios)
    needs = OrderedChoiceField(
        label=_("What do you need help with?"),
        choices=support_need_choices,
        places=MOST_NEEDS,
        help_text=_("The most important first. One is enough."),
    )
    business_stage = forms.ChoiceField(
        label=_("How far has your business come?"), choices=[("", _("I would rather not say")), *BusinessStage.choices], widget=Radios, required=False
    )
    goal = forms.CharField(
        label=_("What do you want to reach?"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        help_text=_("A few sentences. Whoever is asked reads them first."),
    )
    languages = LevelsField(
        label=_("In which languages can you work?"),
        choices=language_choices,
        levels=Level.choices,
        help_text=_("For each, the least that the other one must know. One shared language is enough."),
    )
    format = forms.ChoiceField(label=_("How do you want to meet?"), choices=MentoringRequest.AnyFormat.choices, widget=Radios)
    cross_border = forms.ChoiceField(label=_("Somebody from another country?"), choices=MentoringRequest.CrossBorder.choices, widget=Radios)
    hours_per_month = forms.DecimalField(label=_("Hours a month"), min_value=0.5, max_value=40, max_digits=4, decimal_places=1, initial=2)

    def __init__(self, *args: Any, company: Organisation, draft: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("needs", "goal", "languages"):
            self.fields[name].required = not draft
        for name in ("needs", "goal", "languages"):
            self.fields[name].needed_later = True  # a draft may lack them; to call them optional would mislead
        self.programmes = {str(programme.pk): programme for programme in programmes_for(company)}
        named = [(key, programme.name) for key, programme in self.programmes.items()]
        # A menu without an empty line would choose the first by name for whoever overlooks it.
        self.fields["programme"].choices = named if self.initial.get("programme") in self.programmes else [("", _("Choose a programme")), *named]

    def clean_programme(self) -> Any:
        """The programme itself."""
        return self.programmes.get(self.cleaned_data["programme"])

    def clean_languages(self) -> dict[str, int]:
        """Levels as numbers."""
        return {code: int(level) for code, level in self.cleaned_data["languages"].items()}

    @staticmethod
    def of(request: MentoringRequest) -> dict[str, Any]:
        """The form's beginning."""
        return {
            "programme": str(request.programme_id),
            "target": request.target,
            "needs": [row.need_id for row in request.needs.all()],
            "business_stage": request.business_stage,
            "goal": request.goal,
            "languages": {row.language: str(row.level) for row in request.languages.all()},
            "format": request.format,
            "cross_border": request.cross_border,
            "hours_per_month": request.hours_per_month,
        }


class QuestionForm(Form):
    """A question before the answer."""

    question = forms.CharField(
        label=_("What would you like to know first?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("Your time to answer stands still meanwhile."),
    )


class ReplyForm(Form):
    """The company's reply."""

    text = forms.CharField(label=_("Your reply"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class DeclineForm(Form):
    """A no, and a pause in the same step."""

    reason = forms.CharField(
        label=_("A word to the company"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000, required=False, help_text=_("You need not give a reason.")
    )
    never = forms.BooleanField(
        label=_("Never ask me for this company again"), required=False, help_text=_("Only coordinators can see this. The company is not told.")
    )
    pause = forms.BooleanField(label=_("Pause: do not ask me for a while"), required=False)
    pause_until = forms.DateField(
        label=_("Pause until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Without a date the pause lasts until you end it."),
    )

    def clean(self) -> dict[str, Any]:
        """A date is a pause, whether or not the box was ticked."""
        data = super().clean() or self.cleaned_data
        data["pause"] = bool(data.get("pause") or data.get("pause_until"))
        return data


class ReasonForm(Form):
    """A coordinator's reason, which is kept and shown."""

    reason = forms.CharField(
        label=_("Your reason"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000, help_text=_("It is kept with the request, and the company reads it.")
    )


class PairForm(ReasonForm):
    """How, and why."""

    how = forms.ChoiceField(label=_("What should happen?"), choices=(), widget=Radios)
    field_order = ["how", "reason"]

    def __init__(self, *args: Any, ways: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["how"].choices = ways
        if ways:
            self.fields["how"].initial = ways[0][0]


class HandOverForm(Form):
    """To whom, how, and why."""

    candidate = forms.TypedChoiceField(label=_("Who goes on?"), choices=(), coerce=UUID, widget=Radios)
    how = forms.ChoiceField(
        label=_("What should happen?"),
        choices=[(ASK, _("Ask this one now; they answer as on any request")), (PAIR, _("Bring the two together: both accept the agreement"))],
        widget=Radios,
        initial=ASK,
    )
    reason = forms.CharField(
        label=_("Your reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        help_text=_("It is kept. The company reads it, and so do the mentors concerned."),
    )

    def __init__(self, *args: Any, matches: Iterable[Match], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["candidate"].choices = [(str(match.id), _label(match)) for match in matches]


def _label(match: Match) -> str:
    return f"{getattr(match.profile, 'person', None) or match.profile.organisation} · {match.words}"
