"""Files are put there, attached to what they belong to, and erased. See docs/files.md."""

import hashlib
import io
from collections.abc import Iterable, Sequence
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from network.accounts.models import User
from network.core import clock
from network.core.errors import Conflict, Invalid, NotVisible
from network.files import kinds, names, owners, pictures, queries, sniffing, storing, unfit, wake
from network.files.models import File
from network.files.unfit import Unfit

MOST_WAITING, MOST_WAITING_BYTES = 60, 300_000_000  # files of one person that belong to nothing yet


def upload(*, by: User, purpose: str, content: BinaryIO, name: str, groups: Sequence[str] | None = None) -> File:
    """Look at a file and keep it. It belongs to nothing until its area attaches it, and is removed after a day if none does.

    `groups` are the groups of kinds that are taken here (kinds.GROUPS); by default those of the use.
    Raises Unfit, an Invalid that says beside `file` why it cannot be taken. Not to be called within a transaction:
    what is rolled back would leave its content behind.
    """
    if not owners.is_known(purpose):
        raise Invalid({"purpose": [_("There is no such use of files.")]})
    size = _size(content)
    _check_room(by)
    taken = tuple(groups or owners.groups_of(purpose))
    kind = sniffing.kind_of(content, size, name)
    if kind.group not in taken:
        raise Unfit(_("Here you can add: %(kinds)s.") % {"kinds": kinds.listed(taken)})
    drawn = pictures.drawn(content, kind) if kind.is_picture else None
    kept = io.BytesIO(drawn.content) if drawn else content
    file = File.objects.create(
        by=by, purpose=purpose, name=names.clean(name, kind), content_type=kind.content_type, size=_size(kept, checked=False), sha256=_digest(kept),
        key=storing.new_key(), width=drawn.width if drawn else 0, height=drawn.height if drawn else 0,
        state=File.State.CHECKING if settings.FILE_SCANNER else File.State.READY,
    )  # fmt: skip
    _keep(file, kept, drawn)
    if file.state == File.State.CHECKING:
        wake.after_commit(file.pk)
    return file


def _size(content: BinaryIO, *, checked: bool = True) -> int:
    size = content.seek(0, io.SEEK_END)
    if checked and size == 0:
        raise Unfit(unfit.EMPTY)
    if checked and size > settings.FILE_BYTES:
        raise unfit.too_large(size, settings.FILE_BYTES)
    return size


def _check_room(by: User) -> None:
    number, size = queries.waiting_total(by)
    if number >= MOST_WAITING or size >= MOST_WAITING_BYTES:
        raise Unfit(_("Many of your files belong to nothing yet. Send or save what they are for, or wait a day: then they are removed."))


def _digest(content: BinaryIO) -> str:
    content.seek(0)
    return hashlib.file_digest(content, "sha256").hexdigest()


def _keep(file: File, content: BinaryIO, drawn: pictures.Drawn | None) -> None:
    """Store it. The row was there first: should this process die here, the row leads the sweep to whatever is left."""
    try:
        storing.put(file.key, content)
        if drawn:
            storing.put(file.preview_key, io.BytesIO(drawn.preview))
    except BaseException:
        file.delete()
        storing.remove(file.key, file.preview_key)
        raise


@transaction.atomic
def attach(
    *, files: Sequence[UUID], by: User, purpose: str, subject: models.Model | UUID, subject_type: str = "", groups: Sequence[str] | None = None,
    field: str = "attachments",
) -> list[File]:  # fmt: skip
    """Say what files belong to, in the order given; from now on its area decides who may open them. Call it in the transaction that saves `subject`.

    What belongs to it already stays. Raises Invalid beside `field` for a file that is not the person's own for this use, was refused
    by the virus check, or is of no kind in `groups`; Conflict for one that belongs to something else.
    """
    key = subject if isinstance(subject, UUID) else subject.pk
    kind_of_subject = subject_type or (subject._meta.model_name if isinstance(subject, models.Model) else "")
    # The race: the sweep takes a file for left behind in the moment in which it is attached. Rows in the order of their keys.
    rows = File.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=files, by=by, purpose=purpose, erased_at=None).order_by("pk")
    found = {file.pk: file for file in rows}
    for file in found.values():
        if file.attached_at is not None and (file.subject_id, file.subject_type) != (key, kind_of_subject):
            raise Conflict(_("This file is in use elsewhere already. Please add it once more."), code="file-in-use")
    if missing := [pk for pk in files if pk not in found]:
        raise Invalid({field: [_("A file was not found: it may have waited for more than a day. Please add it once more.")] * bool(missing)})
    if any(file.state == File.State.REFUSED for file in found.values()):
        raise Invalid({field: [unfit.FOUND]})
    if groups is not None and any(file.kind.group not in groups for file in found.values()):
        raise Invalid({field: [_("Here you can add: %(kinds)s.") % {"kinds": kinds.listed(tuple(groups))}]})
    File.objects.filter(pk__in=found, attached_at=None).update(attached_at=clock.now(), subject_id=key, subject_type=kind_of_subject)
    return [found[pk] for pk in dict.fromkeys(files)]


@transaction.atomic
def erase(*, files: Iterable[File | UUID]) -> None:
    """Take files away for good: nobody opens them from this moment, and their content leaves the storage after commit. Twice is once."""
    keys = [file.pk if isinstance(file, File) else file for file in files]
    if File.objects.filter(pk__in=keys, erased_at=None).update(erased_at=clock.now(), name=""):
        wake.sweep_after_commit()


@transaction.atomic
def take_back(*, file: File, by: User) -> None:
    """Take back one's own file that belongs to nothing yet. Raises NotVisible for another's, Conflict for one in use."""
    row = File.objects.select_for_update(of=("self",), no_key=True).filter(pk=file.pk, by=by, erased_at=None).first()
    if row is None:
        raise NotVisible
    if row.attached_at is not None:
        raise Conflict(_("This file is in use: take it away where it is used."), code="file-in-use")
    erase(files=[row])
