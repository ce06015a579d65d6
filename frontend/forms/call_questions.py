"""One question of a form as its builder fills it in: words in every language of the call, limits as its kind has them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Form
from frontend.forms.texts import TextsField
from mentoring.calls.building import unused
from network.core.errors import DomainError, Invalid
from network.forms.building import LONGEST_HELP, LONGEST_LABEL
from network.forms.questions import LONGEST_TEXT, MOST_DIGITS, MOST_OPTIONS, MOST_PLACES, Kind

KINDS = {
    Kind.TEXT: _("A text"),
    Kind.NUMBER: _("A number"),
    Kind.CHOICE: _("A choice among answers"),
    Kind.TERMS: _("Terms from a list"),
    Kind.DATE: _("A date"),
    Kind.CONSENT: _("A consent"),
    Kind.FILE: _("Files"),
}
LISTS = {"country": _("Countries"), "language": _("Languages"), "need": _("Support needs"), "region": _("Regions"), "sector": _("Sectors")}
ROWS = 3  # empty rows for the answers of a new choice; one that is there has one for a further answer
FAR = 10**MOST_DIGITS


class QuestionForm(Form):
    """A question. Which fields there are depends on its kind; labels and help stand in every language of the call."""

    was = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(
        self, *args: Any, kind: str, languages: Sequence[str], question: Mapping[str, Any] | None = None, parts: Sequence[tuple] = (), **kwargs: Any
    ) -> None:
        self.kind, self.languages = kind, list(languages)
        self.old = question or {}
        kwargs.setdefault("initial", {}).update(self._begins())
        super().__init__(*args, **kwargs)
        self.fields["labels"] = TextsField(label=_("Question"), languages=self.languages, longest=LONGEST_LABEL)
        self.fields["help"] = TextsField(label=_("Help"), languages=self.languages, longest=LONGEST_HELP, rows=2, required=False)
        self._options()
        for name, field in self._limits().items():
            self.fields[name] = field
        if parts:
            self.fields["part"] = forms.ChoiceField(label=_("Asked in"), choices=[("", _("every part")), *parts], required=False)
        self.fields["required"] = forms.BooleanField(label=_("It needs an answer"), required=False)

    def _options(self) -> None:
        """Rows of answers to choose from: an old one keeps its key, so that answers given to it stay."""
        self.rows: list[str] = []
        if self.kind != Kind.CHOICE:
            return
        sent = [name.split("_")[1] for name in self.data if name.startswith("option_") and name.endswith("_key")] if self.is_bound else []
        count = min(len(set(sent)) if sent else len(self.old.get("options", [])) + (1 if self.old else ROWS), MOST_OPTIONS + ROWS)
        old = self.old.get("options", [])
        for place in range(count):
            given = old[place] if place < len(old) else {"key": "", "labels": {}}
            self.fields[f"option_{place}_key"] = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput, initial=given["key"])
            label = _("Answer %(number)d") % {"number": place + 1}
            self.fields[f"option_{place}"] = TextsField(label=label, languages=self.languages, longest=LONGEST_LABEL, required=False, initial=given["labels"])
            self.fields[f"option_{place}"].needed_later = place < 2
            self.rows.append(f"option_{place}")

    def _limits(self) -> dict[str, forms.Field]:
        number: dict[str, Any] = {"required": False, "min_value": -FAR, "max_value": FAR}
        if self.kind == Kind.TEXT:
            words = _("Characters at most")
            return {"longest": forms.IntegerField(label=words, min_value=1, max_value=LONGEST_TEXT, initial=self.old.get("longest", 2000))}
        if self.kind == Kind.NUMBER:
            places = forms.IntegerField(label=_("Decimals"), min_value=0, max_value=MOST_PLACES, initial=self.old.get("places", 0))
            return {"least": forms.IntegerField(label=_("At least"), **number), "most": forms.IntegerField(label=_("At most"), **number), "places": places}
        few: dict[str, Any] = {"required": False, "min_value": 1, "max_value": 60}
        if self.kind == Kind.CHOICE:
            return {"most": forms.IntegerField(label=_("How many can be chosen"), **few | {"required": True}, initial=self.old.get("most") or 1)}
        if self.kind == Kind.TERMS:
            vocabulary = forms.ChoiceField(label=_("Which list"), choices=list(LISTS.items()))
            return {"vocabulary": vocabulary, "most": forms.IntegerField(label=_("How many can be chosen"), **few)}
        if self.kind == Kind.DATE:
            day: dict[str, Any] = {"required": False, "widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
            return {"earliest": forms.DateField(label=_("Not before"), **day), "latest": forms.DateField(label=_("Not after"), **day)}
        if self.kind == Kind.FILE:
            return {"most": forms.IntegerField(label=_("Files at most"), min_value=1, max_value=10, initial=self.old.get("most") or 1)}
        return {}

    def _begins(self) -> dict[str, Any]:
        names = ("labels", "help", "least", "most", "vocabulary", "part", "required", "earliest", "latest")
        return {name: self.old[name] for name in names if self.old.get(name) is not None}

    def refuse(self, refusal: DomainError) -> None:
        """Crossed limits stand beside the upper one."""
        if isinstance(refusal, Invalid):
            names = {"limits": "most", "days": "latest", "options": next(iter(self.rows), "")}
            errors = {names[name] if names.get(name) in self.fields else name: said for name, said in refusal.errors.items()}
            refusal = Invalid(errors, code=refusal.code)
        super().refuse(refusal)

    @property
    def words(self) -> list[Any]:
        """The fields of the question's words."""
        return [self["labels"], self["help"]]

    @property
    def options(self) -> list[Any]:
        """The fields of a choice's answers."""
        return [self[name] for name in self.rows]

    @property
    def rest(self) -> list[Any]:
        """The fields of limits."""
        return [self[name] for name in self.fields if name not in ("labels", "help", "was") and not name.startswith("option_")]

    def said(self) -> dict[str, Any]:
        """The question as data. Texts in languages that the call has no more stay."""
        given = self.cleaned_data
        made: dict[str, Any] = {"kind": str(self.kind), "labels": self._texts("labels"), "required": bool(given.get("required"))}
        if helped := self._texts("help"):
            made["help"] = helped
        for name in ("longest", "least", "most", "places", "vocabulary", "part"):
            if given.get(name) not in (None, ""):
                made[name] = given[name]
        for name in ("earliest", "latest"):
            if given.get(name):
                made[name] = given[name].isoformat()
        if self.kind == Kind.CHOICE:
            made["options"] = self._chosen()
        return made

    def _texts(self, name: str) -> dict[str, str]:
        """One line in each language. Texts in languages that the call has no more stay."""
        kept = {code: text for code, text in self.old.get(name, {}).items() if code not in self.languages}
        return kept | {code: " ".join(text.split()) for code, text in self.cleaned_data.get(name, {}).items()}

    def _chosen(self) -> list[dict[str, Any]]:
        """The answers of a choice in order; one without words is offered no more."""
        old = {option["key"]: option["labels"] for option in self.old.get("options", [])}
        found: list[dict[str, Any]] = []
        taken = set(old)
        for name in self.rows:
            labels = {code: " ".join(text.split()) for code, text in self.cleaned_data.get(name, {}).items()}
            if not labels:
                continue
            key = self.cleaned_data.get(f"{name}_key", "")
            if key not in old or any(option["key"] == key for option in found):
                key = unused(next(iter(labels.values())), taken, "answer")
                taken.add(key)
            found.append({"key": key, "labels": {code: text for code, text in old.get(key, {}).items() if code not in self.languages} | labels})
        return found


class NewKindForm(Form):
    """Which kind of question comes next."""

    kind = forms.ChoiceField(label=_("What kind of answer?"), choices=list(KINDS.items()))
