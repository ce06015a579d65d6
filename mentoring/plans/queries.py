"""Plans and reports that a person may see.

A company's people see its plans while they are its people, and nobody loses a line of what was written when they go. The adviser
and the regional coordinator see theirs while they still belong to the programme; its coordinators see all of it. Support
organisations, viewers and investors see nothing here.
"""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, When
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from mentoring.plans.models import Action, Advice, DevelopmentPlan, Goal, GoalProgress, PlanEntry, ProgressReport, ReportVersion, TemplateVersion
from network.accounts.models import User
from network.accounts.zones import zone_of_country
from network.core import clock
from network.core.errors import NotVisible
from network.organisations.models import Membership, Organisation
from network.organisations.queries import companies_of, one_of, organisations_of
from network.programmes.models import Appointment, Partner, Programme
from network.programmes.queries import coordinated_by, participations_in, takes_part
from network.programmes.rules import open_for

ADVISING = (Partner.Role.LEAD, Partner.Role.PARTNER, Partner.Role.INCUBATOR, Partner.Role.REGIONAL)
State = DevelopmentPlan.State


def plans_visible_to(user: User) -> QuerySet[DevelopmentPlan]:
    """Plans of one's companies, those one advises or follows for a region, and those of coordinated programmes."""
    return with_names(DevelopmentPlan.objects.filter(_seen(user)))


def reports_visible_to(user: User) -> QuerySet[ProgressReport]:
    """Reports of visible plans."""
    return with_content(ProgressReport.objects.filter(plan__in=DevelopmentPlan.objects.filter(_seen(user)).values("pk")))


def _seen(user: User) -> Q:
    followed = (Q(adviser=user) | Q(regional=user)) & Q(programme__in=advised_programmes(user).values("pk"))
    return Q(company__in=companies_of(user).values("pk")) | Q(programme__in=coordinated_by(user).values("pk")) | followed


def advised_programmes(user: User) -> QuerySet[Programme]:
    """Programmes in which the person may advise: appointed there, of one of its active partners, or an approved mentor."""
    appointed = Appointment.objects.filter(person=user, ended_at=None).values("programme")
    partner = Partner.objects.filter(organisation__in=organisations_of(user).approved().values("pk"), role__in=ADVISING).values("programme")
    found = Q(pk__in=appointed) | Q(pk__in=partner)
    for name in settings.PROGRAMMES_OF:
        found |= Q(pk__in=import_string(name)(user))
    return Programme.objects.filter(found)


def advisers_for(programme: Programme, *, company: Organisation | None = None) -> QuerySet[User]:
    """Who may advise in a programme, by name; never a person of the company itself."""
    appointed = Appointment.objects.filter(programme=programme, ended_at=None).values("person")
    partners = programme.partners.filter(role__in=ADVISING, organisation__in=Organisation.objects.approved().values("pk")).values("organisation")
    members = Membership.objects.filter(organisation__in=partners, state=Membership.State.ACTIVE).values("person")
    found = Q(pk__in=appointed) | Q(pk__in=members)
    for name in settings.PEOPLE_OF:
        found |= Q(pk__in=import_string(name)(programme))
    people = User.objects.filter(found, is_active=True)
    if company is not None:
        own = Membership.objects.filter(organisation=company, state=Membership.State.ACTIVE).values("person")
        people = people.exclude(pk__in=own)
    return people


def regionals_for(programme: Programme) -> QuerySet[User]:
    """Who may be told when a report stays out: people of the programme's regional coordinators, and those appointed in it."""
    regional = programme.partners.filter(role=Partner.Role.REGIONAL).values("organisation")
    members = Membership.objects.filter(organisation__in=regional, state=Membership.State.ACTIVE).values("person")
    appointed = Appointment.objects.filter(programme=programme, ended_at=None).values("person")
    return User.objects.filter(Q(pk__in=members) | Q(pk__in=appointed), is_active=True)


def with_names(plans: QuerySet[DevelopmentPlan]) -> QuerySet[DevelopmentPlan]:
    """What a row shows of a plan."""
    return plans.select_related("programme", "company", "incubator", "adviser", "regional", "version")


