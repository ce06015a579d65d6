"""Who may do what with the reviews of a call, and when."""

from django.utils.translation import gettext_lazy as _

from mentoring.calls.models import Application, Call, ConflictOfInterest, Role
from mentoring.calls.moving import leaving
from mentoring.calls.people import is_shut_out, roles_towards, runs, shut_to
from mentoring.calls.rules import can_work_on
from mentoring.reviews.models import Criterion, Review, Reviewer, ReviewPhase
from network.accounts.models import User
from network.core import clock
from network.core.errors import ALLOWED, Conflict, Refused, Verdict
from network.programmes.rules import open_for

State = Review.State
APPLICANT = Role.APPLICANT
NO_REVIEWERS = _("Ask somebody to review for this call first.")


def can_arrange(user: User, call: Call) -> Verdict:
    """Rubric, phases, reviewers and assignments are the coordinators' of the call, until its programme is archived."""
    if runs(user, call):
        return open_for(call.programme)
    return Refused(_("The reviews of a call are arranged by its coordinators."), code="not-a-coordinator")


def can_arrange_of(user: User, application: Application) -> Verdict:
    """What is arranged for one application: the coordinators' to whom no conflict closes it."""
    if not (verdict := can_arrange(user, application.call)):
        return verdict
    return can_work_on(user, application)


def can_redact(user: User, application: Application) -> Verdict:
    """While reviewers do not learn who applies: elsewhere they read every answer as it is."""
    if not (verdict := can_arrange_of(user, application)):
        return verdict
    if not application.call.is_blind:
        return Conflict(_("Reviewers of this call learn who applies, so they read every answer as it is."), code="not-blind")
    return ALLOWED


def can_release(user: User, call: Call) -> Verdict:
    """Decisions leave together: whoever may not know one of them lets none leave."""
    if not (verdict := can_arrange(user, call)):
        return verdict
    if call.is_releasing:
        return leaving()
    if call.applications.filter(pending__isnull=False, pk__in=shut_to(user)).exists():
        words = _("One of the decisions that wait is closed to you, since you have a conflict of interest. Another coordinator lets them leave together.")
        return Refused(words, code="conflict")
    return ALLOWED


def can_remove_criterion(user: User, criterion: Criterion) -> Verdict:
    """Only while nobody has given points for it: they would be lost."""
    if not (verdict := can_arrange(user, criterion.call)):
        return verdict
    if criterion.scores.exists():
        return Conflict(_("Reviewers have given points for this criterion. You can change its words and weight, not take it away."), code="in-use")
    return ALLOWED


def can_review(reviewer: Reviewer, phase: ReviewPhase | None) -> Verdict:
    """A reviewer of the call, in a phase in which reviews are written."""
    if reviewer.ended_at is not None:
        return Refused(_("You do not review for this call any more."), code="not-a-reviewer")
    if phase is None or not phase.can_review:
        return Conflict(_("Reviews are not written at this time. The call's page tells when they are."), code="no-phase")
    return open_for(reviewer.call.programme)


def can_submit(reviewer: Reviewer, phase: ReviewPhase | None, review: Review) -> Verdict:
    """In a phase in which one reviews, once."""
    if not (verdict := can_review(reviewer, phase)):
        return verdict
    if review.state != State.DRAFT:
        return Conflict(_("You have handed this review in already. You can open it again while reviews are written."), code="state")
    return ALLOWED


def sees_others(review: Review | None, phase: ReviewPhase | None) -> bool:
    """Whether a reviewer may read what the others wrote of an application, having `review` of their own or none."""
    if phase is None or phase.sees_others == ReviewPhase.Others.NEVER:
        return False
    return phase.sees_others == ReviewPhase.Others.ALWAYS or (review is not None and review.state != State.DRAFT)


def can_add_phase(user: User, call: Call, phase: ReviewPhase) -> Verdict:
    """Phases of a call follow each other."""
    if not (verdict := can_arrange(user, call)):
        return verdict
    others = call.review_phases.filter(starts_at__lt=phase.ends_at, ends_at__gt=phase.starts_at).exclude(pk=phase.pk)
    if others.exists():
        return Conflict(_("Another review phase of this call is at the same time. Phases follow each other."), code="overlap")
    return ALLOWED


def is_over(phase: ReviewPhase) -> bool:
    """Whether a phase is past."""
    return phase.ends_at <= clock.now()


def can_be_given(reviewer: Reviewer, application: Application) -> Verdict:
    """To a running reviewer of the call who has nothing to do with the application."""
    if reviewer.ended_at is not None or reviewer.call_id != application.call_id:
        return Conflict(_("This person does not review for the call."), code="not-a-reviewer")
    if is_shut_out(reviewer.person, application) or APPLICANT in roles_towards(reviewer.person, application):
        return Conflict(_("This person has a conflict with the application, or belongs to it. Choose somebody else."), code="conflict")
    return ALLOWED


def can_lift(user: User, conflict: ConflictOfInterest) -> Verdict:
    """A coordinator of the call, never one's own: who is shut out does not let themself in again."""
    if conflict.person_id == user.pk:
        return Refused(_("Somebody else has to lift a conflict that is yours."), code="own-conflict")
    return can_arrange_of(user, conflict.application)
