"""Matching the whole cohort: which of its companies look for a mentor or an incubator now, asking the others, and starting the run."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentoring.cohorts import rules
from mentoring.cohorts.models import Cohort, CohortMember
from mentoring.cohorts.queries import cohorts_run_by, members_in
from mentoring.matching.models import MatchRun
from mentoring.matching.rules import can_match
from mentoring.matching.runs import services as runs
from mentoring.matching.runs.queries import runs_visible_to
from mentoring.matching.taking_part import requests_taking_part
from mentoring.mentorships.models import Mentorship
from mentoring.requests.models import MentoringRequest
from network.accounts.models import User
from network.core import clock
from network.core.errors import Conflict, Invalid, Verdict, require
from network.notifications.services import notify
from network.programmes.rules import open_for
from network.vocabulary.labels import label_of

Target = MentoringRequest.Target
MOST_RUNS = 25  # of the programme's cohorts, looked through for the page of one


class Place(StrEnum):
    """How a company stands towards a run."""

    LOOKING = "looking"  # its request takes part
    OUT = "out"  # somebody is being asked, or a proposal waits for the company
    DRAFT = "draft"  # it has begun a request
    PAIRED = "paired"  # it has somebody, and looks for nobody else
    NONE = "none"


@dataclass(frozen=True)
class Seeker:
    """One company and how it stands."""

    member: CohortMember
    place: Place


def seekers(cohort: Cohort, target: str = Target.MENTOR) -> list[Seeker]:
    """Every company that is in, by name, in a constant number of queries. The caller has authorised running the cohort."""
    members = list(members_in(cohort))
    companies = [member.company_id for member in members]
    looking = set(requests_taking_part(cohort.programme, target).filter(company__in=companies).values_list("company", flat=True))
    rows = MentoringRequest.objects.filter(programme=cohort.programme_id, company__in=companies, target=target)
    states: dict[UUID, set[str]] = {}
    for company, state in rows.values_list("company", "state"):
        states.setdefault(company, set()).add(state)
    pairs = Mentorship.objects.filter(programme=cohort.programme_id, company__in=companies).exclude(state=Mentorship.State.ENDED)
    pairs = pairs.filter(incubator__isnull=False) if target == Target.INCUBATOR else pairs
    paired = set(pairs.values_list("company", flat=True))
    return [Seeker(member, _place(member.company_id, looking, states.get(member.company_id, set()), paired)) for member in members]


def can_start(user: User, cohort: Cohort) -> Verdict:
    """Whoever runs the cohort and coordinates its programme, while runs are switched on."""
    for verdict in (rules.can_change(user, cohort), can_match(user, cohort.programme), open_for(cohort.programme, "match-runs")):
        if not verdict:
            return verdict
    return verdict


def cohorts_of(user: User, runs: Iterable[MatchRun]) -> dict[UUID, list[Cohort]]:
    """By run: the cohorts that the reader runs and in which all its companies were when it began, the newest first; none for a run over everybody.

    Two queries, however many runs there are.
    """
    over = [run for run in runs if run.companies]
    if not over:
        return {}
    rows = cohorts_run_by(user).filter(programme__in={run.programme_id for run in over}).prefetch_related("members")
    found: dict[UUID, list[Cohort]] = {run.pk: [] for run in over}
    for cohort in rows.order_by("-starts_on", "-id"):
        for run in over:
            inside = {member.company_id for member in cohort.members.all() if member.joined_at <= run.created_at}
            if cohort.programme_id == run.programme_id and inside.issuperset(run.companies):
                found[run.pk].append(cohort)
    return found


def named(user: User, runs: Iterable[MatchRun]) -> dict[UUID, list[dict[str, str]]]:
    """Key and name of the cohorts of each run, for the API of match runs. Named in the settings (MATCH_RUN_COHORTS)."""
    return {run: [{"id": str(cohort.pk), "name": cohort.name} for cohort in cohorts] for run, cohorts in cohorts_of(user, runs).items()}


@transaction.atomic
def start(*, cohort: Cohort, by: User, target: str = Target.MENTOR, aim: str = MatchRun.Aim.EXACT) -> MatchRun:
    """Begin a run over the open requests of the cohort's companies. Raises Refused, Invalid, and Conflict where nobody looks or another run is at work."""
    require(can_start(by, cohort))
    if target not in Target.values:
        raise Invalid({"target": [_("Choose mentors or incubators.")]})
    looking = [it.member.company_id for it in seekers(cohort, target) if it.place == Place.LOOKING]
    if not looking:
        raise Conflict(_("No company of this cohort has an open request now. Ask them to write one."), code="nothing-to-match")
    return runs.start(programme=cohort.programme, by=by, target=target, aim=aim, companies=looking)


def can_ask(user: User, cohort: Cohort, target: str = Target.MENTOR) -> Verdict:
    """Ask its companies to write a request of that kind, while the cohort runs."""
    return rules.can_ask(user, cohort, "mentoring" if target == Target.MENTOR else "incubation")


def runs_over(user: User, cohort: Cohort) -> list[MatchRun]:
    """The newest runs over this cohort, for its page, the newest first. The caller has authorised running the cohort."""
    rows = list(runs_visible_to(user).filter(programme=cohort.programme_id).exclude(companies=[])[:MOST_RUNS])
    over = cohorts_of(user, rows)
    return [run for run in rows if cohort in over[run.pk]]


@transaction.atomic
def ask(*, cohort: Cohort, by: User, target: str = Target.MENTOR, members: Collection[UUID] | None = None) -> list[CohortMember]:
    """Ask companies without an open request to write one: those named, or all of them. Once a day each is enough. Raises Refused and Conflict."""
    require(can_ask(by, cohort, target))
    missing = [it.member for it in seekers(cohort, target) if it.place in (Place.NONE, Place.DRAFT)]
    asked = missing if members is None else [member for member in missing if member.pk in set(members)]
    if not asked:
        raise Conflict(_("Every company of this cohort has an open request or somebody already."), code="nobody-to-ask")
    for member in asked:
        for row in member.along:
            person, name = row.person, label_of(cohort.names, row.person.language)
            context = {"cohort": name, "incubator": cohort.incubator.name, "company": member.company.name, "target": str(target)}
            occurrence = f"{clock.today():%y%m%d}-{member.pk.hex}{'' if target == Target.MENTOR else 'i'}"
            notify(to=person, kind="cohort.ask-request", about=cohort, occurrence=occurrence, context=context, url=reverse("request-new"), replaces=False)
    return asked


def _place(company: UUID, looking: set[UUID], states: set[str], paired: set[UUID]) -> Place:
    state = MentoringRequest.State
    if company in looking:
        return Place.LOOKING
    if states & {state.OPEN, state.ASKING, state.EXHAUSTED}:
        return Place.OUT
    if company in paired:
        return Place.PAIRED
    return Place.DRAFT if state.DRAFT in states else Place.NONE
