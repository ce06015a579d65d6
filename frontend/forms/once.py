"""A hidden key, made when the form is drawn: sent twice (a slow connection, two taps, two devices), the form makes one thing."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Form
from network.accounts.models import User
from network.core.errors import DomainError
from network.core.models import uuid7

NAME = "once"
NOT_OURS = _("This page was opened by somebody else, or too long ago. What you typed is still here: look at it, and send it once more.")


class KeyField(forms.Field):
    """The key as it is signed for one person and one form, so that nobody can try keys of others."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.signer = Signer()

    def made(self) -> str:
        """A new key."""
        return self.signer.sign(uuid7().hex)

    def clean(self, value: Any) -> UUID | None:
        """The key; None where none was sent."""
        if not value:
            return None
        try:
            return UUID(self.signer.unsign(str(value)))
        except (BadSignature, ValueError) as error:
            raise ValidationError(NOT_OURS, code="not-ours") from error


class OnceForm(Form):
    """A form that makes a row. `cleaned_data["once"]` is the argument `once` of its service.

    A form that is shown again because its key cannot be used carries a new one.
    """

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[NAME] = field = KeyField()
        field.signer = Signer(salt=f"once:{type(self).__name__}:{by.pk}")
        self.initial.setdefault(NAME, field.made())

    def full_clean(self) -> None:
        super().full_clean()
        if NAME in self.errors:
            self._renew()

    def refuse(self, refusal: DomainError) -> None:
        """Besides: what was sent already gets a new key, so that sending it once more makes one more."""
        super().refuse(refusal)
        if refusal.code == "sent-before":
            self._renew()

    def _renew(self) -> None:
        field = self.fields[NAME]
        self.data = self.data.copy()
        self.data[self.add_prefix(NAME)] = field.made()
