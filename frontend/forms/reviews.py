"""Forms of reviewing: points and comments of a reviewer, and what coordinators arrange."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Form
from frontend.forms.fields import ChecksField, LocalDateTimeField
from frontend.forms.standing import StandingForm
from frontend.forms.texts import TextsField
from frontend.forms.widgets import Radios
from mentoring.calls.models import Call, StageTransition
from mentoring.reviews.arranging import CRITERION, PHASE, SETTINGS
from mentoring.reviews.models import LONGEST_COMMENT, Criterion, Review, ReviewPhase, ReviewSettings
from network.accounts.models import User
from network.core.seen import mark_of
from network.vocabulary.labels import label_of

POINTS = "points."
FEW = 11  # as many steps are seen at once; a longer scale is typed


class ReviewForm(StandingForm):
    """Points for each criterion, then both comments. A draft may leave points out."""

    for_staff = forms.CharField(
        label=_("For the incubator’s staff"), widget=forms.Textarea(attrs={"rows": 4}), max_length=LONGEST_COMMENT, required=False,
        help_text=_("The applicant never sees this."),
    )  # fmt: skip
    for_applicant = forms.CharField(
        label=_("For the applicant"), widget=forms.Textarea(attrs={"rows": 4}), max_length=LONGEST_COMMENT, required=False,
        help_text=_("The coordinators may pass this on with the decision, without your name."),
    )  # fmt: skip
    MARK = "version"
    was = None
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=10**9)  # 0, or nothing: no review was there

    def __init__(self, *args: Any, criteria: Iterable[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        comments = dict(self.fields)
        self.fields.clear()
        for criterion in criteria:
            self.fields[f"{POINTS}{criterion.key}"] = _points(criterion)
        self.fields.update(comments)

    @staticmethod
    def of(review: Review | None) -> dict[str, Any]:
        """What the form begins with."""
        if review is None:
            return {"version": 0}
        points = {f"{POINTS}{score.criterion.key}": score.points for score in review.scores.all()}
        return points | {"for_staff": review.for_staff, "for_applicant": review.for_applicant, "version": review.version}

    def given(self) -> dict[str, Any]:
        """The arguments of `reviewing.save`."""
        points = {name.removeprefix(POINTS): value for name, value in self.cleaned_data.items() if name.startswith(POINTS)}
        kept = {key: int(value) if value not in (None, "") else None for key, value in points.items()}
        words = {name: self.cleaned_data[name] for name in ("for_staff", "for_applicant")}
        version = (self.cleaned_data["version"] or 0) if "version" in self.data else None  # empty: the page showed that there was no review
        return {"points": kept, "version": version} | words


def _points(criterion: Criterion) -> forms.Field:
    scale = range(criterion.least, criterion.most + 1)
    label, hint = label_of(criterion.labels), label_of(criterion.help)
    if len(scale) <= FEW:
        field: forms.Field = forms.TypedChoiceField(choices=[(step, str(step)) for step in scale], coerce=int, empty_value=None, widget=Radios, required=False)
    else:
        field = forms.IntegerField(min_value=criterion.least, max_value=criterion.most, required=False)
    field.label, field.help_text = label, hint
    field.needed_later = criterion.is_required
    return field


class ConflictForm(Form):
    """That one has to do with an applicant."""

    reason = forms.CharField(
        label=_("What you have to do with it"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000, required=False,
        help_text=_("Only the coordinators read this."),
    )  # fmt: skip


class ReviewSettingsForm(StandingForm):
    """How many reads, and what ranks."""

    reads = forms.IntegerField(label=_("Reviews each application needs"), min_value=1, max_value=20)
    middle = forms.ChoiceField(
        label=_("Applications are ranked by"), choices=ReviewSettings.Middle.choices, widget=Radios,
        help_text=_("One very hard or very kind reviewer moves the mean, and hardly the median."),
    )  # fmt: skip

    @staticmethod
    def of(kept: ReviewSettings) -> dict[str, Any]:
        """What the form begins with."""
        return {name: getattr(kept, name) for name in SETTINGS} | {"was": mark_of(kept, SETTINGS)}


class CriterionForm(StandingForm):
    """A criterion in the call's languages."""

    key = forms.SlugField(
        label=_("Short name"), max_length=40, help_text=_("Small letters and hyphens; it stands in exports and cannot be changed later."),
        error_messages={"invalid": _("A short name has only the letters a to z, digits, hyphens and underscores.")},
    )  # fmt: skip
    weight = forms.DecimalField(label=_("Weight"), min_value=0.1, max_value=100, max_digits=4, decimal_places=1, initial=1)
    least = forms.IntegerField(label=_("Fewest points"), min_value=0, max_value=99, initial=0)
    most = forms.IntegerField(label=_("Most points"), min_value=1, max_value=100, initial=5)
    is_required = forms.BooleanField(label=_("Everyone has to give points for it"), required=False, initial=True)
    is_independent = forms.BooleanField(label=_("Shown beside the total, and not counted in it"), required=False)

    def __init__(self, *args: Any, call: Call, criterion: Criterion | None = None, **kwargs: Any) -> None:
        if criterion is not None:
            kwargs.setdefault("initial", {name: getattr(criterion, name) for name in CRITERION} | {"was": mark_of(criterion, CRITERION)})
        super().__init__(*args, **kwargs)
        languages = call.languages or ["en"]
        self.fields["labels"] = TextsField(label=_("What points are given for"), languages=languages, longest=300)
        self.fields["help"] = TextsField(label=_("What few and what many points mean"), languages=languages, longest=1000, rows=2, required=False)
        self.order_fields(["labels", "help"])
        del self.fields["key" if criterion is not None else "was"]


