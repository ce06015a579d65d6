"""Writing a message without script: the same service as over the socket."""

from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Form
from frontend.forms.files import FilesField, keep
from messaging.attachments import PURPOSE
from messaging.models import BODY_LENGTH
from network.accounts.models import User
from network.files.models import File
from network.files.queries import waiting_of


class ChangeForm(Form):
    """One text. The service judges it, so that page, API and socket agree; here it only stays in its field."""

    body = forms.CharField(label=_("Message"), strip=False, required=False, max_length=4 * BODY_LENGTH, widget=forms.Textarea)

    @property
    def typed(self) -> str:
        """The text exactly as it was typed: marks of right-to-left writing stay."""
        return self.data.get("body", "") if self.is_bound else ""


class MessageForm(ChangeForm):
    """A message on its way, with what belongs to it."""

    client_uuid = forms.UUIDField(required=False, widget=forms.HiddenInput)
    reply_to = forms.UUIDField(required=False, widget=forms.HiddenInput)
    files = FilesField(label=_("Files"), many=True, required=False)
    attachments = forms.Field(required=False, widget=forms.MultipleHiddenInput)
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    kept: Sequence[File] = ()  # what was put there for it: after a refusal nobody chooses it again

    def clean_attachments(self) -> list[UUID]:
        """Ids of files; whatever is none is left out."""
        found = []
        for text in self.data.getlist("attachments")[:100]:
            with suppress(ValueError):
                found.append(UUID(text))
        return found

    def keep(self, by: User) -> bool:
        """Keep the chosen files beside those that were kept before. False when one was refused."""
        if self.is_valid():
            before = waiting_of(by, PURPOSE, self.cleaned_data["attachments"])
            self.kept = [*before, *keep(self, "files", by=by, purpose=PURPOSE)]
        return not self.errors

    @property
    def key(self) -> UUID:
        """What makes a double submit one message."""
        return self.cleaned_data.get("client_uuid") or uuid4()
