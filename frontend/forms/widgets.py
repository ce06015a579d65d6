"""The controls behind `frontend/forms/fields.py`: names that end in a number or a code, no script needed."""

import datetime as dt
from typing import Any

from django import forms

from frontend import times


class Checks(forms.CheckboxSelectMultiple):
    """Boxes in a grid that grows with its words."""

    template_name = "components/widgets/checks.html"


class Radios(forms.RadioSelect):
    """One of a few, all seen at once."""

    template_name = "components/widgets/checks.html"


class OrderedChoice(forms.Select):
    """One list per place, the first most important; a script adds buttons to move them."""

    template_name = "components/widgets/ordered.html"
    use_fieldset = True
    allow_multiple_selected = False

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = (), *, places: int = 5) -> None:
        super().__init__(attrs, choices)
        self.places = places

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        if any(f"{name}_{place}" in data for place in range(1, self.places + 1)):
            return [data.get(f"{name}_{place}", "") for place in range(1, self.places + 1)]
        return data.getlist(name) if hasattr(data, "getlist") else list(data.get(name, []))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not self.value_from_datadict(data, files, name)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        chosen = [str(item) for item in value or []]
        chosen += [""] * (self.places - len(chosen))
        base = {key: text for key, text in (attrs or {}).items() if key not in {"id", "required"}}
        rows = []
        for place in range(1, self.places + 1):
            one = forms.Select(attrs={**base, "id": f"id_{name}_{place}"}, choices=[("", "—"), *self.choices])
            rows.append({"place": place, "select": one.render(f"{name}_{place}", chosen[place - 1]), "id": f"id_{name}_{place}"})
        context = super().get_context(name, None, attrs)
        context["rows"] = rows
        return context

    def id_for_label(self, id_: str, index: Any = None) -> str:
        return f"{id_}_1" if id_ else ""


class Levels(forms.Widget):
    """A row per language with its level."""

    template_name = "components/widgets/levels.html"
    use_fieldset = True
    languages: list[tuple[Any, Any]] = []
    levels: list[tuple[Any, Any]] = []
    usual = frozenset({"fi", "sv", "nb", "en", "se"})  # seen at once; others open with one click

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        return {str(code): data.get(f"{name}_{code}", "") for code, _label in self.languages}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(f"{name}_{code}" in data for code, _label in self.languages)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        given = value or {}
        rows = [
            {
                "code": str(code),
                "given": bool(given.get(str(code))),
                "label": label,
                "id": f"id_{name}_{code}",
                "select": forms.Select(attrs={"id": f"id_{name}_{code}"}, choices=[("", "—"), *self.levels]).render(f"{name}_{code}", given.get(str(code), "")),
            }
            for code, label in self.languages
        ]
        context["languages"] = any(row["code"] in self.usual for row in rows)
        context["rows"] = [row for row in rows if row["code"] in self.usual or row["given"]]
        context["others"] = [row for row in rows if row not in context["rows"]]
        return context

    def id_for_label(self, id_: str, index: Any = None) -> str:
        return f"{id_}_{self.languages[0][0]}" if id_ and self.languages else id_


class WeekHours(forms.Widget):
    """From and until for each weekday; an empty row is a free day."""

    template_name = "components/widgets/hours.html"
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[int, tuple[str, str]]:
        return {day: (data.get(f"{name}_{day}_from", ""), data.get(f"{name}_{day}_until", "")) for day in range(7)}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(f"{name}_{day}_from" in data for day in range(7))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        given = value if isinstance(value, dict) else {day: (start, end) for day, start, end in value or []}
        names = times.reader_locale().days["stand-alone"]["wide"]
        context["rows"] = [
            {"day": day, "label": names[day], "from": _clock(given.get(day, ("", ""))[0]), "until": _clock(given.get(day, ("", ""))[1])} for day in range(7)
        ]
        return context

    def id_for_label(self, id_: str, index: Any = None) -> str:
        return f"{id_}_0_from" if id_ else ""


def _clock(value: Any) -> str:
    return value.strftime("%H:%M") if isinstance(value, dt.time) else str(value or "")
