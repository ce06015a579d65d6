"""The editor of what a programme's plans ask: the words of each question, whether it is needed, taking one out, adding one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frontend.forms.base import Form
from frontend.navigation import own_name
from network.core.errors import DomainError
from network.forms.building import LONGEST_LABEL
from network.forms.questions import MOST_OPTIONS, VOCABULARIES, Kind
from network.vocabulary.labels import label_of

LANGUAGES = ("en", "fi", "sv", "nb")
PARTS = ("report", "baseline")
NEW = "new"
TERMS = {"country": gettext_lazy("Countries"), "language": gettext_lazy("Languages"), "need": gettext_lazy("Support needs")}
TERMS |= {"region": gettext_lazy("Regions"), "sector": gettext_lazy("Sectors")}
KINDS = (
    ("", "—"), (Kind.TEXT, gettext_lazy("A text")), (Kind.NUMBER, gettext_lazy("A number")), (Kind.CHOICE, gettext_lazy("One of several answers")),
    (Kind.TERMS, gettext_lazy("Terms of a list")), (Kind.DATE, gettext_lazy("A date")), (Kind.CONSENT, gettext_lazy("A consent")),
)  # fmt: skip


@dataclass(frozen=True)
class Group:
    """The fields of one question, folded; open where something is wrong or was changed."""

    legend: str
    fields: Sequence[BoundField]
    words: str = ""
    is_open: bool = False


class QuestionsForm(Form):
    """Both parts of a version, as fields; `part(name)` gives the questions as data. `number` is the version it was made from."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)
    with_drafts = forms.BooleanField(
        label=gettext_lazy("Reports that are being written now get the new questions too"), required=False,
        help_text=gettext_lazy("Otherwise they keep the questions that they were begun with. Nothing that was answered is lost either way."),
    )  # fmt: skip

    def __init__(self, *args: Any, standing: dict[str, list[dict[str, Any]]], number: int, **kwargs: Any) -> None:
        self.standing = standing
        super().__init__(*args, initial={"number": number}, **kwargs)
        for part in PARTS:
            for at, question in enumerate(standing[part]):
                self._words(f"{part}-{at}", question["labels"], needed=question.get("required", False))
                self.fields[f"{part}-{at}-gone"] = forms.BooleanField(label=_("Take this question out"), required=False)
            self._new(part)

    def groups(self, part: str) -> Iterator[Group]:
        """The fields by question, the new one last."""
        for at, question in enumerate(self.standing[part]):
            yield self._group(f"{part}-{at}-", f"{at + 1}. {KIND_WORDS[question['kind']]}", label_of(question["labels"]))
        yield self._group(f"{part}-{NEW}-", _("A new question"))

    def _group(self, prefix: str, legend: str, words: str = "") -> Group:
        names = [name for name in self.fields if name.startswith(prefix)]
        is_open = self.is_bound and any(name in self.errors or name in self.changed_data for name in names)
        return Group(legend, [self[name] for name in names], words, is_open)

    @property
    def report_groups(self) -> Iterator[Group]:
        """Of the report."""
        return self.groups("report")

    @property
    def baseline_groups(self) -> Iterator[Group]:
        """Of the baseline."""
        return self.groups("baseline")

    def part(self, part: str) -> list[dict[str, Any]]:
        """The questions as data."""
        kept = [
            question | {"labels": self._labels(f"{part}-{at}", question["labels"]), "required": self.cleaned_data[f"{part}-{at}-needed"]}
            for at, question in enumerate(self.standing[part])
            if not self.cleaned_data[f"{part}-{at}-gone"]
        ]
        return [*kept, *self._added(part)]

    def refuse(self, refusal: DomainError) -> None:
        """A fault of the form built (`report.2.labels`) stands beside the question's first field."""
        if errors := getattr(refusal, "errors", None):
            refusal.errors = {self._named(name): words for name, words in errors.items()}
        super().refuse(refusal)

    def clean(self) -> dict[str, Any]:
        for part in PARTS:
            if self.cleaned_data.get(f"{part}-{NEW}-kind") and not any(self.cleaned_data.get(f"{part}-{NEW}-{code}") for code in LANGUAGES):
                self.add_error(f"{part}-{NEW}-en", _("Write the question in at least one of the languages."))
            if not self.cleaned_data.get(f"{part}-{NEW}-kind") and any(self.cleaned_data.get(f"{part}-{NEW}-{code}") for code in LANGUAGES):
                self.add_error(f"{part}-{NEW}-kind", _("Choose what kind of answer you ask for."))
        return self.cleaned_data

    def _words(self, prefix: str, labels: dict[str, str], *, needed: bool) -> None:
        for code in LANGUAGES:
            self.fields[f"{prefix}-{code}"] = forms.CharField(
                label=_("The question, %(language)s") % {"language": own_name(code)}, max_length=LONGEST_LABEL, required=False,
                initial=labels.get(code, ""), widget=forms.TextInput(attrs={"lang": code}),
            )  # fmt: skip
        self.fields[f"{prefix}-needed"] = forms.BooleanField(label=_("It needs an answer"), required=False, initial=needed)

    def _new(self, part: str) -> None:
        prefix = f"{part}-{NEW}"
        self.fields[f"{prefix}-kind"] = forms.ChoiceField(label=_("What kind of answer?"), choices=KINDS, required=False)
        self._words(prefix, {}, needed=False)
        self.fields[f"{prefix}-options"] = forms.CharField(
            label=_("The answers to choose from, one on a line"), required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 4}),
            help_text=_("Several languages on one line: English | suomi | svenska | norsk bokmål"),
        )  # fmt: skip
        terms = [("", "—"), *((code, TERMS[code]) for code in VOCABULARIES)]
        self.fields[f"{prefix}-vocabulary"] = forms.ChoiceField(label=_("Which list of terms?"), choices=terms, required=False)

    def _labels(self, prefix: str, before: dict[str, str]) -> dict[str, str]:
        words = {code: self.cleaned_data[f"{prefix}-{code}"] for code in LANGUAGES}
        others = {code: text for code, text in before.items() if code not in LANGUAGES}
        return {code: text for code, text in (words | others).items() if text}

    def _added(self, part: str) -> list[dict[str, Any]]:
        prefix, data = f"{part}-{NEW}", self.cleaned_data
        if not (kind := data[f"{prefix}-kind"]):
            return []
        made: dict[str, Any] = {"key": f"q-{uuid4().hex[:8]}", "kind": str(kind), "labels": self._labels(prefix, {}), "required": data[f"{prefix}-needed"]}
        if kind == Kind.CHOICE:
            made["options"] = [_option(at, line) for at, line in enumerate(_lines(data[f"{prefix}-options"]))]
        if kind == Kind.TERMS:
            made["vocabulary"] = data[f"{prefix}-vocabulary"]
        return [made]

    def _named(self, name: str) -> str:
        part, _dot, rest = name.partition(".")
        place = rest.partition(".")[0]
        kept = [at for at in range(len(self.standing.get(part, ()))) if not self.cleaned_data.get(f"{part}-{at}-gone")]
        if not place.isdecimal() or part not in PARTS:
            return name
        if int(place) < len(kept):
            return f"{part}-{kept[int(place)]}-en"
        field = {"options": "options", "vocabulary": "vocabulary", "kind": "kind"}.get(rest.rpartition(".")[2], "en")
        return f"{part}-{NEW}-{field}"


KIND_WORDS = {str(kind): words for kind, words in KINDS if kind}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()][: MOST_OPTIONS + 1]


def _option(at: int, line: str) -> dict[str, Any]:
    parts = [part.strip()[:LONGEST_LABEL] for part in line.split("|")]
    return {"key": f"o{at + 1}", "labels": {code: part for code, part in zip(LANGUAGES, parts, strict=False) if part}}
