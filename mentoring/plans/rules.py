"""Who may do what with a plan and its reports, and when. Each returns ALLOWED or the reason against it."""

from django.utils.translation import gettext_lazy as _

from mentoring.plans.models import Advice, DevelopmentPlan, Goal, ProgressReport
from mentoring.plans.queries import advises, today_of
from network.accounts.models import User
from network.core.errors import ALLOWED, Conflict, Refused, Verdict
from network.organisations.models import Organisation
from network.organisations.queries import is_member
from network.programmes.models import Programme
from network.programmes.queries import is_coordinator, takes_part
from network.programmes.rules import open_for

State = DevelopmentPlan.State
Report = ProgressReport.State
WRITABLE = (State.DRAFT, State.RETURNED)
MOST_GOALS, MOST_ACTIONS = 12, 20


def is_of_company(user: User, plan: DevelopmentPlan) -> Verdict:
    """A person of the company now: who has left it, or was its chair once, is not."""
    if is_member(user, plan.company):
        return ALLOWED
    return Refused(_("Only people of the company can do this."), code="not-a-member")


def writes(user: User, plan: DevelopmentPlan) -> Verdict:
    """A person of the company, until the programme is archived."""
    return open_for(plan.programme) if (verdict := is_of_company(user, plan)) else verdict


def decides(user: User, plan: DevelopmentPlan) -> Verdict:
    """The adviser, or a coordinator of the programme, until that is archived; never somebody of the company itself."""
    if is_member(user, plan.company):
        return Refused(_("The adviser or a coordinator decides about this."), code="own-company")
    if advises(user, plan) or is_coordinator(user, plan.programme):
        return open_for(plan.programme)
    return Refused(_("The adviser or a coordinator decides about this."), code="not-the-adviser")


def can_coordinate(user: User, plan: DevelopmentPlan) -> Verdict:
    """A coordinator of the programme."""
    if is_coordinator(user, plan.programme):
        return open_for(plan.programme)
    return Refused(_("Only coordinators of the programme can do this."), code="not-a-coordinator")


def can_start(user: User, company: Organisation, programme: Programme) -> Verdict:
    """A person of the company, or a coordinator; the company takes part and has no plan there that is not closed."""
    if not is_member(user, company) and not is_coordinator(user, programme):
        return Refused(_("A person of the company or a coordinator of the programme begins a plan."), code="not-a-member")
    if not company.is_company:
        return Refused(_("Development plans are for companies and cooperatives."), code="not-a-company")
    if not takes_part(company, programme):
        return Conflict(_("The company does not take part in this programme."), code="not-taking-part")
    if DevelopmentPlan.objects.filter(company=company, programme=programme).exclude(state=State.CLOSED).exists():
        return Conflict(_("The company has a plan in this programme already."), code="state")
    return open_for(programme, "development-plans")


def can_edit(user: User, plan: DevelopmentPlan) -> Verdict:
    """While it is written: the company, its adviser, coordinators. Once approved, goals are changed by those who approved them."""
    if plan.state == State.CLOSED:
        return _closed()
    if plan.state == State.SUBMITTED:
        return Conflict(_("The plan waits for approval. It can be changed again when it was returned or approved."), code="state")
    if plan.state == State.RUNNING:
        return decides(user, plan)
    return writes(user, plan) if is_of_company(user, plan) else decides(user, plan)


def can_act(user: User, plan: DevelopmentPlan) -> Verdict:
    """Actions are added and ticked off by the company and the adviser until the plan is closed, also while it runs."""
    if plan.state == State.CLOSED:
        return _closed()
    if plan.state == State.SUBMITTED:
        return can_edit(user, plan)
    return writes(user, plan) if is_of_company(user, plan) else decides(user, plan)


def can_submit(user: User, plan: DevelopmentPlan) -> Verdict:
    """The company hands it in once there is a goal; what the baseline needs is checked with its answers."""
    if not (verdict := writes(user, plan)):
        return verdict
    if plan.state == State.CLOSED:
        return _closed()
    if plan.state not in WRITABLE:
        return Conflict(_("The plan has been handed in already."), code="state")
    if not plan.goals.filter(state=Goal.State.OPEN).exists():
        return Conflict(_("Write down at least one goal first."), code="no-goal")
    return ALLOWED


def can_decide(user: User, plan: DevelopmentPlan) -> Verdict:
    """Approving and returning a plan that was handed in."""
    if not (verdict := decides(user, plan)):
        return verdict
    if plan.state != State.SUBMITTED:
        return Conflict(_("This plan does not wait for a decision (any more)."), code="state")
    return ALLOWED


