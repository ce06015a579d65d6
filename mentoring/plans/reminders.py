"""What time itself does to reports: reminders before, on and after the day, then the regional coordinator is told.

The people are those of the moment: whoever has become the company's administrator is reminded, who was it is not.
"""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from mentoring.plans import notices, schedule
from mentoring.plans.models import DevelopmentPlan, ProgressReport
from mentoring.plans.queries import today_of
from mentoring.plans.reports import locked_report
from mentoring.plans.services import note
from network.core import clock


def remind_due() -> int:
    """Send every reminder whose day has come; returns how many reports were spoken of. Safe to run twice at once."""
    # A day ahead, so that the easternmost company's midnight is not missed; each is asked again by its own calendar.
    rows = ProgressReport.objects.filter(remind_on__lte=clock.today() + timedelta(days=1), state__in=ProgressReport.OPEN)
    due = rows.filter(plan__state=DevelopmentPlan.State.RUNNING).order_by("remind_on", "pk")
    return sum(remind(report_id=pk) for pk in due.values_list("pk", flat=True))


def remind(*, report_id: UUID) -> bool:
    """One report's next reminder, if its day has come. False when it has not, or another process was quicker."""
    with transaction.atomic():
        report = locked_report(report_id)
        today = today_of(report.plan)
        is_wanted = report.state in ProgressReport.OPEN and report.plan.state == DevelopmentPlan.State.RUNNING
        if not is_wanted or report.remind_on is None or report.remind_on > today or report.reminded >= len(schedule.STEPS):
            return False
        step = schedule.STEPS[report.reminded][0]
        report.reminded += 1
        report.remind_on = schedule.next_step(report.due_on, report.reminded, today=today)
        report.save(update_fields=["reminded", "remind_on"])
        _tell(report, step)
    return True


def _tell(report: ProgressReport, step: str) -> None:
    speakers = notices.speakers(report.plan)
    occurrence = f"{step}:{report.due_on.isoformat()}"
    if step != "escalated":
        notices.of_report(f"plan.report-{step}", report, speakers, author=report.edited_by, occurrence=occurrence)
        return
    told = notices.escalated_to(report.plan)
    who = ", ".join(str(person) for person in told)
    adviser = [report.plan.adviser] if report.plan.adviser and report.plan.adviser not in told else []
    note(report.plan, "report-escalated", None, report=report, words=who)
    notices.of_report("plan.report-escalated", report, [*told, *adviser], occurrence=occurrence, told=who)
    notices.of_report("plan.report-overdue", report, speakers, author=report.edited_by, occurrence=occurrence, told=who)
