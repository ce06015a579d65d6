"""A file field of a page: what was chosen is looked at and kept by network.files, and a refusal stands beside the field."""

from collections.abc import Sequence
from typing import Any

from django import forms

from network.accounts.models import User
from network.core.errors import Invalid
from network.files import kinds, services
from network.files.models import File


class Chosen(forms.FileInput):
    """The control: offers what can be taken; several files at once where `many`."""

    def __init__(self, *, groups: Sequence[str] = kinds.GROUPS, many: bool = False) -> None:
        self.allow_multiple_selected = many
        super().__init__(attrs={"accept": kinds.accepted(tuple(groups)), **({"multiple": True} if many else {})})


class FilesField(forms.FileField):
    """Files that were chosen, as a list; none is an empty list."""

    def __init__(self, *, groups: Sequence[str] = kinds.GROUPS, many: bool = False, **words: Any) -> None:
        super().__init__(widget=Chosen(groups=groups, many=many), allow_empty_file=True, **words)

    def clean(self, data: Any, initial: Any = None) -> list:
        """Each file by the field's own rules; what they hold is looked at by the service."""
        given = [one for one in (data if isinstance(data, (list, tuple)) else [data]) if one]
        if not given:
            super().clean(None, initial)
        return [super(FilesField, self).clean(one, initial) for one in given]


def keep(form: forms.Form, name: str, *, by: User, purpose: str, groups: Sequence[str] | None = None) -> list[File]:
    """Keep what was chosen in the field `name`; each refusal stands beside the field, with the file's name before it where several were chosen."""
    chosen, kept = form.cleaned_data.get(name) or [], []
    for content in chosen:
        try:
            kept.append(services.upload(by=by, purpose=purpose, content=content, name=content.name, groups=groups))
        except Invalid as refusal:
            for sentence in (str(sentence) for sentences in refusal.errors.values() for sentence in sentences):
                form.add_error(name, f"{content.name[:60]}: {sentence}" if len(chosen) > 1 else sentence)
    return kept
