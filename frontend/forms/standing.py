"""A form of something that is there already, and that somebody else may change while it stands open."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from frontend.forms.base import Form
from network.core.errors import DomainError
from network.core.seen import Overwritten
from network.vocabulary.languages import language_name


class StandingForm(Form):
    """Carries in its field `MARK` what it began with (`network.core.seen`). Where that stands no more, what was typed is kept, beside it is
    said how it reads now, and whoever has read that saves again."""

    MARK = "was"
    was: Any = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def refuse(self, refusal: DomainError) -> None:
        """Besides: how it stands now, and the mark of that."""
        typed = dict(getattr(self, "cleaned_data", {}))
        super().refuse(refusal)
        if not isinstance(refusal, Overwritten):
            return
        self.renew(refusal.mark)
        for name, now in refusal.now.items():
            if name in typed and (_bare(typed[name]) != _bare(now)):
                self.add_error(name, _("It now reads: %(text)s") % {"text": self._words(name, now, typed[name])})

    def renew(self, mark: object) -> None:
        """Carry this mark from now on, when the form is shown again."""
        self.data = self.data.copy()
        self.data[self.add_prefix(self.MARK)] = str(mark)

    def _words(self, name: str, now: Any, typed: Any) -> str:
        """A value as a reader says it."""
        field: Any = self.fields[name]
        if isinstance(now, dict):
            return "; ".join(f"{language_name(code)}: {now.get(code) or '–'}" for code in field.languages if now.get(code, "") != (typed or {}).get(code, ""))
        if isinstance(now, bool):
            return _("Yes") if now else _("No")
        if now is None or now in ("", []):
            return "–"
        if choices := dict(getattr(field, "choices", ())):
            named = {str(key): str(label) for key, label in choices.items()}
            return ", ".join(named.get(str(one), str(one)) for one in (now if isinstance(now, list | tuple) else [now]))
        if isinstance(now, dt.datetime):
            return str(field.widget.format_value(field.prepare_value(now))).replace("T", " ")
        return str(now)


def _bare(value: Any) -> Any:
    """A value without the difference between nothing and nothing written."""
    if isinstance(value, dict):
        return {code: text for code, text in value.items() if text}
    if isinstance(value, list | tuple | set):
        return sorted(map(str, value))
    return None if value in ("", None) else value
