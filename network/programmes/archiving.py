"""Archiving a programme: from then on everything can be read and nothing changed, until it is opened again.

The history (`audit`) keeps who archived it and opened it, and when.
"""

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from network.accounts.models import User
from network.core import clock
from network.core.errors import Conflict, require
from network.programmes import rules
from network.programmes.models import PartnerRequest, Programme

WAITING = PartnerRequest.State.WAITING


def still_running(programme: Programme) -> list[str]:
    """What goes on in the programme, one sentence each: it has to end first, so that nothing is cut off in the middle."""
    waiting = programme.partner_requests.filter(state=WAITING).count()
    found = [_("Partner requests that wait for an answer: %(count)d") % {"count": waiting}] if waiting else []
    for name in settings.PROGRAMME_RUNNING:  # what upper areas know: (programme) -> sentences
        found += import_string(name)(programme)
    return found


@transaction.atomic
def archive(*, by: User, programme: Programme) -> Programme:
    """Make it read-only and take nobody in any more. Raises Conflict (`still-running`) while something goes on in it."""
    # Locked: what is begun in it at this moment comes before, and is found, or after, and is refused.
    programme = _locked(programme)
    require(rules.can_archive(by, programme))
    if running := still_running(programme):
        raise Conflict(_("Something still goes on here. Bring it to its end first. %(what)s") % {"what": "; ".join(running)}, code="still-running")
    programme.archived_at, programme.archived_by, programme.is_open = clock.now(), by, False
    programme.save(update_fields=["archived_at", "archived_by", "is_open"])
    return programme


@transaction.atomic
def reopen(*, by: User, programme: Programme) -> Programme:
    """Let it be changed again. It stays closed to new companies until its manager opens it for them."""
    programme = _locked(programme)
    require(rules.can_reopen(by, programme))
    programme.archived_at = programme.archived_by = None
    programme.save(update_fields=["archived_at", "archived_by"])
    return programme


def _locked(programme: Programme) -> Programme:
    return Programme.objects.select_for_update(of=("self",), no_key=True).get(pk=programme.pk)
