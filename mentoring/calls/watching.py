"""Who looks at the boards of a call, and telling their open pages that a card changed. Frames carry ids: pages ask for the rest."""

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from mentoring.calls.models import Application, Call
from mentoring.calls.people import runners_of
from network.accounts.models import User
from network.core import live
from network.core.commit import after_commit


def watchers_of(call: Call, application: Application | None = None) -> QuerySet[User]:
    """Everybody to whom the call's board opens: its coordinators, the programme's managers, its reviewers.

    Of one application only those reviewers hear who may read it, wherever it stands now.
    """
    seen = Q(pk__in=runners_of(call).values("pk"))
    for name in settings.CALL_REVIEWERS:
        seen |= Q(pk__in=import_string(name)(call, application))
    return User.objects.filter(seen, is_active=True)


def show(application: Application) -> None:
    """Open boards learn that this card has changed, once the transaction has committed."""
    after_commit(_send, application.call, application)


def show_all(call: Call) -> None:
    """Open boards learn that they are to be read anew: many cards have changed, or the columns."""
    after_commit(_send, call, None)


def _send(call: Call, application: Application | None) -> None:
    frame = {"type": "board", "call": str(call.pk), "application": str(application.pk) if application else None}
    for key in watchers_of(call, application).values_list("pk", flat=True):
        live.publish(f"user:{key}", frame)
