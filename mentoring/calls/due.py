"""What time itself does in a call: it closes soon, and more information is due. A sweep; the rows are the queue."""

from datetime import datetime, timedelta

from django.db import transaction

from mentoring.calls import notices
from mentoring.calls.editions import locked
from mentoring.calls.models import Application, Call, InformationRequest, Role, Stage
from network.core import clock

REMIND_DAYS = (3, 1)
INFORMATION_BEFORE = timedelta(days=1)


def remind_due() -> int:
    """Tell those who have a draft that the call closes in three days, in one, and those who were asked; returns how many calls and questions."""
    now, done = clock.now(), 0
    soon = Call.objects.filter(state=Call.State.PUBLISHED, closes_at__gt=now, closes_at__lte=now + timedelta(days=max(REMIND_DAYS)))
    for call in soon.exclude(reminded_days=min(REMIND_DAYS)):
        done += _remind(call)
    due = InformationRequest.objects.filter(closed_at=None, reminded_at=None, due_at__gt=now, due_at__lte=now + INFORMATION_BEFORE)
    due = due.filter(application__stage__edited_by__contains=[Role.APPLICANT]).select_related("application__call__incubator", "application__company")
    for asked in due.defer(*(f"application__{name}" for name in Application.HEAVY)):
        done += InformationRequest.objects.filter(pk=asked.pk, reminded_at=None).update(reminded_at=now)
        notices.information_due(asked.application, asked)
    return done


@transaction.atomic
def _remind(call: Call) -> int:
    call = locked(call)  # two sweeps at once: the second finds the mark
    left = call.closes_at - clock.now()
    days = min((days for days in REMIND_DAYS if timedelta(0) < left <= timedelta(days=days)), default=None)
    if days is None or (call.reminded_days is not None and call.reminded_days <= days):
        return 0
    call.reminded_days = days
    call.save(update_fields=["reminded_days"])
    drafts = call.applications.filter(stage__kind=Stage.Kind.DRAFT).select_related("call__incubator", "company").defer(*Application.HEAVY)
    for draft in drafts.iterator(notices.AT_ONCE):
        notices.closing(draft, days)
    return 1


def next_due_at(after: datetime) -> datetime | None:
    """The first moment after this at which the sweep has something to tell: for the demo's clock."""
    calls = Call.objects.filter(state=Call.State.PUBLISHED, closes_at__gt=after)
    found = [at - timedelta(days=days) for at in calls.order_by("closes_at").values_list("closes_at", flat=True)[:20] for days in REMIND_DAYS]
    asked = InformationRequest.objects.filter(closed_at=None, reminded_at=None, due_at__gt=after + INFORMATION_BEFORE)
    found += [at - INFORMATION_BEFORE for at in asked.order_by("due_at").values_list("due_at", flat=True)[:1]]
    return min((moment for moment in found if moment > after), default=None)