def with_goals(plans: QuerySet[DevelopmentPlan]) -> QuerySet[DevelopmentPlan]:
    """With goals, their actions and all reports, in a constant number of queries."""
    here = Membership.objects.filter(person=OuterRef("owner"), organisation=OuterRef("goal__plan__company"), state=Membership.State.ACTIVE)
    left = Q(~Exists(here), owner__isnull=False, done_at=None)  # an open step whose owner is gone waits for somebody else
    actions = Action.objects.select_related("owner", "done_by").annotate(owner_left=Case(When(left, then=True), default=False))
    reports = ProgressReport.objects.prefetch_related(Prefetch("progress", GoalProgress.objects.order_by("goal__position", "pk")))
    return plans.prefetch_related(Prefetch("goals", Goal.objects.prefetch_related(Prefetch("actions", actions))), Prefetch("reports", reports))


def with_content(reports: QuerySet[ProgressReport]) -> QuerySet[ProgressReport]:
    """What a report's page and the API show of it."""
    progress = GoalProgress.objects.select_related("goal")
    people = ("plan__programme", "plan__company", "plan__adviser", "plan__regional", "version", "edited_by", "decided_by")
    return reports.select_related(*people).prefetch_related(Prefetch("progress", progress), "plan__goals", "versions")


def plan_for(user: User, pk: UUID | str) -> DevelopmentPlan:
    """One visible plan with all that its page shows. Raises NotVisible."""
    return one_of(with_goals(plans_visible_to(user)), pk)


def several_for(user: User, keys: Collection[UUID]) -> list[DevelopmentPlan]:
    """Visible plans in the order given, each once. Raises NotVisible when one is not there."""
    found = plans_visible_to(user).in_bulk(list(keys))
    if set(found) != set(keys):
        raise NotVisible
    return [found[key] for key in dict.fromkeys(keys)]


def report_for(user: User, pk: UUID | str) -> ProgressReport:
    """One visible report. Raises NotVisible."""
    return one_of(reports_visible_to(user), pk)


def report_version_for(user: User, report: ProgressReport, number: int) -> ReportVersion:
    """One handed-in version of a visible report. Raises NotVisible."""
    return one_of(report.versions.filter(number=number), next((v.pk for v in report.versions.all() if v.number == number), None))


def goal_of(plan: DevelopmentPlan, pk: UUID | str) -> Goal:
    """A goal of a plan that was loaded for its reader. Raises NotVisible."""
    return one_of(Goal.objects.filter(plan=plan).select_related("plan"), pk)


def action_of(plan: DevelopmentPlan, pk: UUID | str) -> Action:
    """An action of a plan that was loaded for its reader. Raises NotVisible."""
    return one_of(Action.objects.filter(goal__plan=plan).select_related("goal__plan"), pk)


def advice_of(plan: DevelopmentPlan) -> QuerySet[Advice]:
    """The advice given for a plan, newest first. The caller has authorised reading the plan."""
    return plan.advice.select_related("adviser", "report")


def advice_for(user: User, pk: UUID | str) -> Advice:
    """One entry of a visible plan. Raises NotVisible."""
    return one_of(Advice.objects.filter(plan__in=DevelopmentPlan.objects.filter(_seen(user)).values("pk")).select_related("plan", "adviser"), pk)


def history_of(plan: DevelopmentPlan) -> QuerySet[PlanEntry]:
    """What happened to a plan and its reports, oldest first. The caller has authorised reading the plan."""
    return plan.entries.select_related("report")


def companies_to_plan(user: User) -> list[tuple[Programme, Organisation]]:
    """Pairs of a programme and a company for which the person may begin a plan: there is none that runs."""
    open_ones = set(DevelopmentPlan.objects.exclude(state=State.CLOSED).values_list("programme_id", "company_id"))
    programmes = list(coordinated_by(user))
    found = [(row.programme, row.organisation) for programme in programmes for row in participations_in(programme).select_related("programme")]
    for company in companies_of(user):
        found += [(row.programme, company) for row in company.participations.filter(ended_at=None).select_related("programme")]
    unique = {(programme.pk, company.pk): (programme, company) for programme, company in found if open_for(programme, "development-plans")}
    return [pair for key, pair in unique.items() if key not in open_ones]


