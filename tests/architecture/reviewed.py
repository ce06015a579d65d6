"""The reviews of the call in `everything`: the investor reviews founder2's application."""

from datetime import datetime, timedelta
from typing import Any

from mentoring.calls.models import Application, Call
from mentoring.reviews import arranging, assigning
from mentoring.reviews.models import Redaction

LONG = timedelta(days=2000)  # around the real day too: the walks do not stop the clock


def reviewed(people: dict[str, Any], call: Call, application: Application, noon: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    """A rubric, a phase, the reviewer, an assignment and a conflict: by the beginning of an address's name, and by parameter."""
    by = people["coordinator"]
    arranging.add_criterion(by=by, call=call, key="idea", labels={"en": "Idea"})
    phase = arranging.save_phase(by=by, call=call, starts_at=noon - LONG, ends_at=noon + LONG)
    reviewer = arranging.add_reviewer(by=by, call=call, person=people["investor"])
    assignment = assigning.assign(by=by, application=application, reviewer=reviewer)
    conflict = arranging.declare_conflict(by=by, application=application, person=people["admin"])
    redaction = Redaction.objects.create(application=application, text="Felt workshop", made_by=by)  # this call is not blind
    named: dict[str, Any] = {"review": application, "reviews-of-call": call, "application-reviews": call, "application-assignment": call}
    named |= {"application-conflict": call, "application-redaction": call, "call-review": call, "call-reviewing": call, "call-redacting": call}
    parameters: dict[str, Any] = {
        "application": application,
        "assignment": assignment,
        "conflict": conflict,
        "phase": phase,
        "redaction": redaction,
        "reviewer": reviewer,
    }
    keyed = ("call-review-criterion", "call-review-criterion-remove", "api-call-reviewing-criterion")
    return named, parameters | {f"{name}:key": "idea" for name in keyed}
