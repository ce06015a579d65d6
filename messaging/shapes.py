"""A message as the API shows it, and identifiers of addresses."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from messaging.bodies import clean
from network.core.errors import Invalid, NotVisible
from network.files.models import File

ID = "[0-9a-f-]{36}"


class BodyField(serializers.CharField):
    """What a message may say; what it may not is told beside whatever else is wrong. Whether a message has files, and may be empty, the service knows."""

    def __init__(self, *, may_be_empty: bool = False, **words: Any) -> None:
        self.may_be_empty = may_be_empty
        super().__init__(**words)

    def to_internal_value(self, data: object) -> str:
        try:
            return clean(super().to_internal_value(data), may_be_empty=self.may_be_empty)
        except Invalid as wrong:
            raise serializers.ValidationError(wrong.errors["body"]) from None


@extend_schema_serializer(component_name="Attachment")
class AttachedSerializer(serializers.Serializer):
    """A file of a message: open it at `/api/v1/files/{id}/content/`, a picture's small one at `…/preview/`."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    content_type = serializers.CharField(help_text="As found in the content.")
    size = serializers.IntegerField(help_text="Bytes.")
    width = serializers.IntegerField(help_text="Of a picture, in pixels; 0 for everything else.")
    height = serializers.IntegerField()
    state = serializers.ChoiceField(choices=File.State.values, help_text="Only a `ready` one can be opened.")


class MessageSerializer(serializers.Serializer):
    """A message; the same shape as the `message` frame."""

    conversation = serializers.UUIDField()
    seq = serializers.IntegerField(help_text="Its place, for good.")
    changed_seq = serializers.IntegerField(help_text="The number of its latest change.")
    id = serializers.UUIDField()
    client_uuid = serializers.UUIDField()
    sender = serializers.DictField(child=serializers.CharField(), allow_null=True, help_text="`id` and `name`; null once the person was erased.")
    body = serializers.CharField(help_text="As it was written: Markdown without HTML, headings and pictures.")
    sent_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)
    deleted_at = serializers.DateTimeField(allow_null=True)
    attachments = AttachedSerializer(many=True, required=False, help_text="Its files, where it has any.")
    reply_to = serializers.UUIDField(required=False, help_text="The message it answers, where it answers one. You may see it only if you were there.")


def uuid_of(text: str) -> UUID:
    """An identifier of an address. Raises NotVisible for one that cannot be."""
    try:
        return UUID(text)
    except ValueError:
        raise NotVisible from None
