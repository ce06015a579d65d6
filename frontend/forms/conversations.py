"""Writing a message without script: the same service as over the socket."""

from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Form
from messaging.models import BODY_LENGTH


class MessageForm(Form):
    """One text. The service judges it, so that page, API and socket agree; here it only stays in its field."""

    body = forms.CharField(label=_("Message"), strip=False, max_length=4 * BODY_LENGTH, widget=forms.Textarea)
    client_uuid = forms.UUIDField(required=False, widget=forms.HiddenInput)
    reply_to = forms.UUIDField(required=False, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    @property
    def typed(self) -> str:
        """The text exactly as it was typed: marks of right-to-left writing stay."""
        return self.data.get("body", "") if self.is_bound else ""

    @property
    def key(self) -> UUID:
        """What makes a double submit one message."""
        return self.cleaned_data.get("client_uuid") or uuid4()
