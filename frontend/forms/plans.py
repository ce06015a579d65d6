"""Forms of development plans: beginning one, goals and actions, decisions, a report, several plans at once."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Form
from frontend.forms.fields import LocalDateTimeField
from frontend.forms.once import OnceForm
from frontend.forms.questions import beside_fields, given, initial, question_fields
from frontend.forms.widgets import Radios
from mentoring.plans import bulk
from mentoring.plans.models import DevelopmentPlan, Goal, GoalProgress
from network.accounts.models import User
from network.core.errors import DomainError
from network.forms.questions import Question
from network.organisations.models import Organisation
from network.programmes.models import Programme

NOTE = 2000


def day_field(**kwargs: Any) -> forms.DateField:
    """A date with the browser's own picker."""
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **kwargs)


class FrameForm(Form):
    """When a plan begins, how long it runs, how often a report is due."""

    starts_on = day_field(label=_("Begins on"))
    months = forms.IntegerField(label=_("For how many months"), min_value=3, max_value=60, initial=24)
    schedule = forms.ChoiceField(label=_("A report is due"), choices=DevelopmentPlan.Schedule.choices, widget=Radios, initial="quarter")
    report_days = forms.IntegerField(
        label=_("Days to report after a period ends"), min_value=0, max_value=60, initial=14,
        help_text=_("A date that falls on a weekend or a public holiday of the company’s country moves to the next working day."),
    )  # fmt: skip


