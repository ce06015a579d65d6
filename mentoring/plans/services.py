"""Beginning a plan, handing it in, deciding about it, closing it, and who follows it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mentoring.plans import notices, rules, schedule, states
from mentoring.plans.models import DevelopmentPlan, PlanEntry, ProgressReport
from mentoring.plans.queries import advisers_for, regionals_for, today_of
from mentoring.plans.versions import version_of
from network.accounts.models import User
from network.accounts.zones import zone_of_country
from network.core import clock
from network.core.errors import Conflict, Invalid, require
from network.core.locks import hold_row
from network.core.states import move
from network.forms.answers import check
from network.forms.questions import questions_of
from network.forms.terms import known_terms
from network.forms.wording import sentences
from network.organisations.models import Organisation
from network.programmes.models import Participation, Programme
from network.programmes.services import held

State = DevelopmentPlan.State
FRAME = ("starts_on", "months", "schedule", "report_days")
FURTHEST = timedelta(days=366)
LONGEST_NOTE = 2000


@transaction.atomic
def start(*, by: User, programme: Programme, company: Organisation, adviser: User | None = None, regional: User | None = None, **frame: Any) -> DevelopmentPlan:
    """Begin a company's plan as a draft, with the form that the programme asks now. `frame` may hold what FRAME names.

    Raises Invalid, or Conflict when the company has one already.
    """
    programme = held(programme)  # archived or switched off at this moment: that finds this plan, or this finds it
    require(rules.can_start(by, company, programme))
    part = Participation.objects.filter(programme=programme, organisation=company, ended_at=None).select_related("incubator").first()
    today = clock.today(zone_of_country(company.country))
    plan = DevelopmentPlan(
        programme=programme, company=company, incubator=part.incubator if part else None, version=version_of(programme), made_by=by, starts_on=today
    )
    _set_frame(plan, frame, today)
    if adviser is not None or regional is not None:
        require(rules.can_assign(by, plan))
        _set_people(plan, adviser, regional)
    try:
        with transaction.atomic():
            plan.save(force_insert=True)
    except IntegrityError as error:  # two people of the company at once
        if "developmentplan_one_open" not in str(error):
            raise
        raise Conflict(_("The company has a plan in this programme already."), code="state") from error
    note(plan, "started", by)
    notices.of_plan("plan.started", plan, [*notices.speakers(plan), *([plan.adviser] if plan.adviser else [])], by=by)
    return plan


@transaction.atomic
def change(*, plan: DevelopmentPlan, by: User, revision: int | None = None, answers: dict[str, Any] | None = None, **frame: Any) -> DevelopmentPlan:
    """Change the baseline's answers (each given one replaces what stood there) or the frame, before approval.

    Raises Conflict `version` when somebody changed the plan since `revision` was read.
    """
    plan = locked(plan)
    require(rules.can_edit(by, plan))
    same_revision(plan, revision)
    if plan.state == State.RUNNING:
        raise Conflict(_("The beginning, the length and the baseline of an approved plan stay as they are."), code="state")
    if answers is not None:
        plan.baseline = checked(answers, plan.version.baseline, plan.baseline, is_draft=True)
    _set_frame(plan, frame, today_of(plan))
    plan.revision += 1
    plan.save()
    return plan


@transaction.atomic
def submit(*, plan: DevelopmentPlan, by: User) -> DevelopmentPlan:
    """Hand the plan in. Raises Invalid with the baseline's questions that need an answer, Conflict when that was done."""
    plan = locked(plan)
    require(rules.can_submit(by, plan))
    checked(plan.baseline, plan.version.baseline, {}, is_draft=False)
    _move(plan, "submit", by, submitted_at=clock.now(), comment="")
    notices.of_plan("plan.submitted", plan, notices.deciders(plan), by=by)
    return plan


@transaction.atomic
def send_back(*, plan: DevelopmentPlan, by: User, comment: str) -> DevelopmentPlan:
    """Return a plan to the company with a comment."""
    plan = locked(plan)
    require(rules.can_decide(by, plan))
    _move(plan, "return", by, comment=worded(comment))
    notices.of_plan("plan.returned", plan, notices.speakers(plan), by=by, comment=plan.comment)
    return plan


@transaction.atomic
def approve(*, plan: DevelopmentPlan, by: User, comment: str = "") -> DevelopmentPlan:
    """Approve the plan: it runs, and each of its periods has a report with its date."""
    plan = locked(plan)
    require(rules.can_decide(by, plan))
    _move(plan, "approve", by, approved_at=clock.now(), approved_by=by, comment=comment.strip()[:LONGEST_NOTE])
    _make_reports(plan)
    notices.of_plan(
        "plan.approved", plan, notices.speakers(plan), by=by, first_due=plan.reports.order_by("number").values_list("due_on", flat=True)[0].isoformat()
    )
    return plan


@transaction.atomic
def close(*, plan: DevelopmentPlan, by: User, comment: str = "") -> DevelopmentPlan:
    """Close the plan. What was written stays readable; nobody is reminded any more."""
    plan = locked(plan)
    require(rules.can_close(by, plan))
    for report in plan.reports.filter(state__in=ProgressReport.OPEN):
        notices.no_more_reminders(report)
    plan.reports.update(remind_on=None)
    _move(plan, "close", by, closed_at=clock.now(), comment=comment.strip()[:LONGEST_NOTE])
    notices.of_plan("plan.closed", plan, [*notices.speakers(plan), *notices.deciders(plan)], by=by, comment=plan.comment)
    return plan


