"""What people are told about plans and reports. Contexts are primitives; the words stand in the mail templates."""

from collections.abc import Iterable

from django.urls import reverse

from mentoring.plans.models import DevelopmentPlan, ProgressReport
from mentoring.plans.queries import advised_programmes
from network.accounts.models import User
from network.notifications.services import notify, supersede
from network.organisations.queries import administrators_of, is_member
from network.programmes.queries import coordinators_of

REMINDERS = ("plan.report-soon", "plan.report-today", "plan.report-late", "plan.report-escalated", "plan.report-reminder")


def names(plan: DevelopmentPlan) -> dict[str, str]:
    """Who it is about."""
    return {"company": plan.company.name, "programme": plan.programme.name, "adviser": str(plan.adviser or "")}


def plan_page(plan: DevelopmentPlan) -> str:
    """The plan's page."""
    return reverse("plan", args=[plan.pk])


def report_page(report: ProgressReport) -> str:
    """The report's page."""
    return reverse("plan-report", args=[report.pk])


def speakers(plan: DevelopmentPlan) -> list[User]:
    """Who hears of the plan on the company's side: its administrators now."""
    return list(administrators_of(plan.company))


def deciders(plan: DevelopmentPlan) -> list[User]:
    """Who hears of it on the other side: the adviser while they belong to the programme, else its coordinators."""
    if plan.adviser and plan.adviser.is_active and advised_programmes(plan.adviser).filter(pk=plan.programme_id).exists():
        return [plan.adviser]
    return list(coordinators_of(plan.programme))


def escalated_to(plan: DevelopmentPlan) -> list[User]:
    """Who is told when a report stays out: the regional coordinator, else the programme's coordinators."""
    if plan.regional and plan.regional.is_active and advised_programmes(plan.regional).filter(pk=plan.programme_id).exists():
        return [plan.regional]
    return list(coordinators_of(plan.programme))


def of_plan(kind: str, plan: DevelopmentPlan, people: Iterable[User], *, by: User | None = None, **more: object) -> None:
    """One kind about a plan to several people, but not to who did it."""
    told = [person for person in people if by is None or person.pk != by.pk]
    context = names(plan) | {"by": str(by or "")} | more
    notify(to=told, kind=kind, about=plan, occurrence=plan.revision, context=context, url=plan_page(plan))


def of_report(
    kind: str, report: ProgressReport, people: Iterable[User], *, by: User | None = None, occurrence: object = None, author: User | None = None, **more: object
) -> None:
    """One kind about a report. `author` is told too, while a member."""
    plan = report.plan
    everybody = list(people)
    if author is not None and author.is_active and is_member(author, plan.company):
        everybody.append(author)
    told = list({person.pk: person for person in everybody if by is None or person.pk != by.pk}.values())
    period = {"period_starts": report.starts_on.isoformat(), "period_ends": report.ends_on.isoformat(), "due": report.due_on.isoformat()}
    context = names(plan) | period | {"by": str(by or ""), "number": report.number} | more
    notify(to=told, kind=kind, about=report, occurrence=str(occurrence or report.revision), context=context, url=report_page(report))


def no_more_reminders(report: ProgressReport) -> None:
    """What was to remind of a report is taken back."""
    supersede(report, REMINDERS)