def can_close(user: User, plan: DevelopmentPlan) -> Verdict:
    """The adviser or a coordinator."""
    if not (verdict := decides(user, plan)):
        return verdict
    return _closed() if plan.state == State.CLOSED else ALLOWED


def can_assign(user: User, plan: DevelopmentPlan) -> Verdict:
    """Coordinators say who advises and who is told when a report stays out."""
    if not (verdict := can_coordinate(user, plan)):
        return verdict
    return _closed() if plan.state == State.CLOSED else ALLOWED


def can_write(user: User, report: ProgressReport) -> Verdict:
    """The company, from the first day of the period, until it was handed in."""
    if not (verdict := writes(user, report.plan)):
        return verdict
    if report.plan.state != State.RUNNING:
        return Conflict(_("Reports are written while the plan runs."), code="plan-state")
    if report.state == Report.SKIPPED:
        return Conflict(_("This report was skipped. Your adviser can take that back."), code="state")
    if report.state not in ProgressReport.OPEN:
        return Conflict(_("This report has been handed in. Your adviser can return it to you."), code="state")
    if report.starts_on > today_of(report.plan):
        return Conflict(_("This period has not begun yet."), code="not-begun")
    return ALLOWED


def can_hand_in(user: User, report: ProgressReport) -> Verdict:
    """As soon as it can be written: a quarter's report may come before the quarter ends."""
    return can_write(user, report)


def can_judge(user: User, report: ProgressReport) -> Verdict:
    """Approving a report that was handed in."""
    if not (verdict := decides(user, report.plan)):
        return verdict
    if report.state != Report.SUBMITTED:
        return Conflict(_("This report does not wait for a decision (any more)."), code="state")
    return ALLOWED


def can_return(user: User, report: ProgressReport) -> Verdict:
    """Giving a report back: one that waits, or one that was approved too soon while the plan still runs."""
    if not (verdict := decides(user, report.plan)):
        return verdict
    if report.state not in (Report.SUBMITTED, Report.APPROVED) or report.plan.state != State.RUNNING:
        return Conflict(_("This report cannot be returned now."), code="state")
    return ALLOWED


def can_skip(user: User, report: ProgressReport) -> Verdict:
    """Letting a report be, with a reason, while nobody has handed it in."""
    if not (verdict := decides(user, report.plan)):
        return verdict
    if report.state not in ProgressReport.OPEN or report.plan.state != State.RUNNING:
        return Conflict(_("Only a report that has not been handed in can be skipped."), code="state")
    return ALLOWED


def can_unskip(user: User, report: ProgressReport) -> Verdict:
    """Taking that back while the plan runs."""
    if not (verdict := decides(user, report.plan)):
        return verdict
    if report.state != Report.SKIPPED or report.plan.state != State.RUNNING:
        return Conflict(_("This report was not skipped."), code="state")
    return ALLOWED


def can_move_due(user: User, report: ProgressReport) -> Verdict:
    """Another date for a report that has not been handed in."""
    if not (verdict := decides(user, report.plan)):
        return verdict
    if report.state not in ProgressReport.OPEN or report.plan.state != State.RUNNING:
        return Conflict(_("Only a report that has not been handed in can get another date."), code="state")
    return ALLOWED


def can_remind(user: User, report: ProgressReport) -> Verdict:
    """A word to the company about a report that can be written."""
    if not (verdict := decides(user, report.plan)):
        return verdict
    if report.state not in ProgressReport.OPEN or report.plan.state != State.RUNNING:
        return Conflict(_("This report has been handed in or skipped: there is nothing to be reminded of."), code="state")
    if report.starts_on > today_of(report.plan):
        return Conflict(_("This period has not begun yet."), code="not-begun")
    return ALLOWED


def can_log_advice(user: User, plan: DevelopmentPlan) -> Verdict:
    """The adviser writes down the minutes they gave."""
    if not advises(user, plan):
        return Refused(_("Only the plan's adviser writes down advice."), code="not-the-adviser")
    return _closed() if plan.state == State.CLOSED else open_for(plan.programme)


def can_correct_advice(user: User, advice: Advice) -> Verdict:
    """Who gave it, or a coordinator; the ledger keeps both lines."""
    if advice.adviser_id == user.pk or is_coordinator(user, advice.plan.programme):
        return open_for(advice.plan.programme)
    return Refused(_("Only who gave the advice, or a coordinator, can correct it."), code="not-the-adviser")


def can_change_form(user: User, programme: Programme) -> Verdict:
    """Coordinators of the programme."""
    if is_coordinator(user, programme):
        return open_for(programme)
    return Refused(_("Only coordinators of the programme can do this."), code="not-a-coordinator")


def _closed() -> Conflict:
    return Conflict(_("This plan is closed."), code="closed")
