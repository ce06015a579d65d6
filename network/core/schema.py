"""The API's description: problem details on every operation, and a documentation page without a CDN."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

from network.core.preconditions import IF_MATCH, IF_MATCH_ONCE_THERE

PROBLEMS = {
    "400": "Fields that cannot be taken.",
    "401": "Not signed in.",
    "403": "Visible, but not allowed.",
    "404": "Not visible.",
    "409": "State, capacity or slot.",
    "412": "Changed since you read it.",
    "428": "Send If-Match.",
    "429": "Too many calls.",
}


class ProblemSerializer(serializers.Serializer):
    """RFC 9457 problem details."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField(required=False)
    errors = serializers.DictField(child=serializers.ListField(child=serializers.CharField()), required=False)
    limit = serializers.IntegerField(required=False, help_text="With 413: how many bytes are taken.")


class Schema(AutoSchema):
    """Documents the shared problem answers beside each operation's own."""

    def _get_response_bodies(self, direction="response"):
        bodies = super()._get_response_bodies(direction)
        for status, description in PROBLEMS.items():
            if status == "404" and "{" not in self.path:
                continue
            if status == "409" and self.method == "GET":
                continue
            if status in ("412", "428") and not {IF_MATCH, IF_MATCH_ONCE_THERE}.intersection(self.get_override_parameters()):
                continue
            if status not in bodies:
                problem = OpenApiResponse(ProblemSerializer, description=description)
                bodies[status] = self._get_response_for_code(problem, status, ["application/problem+json"], direction)
        return bodies


class TokenScheme(OpenApiAuthenticationExtension):
    """How the API's description names the token."""

    target_class = "network.accounts.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict:
        return {"type": "http", "scheme": "bearer", "description": "A personal access token."}


class SessionScheme(OpenApiAuthenticationExtension):
    """How the API's description names the session cookie."""

    target_class = "network.accounts.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: object) -> dict:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
