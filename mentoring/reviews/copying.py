"""How a call is reviewed, for a call that is made from it. Named in the settings (CALL_COPIED)."""

from mentoring.calls.models import Call
from mentoring.reviews.arranging import CRITERION
from mentoring.reviews.models import Criterion, ReviewSettings


def copied(*, source: Call, target: Call) -> None:
    """The rubric, and how many reads are wanted. Phases have dates and reviewers are asked anew, so neither comes along."""
    rows = source.criteria.order_by("position")
    Criterion.objects.bulk_create(
        Criterion(call=target, key=row.key, position=row.position, **{name: getattr(row, name) for name in CRITERION}) for row in rows
    )
    if chosen := ReviewSettings.objects.filter(call=source).first():
        ReviewSettings.objects.create(call=target, reads=chosen.reads, middle=chosen.middle)
