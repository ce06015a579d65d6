"""The calls of a programme, begun anew in one that is made from it. Named in the settings (PROGRAMME_CLONERS)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from mentoring.calls.models import Call
from mentoring.calls.people import RUNNING_ROLES
from mentoring.calls.services import replica
from network.accounts.models import User
from network.programmes.models import Programme

YEAR = timedelta(days=364)  # whole weeks, so that a Monday stays one


def clone(*, source: Programme, target: Programme, by: User) -> None:
    """Each incubator's latest call as a draft: texts, form, stages and rubric, and nobody's application.

    Only of incubators that came along as partners, since a call is theirs to run. Its days lie as far after the old ones as the
    programmes' beginnings are apart (a year where one has none), at the same time of day.
    """
    incubators = target.partners.filter(role__in=RUNNING_ROLES).values("organisation")
    calls = source.calls.filter(incubator__in=incubators).exclude(state=Call.State.CANCELLED)
    latest = calls.order_by("incubator_id", "-closes_at", "-pk").distinct("incubator_id").select_related("incubator")
    later = target.starts_on - source.starts_on if source.starts_on and target.starts_on else YEAR
    for call in latest:
        opens_at, closes_at = (_moved(at, later, call.time_zone) for at in (call.opens_at, call.closes_at))
        replica(call, by=by, programme=target, opens_at=opens_at, closes_at=closes_at)


def _moved(at: datetime, by: timedelta, zone: str) -> datetime:
    """So many days later by the clock of the call, whatever the offsets are."""
    return (at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) + by).replace(tzinfo=ZoneInfo(zone))
