"""What coordinators set up: how a call is reviewed, its criteria, phases and reviewers."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from mentoring.calls.models import Application, Call, ConflictOfInterest
from mentoring.reviews import notices, rules
from mentoring.reviews.models import Criterion, Reviewer, ReviewPhase, ReviewSettings
from network.accounts.models import User
from network.core import clock
from network.core.errors import Conflict, Invalid, NotVisible, require
from network.core.seen import require_seen

MOST_CRITERIA, MOST_PHASES, MOST_REVIEWERS = 30, 12, 200
SETTINGS = ("reads", "middle")
CRITERION = ("labels", "help", "weight", "is_independent", "is_required", "least", "most")
PHASE = ("names", "starts_at", "ends_at", "can_review", "reads", "sees_others", "names_reviewers")


@transaction.atomic
def set_up(*, by: User, call: Call, was: str = "", **changes: object) -> ReviewSettings:
    """Choose how many reads each application needs, and by which middle it is ranked. Raises Overwritten (`was`: the mark of SETTINGS as read)."""
    require(rules.can_arrange(by, call))
    row, _made = ReviewSettings.objects.select_for_update(of=("self",), no_key=True).get_or_create(call=call)
    require_seen(row, SETTINGS, was)
    for name in {*SETTINGS} & set(changes):
        setattr(row, name, changes[name])
    _clean(row)
    row.save()
    return row


@transaction.atomic
def add_criterion(*, by: User, call: Call, key: str, **fields: object) -> Criterion:
    """Add a criterion at the end of the rubric. Raises Invalid for a key that is taken or a scale the wrong way round."""
    require(rules.can_arrange(by, call))
    call = _locked(call)
    count = call.criteria.count()
    if count >= MOST_CRITERIA:
        raise Conflict(_("A rubric has at most %(most)d criteria.") % {"most": MOST_CRITERIA}, code="too-many")
    if call.criteria.filter(key=key).exists():
        raise Invalid({"key": [_("Another criterion has this short name.")]})
    last = call.criteria.order_by("-position").values_list("position", flat=True).first()
    row = Criterion(call=call, key=key, position=0 if last is None else last + 1, **_chosen(fields, CRITERION))
    _clean(row)
    row.save()
    return row


@transaction.atomic
def change_criterion(*, by: User, criterion: Criterion, was: str = "", **fields: object) -> Criterion:
    """Change words, weight, or scale. A scale with points given stays wide enough for them; who changed what is kept.

    Raises Overwritten when it reads otherwise by now (`was`: the mark of CRITERION as read).
    """
    require(rules.can_arrange(by, criterion.call))
    row = Criterion.objects.select_for_update(of=("self",), no_key=True).get(pk=criterion.pk)
    require_seen(row, CRITERION, was)
    for name, value in _chosen(fields, CRITERION).items():
        setattr(row, name, value)
    _clean(row)
    if row.scores.filter(points__gt=row.most).exists() or row.scores.filter(points__lt=row.least).exists():
        raise Conflict(_("Reviewers have given points outside this scale already."), code="in-use")
    row.save()
    return row


@transaction.atomic
def remove_criterion(*, by: User, criterion: Criterion) -> None:
    """Take a criterion away that nobody has given points for."""
    row = Criterion.objects.select_for_update(of=("self",)).get(pk=criterion.pk)  # a score being written waits, or is seen
    require(rules.can_remove_criterion(by, row))
    row.delete()


@transaction.atomic
def save_phase(*, by: User, call: Call, phase: ReviewPhase | None = None, was: str = "", **fields: object) -> ReviewPhase:
    """Add a phase, or change one. Raises Conflict where two would overlap, Invalid where it ends before it begins, NotVisible for one taken away.

    Raises Overwritten when it reads otherwise by now (`was`: the mark of PHASE as read).
    """
    require(rules.can_arrange(by, call))
    call = _locked(call)  # two phases added at once: the second sees the first
    row = ReviewPhase(call=call) if phase is None else call.review_phases.filter(pk=phase.pk).first()
    if row is None:
        raise NotVisible
    if phase is not None:
        require_seen(row, PHASE, was)
    for name, value in _chosen(fields, PHASE).items():
        setattr(row, name, value)
    _check_instants(row.starts_at, row.ends_at)
    if phase is None and call.review_phases.count() >= MOST_PHASES:
        raise Conflict(_("A call has at most %(most)d review phases.") % {"most": MOST_PHASES}, code="too-many")
    require(rules.can_add_phase(by, call, row))
    row.save()
    return row


@transaction.atomic
def remove_phase(*, by: User, phase: ReviewPhase) -> None:
    """Take a phase away. What was written in it stays."""
    require(rules.can_arrange(by, phase.call))
    phase.delete()


@transaction.atomic
def add_reviewer(*, by: User, call: Call, person: User, most: int | None = None) -> Reviewer:
    """Ask a person to review for the call; they are told. Raises Conflict when they do already."""
    require(rules.can_arrange(by, call))
    call = _locked(call)
    if call.reviewers.filter(person=person, ended_at=None).exists():
        raise Conflict(_("This person reviews for the call already."), code="state")
    if call.reviewers.filter(ended_at=None).count() >= MOST_REVIEWERS:
        raise Conflict(_("A call has at most %(most)d reviewers.") % {"most": MOST_REVIEWERS}, code="too-many")
    row = Reviewer.objects.create(call=call, person=person, most=most, asked_by=by)
    notices.reviewer_asked(row)
    return row


@transaction.atomic
def remove_reviewer(*, by: User, reviewer: Reviewer) -> Reviewer:
    """End a reviewer's part: what they have not read returns to the pool, what they handed in stays."""
    require(rules.can_arrange(by, reviewer.call))
    row = Reviewer.objects.select_for_update(of=("self",), no_key=True).get(pk=reviewer.pk)
    if row.ended_at is None:
        row.ended_at = clock.now()
        row.save(update_fields=["ended_at"])
        row.assignments.filter(ended_at=None).update(ended_at=clock.now())
        notices.take_back(row)
    return row


