"""The people of conversations over HTTP: groups, announcements, questions in private, quiet, blocks."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_serializer
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from messaging import announcing, direct, groups, member_rules, people, queries, quiet, reporting
from messaging.models import FOR_GOOD, Conversation
from messaging.rows import shown_name
from messaging.shapes import BodyField, uuid_of
from network.accounts.models import User
from network.core.api import IdField, StrictSerializer
from network.core.errors import Invalid, NotVisible
from network.programmes.queries import people_of, programme_for

MOST = 200  # people in one call


@extend_schema_serializer(component_name="ConversationStay")
class StaySerializer(serializers.Serializer):
    """A person's time in a conversation."""

    id = serializers.UUIDField(source="person.pk")
    name = serializers.SerializerMethodField()
    came_at = serializers.DateTimeField(source="participant.created_at")
    left_at = serializers.SerializerMethodField(help_text="Null while the person is in.")
    reads_from = serializers.IntegerField(source="participant.joined_seq", help_text="The person reads what has a higher number; 0 is everything.")

    def get_name(self, stay: people.Stay) -> str:
        return shown_name(stay.person)

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_left_at(self, stay: people.Stay) -> object:
        return stay.participant.left_at if stay.is_over else None


class GroupSerializer(StrictSerializer):
    """A group of a programme: you are in it, with these people."""

    programme = IdField()
    title = serializers.CharField(max_length=groups.TITLE_LENGTH)
    people = serializers.ListField(child=IdField(), min_length=1, max_length=MOST)


class AnnouncementsSerializer(StrictSerializer):
    """Whose announcements."""

    programme = IdField()


class AddSerializer(StrictSerializer):
    """Whom to bring in."""

    people = serializers.ListField(child=IdField(), min_length=1, max_length=MOST)


class PersonIdSerializer(StrictSerializer):
    """One person."""

    person = IdField()


class MuteSerializer(StrictSerializer):
    """Until when; null is until you say otherwise."""

    until = serializers.DateTimeField(allow_null=True)


class AskSerializer(StrictSerializer):
    """A question in private. The client makes `client_uuid` once and keeps it for every retry."""

    client_uuid = IdField()
    body = BodyField(trim_whitespace=False, allow_blank=True, help_text="At most 8,000 characters.")


class WriteSerializer(AskSerializer):
    """A message to one person."""

    person = IdField()


class ReasonSerializer(StrictSerializer):
    """What is wrong with a message."""

    reason = serializers.CharField(max_length=reporting.LONGEST)


class PeopleActions:
    """Mixed into the conversations' viewset: each calls one service."""

    @extend_schema(request=GroupSerializer)
    def create(self, request: Request) -> Response:
        """Open a group with people of a programme that you coordinate."""
        asked = self.parsed(GroupSerializer)
        programme = programme_for(request.user, asked["programme"])
        made = groups.open_group(programme=programme, title=asked["title"], people=_some(people_of(programme), asked["people"]), by=request.user)
        return self.answer(queries.conversation_for(request.user, made.pk), created=True)

    @extend_schema(request=AnnouncementsSerializer)
    @action(detail=False, methods=["post"])
    def announcements(self, request: Request) -> Response:
        """The announcements of a programme that you coordinate; opened when there are none yet."""
        programme = programme_for(request.user, self.parsed(AnnouncementsSerializer)["programme"])
        room = announcing.open_announcements(programme=programme, by=request.user)
        return self.answer(queries.conversation_for(request.user, room.pk))

    @extend_schema(request=WriteSerializer)
    @action(detail=False, methods=["post"])
    def direct(self, request: Request) -> Response:
        """Write to one person whom you meet here: in the talk of the two of you, opened where there is none."""
        asked = self.parsed(WriteSerializer)
        other = direct.person_met(request.user, asked["person"])
        made = direct.write_to(other=other, by=request.user, body=asked["body"], client_uuid=asked["client_uuid"])
        return self.answer(queries.conversation_for(request.user, made.pk))

    @extend_schema(responses=StaySerializer(many=True))
    @action(detail=True, pagination_class=None, filter_backends=[])
    def people(self, request: Request, pk: str) -> Response:
        """Who is and was in, since when, and from which number on each reads. Of announcements: who writes, and you."""
        return Response(StaySerializer(people.stays_visible_to(request.user, self.get_object()), many=True).data)

    @extend_schema(request=AddSerializer, responses={204: None})
    @people.mapping.post
    def add(self, request: Request, pk: str) -> Response:
        """Bring people of the programme into a group that you run. They read what is written from now on."""
        found, keys = self.get_object(), self.parsed(AddSerializer)["people"]
        groups.add(conversation=found, people=_some(people.candidates_of(found), keys), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=PersonIdSerializer, responses={204: None})
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, pk: str) -> Response:
        """Take somebody out of a group that you run."""
        found = self.get_object()
        groups.remove(conversation=found, person=people.member_of(found, self.parsed(PersonIdSerializer)["person"]), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def leave(self, request: Request, pk: str) -> Response:
        """Leave a group."""
        groups.remove(conversation=self.get_object(), person=request.user, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """End a group that you run; it can still be read."""
        groups.close(conversation=self.get_object(), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=MuteSerializer, responses={204: None})
    @action(detail=True, methods=["post"])
    def mute(self, request: Request, pk: str) -> Response:
        """No mails or notices of it until then, but of what mentions you. Messages count as unread all the same."""
        quiet.mute(conversation=self.get_object(), by=request.user, until=self.parsed(MuteSerializer)["until"] or FOR_GOOD)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def unmute(self, request: Request, pk: str) -> Response:
        """Hear of it again."""
        quiet.unmute(conversation=self.get_object(), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def block(self, request: Request, pk: str) -> Response:
        """Block the other person of a direct conversation: neither writes to the other any more."""
        quiet.block(person=self.other(), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def unblock(self, request: Request, pk: str) -> Response:
        """Lift your block."""
        quiet.unblock(person=self.other(), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=ReasonSerializer, responses={204: None})
    @action(detail=True, methods=["post"], url_path="messages/(?P<message>[0-9a-f-]{36})/report", url_name="report")
    def report(self, request: Request, pk: str, message: str) -> Response:
        """Report a message to the programme's moderators: its words are kept as they are now. Its writer is not told."""
        found = queries.message_for(request.user, uuid_of(pk), uuid_of(message))
        reporting.report(message=found, by=request.user, **self.parsed(ReasonSerializer))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def other(self) -> User:
        """The other person of a direct conversation. Raises NotVisible."""
        found: Conversation = self.get_object()
        others = [stay.person for stay in found.people_in if stay.person_id != self.request.user.pk]
        if found.kind != Conversation.Kind.DIRECT or not others:
            raise NotVisible
        return others[0]

    @extend_schema(request=AskSerializer)
    @action(detail=True, methods=["post"], url_path="messages/(?P<message>[0-9a-f-]{36})/ask", url_name="ask")
    def ask(self, request: Request, pk: str, message: str) -> Response:
        """Ask the author of an announcement in private: your direct conversation about it, with the question in it."""
        found = people.message_seen_by(request.user, message)
        if str(found.conversation_id) != pk:
            raise NotVisible
        talk = announcing.ask_author(message=found, by=request.user, **self.parsed(AskSerializer))
        return self.answer(queries.conversation_for(request.user, talk.pk), created=True)


def _some(candidates: QuerySet[User], keys: list) -> list[User]:
    """The people with these identifiers. Raises Invalid when one is not a candidate."""
    found = list(candidates.filter(pk__in=keys))
    if len(found) < len(set(keys)):
        raise Invalid({"people": [member_rules.CHOOSE]})
    return found
