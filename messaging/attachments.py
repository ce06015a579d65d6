"""Files that are sent with messages: the use `message` of network.files."""

from collections.abc import Iterable, Sequence
from typing import TypedDict
from uuid import UUID

from django.utils.translation import gettext as _

from messaging.models import Message, Report
from messaging.queries import readable_to
from network.accounts.models import User
from network.core.errors import Conflict, Invalid
from network.files import services as files
from network.files.models import File

PURPOSE = "message"
MOST = 10  # files of one message


class Attached(TypedDict):
    """A file of a message. `width` and `height` are a picture's, which has a `preview`; 0 for everything else."""

    id: str
    name: str
    content_type: str
    size: int
    width: int
    height: int
    state: str


def may_read(user: User, file: File) -> bool:
    """Whoever may read the message may open its files: not who was never there, who came later, or left before."""
    return readable_to(user).filter(pk=file.subject_id, deleted_at=None).exists()


def chosen(given: Iterable[UUID] | None) -> list[UUID]:
    """Each once. Raises Invalid for too many."""
    keys = list(dict.fromkeys(given or ()))
    if len(keys) > MOST:
        raise Invalid({"attachments": [_("One message carries at most %(most)s files. Please send the others with another one.") % {"most": MOST}]})
    return keys


def attach(*, message: UUID, by: User, given: Sequence[UUID]) -> list[Attached]:
    """Hang files on a message that was written in this transaction. Raises what network.files says of them."""
    shown = [attached(file) for file in files.attach(files=given, by=by, purpose=PURPOSE, subject=message, subject_type="message")]
    Message.objects.filter(pk=message).update(attachments=shown)
    return shown


def require_same(message: Message, given: Sequence[UUID]) -> None:
    """Raises Conflict when a message that is sent again had other files the first time; a deleted one has none any more."""
    if message.deleted_at is None and [one["id"] for one in message.attachments or ()] != [str(key) for key in given]:
        raise Conflict(_("This message was already sent with other files. Send these with a new message."), code="client-uuid-reused")


def erase(message: Message) -> None:
    """The message goes, and its files with it: at once, or when what was reported of it is decided. Its conversation is locked."""
    if Report.objects.filter(message=message, state=Report.State.OPEN).exists():
        return  # nobody of the conversation opens them any more; whoever decides does
    files.erase(files=[UUID(one["id"]) for one in message.attachments or ()])


def attached(file: File) -> Attached:
    """What pages need of a file."""
    return Attached(
        id=str(file.pk), name=file.name, content_type=file.content_type, size=file.size, width=file.width, height=file.height, state=str(file.state)
    )


def names_of(shown: Iterable[Attached] | None) -> str:
    """Their names in one line."""
    return ", ".join(one["name"] for one in shown or ())