class PhaseForm(StandingForm):
    """A review phase, typed on the coordinator's own clock."""

    starts_at = LocalDateTimeField(label=_("Begins"))
    ends_at = LocalDateTimeField(label=_("Ends"))
    can_review = forms.BooleanField(label=_("Reviews can be written"), required=False, initial=True)
    reads = forms.ChoiceField(label=_("What reviewers read"), choices=ReviewPhase.Reads.choices, widget=Radios, initial=ReviewPhase.Reads.ASSIGNED)
    sees_others = forms.ChoiceField(
        label=_("They read other reviewers’ reviews"), choices=ReviewPhase.Others.choices, widget=Radios, initial=ReviewPhase.Others.NEVER
    )
    names_reviewers = forms.BooleanField(label=_("They see each other’s names"), required=False)

    def __init__(self, *args: Any, call: Call, phase: ReviewPhase | None = None, **kwargs: Any) -> None:
        if phase is not None:
            kwargs.setdefault("initial", {name: getattr(phase, name) for name in PHASE} | {"was": mark_of(phase, PHASE)})
        super().__init__(*args, **kwargs)
        self.fields["names"] = TextsField(label=_("Name of the phase"), languages=call.languages or ["en"], longest=100, required=False)
        self.order_fields(["names"])


class ReviewerForm(Form):
    """Somebody to ask."""

    person = forms.ChoiceField(label=_("Person"))
    most = forms.IntegerField(label=_("Applications at most"), min_value=1, max_value=500, required=False)

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "—"), *((str(person.pk), str(person)) for person in people)]


class DecideForm(Form):
    """One way for the chosen applications."""

    applications = ChecksField(label=_("Applications"))
    verb = forms.ChoiceField(label=_("What becomes of them"))
    words = forms.CharField(
        label=_("Words to the applicants"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000, required=False,
        help_text=_("They stand in the letter, the same for all that are chosen. You read every letter before it leaves."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason, for the staff"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000, required=False)

    def __init__(self, *args: Any, applications: Iterable[tuple[str, str]], ways: Iterable[StageTransition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["applications"].choices = list(applications)
        self.fields["verb"].choices = [(verb, label) for verb, label in {way.verb: label_of(way.labels) or way.verb for way in ways}.items()]

    @property
    def ticked(self) -> list[str]:
        """The applications chosen so far."""
        return [str(key) for key in self["applications"].value() or []]


class AssignForm(Form):
    """An application for a reviewer, by hand."""

    reviewer = forms.ChoiceField(label=_("Reviewer"))

    def __init__(self, *args: Any, reviewers: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewer"].choices = [("", "—"), *reviewers]
