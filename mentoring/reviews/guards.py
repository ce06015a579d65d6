"""What a way through the pipeline can require of the reviews."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from mentoring.calls.guards import Attempt, Guard
from mentoring.reviews.models import Review
from mentoring.reviews.queries import settings_of
from network.core.errors import ALLOWED, Conflict, Verdict


def enough_reviews(attempt: Attempt) -> Verdict:
    """As many reviews are handed in as the call wants of each application; who abstained gave none."""
    wanted = settings_of(attempt.application.call).reads
    missing = wanted - attempt.application.reviews.filter(state=Review.State.SUBMITTED).count()
    if missing <= 0:
        return ALLOWED
    return Conflict(
        ngettext("%(count)d review is still missing.", "%(count)d reviews are still missing.", missing) % {"count": missing}, code="reviews-missing"
    )


GUARDS = (Guard("enough_reviews", _("enough reviews are handed in"), enough_reviews),)
