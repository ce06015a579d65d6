"""The form every page uses: what is wrong stands beside its field, and nothing that was typed is lost."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.validators import MaxLengthValidator
from django.forms.utils import ErrorList

from frontend.forms.renderer import Renderer
from frontend.forms.text import refuse_controls, tidy
from network.core.errors import DomainError

LINE, TEXT = 200, 5000  # longest texts where a form names no length of its own


class Errors(ErrorList):
    """The list of what is wrong with one field; the field's `aria-describedby` points to it."""

    template_name = "components/errors.html"


class Form(forms.Form):
    """A form that can run a service and tell what the service refused.

    `status` is the HTTP status of a page that shows the form again: 200 unbound, 400 for wrong input, else the refusal's.
    `result` is what the service returned.
    """

    default_renderer = Renderer
    result: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("error_class", Errors)
        super().__init__(*args, **kwargs)
        self._status = 0
        self._bound_texts()

    def full_clean(self) -> None:
        self._bound_texts()  # again: a form may add fields after its start
        super().full_clean()

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """What stands in the field at first; a round number without its empty decimals."""
        value = super().get_initial_for_field(field, field_name)
        return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else value

    def _bound_texts(self) -> None:
        for field in self.fields.values():
            if isinstance(field, forms.CharField) and not isinstance(field, forms.UUIDField):
                bound_text(field)
            if isinstance(field.widget, forms.DateInput) and field.widget.input_type == "date":
                field.widget.format = "%Y-%m-%d"  # browsers take nothing else, whatever the language writes

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        for name, value in self.cleaned_data.items():
            if isinstance(value, str):
                self.cleaned_data[name] = tidy(value)

    def perform(self, service: Callable[..., Any], /, **kwargs: Any) -> bool:
        """Run `service(**kwargs)`. True when it went through; else its reason stands in the form and `status` is set."""
        try:
            self.result = service(**kwargs)
        except DomainError as refusal:
            self.refuse(refusal)
            return False
        return True

    def refuse(self, refusal: DomainError) -> None:
        """Show a refusal beside the fields that it names, else on top."""
        self._status = refusal.status
        fields: dict[str, Any] = getattr(refusal, "errors", None) or {}
        for name, messages in fields.items():
            for message in [messages] if isinstance(messages, str) else messages:
                self.add_error(name if name in self.fields else None, str(message))
        if not fields:
            self.add_error(None, str(refusal.message))

    @property
    def status(self) -> int:
        """The HTTP status of the page that shows this form."""
        return self._status or (400 if self.is_bound and self.errors else 200)

    @property
    def has_field_errors(self) -> bool:
        """Whether something else than the whole form is wrong."""
        return any(name != NON_FIELD_ERRORS for name in self.errors)


def bound_text(field: forms.CharField) -> None:
    """Give a text field a longest length, and refuse control characters."""
    if field.max_length is None:
        field.max_length = TEXT if isinstance(field.widget, forms.Textarea) else LINE
        field.validators.append(MaxLengthValidator(field.max_length))
        field.widget.attrs.setdefault("maxlength", str(field.max_length))
    if refuse_controls not in field.validators:
        field.validators.append(refuse_controls)
