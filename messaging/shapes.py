"""A message as the API shows it, and identifiers of addresses."""

from uuid import UUID

from rest_framework import serializers

from messaging.bodies import clean
from network.core.errors import Invalid, NotVisible

ID = "[0-9a-f-]{36}"


class BodyField(serializers.CharField):
    """What a message may say; what it may not is told beside whatever else is wrong."""

    def to_internal_value(self, data: object) -> str:
        try:
            return clean(super().to_internal_value(data))
        except Invalid as wrong:
            raise serializers.ValidationError(wrong.errors["body"]) from None


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
    reply_to = serializers.UUIDField(required=False, help_text="The message it answers, where it answers one. You may see it only if you were there.")


def uuid_of(text: str) -> UUID:
    """An identifier of an address. Raises NotVisible for one that cannot be."""
    try:
        return UUID(text)
    except ValueError:
        raise NotVisible from None
