"""`support-records`: read only. Lines come from what happened, never from the API."""

from django.utils.translation import gettext as _
from rest_framework import mixins, serializers

from network.core.api import ViewSet
from network.core.errors import Invalid
from network.ledger import queries
from network.ledger.models import SupportRecord


class SupportRecordSerializer(serializers.ModelSerializer):
    """One line of the ledger."""

    receiver_name = serializers.CharField(source="receiver.name", read_only=True)
    provider_name = serializers.SerializerMethodField()

    class Meta:
        model = SupportRecord
        fields = [
            "id", "programme", "receiver", "receiver_name", "provider", "provider_name", "kind", "source_type", "source_id", "version", "corrects",
            "starts_at", "minutes", "attendance", "receiver_country", "provider_country", "recorded_at", "aid_basis", "aid_amount_eur",
        ]  # fmt: skip
        read_only_fields = fields

    def get_provider_name(self, record: SupportRecord) -> str:
        """The organisation, or the person while the ledger still knows one."""
        if record.provider is not None:
            return record.provider.name
        key = record.provider_person
        return str(key.person) if key is not None and key.person is not None else ""


class SupportRecordViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ViewSet):
    """The ledger as far as it is yours. `?standing=true` leaves out lines that were corrected."""

    serializer_class = SupportRecordSerializer

    def get_queryset(self):
        records = queries.records_visible_to(self.request.user)
        asked = self.request.query_params.get("standing", "false")
        if asked not in {"true", "false"}:
            raise Invalid({"standing": [_("Say true or false.")]})
        return queries.standing(records) if asked == "true" else records

    def get_object(self) -> SupportRecord:
        return queries.record_for(self.request.user, self.kwargs["pk"])
