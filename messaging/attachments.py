"""Files that are sent with messages: the owner of the use `message` (settings.FILE_OWNERS)."""

from messaging.queries import readable_to
from network.accounts.models import User
from network.files.models import File

PURPOSE = "message"


def may_read(user: User, file: File) -> bool:
    """Whoever may read the message may open its files: not who was never there, who came later, or left before."""
    return readable_to(user).filter(pk=file.subject_id, deleted_at=None).exists()
