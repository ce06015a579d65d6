"""One text in several languages: a control for each language, a mapping of those that were written."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from frontend.forms.text import refuse_controls, tidy
from network.vocabulary.languages import language_name


class Texts(forms.Widget):
    """A line, or a box of `rows`, for each language."""

    template_name = "components/widgets/texts.html"
    use_fieldset = True

    def __init__(self, languages: Iterable[str], *, rows: int = 1, longest: int = 200) -> None:
        super().__init__()
        self.languages, self.rows, self.longest = tuple(languages), rows, longest

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        return {code: data.get(f"{name}_{code}", "") for code in self.languages}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(f"{name}_{code}" in data for code in self.languages)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        given, is_wrong = value or {}, "aria-invalid" in context["widget"]["attrs"]
        context["rows"] = [
            {"code": code, "label": language_name(code), "id": f"id_{name}_{code}", "name": f"{name}_{code}", "text": (text := given.get(code, ""))}
            | {"faults": self.faults(text) if is_wrong else []}
            for code in self.languages
        ]
        return context | {"lines": self.rows, "longest": self.longest}

    def faults(self, text: str) -> list[str]:
        """Why a text cannot be kept."""
        found: list[str] = []
        for check in (refuse_controls, MaxLengthValidator(self.longest)):
            try:
                check(tidy(text).strip())
            except ValidationError as fault:
                found += fault.messages
        return found

    def id_for_label(self, id_: str, index: Any = None) -> str:
        return f"{id_}_{self.languages[0]}" if id_ and self.languages else id_


class TextsField(forms.Field):
    """A text in several languages: cleans to `{code: text}` of those that were written. With `needs_all`, in each of them."""

    default_error_messages = {"all": _("Write it in every language.")}

    def __init__(self, *, languages: Iterable[str], longest: int = 200, rows: int = 1, needs_all: bool = False, **kwargs: Any) -> None:
        self.languages, self.longest, self.needs_all = tuple(languages), longest, needs_all
        super().__init__(widget=Texts(self.languages, rows=rows, longest=longest), **kwargs)

    def clean(self, value: Any) -> dict[str, str]:
        given = {code: tidy(text).strip() for code, text in (value or {}).items() if code in self.languages and tidy(text).strip()}
        if self.required and not given:
            raise ValidationError(self.error_messages["required"], code="required")
        if self.needs_all and given and len(given) < len(self.languages):
            raise ValidationError(self.error_messages["all"], code="all")
        if faults := dict.fromkeys(fault for text in given.values() for fault in self.widget.faults(text)):
            raise ValidationError(list(faults))
        return given