class NewPlanForm(FrameForm):
    """A company in a programme, and the frame."""

    pair = forms.ChoiceField(label=_("Company and programme"))
    field_order = ["pair"]

    def __init__(self, *args: Any, pairs: Iterable[tuple[Programme, Organisation]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pairs = {f"{programme.pk}:{company.pk}": (programme, company) for programme, company in pairs}
        self.fields["pair"].choices = [(key, f"{company.name} – {programme.name}") for key, (programme, company) in self.pairs.items()]

    @property
    def begun(self) -> dict[str, Any]:
        """The arguments of `services.start`."""
        data = dict(self.cleaned_data)
        programme, company = self.pairs[data.pop("pair")]
        return data | {"programme": programme, "company": company}


class AnswersForm(Form):
    """Typed questions; a refusal of `answers.<key>` stands beside its field."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2_000_000_000)

    def __init__(self, *args: Any, questions: Sequence[Question], answers: dict[str, Any], revision: int, **kwargs: Any) -> None:
        self.questions = questions
        kwargs["initial"] = initial(questions, answers) | {"revision": revision} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields |= question_fields(questions)

    @property
    def answers(self) -> dict[str, Any]:
        """As `services` take them."""
        return given(self.cleaned_data, self.questions)

    def refuse(self, refusal: DomainError) -> None:
        if errors := getattr(refusal, "errors", None):
            refusal.errors = {self.named(name): words for name, words in beside_fields(errors).items()}
        super().refuse(refusal)

    def named(self, name: str) -> str:
        """What a refused name is called here."""
        return name


class BaselineForm(FrameForm, AnswersForm):
    """Where the company stands, and the frame, before approval."""

    def __init__(self, *args: Any, plan: DevelopmentPlan, questions: Sequence[Question], **kwargs: Any) -> None:
        frame = {name: getattr(plan, name) for name in ("starts_on", "months", "schedule", "report_days")}
        super().__init__(*args, questions=questions, answers=plan.baseline, revision=plan.revision, initial=frame, **kwargs)
        self.order_fields([name for name in self.fields if name.startswith("q-")])

    @property
    def changes(self) -> dict[str, Any]:
        """The arguments of `services.change`."""
        frame = {name: self.cleaned_data[name] for name in ("starts_on", "months", "schedule", "report_days")}
        return frame | {"answers": self.answers, "revision": self.cleaned_data["revision"]}


class ReportForm(AnswersForm):
    """A report: its questions, and for each goal how far it is."""

    def __init__(self, *args: Any, goals: Iterable[Goal], progress: Iterable[GoalProgress], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.goals, stands = list(goals), {row.goal_id: row for row in progress}
        for number, goal in enumerate(self.goals, start=1):
            row, names = stands.get(goal.pk), {"number": number, "goal": goal.what}
            self.fields[f"p-{goal.pk}"] = forms.IntegerField(
                label=_("Goal %(number)d, %(goal)s: how far are you, from 0 to 100?") % names, min_value=0, max_value=100, required=False,
                initial=row.percent if row else None, help_text=_("How you will know: %(known_by)s") % {"known_by": goal.known_by},
            )  # fmt: skip
            self.fields[f"p-{goal.pk}"].needed_later = goal.state == Goal.State.OPEN
            self.fields[f"n-{goal.pk}"] = forms.CharField(
                label=_("A note on goal %(number)d") % names, max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
                initial=row.note if row else "",
            )  # fmt: skip

    @property
    def written(self) -> dict[str, Any]:
        """The arguments of `reports.save` and `reports.submit`."""
        data = self.cleaned_data
        told = {str(goal.pk): {"percent": data[f"p-{goal.pk}"], "note": data[f"n-{goal.pk}"]} for goal in self.goals if data[f"p-{goal.pk}"] is not None}
        return {"answers": self.answers, "progress": told, "revision": data["revision"]}

    def named(self, name: str) -> str:
        return f"p-{name.removeprefix('progress.')}" if name.startswith("progress.") else name

    def clean(self) -> dict[str, Any]:
        for goal in self.goals:
            if self.cleaned_data.get(f"n-{goal.pk}") and self.cleaned_data.get(f"p-{goal.pk}") is None and f"p-{goal.pk}" not in self.errors:
                self.add_error(f"p-{goal.pk}", _("Say how far you are: a note needs its figure."))
        return self.cleaned_data


class GoalForm(Form):
    """A goal."""

    what = forms.CharField(label=_("What do you want to reach?"), max_length=300)
    known_by = forms.CharField(
        label=_("How will you know that it is reached?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A figure, a thing that is there, something that people say: what somebody else could check."),
    )  # fmt: skip
    by_when = day_field(label=_("By when?"))


class NewGoalForm(OnceForm, GoalForm):
    """One more goal."""


class GoalChangeForm(GoalForm):
    """A goal that stands, and how it goes."""

    state = forms.ChoiceField(label=_("How does it stand?"), choices=Goal.State.choices, widget=Radios)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2_000_000_000)


class ActionForm(Form):
    """A step towards a goal."""

    step = forms.CharField(label=_("What is done?"), max_length=300)
    owner = forms.ChoiceField(label=_("Who does it?"), required=False)
    owner_name = forms.CharField(label=_("Or somebody else"), max_length=120, required=False)
    due_on = day_field(label=_("Until when?"), required=False)

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", "—"), *((str(person.pk), str(person)) for person in people)]

    @property
    def action(self) -> dict[str, Any]:
        """The arguments of `goals.add_action`."""
        data = self.cleaned_data
        return {"what": data["step"], "owner": data["owner"] or None, "owner_name": data["owner_name"], "due_on": data["due_on"]}


class CommentForm(Form):
    """What the company reads."""

    comment = forms.CharField(label=_("What should be different?"), max_length=NOTE, widget=forms.Textarea(attrs={"rows": 4}))


class ReasonForm(Form):
    """Why a report is not needed."""

    reason = forms.CharField(label=_("Why is this report not needed?"), max_length=NOTE, widget=forms.Textarea(attrs={"rows": 3}))


class DueForm(Form):
    """Another date."""

    due_on = day_field(label=_("The new date"), help_text=_("A weekend or a public holiday moves it to the next working day."))


class AdviceForm(OnceForm):
    """Minutes of advice."""

    minutes = forms.IntegerField(label=_("How many minutes?"), min_value=1, max_value=720)
    about = forms.CharField(label=_("What was it about?"), max_length=300)
    given_at = LocalDateTimeField(label=_("When?"), required=False, help_text=_("Empty means now."))


class MinutesForm(Form):
    """The true minutes of advice."""

    minutes = forms.IntegerField(label=_("The true minutes"), min_value=0, max_value=720, help_text=_("0 when it was not given after all."))


class AssignForm(Form):
    """Who follows a plan."""

    adviser = forms.ChoiceField(label=_("Who advises?"), required=False)
    regional = forms.ChoiceField(label=_("Who is told when a report stays out?"), required=False)

    def __init__(self, *args: Any, advisers: Iterable[User], regionals: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, people in (("adviser", advisers), ("regional", regionals)):
            self.fields[name].choices = [("", _("As it is")), *((str(person.pk), str(person)) for person in people)]

    @property
    def chosen(self) -> dict[str, Any]:
        """The arguments of `services.assign`."""
        return {name: self.cleaned_data[name] or None for name in ("adviser", "regional")}


class BulkForm(Form):
    """What is done to the plans that are ticked in the list."""

    deed = forms.ChoiceField(
        label=_("What do you want to do with them?"), widget=Radios, initial=bulk.REMIND,
        choices=(
            (bulk.REMIND, _("Remind of the report that is due next")), (bulk.APPROVE, _("Approve the report that was handed in")),
            (bulk.MOVE_DUE, _("Give the next report another date")), (bulk.ADVISER, _("Say who advises")),
        ),
    )  # fmt: skip
    due_on = day_field(label=_("The new date"), required=False)
    adviser = forms.ChoiceField(label=_("Who advises?"), required=False)

    def __init__(self, *args: Any, advisers: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["adviser"].choices = [("", "—"), *((str(person.pk), str(person)) for person in advisers)]
