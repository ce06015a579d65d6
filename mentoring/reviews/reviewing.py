"""What a reviewer does: write, hand in, abstain, open again."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from mentoring.calls.models import Application
from mentoring.reviews import notices, rules, states
from mentoring.reviews.models import Criterion, Review, Reviewer, Score
from mentoring.reviews.queries import case_for, phase_of, reviewer_of
from network.accounts.models import User
from network.core import clock
from network.core.errors import Conflict, Invalid, NotVisible, require
from network.core.seen import Overwritten
from network.core.states import move

State = Review.State


@transaction.atomic
def save(
    *, by: User, application: Application, points: Mapping[str, int | None], for_staff: str = "", for_applicant: str = "", version: int | None = None
) -> Review:
    """Keep a review as a draft: points by the criterion's key (None takes them away), and both comments.

    `version` is the one that was read, 0 where there was no review yet: raises Overwritten when the reviewer's other device has
    written meanwhile. Raises Conflict outside a phase, Invalid for points off the scale, NotVisible for an application that is not theirs to read.
    """
    reviewer = _reviewer(by, application)
    require(rules.can_review(reviewer, phase_of(application.call)))
    review, is_new = _held(reviewer, application)
    if review.state != State.DRAFT:
        raise Conflict(_("You have handed this review in already. Open it again to change it."), code="state")
    if version is not None and version != (0 if is_new else review.version):
        raise Overwritten(_as_written(review), review.version, version=review.version)
    review.for_staff, review.for_applicant = for_staff, for_applicant
    review.version += 1
    review.save(update_fields=["for_staff", "for_applicant", "version"])
    _score(review, points)
    return review


@transaction.atomic
def submit(*, by: User, application: Application) -> Review:
    """Hand the draft in. Raises Invalid by criterion where required points are missing."""
    reviewer = _reviewer(by, application)
    review = _locked(reviewer, application)
    require(rules.can_submit(reviewer, phase_of(application.call), review))
    given = set(review.scores.values_list("criterion", flat=True))
    missing = [criterion for criterion in application.call.criteria.all() if criterion.is_required and criterion.pk not in given]
    if missing:
        raise Invalid({f"points.{criterion.key}": [_("Give points for this, or abstain.")] for criterion in missing})
    move(review, "submit", states.REVIEW, submitted_at=clock.now())
    _nothing_left(reviewer)
    return review


@transaction.atomic
def abstain(*, by: User, application: Application) -> Review:
    """Say that one gives no points: counted apart, never as zero. The read returns to the pool."""
    reviewer = _reviewer(by, application)
    review = _locked(reviewer, application)
    require(rules.can_submit(reviewer, phase_of(application.call), review))
    review.scores.all().delete()
    move(review, "abstain", states.REVIEW)
    _nothing_left(reviewer)
    return review


@transaction.atomic
def reopen(*, by: User, application: Application) -> Review:
    """Take a handed-in review back to change it, while reviews are written. Until it is handed in again it does not count."""
    reviewer = _reviewer(by, application)
    require(rules.can_review(reviewer, phase_of(application.call)))
    review = _locked(reviewer, application)
    move(review, "reopen", states.REVIEW)
    return review


def _reviewer(by: User, application: Application) -> Reviewer:
    """The person's part in this call, where this application is theirs to read. Raises NotVisible."""
    case_for(by, application.pk)
    reviewer = reviewer_of(application.call, by)
    if reviewer is None:
        raise NotVisible
    return reviewer


def _as_written(review: Review) -> dict[str, object]:
    """Points by their field, None where there are none, and both comments."""
    given = {score.criterion_id: score.points for score in review.scores.all()}
    points = {f"points.{criterion.key}": given.get(criterion.pk) for criterion in review.application.call.criteria.all()}
    return points | {"for_staff": review.for_staff, "for_applicant": review.for_applicant}


def _locked(reviewer: Reviewer, application: Application) -> Review:
    return _held(reviewer, application)[0]


def _held(reviewer: Reviewer, application: Application) -> tuple[Review, bool]:
    """The reviewer's one review of it, made when there is none, and whether it was. Two devices at once: the second waits for the first."""
    # The application's row is held as in `declare_conflict`: a conflict declared at this moment is seen here, or deletes this row.
    application = Application.objects.select_for_update(of=("self",), no_key=True).get(pk=application.pk)
    if rules.is_shut_out(reviewer.person, application):
        raise NotVisible
    _review, is_new = Review.objects.get_or_create(reviewer=reviewer, application=application)
    return Review.objects.select_for_update(of=("self",), no_key=True).get(reviewer=reviewer, application=application), is_new


def _nothing_left(reviewer: Reviewer) -> None:
    """With the last assigned review handed in, the reminder is taken back."""
    done = reviewer.reviews.exclude(state=State.DRAFT).values("application")
    if not reviewer.assignments.filter(ended_at=None).exclude(application__in=done).exists():
        notices.take_back(reviewer)


def _score(review: Review, points: Mapping[str, int | None]) -> None:
    criteria = {criterion.key: criterion for criterion in Criterion.objects.filter(call=review.application.call).select_for_update(of=("self",), no_key=True)}
    wrong = {f"points.{key}": [_scale_error(criteria.get(key))] for key, value in points.items() if not _fits(value, criteria.get(key))}
    if wrong:
        raise Invalid(wrong)
    for key, value in points.items():
        if value is None:
            review.scores.filter(criterion=criteria[key]).delete()
        else:
            Score.objects.update_or_create(review=review, criterion=criteria[key], defaults={"points": value})


def _fits(value: int | None, criterion: Criterion | None) -> bool:
    return criterion is not None and (value is None or criterion.least <= value <= criterion.most)


def _scale_error(criterion: Criterion | None) -> str:
    if criterion is None:
        return _("There is no such criterion.")
    return _("Choose a number from %(least)d to %(most)d.") % {"least": criterion.least, "most": criterion.most}
