"""Groups of a programme: a coordinator opens one with people of it, brings others in and takes them out."""

from collections.abc import Collection

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from messaging import member_rules, services
from messaging.models import Conversation
from messaging.rows import shown_name
from network.accounts.models import User
from network.core.errors import Invalid, require
from network.notifications.services import notify
from network.programmes import rules as programme_rules
from network.programmes.models import Programme
from network.programmes.queries import people_of

JOINED = "conversation.joined"
TITLE_LENGTH = 160


@transaction.atomic
def open_group(*, programme: Programme, title: str, people: Collection[User], by: User) -> Conversation:
    """Open a conversation with people of the programme, who read it from its beginning. Raises Refused, and Invalid for what is missing."""
    require(programme_rules.can_coordinate(by, programme))
    require(programme_rules.open_for(programme))
    title = _title(title)
    people = _of(programme, people, by)
    group = services.open_conversation(kind=Conversation.Kind.COHORT, people=[by, *people], by=by, title=title, programme=programme)
    _tell(group, people, by)
    return group


@transaction.atomic
def add(*, conversation: Conversation, people: Collection[User], by: User) -> None:
    """Bring people of the programme in: each reads from now on, nothing from before. Raises Refused, Invalid and Conflict."""
    require(member_rules.can_add(by, conversation, people))
    conversation = services.lock(conversation.pk)
    there = set(conversation.participants.filter(left_seq=None).values_list("person", flat=True))
    new = [person for person in _of(conversation.programme, people, by) if person.pk not in there]
    for person in sorted(new, key=lambda person: person.pk):
        services.join(conversation=conversation, person=person, by=by)
    _tell(conversation, new, by)


@transaction.atomic
def remove(*, conversation: Conversation, person: User, by: User) -> None:
    """Take a person out, or leave oneself: what was said until now can still be read, nothing beyond it comes. Raises Refused and Conflict."""
    # The lock comes first: of two coordinators who leave at once the second one is the last.
    conversation = services.lock(conversation.pk)
    require(member_rules.can_leave(by, conversation) if person.pk == by.pk else member_rules.can_run(by, conversation))
    services.leave(conversation=conversation, person=person, by=by)


@transaction.atomic
def close(*, conversation: Conversation, by: User) -> Conversation:
    """End a group: it can still be read. Raises Refused."""
    require(member_rules.can_run(by, conversation))
    return services.close(conversation=conversation, by=by)


def _title(title: str) -> str:
    title = title.strip()
    if not title:
        raise Invalid({"title": [_("Give the group a name that its people will recognise.")]})
    if len(title) > TITLE_LENGTH:
        raise Invalid({"title": [_("The name is too long: at most %(most)s characters.") % {"most": TITLE_LENGTH}]})
    return title


def _of(programme: Programme | None, people: Collection[User], by: User) -> list[User]:
    """The people, each once, when all are of the programme. Raises Invalid."""
    wanted = {person.pk: person for person in people}
    if not wanted:
        raise Invalid({"people": [_("Choose at least one person.")]})
    if programme is None or people_of(programme).filter(pk__in=wanted).count() < len(wanted):
        raise Invalid({"people": [member_rules.CHOOSE]})
    return list(wanted.values())


def _tell(group: Conversation, people: Collection[User], by: User) -> None:
    context = {"by": shown_name(by), "title": group.title, "programme": group.programme.name if group.programme else ""}
    others = [person for person in people if person.pk != by.pk]
    notify(to=others, kind=JOINED, about=group, occurrence=str(group.counter), context=context, url=reverse("conversation", args=[group.pk]))
