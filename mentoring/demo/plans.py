"""CreaCoop's development plans: each of its cooperatives followed for two years, quarter by quarter, through the services.

What differs between them stands in TURNS: one hands in late and the regional coordinator calls, one has a report returned, one
has a quarter skipped, one changes its chair in the second year, two have a last report under way.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from mentoring.demo import cases, plan_words
from mentoring.demo.people import person
from mentoring.demo.plots import founder_of
from mentoring.plans import advice, goals, reminders, reports, schedule, services
from mentoring.plans.models import Action, DevelopmentPlan, Goal, ProgressReport
from network.accounts.models import User
from network.core import clock
from network.organisations import joining
from network.organisations.models import Membership, Organisation
from network.programmes import services as programmes
from network.programmes.models import Appointment, Partner, Programme

CASE = "creacoop"
MONTHS, QUARTER_MONTHS = 24, 3
ADVISERS = ("Ilona Raitio", "Markus Hakanen")
REGIONAL = "Sirpa Vehmas"
OLD_CHAIR = "Kalevi Ahonen"
ZONE = ZoneInfo("Europe/Helsinki")


@dataclass(frozen=True)
class Turn:
    """What is special about one cooperative's two years; numbers are those of reports."""

    late: int = 0
    returned: int = 0
    skipped: int = 0
    old_chair_until: int = 0  # the reports that the old chair handed in
    open_end: str = ""  # how the last report stands: "waiting" for approval, or "late"


TURNS = {
    "Turun Taidepaja": Turn(old_chair_until=5),
    "Salon Säie": Turn(late=3),
    "Uudenkaupungin Näyttämö": Turn(returned=4),
    "Aura Ääni": Turn(skipped=5),
    "Linssi ja Valo": Turn(open_end="waiting"),
    "Saariston Savi": Turn(late=2, returned=6),
    "Pelikollektiivi Portti": Turn(open_end="late"),
}


