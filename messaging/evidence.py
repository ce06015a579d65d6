"""The files of a reported message: opened by whoever decides, as long as they have to decide. Each opening is written down.

No other file of the conversation is reached this way, and none once the report is decided.
"""

from uuid import UUID

import pghistory
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from messaging import attachments
from messaging.models import Message, Report
from network.accounts.models import User
from network.core.errors import Conflict, NotVisible, require
from network.core.history import because
from network.files import services as files
from network.files.queries import Shown, files_of
from network.files.serving import can_open

DECIDED = _("This report is decided, so its files can no longer be opened here.")


def files_for(report: Report) -> list[attachments.Attached]:
    """What a report shows of its files: as they were, with how the virus check stands now. The caller has authorised reading the report."""
    if not report.attachments:
        return []
    states = {str(file.pk): str(file.state) for file in files_of([report.message_id])}
    return [one | {"state": states.get(one["id"], one["state"])} for one in report.attachments]


@transaction.atomic
def open_file(*, report: Report, file: UUID, by: User) -> Shown:
    """A file of the reported message, for the moderator who decides; that they opened it is kept in the report's history.

    The caller has found the report for them. Raises NotVisible for any other file, Conflict once the report is decided and for what the
    virus check has not let through.
    """
    found = files_of([report.message_id]).filter(pk=file, purpose=attachments.PURPOSE).first()
    if str(file) not in [one["id"] for one in report.attachments]:
        raise NotVisible
    if report.state != Report.State.OPEN:
        raise Conflict(DECIDED, code="decided")
    if found is None:
        raise NotVisible
    require(can_open(found))
    with because("report.open-file", by=by), pghistory.context(file=str(found.pk)):
        pghistory.create_event(report, label="opened")
    return Shown(found, found.name)


def let_go(report: Report) -> None:
    """A report was decided: files of a message that was deleted meanwhile go now, when no other report needs them. Its conversation is locked."""
    if not report.attachments or not Message.objects.filter(pk=report.message_id, deleted_at__isnull=False).exists():
        return
    if not Report.objects.filter(message=report.message_id, state=Report.State.OPEN).exists():
        files.erase(files=[UUID(one["id"]) for one in report.attachments])
