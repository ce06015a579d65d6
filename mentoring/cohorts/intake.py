"""Companies that come in by their application: at the moment at which the place is confirmed. Named in the settings (APPLICATION_MOVED)."""

from mentoring.calls.models import Move, Stage
from mentoring.cohorts import members
from mentoring.cohorts.models import Cohort, CohortMember
from mentoring.cohorts.services import locked

OPEN = (Cohort.State.DRAFT, Cohort.State.RUNNING)


def moved(line: Move) -> None:
    """A confirmed place is a place in the cohort that takes from this call; a place that is given back is one no more.

    Part of the transaction that moves the application, which holds its call's lock: cohorts are locked after it, always.
    """
    was = line.source is not None and line.source.kind == Stage.Kind.CONFIRMED
    is_now = line.target.kind == Stage.Kind.CONFIRMED
    if is_now == was:
        return
    for row in Cohort.objects.filter(call=line.application.call_id, state__in=OPEN).order_by("pk"):
        cohort = locked(row)
        if cohort.state not in OPEN:
            continue
        if is_now and cohort.takes_confirmed:
            members.taken_from(line.application, cohort, line.made_by)
        elif was:
            for member in CohortMember.objects.filter(cohort=cohort, application=line.application, left_at=None).select_related("company"):
                member.cohort = cohort
                members.gone(cohort, member, line.made_by)