@transaction.atomic
def declare_conflict(*, by: User, application: Application, person: User, reason: str = "") -> ConflictOfInterest:
    """Shut a person out of an application: reviewers and coordinators declare their own, coordinators anybody's.

    Their assignment ends and what they had begun to write is kept from the sums; letters that would tell them of it are taken
    back. Declaring twice is harmless. Where nobody who runs the call is left, those who can appoint somebody are told.
    """
    if person != by:
        require(rules.can_arrange_of(by, application))
    application = Application.objects.select_for_update(of=("self",), no_key=True).get(pk=application.pk)
    row, made = ConflictOfInterest.objects.get_or_create(application=application, person=person, lifted_at=None, defaults={"reason": reason, "declared_by": by})
    if made:
        application.assignments.filter(reviewer__person=person, ended_at=None).update(ended_at=clock.now())
        application.reviews.filter(reviewer__person=person).delete()
        notices.conflict_declared(row, by)
    return row


@transaction.atomic
def lift_conflict(*, by: User, conflict: ConflictOfInterest) -> ConflictOfInterest:
    """A coordinator lifts a conflict that was declared by mistake; never one's own."""
    require(rules.can_lift(by, conflict))
    row = ConflictOfInterest.objects.select_for_update(of=("self",), no_key=True).get(pk=conflict.pk)
    if row.lifted_at is None:
        row.lifted_at, row.lifted_by = clock.now(), by
        row.save(update_fields=["lifted_at", "lifted_by"])
    return row


def _locked(call: Call) -> Call:
    return Call.objects.select_for_update(of=("self",), no_key=True).get(pk=call.pk)


def _chosen(fields: Mapping[str, object], names: tuple[str, ...]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if name in names}


def _check_instants(starts_at: datetime, ends_at: datetime) -> None:
    if starts_at >= ends_at:
        raise Invalid({"ends_at": [_("The end has to come after the beginning.")]})


def _clean(row: Criterion | ReviewSettings) -> None:
    if isinstance(row, Criterion) and row.least >= row.most:
        raise Invalid({"most": [_("The most points have to be more than the fewest.")]})
    try:
        row.clean_fields()
    except ValidationError as error:
        raise Invalid(error.message_dict) from error
