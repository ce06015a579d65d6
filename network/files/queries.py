"""Reads of files, each for the person who asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from network.accounts.models import User
from network.core.errors import NotVisible
from network.files import owners
from network.files.models import File


@dataclass(frozen=True, slots=True)
class Shown:
    """A file as one person may open it: `name` is how it is called for them."""

    file: File
    name: str


def file_for(user: User, pk: UUID) -> Shown:
    """A file that the person may open. Raises NotVisible."""
    file = File.objects.filter(pk=pk, erased_at=None).first()
    if file is None or not (name := owners.shown_name(user, file)):
        raise NotVisible
    return Shown(file, name)


def files_of(subjects: Iterable[UUID]) -> QuerySet[File]:
    """The files of these things, in the order in which they were put there. For areas that have decided who may see the thing."""
    return File.objects.filter(subject_id__in=list(subjects), erased_at=None).order_by("attached_at", "id")


def waiting_of(user: User, purpose: str, files: Iterable[UUID]) -> list[File]:
    """Those of these files that the person put there for this use and that belong to nothing yet."""
    wanted = list(files)
    found = File.objects.filter(pk__in=wanted, by=user, purpose=purpose, attached_at=None, erased_at=None).in_bulk() if wanted else {}
    return [found[pk] for pk in wanted if pk in found]


def waiting_total(user: User) -> tuple[int, int]:
    """How many files of a person belong to nothing yet, and how many bytes they have."""
    waiting = File.objects.filter(Q(attached_at=None, removed_at=None), by=user)
    return waiting.order_by().aggregate(n=Count("pk"), size=Coalesce(Sum("size"), 0)).values()