def first_day(today: date) -> date:
    """The first day of the last eight whole quarters."""
    month = (today.month - 1) // QUARTER_MONTHS * QUARTER_MONTHS + 1
    return date(today.year - MONTHS // 12, month, 1)


def companies() -> list[Organisation]:
    """The cooperatives of the case, in the order in which they came."""
    return list(Organisation.objects.filter(participations__programme__slug=cases.slug_of(CASE), kind="cooperative").order_by("pk"))


@transaction.atomic
def enact(name: str) -> None:
    """One cooperative's two years; does nothing where its plan stands already."""
    company = Organisation.objects.get(name=name)
    programme = Programme.objects.get(slug=cases.slug_of(CASE))
    if DevelopmentPlan.objects.filter(company=company, programme=programme).exists():
        return
    _Followed(company, programme, companies().index(company)).live()


class _Followed:
    """A cooperative, its adviser, and where they stand in time."""

    def __init__(self, company: Organisation, programme: Programme, index: int) -> None:
        self.company, self.programme, self.index = company, programme, index
        self.turn = TURNS.get(company.name, Turn())
        self.starts = first_day(clock.unpinned_now().astimezone(ZONE).date())
        self.chair = founder_of(company)
        self.words = plan_words.of(self.chair.languages)

    def live(self) -> None:
        """From the baseline to the last report."""
        self.at(self.starts - timedelta(days=20), self._people)
        self.at(self.starts - timedelta(days=14), self._begin)
        self.at(self.starts - timedelta(days=6), lambda: services.submit(plan=self.plan, by=self.writer(1)))
        self.at(self.starts - timedelta(days=3), lambda: services.approve(plan=self.plan, by=self.adviser, comment=self.words.approved))
        for report in ProgressReport.objects.filter(plan=self.plan).order_by("number"):
            self._report(report)
        if not self.turn.open_end:
            self.at(self.plan.ends_on + timedelta(days=30), lambda: services.close(plan=self.plan, by=self.adviser, comment=self.words.closed))

    def at(self, day: date, work: Callable[[], object]) -> bool:
        """Do it at an hour of that day, or of the next working day. False when that lies ahead: then it is not done."""
        moment = datetime.combine(schedule.working_day(day, self.company.country), time(10, (self.index * 7) % 60), ZONE)
        if moment > clock.unpinned_now():
            return False
        with clock.at(moment):
            work()
        return True

    def writer(self, number: int) -> User:
        """Who hands in a report: the chair of that time."""
        return self.old_chair if number <= self.turn.old_chair_until else self.chair

    def _people(self) -> None:
        lead = self.programme.partners.select_related("organisation").get(role=Partner.Role.LEAD).organisation
        manager = Appointment.objects.filter(programme=self.programme, role=Appointment.Role.MANAGER, ended_at=None).first().person
        for name in (*ADVISERS, REGIONAL):
            Membership.objects.get_or_create(organisation=lead, person=person(name, country="FI", languages=("fi", "sv", "en"), place="Turku"))
        self.adviser = person(ADVISERS[self.index % len(ADVISERS)], country="FI", languages=("fi", "sv", "en"))
        self.regional = person(REGIONAL, country="FI", languages=("fi", "sv", "en"))
        if not Appointment.objects.filter(programme=self.programme, person=self.regional, ended_at=None).exists():
            programmes.appoint(by=manager, programme=self.programme, person=self.regional, organisation=lead, role=Appointment.Role.COORDINATOR)
        if self.turn.old_chair_until:
            self.old_chair = person(OLD_CHAIR, country="FI", languages=("fi",), place=self.company.place)
            joining.let_in(organisation=self.company, person=self.old_chair, role=Membership.Role.ADMINISTRATOR, by=self.chair)

    def _begin(self) -> None:
        writer = self.writer(1)
        people = {"adviser": self.adviser, "regional": self.regional}
        self.plan = services.start(by=self.regional, programme=self.programme, company=self.company, starts_on=self.starts, months=MONTHS, **people)
        services.change(plan=self.plan, by=writer, answers=self.words.baseline(self.index))
        for number, (what, known_by, steps) in enumerate(self.words.goals(self.index), start=1):
            goal = goals.add_goal(plan=self.plan, by=writer, what=what, known_by=known_by, by_when=self.starts + timedelta(days=240 * number))
            for step in steps:
                goals.add_action(goal=goal, by=writer, what=step, owner=writer.pk, due_on=self.starts + timedelta(days=90 * number))

    def _report(self, report: ProgressReport) -> None:
        number, turn = report.number, self.turn
        if number == turn.skipped:
            self.at(report.due_on - timedelta(days=9), lambda: reports.skip(report=report, by=self.adviser, reason=self.words.skipped))
            return
        is_late = number == turn.late or (number == 8 and turn.open_end == "late")
        for _name, days in schedule.STEPS[: 4 if is_late else 1]:
            self.at(report.due_on + timedelta(days=days), lambda: reminders.remind(report_id=report.pk))
        if number == 8 and turn.open_end == "late":
            return
        given = report.due_on + timedelta(days=9 if is_late else -3)
        if not self.at(given, lambda: self._hand_in(report, self._percent(number))):
            return
        if number == turn.returned:
            self.at(given + timedelta(days=3), lambda: reports.send_back(report=report, by=self.adviser, comment=self.words.returned))
            self.at(given + timedelta(days=8), lambda: self._hand_in(report, self._percent(number)))
        if number == 8 and turn.open_end == "waiting":
            return
        self.at(given + timedelta(days=11), lambda: self._approve(report))
        if number == turn.old_chair_until:
            self.at(given + timedelta(days=40), self._new_chair)

    def _hand_in(self, report: ProgressReport, percent: int) -> None:
        told = {str(goal.pk): {"percent": min(100, percent + 9 * at), "note": ""} for at, goal in enumerate(self.plan.goals.order_by("-position"))}
        reports.submit(report=report, by=self.writer(report.number), answers=self.words.report(report.number, self.index), progress=told)

    def _approve(self, report: ProgressReport) -> None:
        reports.approve(report=report, by=self.adviser, comment=self.words.praise if report.number % 3 == 0 else "")
        if report.number % 2:
            advice.log(plan=self.plan, by=self.adviser, minutes=45 + 15 * (report.number % 3), about=self.words.topics[report.number // 2 % 3], report=report)
        for row in report.progress.filter(percent=100, goal__state=Goal.State.OPEN).select_related("goal"):
            goals.change_goal(goal=row.goal, by=self.adviser, state=Goal.State.REACHED)
        done = Action.objects.filter(goal__plan=self.plan, done_at=None).first()
        if done:
            goals.set_done(action=done, by=self.writer(report.number), is_done=True)

    def _new_chair(self) -> None:
        membership = Membership.objects.get(organisation=self.company, person=self.old_chair, state=Membership.State.ACTIVE)
        joining.end(by=self.old_chair, membership=membership)

    def _percent(self, number: int) -> int:
        """Rising, not in a straight line, and differently for each."""
        return min(100, 4 + number * (9 + self.index % 3) + (number * number * (1 + self.index % 2)) // 3)
