"""Access tokens as a resource."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from network.accounts.models import PersonalAccessToken
from network.accounts.tokens import LONGEST_DAYS, create_token, revoke_token, token_for, tokens_of
from network.core.api import StrictSerializer, ViewSet


class TokenSerializer(serializers.ModelSerializer):
    """A token without its text."""

    class Meta:
        model = PersonalAccessToken
        fields = ("id", "name", "prefix", "created_at", "expires_at", "last_used_at")
        read_only_fields = fields


class NewTokenSerializer(StrictSerializer):
    """What the token is for; `days` of real time, null for no end."""

    name = serializers.CharField(max_length=80)
    days = serializers.IntegerField(min_value=1, max_value=LONGEST_DAYS, allow_null=True, required=False, default=90)


class CreatedTokenSerializer(TokenSerializer):
    """The token with its text: shown this once."""

    secret = serializers.CharField(read_only=True)

    class Meta(TokenSerializer.Meta):
        fields = (*TokenSerializer.Meta.fields, "secret")
        read_only_fields = fields


class TokenViewSet(ListModelMixin, RetrieveModelMixin, ViewSet):
    """Your own access tokens."""

    keeps_answers = False
    serializer_class = TokenSerializer

    def get_queryset(self):
        return tokens_of(self.request.user)

    @extend_schema(request=NewTokenSerializer, responses={201: CreatedTokenSerializer})
    def create(self, request: Request) -> Response:
        """Make a token. Its text is in this answer and nowhere else."""
        token, secret = create_token(by=request.user, **self.parsed(NewTokenSerializer))
        token.secret = secret
        return Response(CreatedTokenSerializer(token).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Revoke it, at once."""
        revoke_token(by=request.user, token=token_for(request.user, pk))
        return Response(status=status.HTTP_204_NO_CONTENT)
