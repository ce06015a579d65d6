"""What the areas that use files say: who may open one. They are named in settings.FILE_OWNERS, so that nothing here imports upwards."""

from collections.abc import Callable

from django.conf import settings
from django.utils.module_loading import import_string

from network.accounts.models import User
from network.files import kinds
from network.files.models import File

# Whether the person may open the file; a text where they may, but not under its own name (a blind review).
Owner = Callable[[User, File], bool | str]


def groups_of(purpose: str) -> tuple[str, ...]:
    """The groups of kinds that this use takes."""
    return settings.FILE_GROUPS.get(purpose, kinds.GROUPS)


def is_known(purpose: str) -> bool:
    """Whether some area uses files for this."""
    return purpose in settings.FILE_OWNERS


def shown_name(user: User, file: File) -> str:
    """The name under which the person may open the file; empty when they may not."""
    if file.erased_at is not None:
        return ""
    if file.attached_at is None:  # still on its way into something: nobody else's
        return file.name if file.by_id == user.pk else ""
    said = import_string(settings.FILE_OWNERS[file.purpose])(user, file) if is_known(file.purpose) else False
    return said if isinstance(said, str) else file.name if said else ""
