"""Writing a report, handing it in, and what is decided about it. Every time it is handed in, a version stays."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from mentoring.plans import notices, rules, schedule, states
from mentoring.plans.models import Goal, GoalProgress, ProgressReport, ReportVersion
from mentoring.plans.queries import today_of
from mentoring.plans.services import checked, locked, note, same_revision, worded
from network.accounts.models import User
from network.core import clock
from network.core.errors import Invalid, require
from network.core.states import move

State = ProgressReport.State


@transaction.atomic
def save(
    *, report: ProgressReport, by: User, answers: dict[str, Any] | None = None, progress: Mapping[str, Any] | None = None, revision: int | None = None
) -> ProgressReport:
    """Keep a draft: each given answer replaces what stood there. `progress` maps goals to `{"percent", "note"}`.

    Raises Invalid beside what cannot be kept, Conflict `version` when somebody saved since `revision` was read.
    """
    report = locked_report(report)
    require(rules.can_write(by, report))
    same_revision(report, revision)
    _write(report, by, answers or {}, progress or {})
    if report.state == State.DUE:
        move(report, "write", states.REPORT)
    return report


@transaction.atomic
def submit(
    *, report: ProgressReport, by: User, answers: dict[str, Any] | None = None, progress: Mapping[str, Any] | None = None, revision: int | None = None
) -> ProgressReport:
    """Hand the report in, as it stands with what is given: a version is kept with who did it and when.

    Raises Invalid for what the form needs, Conflict when it was handed in meanwhile.
    """
    report = locked_report(report)
    require(rules.can_hand_in(by, report))
    same_revision(report, revision)
    _write(report, by, answers or {}, progress or {})
    checked(report.answers, report.version.report, {}, is_draft=False)
    _every_goal(report)
    _move(report, "submit", by, submitted_at=clock.now(), remind_on=None)
    _keep(report, by)
    notices.no_more_reminders(report)
    notices.of_report("plan.report-submitted", report, notices.deciders(report.plan), by=by)
    return report


@transaction.atomic
def approve(*, report: ProgressReport, by: User, comment: str = "") -> ProgressReport:
    """Approve a report that was handed in."""
    report = locked_report(report)
    require(rules.can_judge(by, report))
    _decide(report, "approve", by, comment.strip()[:2000])
    notices.of_report("plan.report-approved", report, notices.speakers(report.plan), by=by, author=report.edited_by, comment=report.comment)
    return report


@transaction.atomic
def send_back(*, report: ProgressReport, by: User, comment: str) -> ProgressReport:
    """Return a report with a comment: the company changes it and hands it in again."""
    report = locked_report(report)
    require(rules.can_return(by, report))
    _decide(report, "return", by, worded(comment))
    _plan_reminders(report)
    notices.of_report("plan.report-returned", report, notices.speakers(report.plan), by=by, author=report.edited_by, comment=report.comment)
    return report


@transaction.atomic
def skip(*, report: ProgressReport, by: User, reason: str) -> ProgressReport:
    """Let a period go without a report, with the reason. Nobody is reminded of it any more; what was written stays."""
    report = locked_report(report)
    require(rules.can_skip(by, report))
    _decide(report, "skip", by, worded(reason, "reason"), remind_on=None)
    notices.no_more_reminders(report)
    notices.of_report("plan.report-skipped", report, notices.speakers(report.plan), by=by, comment=report.comment)
    return report


@transaction.atomic
def unskip(*, report: ProgressReport, by: User) -> ProgressReport:
    """Take a skip back: the report can be written again."""
    report = locked_report(report)
    require(rules.can_unskip(by, report))
    _decide(report, "unskip", by, "")
    _plan_reminders(report)
    notices.of_report("plan.report-unskipped", report, notices.speakers(report.plan), by=by)
    return report


@transaction.atomic
def move_due(*, report: ProgressReport, by: User, due_on: date) -> ProgressReport:
    """Give a report another date; one that is no working day of the company's country moves to the next. The nominal date stays."""
    report = locked_report(report)
    require(rules.can_move_due(by, report))
    moved = schedule.working_day(due_on, report.plan.company.country)
    if moved < today_of(report.plan) or moved < report.starts_on or (moved - report.ends_on).days > 366:
        raise Invalid({"due_on": [_("Choose a day from today on, at most a year after the period.")]})
    if moved != report.due_on:
        report.due_on, report.revision = moved, report.revision + 1
        report.save(update_fields=["due_on", "revision"])
        notices.no_more_reminders(report)
        _plan_reminders(report)
        note(report.plan, "due-moved", by, report=report, words=moved.isoformat())
        notices.of_report("plan.report-moved", report, notices.speakers(report.plan), by=by)
    return report