@transaction.atomic
def assign(*, plan: DevelopmentPlan, by: User, adviser: UUID | str | None = None, regional: UUID | str | None = None) -> DevelopmentPlan:
    """Say who advises, or who is told when a report stays out; what is not given stays. Raises Invalid for who cannot."""
    plan = locked(plan)
    require(rules.can_assign(by, plan))
    before = plan.adviser
    _set_people(plan, _chosen(advisers_for(plan.programme), adviser, "adviser"), _chosen(regionals_for(plan.programme), regional, "regional"))
    plan.revision += 1
    plan.save()
    if plan.adviser and plan.adviser != before:
        note(plan, "adviser", by, words=str(plan.adviser))
        notices.of_plan("plan.adviser", plan, [plan.adviser, *notices.speakers(plan)], by=by)
    return plan


def locked(plan: DevelopmentPlan | UUID) -> DevelopmentPlan:
    """The plan, read anew under its row lock: of two people who submit, approve or change at once, the second sees what the first did.

    Locks are taken in the order plan, report.
    """
    key = plan.pk if isinstance(plan, DevelopmentPlan) else plan
    return hold_row(DevelopmentPlan.objects.select_related("programme", "company", "adviser", "regional", "version", "incubator"), key)


def note(plan: DevelopmentPlan, verb: str, by: User | None, *, report: ProgressReport | None = None, words: str = "") -> None:
    """One more line of the plan's history, with the person's name as it is now."""
    PlanEntry.objects.create(plan=plan, report=report, verb=verb, person=by, person_name=str(by or "")[:120], note=words[:LONGEST_NOTE])


def same_revision(row: DevelopmentPlan | ProgressReport, revision: int | None) -> None:
    """Raise Conflict when the row was changed since it was read; None asks nothing."""
    if revision is not None and revision != row.revision:
        raise Conflict(_("Somebody changed this while you wrote. What you typed is still here: compare, and save again."), code="version", version=row.revision)


def checked(given: dict[str, Any], questions: list[dict[str, Any]], before: dict[str, Any], *, is_draft: bool) -> dict[str, Any]:
    """Answers as they are kept: those given over those before; an empty one takes the old one away. Raises Invalid (`answers.<key>`)."""
    found = check(given, questions_of(questions), known=known_terms, is_draft=is_draft)
    if found.errors:
        raise Invalid(sentences(found.errors, prefix="answers."))
    return {key: value for key, value in before.items() if key not in given} | found.cleaned


def worded(comment: str, field: str = "comment") -> str:
    """A comment that must say something. Raises Invalid."""
    if not comment.strip():
        raise Invalid({field: [_("Say in a few words why, so that the company knows what to do.")]})
    return comment.strip()[:LONGEST_NOTE]


def _move(plan: DevelopmentPlan, verb: str, by: User, **changes: Any) -> None:
    move(plan, verb, states.PLAN, revision=plan.revision + 1, **changes)
    note(plan, f"plan-{verb}", by, words=str(changes.get("comment", "")))


def _set_frame(plan: DevelopmentPlan, frame: dict[str, Any], today: date) -> None:
    for name in FRAME:
        if name in frame:
            setattr(plan, name, frame[name])
    wrong: dict[str, list[str]] = {}
    if not 3 <= plan.months <= 60:
        wrong["months"] = [_("Choose from 3 to 60 months.")]
    if plan.schedule not in DevelopmentPlan.Schedule.values:
        wrong["schedule"] = [_("Choose how often a report is due.")]
    if not 0 <= plan.report_days <= 60:
        wrong["report_days"] = [_("Choose from 0 to 60 days.")]
    if "starts_on" in frame and not today - FURTHEST <= plan.starts_on <= today + FURTHEST:
        wrong["starts_on"] = [_("Choose a day within a year from today.")]
    if wrong:
        raise Invalid(wrong)
    plan.ends_on = schedule.last_day(plan.starts_on, plan.months)


def _chosen(people: Any, pk: UUID | str | None, field: str) -> User | None:
    if pk is None:
        return None
    try:
        found = people.filter(pk=UUID(str(pk))).first()
    except ValueError:
        found = None
    if found is None:
        raise Invalid({field: [_("Choose from the people offered.")]})
    return found


def _set_people(plan: DevelopmentPlan, adviser: User | None, regional: User | None) -> None:
    if adviser is not None:
        if not advisers_for(plan.programme, company=plan.company).filter(pk=adviser.pk).exists():
            raise Invalid({"adviser": [_("Somebody of the company itself cannot advise it. Choose another person.")]})
        plan.adviser = adviser
    if regional is not None:
        plan.regional = regional


def _make_reports(plan: DevelopmentPlan) -> None:
    """The report of each period. One that was due before the approval is due some days after it: nobody is late from the beginning."""
    # Held until the reports stand there: a form that is changed at this moment must find them.
    Programme.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.programme_id)
    today, newest = today_of(plan), version_of(plan.programme)
    found = schedule.periods(plan.starts_on, plan.months, plan.schedule, country=plan.company.country, report_days=plan.report_days)
    rows = [ProgressReport(plan=plan, version=newest, number=p.number, starts_on=p.starts, ends_on=p.ends, nominal_on=p.nominal, due_on=p.due) for p in found]
    for row in rows:
        row.due_on = schedule.due_after(row.due_on, today, country=plan.company.country, report_days=plan.report_days)
        row.reminded = schedule.steps_passed(row.due_on, today)
        row.remind_on = schedule.next_step(row.due_on, row.reminded, today=today)
    ProgressReport.objects.bulk_create(rows)
