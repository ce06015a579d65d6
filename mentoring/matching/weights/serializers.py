"""What the API says of the weights under which a list or a run was made."""

from rest_framework import serializers


class UsedWeightsSerializer(serializers.Serializer):
    """Which version of the weights, from when, by whom and why; number 0 are the usual ones, null a run's own."""

    number = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField(allow_null=True)
    by_name = serializers.CharField(allow_null=True)
    reason = serializers.CharField(allow_null=True)
