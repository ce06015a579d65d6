"""One question of a form as its builder fills it in: words in every language of the call, limits as its kind has them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Form
from frontend.forms.calls import language_name
from mentoring.calls.building import unused
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
ROWS = 3  # empty rows for further answers of a choice
FAR = 10**MOST_DIGITS


class QuestionForm(Form):
    """A question. Which fields there are depends on its kind; labels and help stand in every language of the call."""

    was = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args: Any, kind: str, languages: Sequence[str], question: Mapping[str, Any] | None = None, parts: Sequence[tuple] = (), **kwargs: Any) -> None:
        self.kind, self.languages = kind, list(languages)
        self.old = question or {}
        kwargs.setdefault("initial", {}).update(self._begins())
        super().__init__(*args, **kwargs)
        for code in self.languages:
            words = {"language": language_name(code)}
            self._text(f"label_{code}", _("Question, %(language)s") % words, LONGEST_LABEL, code, needed=code == self.languages[0])
        for code in self.languages:
            words = {"language": language_name(code)}
            self._text(f"help_{code}", _("Help, %(language)s") % words, LONGEST_HELP, code, rows=2)
        self._options()
        for name, field in self._limits().items():
            self.fields[name] = field
        if parts:
            self.fields["part"] = forms.ChoiceField(label=_("Asked in"), choices=[("", _("every part")), *parts], required=False)
        self.fields["required"] = forms.BooleanField(label=_("It needs an answer"), required=False)

    def _text(self, name: str, label: Any, longest: int, code: str, *, needed: bool = False, rows: int = 0) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "lang": code}) if rows else forms.TextInput(attrs={"lang": code})
        self.fields[name] = forms.CharField(label=label, max_length=longest, required=needed, widget=widget)

    def _options(self) -> None:
        """Rows of answers to choose from: an old one keeps its key, so that answers given to it stay."""
        self.rows: list[dict[str, Any]] = []
        if self.kind != Kind.CHOICE:
            return
        sent = [name.split("_")[1] for name in self.data if name.startswith("option_") and name.endswith("_key")] if self.is_bound else []
        count = min(len(set(sent)) if sent else len(self.old.get("options", [])) + ROWS, MOST_OPTIONS + ROWS)
        old = self.old.get("options", [])
        for place in range(count):
            given = old[place] if place < len(old) else {"key": "", "labels": {}}
            self.fields[f"option_{place}_key"] = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput, initial=given["key"])
            for code in self.languages:
                label = _("Answer %(number)d, %(language)s") % {"number": place + 1, "language": language_name(code)}
                field = forms.CharField(label=label, max_length=LONGEST_LABEL, required=False, initial=given["labels"].get(code, ""))
                field.widget.attrs["lang"] = code
                self.fields[f"option_{place}_{code}"] = field
            self.rows.append({"number": place + 1, "names": [f"option_{place}_{code}" for code in self.languages]})

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
        labels, helps = self.old.get("labels", {}), self.old.get("help", {})
        plain = {name: self.old[name] for name in ("least", "most", "vocabulary", "part", "required", "earliest", "latest") if self.old.get(name) is not None}
        return plain | {f"label_{code}": text for code, text in labels.items()} | {f"help_{code}": text for code, text in helps.items()}

    @property
    def option_rows(self) -> list[dict[str, Any]]:
        """The rows of a choice with their fields."""
        return [{"number": row["number"], "fields": [self[name] for name in row["names"]]} for row in self.rows]

    @property
    def words(self) -> list[Any]:
        """The fields of the question's words."""
        return [self[name] for name in self.fields if name.startswith(("label_", "help_"))]

    @property
    def rest(self) -> list[Any]:
        """The fields of limits."""
        return [self[name] for name in self.fields if not name.startswith(("label_", "help_", "option_", "was"))]

    def said(self) -> dict[str, Any]:
        """The question as data. Texts in languages that the call has no more stay."""
        given = self.cleaned_data
        made: dict[str, Any] = {"kind": str(self.kind), "labels": self._texts("label", "labels"), "required": bool(given.get("required"))}
        if helped := self._texts("help", "help"):
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

    def _texts(self, prefix: str, old: str) -> dict[str, str]:
        kept = {code: text for code, text in self.old.get(old, {}).items() if code not in self.languages}
        given = {code: " ".join(self.cleaned_data.get(f"{prefix}_{code}", "").split()) for code in self.languages}
        return kept | {code: text for code, text in given.items() if text}

    def _chosen(self) -> list[dict[str, Any]]:
        old = {option["key"]: option["labels"] for option in self.old.get("options", [])}
        found: list[dict[str, Any]] = []
        taken = set(old)
        for place in range(len(self.rows)):
            texts = {code: " ".join(self.cleaned_data.get(f"option_{place}_{code}", "").split()) for code in self.languages}
            labels = {code: text for code, text in texts.items() if text}
            if not labels:
                continue
            key = self.cleaned_data.get(f"option_{place}_key", "")
            if key not in old:
                key = unused(next(iter(labels.values())), taken, "answer")
                taken.add(key)
            found.append({"key": key, "labels": {code: text for code, text in old.get(key, {}).items() if code not in self.languages} | labels})
        return found


class NewKindForm(Form):
    """Which kind of question comes next."""

    kind = forms.ChoiceField(label=_("What kind of answer?"), choices=list(KINDS.items()))
