"""A cohort: the cooperatives of one programme ask for mentors together, and the real engine matches them at once."""

from mentoring.demo import cases, plots, words
from mentoring.matching.models import MatchRun
from mentoring.matching.runs import services as runs
from mentoring.matching.runs import solving
from mentoring.profiles import approvals
from mentoring.profiles.models import MentorApproval, MentorProfile
from mentoring.requests import services as requests
from network.accounts.models import User
from network.organisations.models import Organisation
from network.programmes.models import Appointment, Programme
from network.vocabulary.languages import Level

CASE = "creacoop"
MENTORS = 9
NEEDS = (
    ("cooperative_governance", "pricing"),
    ("leadership", "business_planning"),
    ("pricing", "e_commerce"),
    ("cooperative_governance", "networking"),
)


def enact() -> None:
    """Mentors are taken into the programme, its companies open their requests, and its manager starts a run."""
    programme = Programme.objects.get(slug=cases.slug_of(CASE))
    if MatchRun.objects.filter(programme=programme).exists():
        return
    manager = Appointment.objects.get(programme=programme, role=Appointment.Role.MANAGER, ended_at=None).person
    for profile in MentorProfile.objects.filter(spoken__language="fi", pauses=None).order_by("pk")[:MENTORS]:
        _take_in(profile, programme, manager)
    for number, company in enumerate(Organisation.objects.filter(participations__programme=programme, participations__ended_at=None).order_by("pk")):
        _ask(company, programme, number)
    run = runs.start(programme=programme, by=manager)
    solving.work(run.job_id)


def _take_in(profile: MentorProfile, programme: Programme, manager: User) -> None:
    approval = approvals.ask_approval(profile=profile, by=profile.person, programme=programme)
    if approval.state == MentorApproval.State.ASKED:
        approvals.decide_approval(approval=approval, by=manager, approve=True)


def _ask(company: Organisation, programme: Programme, number: int) -> None:
    founder = plots.founder_of(company)
    goals = words.in_own(words.GOALS, founder.languages)
    request = requests.save_request(
        by=founder,
        company=company,
        programme=programme,
        target="mentor",
        needs=NEEDS[number % len(NEEDS)],
        languages={code.split("-")[0]: Level.WORKING for code in founder.languages},
        goal=goals[number % len(goals)],
        format="any",
        cross_border="neutral",
    )
    requests.open_request(request=request, by=founder)
