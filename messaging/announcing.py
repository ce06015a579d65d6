"""Announcements: coordinators write, everybody of the programme reads, and each may ask the author in private."""

from uuid import UUID

from django.db import transaction

from messaging import marks, member_rules, publish, quiet, services
from messaging.models import Conversation, Message, Participant
from network.accounts.models import User
from network.core import clock
from network.core.errors import require
from network.programmes import rules as programme_rules
from network.programmes.models import Programme
from network.programmes.queries import coordinators_of, people_of

ANNOUNCEMENT = Conversation.Kind.ANNOUNCEMENT


@transaction.atomic
def open_announcements(*, programme: Programme, by: User) -> Conversation:
    """The programme's announcements, opened when there are none yet; everybody of the programme is in. Raises Refused."""
    require(programme_rules.can_coordinate(by, programme))
    require(programme_rules.open_for(programme))
    room, _is_new = Conversation.objects.get_or_create(kind=ANNOUNCEMENT, programme=programme, subject_id=None, defaults={"title": programme.name})
    refresh(room.pk)
    room.refresh_from_db()
    return room


def refresh_all() -> None:
    """Let in who came to a programme and out who left it. For the sweep; any number may run at once."""
    for pk in Conversation.objects.filter(kind=ANNOUNCEMENT, subject_id=None, closed_at=None).values_list("pk", flat=True):
        refresh(pk)


@transaction.atomic
def refresh(pk: UUID) -> None:
    """Everybody of the programme is in, reads from the moment of coming, and only its coordinators write."""
    # The lock is taken before anything is read: what two of these find at once would be let in twice.
    room = services.lock(pk)
    writers = set(coordinators_of(room.programme).values_list("pk", flat=True))
    wanted = set(people_of(room.programme).values_list("pk", flat=True)) | writers
    present = {stay.person_id: stay for stay in room.participants.filter(left_seq=None).select_related("person")}
    _let_in(room, wanted - present.keys(), writers)
    for gone in sorted(present.keys() - wanted):
        services.leave(conversation=room, person=present[gone].person, by=None)
    here = room.participants.filter(left_seq=None)
    here.filter(person__in=writers, may_write=False).update(may_write=True)
    here.filter(may_write=True).exclude(person__in=writers).update(may_write=False)


def _let_in(room: Conversation, people: set[UUID], writers: set[UUID]) -> None:
    """All under one number."""
    if not people:
        return
    number = services.next_number(room)
    here = {"conversation": room, "joined_seq": number, "last_read_seq": number, "reminded_seq": number, "created_at": clock.now()}
    Participant.objects.bulk_create(Participant(person_id=person, may_write=person in writers, **here) for person in sorted(people))
    publish.members(room.pk, number)


@transaction.atomic
def ask_author(*, message: Message, by: User, body: str, client_uuid: UUID | None = None) -> Conversation:
    """Ask the author of an announcement in private: their direct conversation about it, with the question in it.

    Raises Refused, Conflict, and Invalid for the body.
    """
    if message.sender is not None:
        # Both people are locked: two questions at once must not open two conversations, and a block comes before or after.
        quiet.lock_pair(message.sender, by)
    require(member_rules.can_ask(by, message))
    talk = talk_about(message, by) or services.open_conversation(
        kind=Conversation.Kind.DIRECT,
        people=[by, message.sender],
        subject=message,
        title=_first_line(message.body),
        programme=message.conversation.programme,
        by=by,
    )
    services.send(conversation=talk, by=by, body=body, client_uuid=client_uuid)
    return talk


def talk_about(message: Message, by: User) -> Conversation | None:
    """The open direct conversation in which the reader asked its author, if they did."""
    about = Conversation.objects.filter(kind=Conversation.Kind.DIRECT, subject_type="message", subject_id=message.pk, closed_at=None)
    return about.filter(participants__person=by, participants__left_seq=None).first()


def _first_line(body: str) -> str:
    line = marks.plain(body.strip().split("\n", 1)[0]).strip()
    return line if len(line) <= 80 else line[:79].rstrip() + "…"
