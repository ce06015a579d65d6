"""Removing from the storage what nobody needs: erased files, and those that were attached to nothing for a day. Any number may run at once."""

from datetime import timedelta

from django.db import transaction

from network.core import clock
from network.files import storing
from network.files.models import File

KEEP_WAITING = timedelta(hours=24)
KEEP_ROWS = timedelta(days=30)  # of files whose content is gone
MOST = 500  # at once


def sweep() -> int:
    """Returns how many contents were removed."""
    now = clock.now()
    File.objects.filter(attached_at=None, erased_at=None, created_at__lt=now - KEEP_WAITING).update(erased_at=now, name="")
    removed = 0
    for pk in list(File.objects.filter(erased_at__isnull=False, removed_at=None).values_list("pk", flat=True)[:MOST]):
        removed += _remove(pk)
    File.objects.filter(removed_at__lt=now - KEEP_ROWS).delete()
    return removed


def _remove(pk: object) -> bool:
    """Take one content away. What another sweep has locked is left to it."""
    with transaction.atomic():
        row = File.objects.select_for_update(of=("self",), no_key=True, skip_locked=True).filter(pk=pk, removed_at=None).first()
        if row is None:
            return False
        storing.remove(row.key, row.preview_key)  # again and again is no fault: should the commit fail, the next sweep repeats it
        row.removed_at = clock.now()
        row.save(update_fields=["removed_at"])
    return True