@transaction.atomic
def remind(*, report: ProgressReport, by: User) -> ProgressReport:
    """A word to the company now (in its people's working hours), once a day at most."""
    report = locked_report(report)
    require(rules.can_remind(by, report))
    today = today_of(report.plan)
    people = notices.speakers(report.plan)
    notices.of_report("plan.report-reminder", report, people, by=by, author=report.edited_by, occurrence=today.isoformat(), is_late=report.due_on < today)
    return report


def locked_report(report: ProgressReport | UUID) -> ProgressReport:
    """The report under its row lock, after its plan's: two who hand it in or decide at once follow each other."""
    key = report.pk if isinstance(report, ProgressReport) else report
    plan = locked(ProgressReport.objects.values_list("plan_id", flat=True).get(pk=key))
    found = ProgressReport.objects.select_for_update(no_key=True).get(pk=key)  # alone: its form may have changed during the wait
    found.plan = plan
    return found


def _write(report: ProgressReport, by: User, answers: dict[str, Any], progress: Mapping[str, Any]) -> None:
    cleaned = checked(answers, report.version.report, report.answers, is_draft=True)
    goals = {str(goal.pk): goal for goal in report.plan.goals.all()}
    rows = [_progress(report, goals, key, given) for key, given in progress.items()]
    for row in rows:
        GoalProgress.objects.update_or_create(report=report, goal=row.goal, defaults={"percent": row.percent, "note": row.note})
    report.answers, report.edited_by, report.edited_at = cleaned, by, clock.now()
    report.revision += 1
    report.save(update_fields=["answers", "edited_by", "edited_at", "revision"])


def _progress(report: ProgressReport, goals: dict[str, Goal], key: str, given: Any) -> GoalProgress:
    goal = goals.get(key)
    if goal is None or goal.state == Goal.State.DROPPED:
        raise Invalid({"progress": [_("One of these goals is not (any more) a goal of the plan.")]})
    percent, words = given.get("percent"), given.get("note") or ""
    if isinstance(percent, bool) or not isinstance(percent, int) or not 0 <= percent <= 100:
        raise Invalid({f"progress.{key}": [_("Give a number from 0 to 100.")]})
    if not isinstance(words, str) or len(words) > 1000:
        raise Invalid({f"progress.{key}": [_("At most 1000 characters fit.")]})
    return GoalProgress(report=report, goal=goal, percent=percent, note=words.strip())


def _every_goal(report: ProgressReport) -> None:
    """Handing in says of each goal that is worked on how far it is."""
    told = set(report.progress.values_list("goal_id", flat=True))
    missing = [goal for goal in report.plan.goals.filter(state=Goal.State.OPEN) if goal.pk not in told]
    if missing:
        raise Invalid({f"progress.{goal.pk}": [_("Say how far you are, from 0 to 100.")] for goal in missing})


def _keep(report: ProgressReport, by: User) -> None:
    last = report.versions.order_by("-number").values_list("number", flat=True).first() or 0
    rows = report.progress.select_related("goal")
    data = {
        "answers": report.answers,
        "questions": report.version.report,
        "progress": [{"goal": str(row.goal_id), "what": row.goal.what, "percent": row.percent, "note": row.note} for row in rows],
    }
    ReportVersion.objects.create(report=report, number=last + 1, author=by, author_name=str(by)[:120], handed_in_at=clock.now(), data=data)


def _move(report: ProgressReport, verb: str, by: User, **changes: Any) -> None:
    move(report, verb, states.REPORT, revision=report.revision + 1, **changes)
    note(report.plan, f"report-{verb}", by, report=report, words=str(changes.get("comment", "")))


def _decide(report: ProgressReport, verb: str, by: User, comment: str, **changes: Any) -> None:
    _move(report, verb, by, decided_at=clock.now(), decided_by=by, comment=comment, **changes)


def _plan_reminders(report: ProgressReport) -> None:
    """Anew from the date that stands; days that have passed are not made up for."""
    today = today_of(report.plan)
    report.reminded = schedule.steps_passed(report.due_on, today)
    report.remind_on = schedule.next_step(report.due_on, report.reminded, today=today)
    report.save(update_fields=["reminded", "remind_on"])
