"""When somebody leaves: nothing about a company's plans reaches them any more, and a plan without its adviser waits for nobody."""

from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from mentoring.plans import notices
from mentoring.plans.models import DevelopmentPlan, ProgressReport
from mentoring.plans.queries import advisers_for, advises
from mentoring.plans.services import locked, note
from network.accounts.models import User
from network.notifications.services import supersede
from network.organisations.models import Membership, Organisation
from network.organisations.queries import is_member
from network.programmes.models import Programme
from network.programmes.queries import coordinators_of


def member_left(*, organisation: Organisation, person: User, by: User) -> int:
    """Take back what was to be told to a person about the plans of a company they have left. Part of the transaction that ends the membership.

    Access ends by itself: it is asked of the membership each time. What they wrote stays, with their name. Returns how many mails.
    """
    plans = DevelopmentPlan.objects.filter(company=organisation).exclude(state=DevelopmentPlan.State.CLOSED)
    reports = ProgressReport.objects.filter(plan__in=plans, state__in=[*ProgressReport.OPEN, ProgressReport.State.SUBMITTED])
    return sum(supersede(row, people=[person]) for row in [*plans, *reports])


def advisers_gone() -> int:
    """Let every plan go whose adviser has left the programme, the organisation or the platform, or has come to the company itself.

    However that came about: one look at those who may advise says it for all ways of leaving. From that moment it is the coordinators
    who are asked to decide; they are told, and so is the company. Returns how many plans. Safe to run twice at once.
    """
    advised = DevelopmentPlan.objects.exclude(state=DevelopmentPlan.State.CLOSED).filter(adviser__isnull=False)
    programmes = Programme.objects.filter(pk__in=advised.values("programme"), archived_at=None).order_by("pk")
    return sum(_let_go(pk) for programme in programmes for pk in _without(advised.filter(programme=programme), programme))


def _without(plans: QuerySet[DevelopmentPlan], programme: Programme) -> list[UUID]:
    gone = plans.exclude(adviser__in=advisers_for(programme).values("pk"))
    inside = plans.filter(company__memberships__state=Membership.State.ACTIVE, company__memberships__person=F("adviser"))
    return sorted({*gone.values_list("pk", flat=True), *inside.values_list("pk", flat=True)})


@transaction.atomic
def _let_go(pk: UUID) -> bool:
    plan = locked(pk)
    left = plan.adviser
    if left is None or plan.state == DevelopmentPlan.State.CLOSED or _stays(left, plan):  # another process was quicker, or they are back
        return False
    plan.adviser, plan.revision = None, plan.revision + 1
    plan.save(update_fields=["adviser", "revision"])
    note(plan, "adviser-left", None, words=str(left))
    waiting = list(plan.reports.filter(state=ProgressReport.State.SUBMITTED))
    for row in (plan, *waiting):
        supersede(row, people=[left])
    staff = list(coordinators_of(plan.programme))
    facts = {"left": str(left), "waiting": len(waiting) + (plan.state == DevelopmentPlan.State.SUBMITTED)}
    notices.of_plan("plan.adviser-left", plan, staff, to_staff=True, **facts)
    notices.of_plan("plan.adviser-left", plan, [person for person in notices.speakers(plan) if person not in staff], to_staff=False, **facts)
    return True


def _stays(person: User, plan: DevelopmentPlan) -> bool:
    return person.is_active and advises(person, plan) and not is_member(person, plan.company)