def newest_version(programme: Programme) -> TemplateVersion | None:
    """What the programme's plans ask now; None before the first."""
    return TemplateVersion.objects.filter(programme=programme).order_by("-number").first()


def versions_of(programme: Programme) -> QuerySet[TemplateVersion]:
    """All versions of what the programme's plans ask, newest first."""
    return TemplateVersion.objects.filter(programme=programme).select_related("made_by").order_by("-number")


def today_of(plan: DevelopmentPlan) -> date:
    """The date where the company is."""
    return clock.today(zone_of_country(plan.company.country))


def reports_to_hand_in(user: User) -> QuerySet[ProgressReport]:
    """Reports of one's companies whose period is over or that were returned, the most urgent first."""
    rows = ProgressReport.objects.filter(plan__company__in=companies_of(user).values("pk"), plan__state=State.RUNNING, state__in=ProgressReport.OPEN)
    return rows.filter(Q(ends_on__lte=clock.today()) | Q(state=ProgressReport.State.RETURNED)).select_related("plan__company").order_by("due_on", "pk")


def reports_to_decide(user: User) -> QuerySet[ProgressReport]:
    """Handed-in reports of plans that the person advises, and of coordinated programmes where nobody advises, oldest first."""
    mine = Q(plan__adviser=user) & Q(plan__programme__in=advised_programmes(user).values("pk"))
    mine |= Q(plan__adviser=None) & Q(plan__programme__in=coordinated_by(user).values("pk"))
    rows = ProgressReport.objects.filter(mine, state=ProgressReport.State.SUBMITTED, plan__state=State.RUNNING)
    return rows.select_related("plan__company").order_by("submitted_at", "pk")


def plans_to_decide(user: User) -> QuerySet[DevelopmentPlan]:
    """Plans that wait for the person's approval, oldest first."""
    mine = Q(adviser=user) & Q(programme__in=advised_programmes(user).values("pk"))
    mine |= Q(adviser=None) & Q(programme__in=coordinated_by(user).values("pk"))
    return DevelopmentPlan.objects.filter(mine, state=State.SUBMITTED).select_related("company").order_by("submitted_at", "pk")


def plans_to_write(user: User) -> QuerySet[DevelopmentPlan]:
    """Plans of one's companies that are drafts or were returned."""
    return DevelopmentPlan.objects.filter(company__in=companies_of(user).values("pk"), state__in=[State.DRAFT, State.RETURNED]).select_related("company")


def late_reports(user: User) -> QuerySet[ProgressReport]:
    """Reports that stay out, of plans that the person follows for a region or coordinates, the longest first."""
    mine = Q(plan__regional=user) & Q(plan__programme__in=advised_programmes(user).values("pk")) | Q(plan__programme__in=coordinated_by(user).values("pk"))
    rows = ProgressReport.objects.filter(mine, state__in=ProgressReport.OPEN, plan__state=State.RUNNING, due_on__lt=clock.today())
    return rows.select_related("plan__company").order_by("due_on", "pk")


def first_reports(plans: Collection[DevelopmentPlan], states: Collection[str]) -> dict[UUID, ProgressReport]:
    """The earliest report of each plan that is in one of the states, in one query."""
    rows = ProgressReport.objects.filter(plan__in=[plan.pk for plan in plans], state__in=states).order_by("-number")
    return {row.plan_id: row for row in rows}


def advises(user: User, plan: DevelopmentPlan) -> bool:
    """Whether the person is the plan's adviser and still belongs to the programme."""
    return plan.adviser_id == user.pk and advised_programmes(user).filter(pk=plan.programme_id).exists()


def running_in(programme: Programme) -> list[str]:
    """What keeps a programme from being archived. Named in the settings (PROGRAMME_RUNNING)."""
    count = DevelopmentPlan.objects.filter(programme=programme).exclude(state=State.CLOSED).count()
    return [_("Development plans that are not closed: %(count)d") % {"count": count}] if count else []


def can_have_plan(company: Organisation, programme: Programme) -> bool:
    """Whether the company takes part in the programme now."""
    return takes_part(company, programme)
