"""One thing done to several plans at once. Each stands for itself: what cannot be done says why, and the others are done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from mentoring.plans import reports, services
from mentoring.plans.models import DevelopmentPlan, ProgressReport
from mentoring.plans.queries import first_reports
from network.accounts.models import User
from network.core.errors import Conflict, DomainError, Invalid

MOST = 100
REMIND, APPROVE, MOVE_DUE, ADVISER = "remind", "approve", "move-due", "assign-adviser"
DEEDS = (REMIND, APPROVE, MOVE_DUE, ADVISER)


@dataclass(frozen=True)
class Outcome:
    """What became of one plan: `reason` is empty where it was done."""

    plan: DevelopmentPlan
    reason: str = ""
    code: str = ""

    @property
    def is_done(self) -> bool:
        """Whether it was done."""
        return not self.code


def do(
    *, by: User, plans: Sequence[DevelopmentPlan], deed: str, due_on: date | None = None, adviser: UUID | str | None = None, comment: str = ""
) -> list[Outcome]:
    """Do one of DEEDS to each plan that the caller loaded for `by`, in the order given. Raises Invalid for a deed that lacks something."""
    if len(plans) > MOST:
        raise Invalid({"plans": [_("At most %(most)d plans at once.") % {"most": MOST}]})
    if not plans:
        raise Invalid({"plans": [_("Choose at least one plan.")]})
    if deed == MOVE_DUE and due_on is None:
        raise Invalid({"due_on": [_("Choose the new date.")]})
    if deed == ADVISER and not adviser:
        raise Invalid({"adviser": [_("Choose who advises.")]})
    if deed not in DEEDS:
        raise Invalid({"deed": [_("There is no such choice.")]})
    of_reports: dict[str, Callable[[ProgressReport], object]] = {
        REMIND: lambda report: reports.remind(report=report, by=by),
        APPROVE: lambda report: reports.approve(report=report, by=by, comment=comment),
        MOVE_DUE: lambda report: reports.move_due(report=report, by=by, due_on=due_on),
    }
    found = first_reports(plans, (ProgressReport.State.SUBMITTED,) if deed == APPROVE else ProgressReport.OPEN) if deed in of_reports else {}
    # In one order whoever asks, so that two coordinators with the same plans do not wait for each other in a circle.
    done = {plan.pk: _one(plan, lambda plan: _deed(plan, found, of_reports.get(deed), by, adviser)) for plan in sorted(plans, key=lambda plan: plan.pk)}
    return [done[plan.pk] for plan in plans]


def _deed(
    plan: DevelopmentPlan, found: dict[UUID, ProgressReport], of_report: Callable[[ProgressReport], object] | None, by: User, adviser: UUID | str | None
) -> None:
    if of_report is None:
        services.assign(plan=plan, by=by, adviser=adviser)
        return
    if plan.pk not in found:
        raise Conflict(_("There is no report that waits."), code="no-report")
    of_report(found[plan.pk])


def _one(plan: DevelopmentPlan, work: Callable[[DevelopmentPlan], None]) -> Outcome:
    try:
        with transaction.atomic():
            work(plan)
    except Invalid as refusal:
        return Outcome(plan, " ".join(str(sentence) for sentences in refusal.errors.values() for sentence in sentences), refusal.code)
    except DomainError as refusal:
        return Outcome(plan, str(refusal.message), refusal.code)
    return Outcome(plan)
