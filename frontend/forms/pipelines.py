"""The stages of a call and the ways between them, edited as one form: nothing is saved before all of it holds together."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Form
from frontend.forms.fields import ChecksField
from frontend.navigation import own_name
from mentoring.calls.guards import all_guards
from mentoring.calls.models import Role, Stage
from mentoring.calls.pipeline import LONGEST_LABEL, MOST_STAGES, MOST_WAYS, Pipeline, Way
from mentoring.calls.pipeline import Stage as StageData
from network.vocabulary.labels import label_of

PLACES = "stages", "ways"
NEW_STAGE: dict[str, Any] = {"seen_by": [Role.COORDINATOR.value]}


class RowForm(Form):
    """One stage or one way; a row that nobody filled in counts for nothing."""

    said: tuple[tuple[str, Any], ...] = ()  # labels in each language: name, words
    name = source_name = target_name = ""  # as they are called now
    standing = 0  # applications in the stage

    def __init__(self, *args: Any, languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, empty_permitted=True, use_required_attribute=False, **kwargs)
        self.languages = languages
        for name, words in self.said:
            for code in languages:
                self.fields[f"{name}_{code}"] = forms.CharField(label=f"{words} ({own_name(code)})", required=False, max_length=LONGEST_LABEL)
        names = [name for name in self.fields if name not in self.base_fields]
        self.order_fields([*names, *(name for name in self.base_fields if name != "gone"), "gone"])  # what it is called first, taking it out last

    @property
    def opens(self) -> bool:
        """Whether a field of it is to be mended, or to be filled in; what is wrong with the row as a whole is said on its fold."""
        return any(name != NON_FIELD_ERRORS for name in self.errors) or not self[next(iter(self.base_fields))].value()

    @property
    def counts(self) -> bool:
        """Whether it is filled in, and not to go."""
        return self.has_changed() and bool(self.cleaned_data) and not self.cleaned_data.get("gone")

    def labels(self, name: str, before: Mapping[str, str]) -> dict[str, str]:
        """What was written, over what stands in languages that this form does not show."""
        kept = {code: text for code, text in before.items() if code not in self.languages}
        return kept | {code: text for code in self.languages if (text := self.cleaned_data[f"{name}_{code}"])}


class StageForm(RowForm):
    """A stage."""

    said = (("staff", _("Staff call it")), ("applicant", _("Applicants call it")), ("future", _("Before they are there")))
    key = forms.SlugField(label=_("Key"), max_length=40)
    position = forms.IntegerField(label=_("Place in the order"), min_value=1, max_value=999, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", "–"), *Stage.Kind.choices])
    part = forms.SlugField(label=_("Part of the form that is answered here"), max_length=40, required=False)
    seen_by = ChecksField(label=_("Who sees applications here"), choices=Role.choices, required=False)
    edited_by = ChecksField(label=_("Who edits applications here"), choices=Role.choices, required=False)
    gone = forms.BooleanField(label=_("Remove this stage, and its ways"), required=False)

    def built(self, before: StageData | None) -> StageData:
        """The stage as it was filled in."""
        given = self.cleaned_data
        staff, applicant, future = (self.labels(name, getattr(before, name, {})) for name, _words in self.said)
        return StageData(given["key"], given["kind"], staff, applicant, future, frozenset(given["seen_by"]), frozenset(given["edited_by"]), given["part"])


class WayForm(RowForm):
    """A way between two stages."""

    said = (("label", _("The button says")),)
    verb = forms.SlugField(label=_("Key"), max_length=40)
    source = forms.CharField(label=_("From which stage"), max_length=40, widget=forms.Select)
    target = forms.CharField(label=_("To which stage"), max_length=40, widget=forms.Select)
    takers = ChecksField(label=_("Who may take it"), choices=Role.choices, required=False)
    requires = ChecksField(label=_("It requires that"), choices=lambda: [(key, guard.label) for key, guard in all_guards().items()], required=False)
    is_decision = forms.BooleanField(label=_("It is a decision: held until decisions are released together"), required=False)
    gone = forms.BooleanField(label=_("Remove this way"), required=False)

    def __init__(self, *args: Any, stages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("source", "target"):
            self.fields[name].widget.choices = [("", "–"), *stages]

    def built(self, before: Way | None) -> Way:
        """The way as it was filled in."""
        given, labels = self.cleaned_data, self.labels("label", before.labels if before else {})
        return Way(given["verb"], given["source"], given["target"], labels, frozenset(given["takers"]), tuple(given["requires"]), given["is_decision"])


class PipelineForm:
    """All rows. `status` and `errors` as a form has them; problems of the pipeline stand with the row that they are about."""

    def __init__(self, current: Pipeline, version: str, languages: list[str], data: QueryDict | None = None) -> None:
        self.current, self.data, self.is_bound = current, data, data is not None
        self.version = data.get("seen", "")[:40] if data is not None else version
        counts = {"stages": len(current.stages), "ways": len(current.ways)}
        if data is not None:
            counts = {"stages": _count(data, "stages", MOST_STAGES), "ways": _count(data, "ways", MOST_WAYS)}
        self.stages = [StageForm(data, prefix=f"s{at}", languages=languages, initial=self._stands(at)) for at in range(counts["stages"])]
        names = self._names()
        self.ways = [
            WayForm(data, prefix=f"w{at}", languages=languages, stages=names, initial=None if self.is_bound else _initial(current.ways[at], at))
            for at in range(counts["ways"])
        ]
        self.top = Form({})
        self.top.is_valid()
        self.built: dict[str, list[RowForm]] = {"stages": [], "ways": []}

    def _stands(self, at: int) -> dict[str, Any] | None:
        """What a row of the stages shows at first; of a new one that coordinators see what comes there, or nobody could move it on."""
        if at >= len(self.current.stages):
            return NEW_STAGE
        return None if self.is_bound else _initial(self.current.stages[at], at)

    def describe(self, standing: Mapping[str, int]) -> None:
        """Say beside each row what it is called now, and how many applications stand in a stage."""
        names = dict(self._names())
        labels = {(way.source, way.verb): label_of(dict(way.labels)) for way in self.current.ways}
        for row in self.stages:
            key = str(row["key"].value() or "")
            row.name, row.standing = names.get(key, "") or key, standing.get(key, 0)
        for row in self.ways:
            source, target, verb = (str(row[name].value() or "") for name in ("source", "target", "verb"))
            row.name, row.source_name, row.target_name = labels.get((source, verb), "") or verb, names.get(source, source), names.get(target, target)

    @property
    def status(self) -> int:
        """Of the page that shows it again."""
        wrong = self.is_bound and any(row.errors for row in (*self.stages, *self.ways))
        return self.top.status if self.top.status != 200 else 400 if wrong else 200

    def is_valid(self) -> bool:
        """Whether every row can be read; whether they hold together is for the pipeline to say."""
        return all(row.is_valid() for row in (*self.stages, *self.ways))

    def pipeline(self) -> Pipeline:
        """What was filled in, stages in their order. Ways at a stage that is removed go with it."""
        stages = sorted((row for row in self.stages if row.counts), key=lambda row: row.cleaned_data["position"] or 999)
        removed = {row.cleaned_data["key"] for row in self.stages if row.cleaned_data.get("gone")} - {row.cleaned_data["key"] for row in stages}
        ways = [row for row in self.ways if row.counts and not {row.cleaned_data["source"], row.cleaned_data["target"]} & removed]
        self.built = {"stages": list(stages), "ways": list(ways)}
        before = {(way.source, way.verb): way for way in self.current.ways}
        return Pipeline(
            tuple(row.built(self.current.stage(row.cleaned_data["key"])) for row in stages),
            tuple(row.built(before.get((row.cleaned_data["source"], row.cleaned_data["verb"]))) for row in ways),
        )

    def tell(self, problems: Mapping[str, list[str]], status: int) -> None:
        """Put each sentence with the row that it is about, else on top."""
        for place, sentences in problems.items():
            kind, _dot, at = place.partition(".")
            row: Form = self.built[kind][int(at)] if kind in PLACES and at.isdigit() and int(at) < len(self.built[kind]) else self.top
            for sentence in sentences:
                row.add_error(None, sentence)
        self.top._status = status

    def wrong(self) -> Iterator[tuple[str, RowForm]]:
        """Rows with something wrong, for the list on top."""
        for row in (*self.stages, *self.ways):
            if self.is_bound and row.errors:
                yield row.prefix or "", row

    def _names(self) -> list[tuple[str, str]]:
        """Keys and names of the stages as they stand in the form."""
        found = []
        for row in self.stages:
            key = str(row["key"].value() or "")
            stage = self.current.stage(key)
            if key:
                found.append((key, label_of(dict(stage.staff)) if stage else key))
        return found


def more(data: QueryDict, name: str) -> QueryDict:
    """What was sent, with room for one more stage or way."""
    most = {"stages": MOST_STAGES, "ways": MOST_WAYS}[name]
    copy = data.copy()
    before = _count(data, name, most)
    copy[name] = str(min(before + 1, most))
    if name == "stages" and before < most:
        copy.setlist(f"s{before}-seen_by", NEW_STAGE["seen_by"])
    return copy


def _count(data: QueryDict, name: str, most: int) -> int:
    text = data.get(name, "")
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 5 else 0


def _initial(row: StageData | Way, at: int) -> dict[str, Any]:
    if isinstance(row, StageData):
        plain = {"key": row.key, "kind": row.kind, "part": row.part, "position": at + 1, "seen_by": sorted(row.seen_by), "edited_by": sorted(row.edited_by)}
        said = {"staff": row.staff, "applicant": row.applicant, "future": row.future}
    else:
        plain = {"verb": row.verb, "source": row.source, "target": row.target, "takers": sorted(row.takers), "requires": list(row.requires)}
        plain["is_decision"] = row.is_decision
        said = {"label": row.labels}
    return plain | {f"{name}_{code}": text for name, labels in said.items() for code, text in labels.items()}
