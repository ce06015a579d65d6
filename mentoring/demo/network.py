"""The rest of the demo network: a year of companies, mentors and partners, enacted by a job in steps that can be resumed."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from mentoring.demo import autumn, between, calls, cases, cohort, meetings, plans, plots, second_call, story
from mentoring.demo.cast import ADMIN, ARCHETYPES, COMPANIES, INCUBATORS, INVESTORS, MANAGER, MENTORS, SUPPORT, Group
from mentoring.demo.plots import Plot
from network.accounts.models import User
from network.core import clock
from network.jobs import services as jobs
from network.jobs.models import Job
from network.organisations.models import Organisation
from network.programmes import services as programmes
from network.programmes.models import Appointment, Partner, Programme, SharingAgreement

log = logging.getLogger(__name__)
KIND = "demo"
MENTORS_A_STEP = 6
FOLLOWED = 870  # days before now: CreaCoop and its cooperatives are there before their two years begin
Step = Callable[[], None]

EXPORT, PLAY, STAGE, BOOK = (
    ("pricing", "internationalisation_export"),
    ("investor_readiness", "growth_strategy"),
    ("event_production", "networking"),
    ("ip_copyright", "brand"),
)
SAMI = ("sami_knowledge_values", "brand")
# One plot a company, in the order of the cast; the eleven cooperatives of the south-west take part in CreaCoop.
PLOTS = (
    Plot("active", 190, EXPORT, sessions=8), Plot("active", 150, SAMI, sessions=6, cross_border="neutral"),
    Plot("ended", 280, PLAY, sessions=7), Plot("active", 120, BOOK, sessions=5, declines=1), Plot("ended", 260, PLAY, sessions=6),
    Plot("active", 90, EXPORT, sessions=4), Plot("asking", 2, STAGE), Plot("active", 200, SAMI, sessions=9, cross_border="neutral"),
    Plot("question", 3, BOOK), Plot("active", 170, PLAY, sessions=7), Plot("paused", 140, EXPORT, sessions=3), Plot("agreeing", 5, BOOK),
    Plot("exhausted", 60, EXPORT, choices=2), Plot("active", 75, STAGE, sessions=3, declines=1), Plot("open", 4, BOOK, cross_border="neutral"),
    Plot("withdrawn", 45, EXPORT), Plot("stuck", 110, STAGE, sessions=1), Plot("active", 130, ("cooperative_governance", "leadership"), sessions=5),
    Plot("draft", 6, EXPORT), Plot("active", 100, STAGE, sessions=4, target="incubator", cross_border="neutral"), Plot("asking", 1, EXPORT, declines=1),
    Plot("active", 60, BOOK, sessions=3), Plot("ended", 230, PLAY, sessions=4), Plot("agreeing", 4, ("pricing", "e_commerce")),
    Plot("asking", 3, PLAY, target="incubator", cross_border="neutral"), Plot("open", 2, STAGE), Plot("exhausted", 30, EXPORT, choices=1),
    Plot("draft", 1, STAGE), Plot("active", 80, ("cultural_tourism_products", "pricing"), sessions=3),
)  # fmt: skip


def start() -> Job | None:
    """Begin the job, or let it go on where a stopped demo left it; None when all of it is there."""
    job = Job.objects.filter(kind=KIND).order_by("-id").first()
    if job is None:
        return jobs.start(kind=KIND, total=len(steps()), by=story.somebody(ADMIN))
    if job.state == Job.State.RUNNING:  # no worker runs before `make demo` starts one: its last one is gone
        Job.objects.filter(pk=job.pk).update(heartbeat_at=clock.real_now() - jobs.SILENT_FOR - timedelta(seconds=1))
        jobs.release_silent()
    elif job.state in (Job.State.FAILED, Job.State.CANCELLED):
        jobs.resume(by=story.somebody(ADMIN), job=job)
    elif job.state == Job.State.DONE:
        return None
    jobs.wake_waiting()
    return job


def outcome(job: UUID) -> str:
    """How the job ended, for the terminal; empty while it goes on, or the database does not answer just now."""
    try:
        state = Job.objects.values_list("state", flat=True).get(pk=job)
    except DatabaseError:
        connection.close()  # the supervisor outlives a database that starts again, and asks it over a new connection
        return ""
    if state == Job.State.DONE:
        return "All of the demo network is there."
    if state in (Job.State.WAITING, Job.State.RUNNING):
        return ""
    return "Not all of the demo network is there: the lines above say why. The next start enacts what is missing."


def enact(job_id: str) -> None:
    """Do the job's steps from its cursor on. A step that fails is told in the end and does not hold up the others."""
    job = jobs.begin(job_id=job_id)
    if job is None:
        return
    todo, failed = steps(), int(job.cursor.get("failed", 0))
    for index in range(int(job.cursor.get("next", 0)), len(todo)):
        label, step = todo[index]
        if not jobs.report(job=job, done=index, total=len(todo), message=label, cursor={"next": index, "failed": failed}):
            return
        try:
            with transaction.atomic():
                step()
        except Exception:
            log.exception("The demo network's step “%s” could not be enacted.", label)
            failed += 1
    if failed:
        jobs.report(job=job, done=len(todo) - failed, cursor={"next": 0, "failed": 0})  # resumed, it enacts what is missing
        jobs.fail(job=job, message=_("%(failed)d of %(all)d steps could not be enacted; the worker's log says why.") % {"failed": failed, "all": len(todo)})
    else:
        jobs.finish(job=job)


def steps() -> list[tuple[str, Step]]:
    """Name and function of each step, in order."""
    found: list[tuple[str, Step]] = [(cases.cases()[case]["name"], partial(_case, case)) for case in cases.cases() if case != story.MAIN]
    found += [(group.name, partial(_incubator, group)) for group in INCUBATORS[1:]]
    found += [(group.name, partial(_partner, group, Partner.Role.SUPPORT)) for group in SUPPORT[1:]]
    found += [(group.name, partial(_partner, group, Partner.Role.VIEWER)) for group in INVESTORS[1:]]
    for first in range(0, len(MENTORS), MENTORS_A_STEP):
        found.append((MENTORS[first].name, partial(_mentors, first)))
    found += [(group.name, partial(_company, index)) for index, group in enumerate(COMPANIES)]
    found += [(name, partial(_meeting, index)) for name, index in meetings.steps()]
    found += calls.steps()
    found.append((autumn.NAMES["en"], autumn.enact))
    found.append((second_call.TITLES["en"], second_call.enact))
    found += [(group.name, partial(plans.enact, group.name)) for group in COMPANIES if _is_followed(group)]
    found.append((cases.cases()[cohort.CASE]["name"], _cohort))
    found.append((between.LENT, between.enact))
    return found


def _meeting(index: int) -> None:
    meetings.enact(index, _main())


def _cohort() -> None:
    with clock.at(_past(2)):
        cohort.enact()


def _main() -> Programme:
    return Programme.objects.get(slug=cases.slug_of(story.MAIN))


def _past(days: int) -> datetime:
    return clock.unpinned_now() - timedelta(days=days)


def _is_followed(group: Group) -> bool:
    """The eleven cooperatives of the south-west: CreaCoop follows them for two years."""
    return group.kind == "cooperative" and group.region == "FI1C1"


def _case(case_id: str) -> None:
    with clock.at(_past(FOLLOWED + 10 if case_id == plans.CASE else 295)):
        cases.enact(case_id, admin=story.somebody(ADMIN))


def _incubator(group: Group) -> None:
    if Organisation.objects.filter(name=group.name).exists():
        return
    with clock.at(_past(290)):
        manager, programme = story.somebody(MANAGER), _main()
        organisation, coordinator = story.partner(group, Partner.Role.INCUBATOR, programme, manager)
        programmes.appoint(by=manager, programme=programme, person=coordinator, organisation=organisation, role=Appointment.Role.COORDINATOR)
        story.incubator_profile(organisation, coordinator, group)
        support = Organisation.objects.get(name=SUPPORT[0].name)
        level = SharingAgreement.Level.NAMED if group is second_call.AT else SharingAgreement.Level.FIGURES
        programmes.agree_sharing(by=manager, programme=programme, giver=organisation, receiver=support, level=level)


def _partner(group: Group, role: str) -> None:
    with clock.at(_past(285)):
        story.partner(group, role, _main(), story.somebody(MANAGER))


def _mentors(first: int) -> None:
    manager, programme = story.somebody(MANAGER), _main()
    with clock.at(_past(280 - first)):
        for index in range(first, min(first + MENTORS_A_STEP, len(MENTORS))):
            who = MENTORS[index]
            if User.objects.filter(name=who.name, mentor_profile__isnull=False).exists():
                continue
            knows = ARCHETYPES[8] if who.languages[0] == "se" else ARCHETYPES[index % len(ARCHETYPES)]
            story.mentor(who, knows, programme, by=manager, places=2 + index % 2, hours=5 + index % 4)


def _company(index: int) -> None:
    group, plot = COMPANIES[index], PLOTS[index]
    if Organisation.objects.filter(name=group.name).exists():
        return
    programme = _main()
    with clock.at(_past(FOLLOWED if _is_followed(group) else plot.days_ago + 12)):
        company = story.company(group)
        founder = company.memberships.get().person
        if _is_followed(group):
            programmes.join(by=founder, company=company, programme=Programme.objects.get(slug=cases.slug_of(plans.CASE)))
    with clock.at(_past(plot.days_ago + 12)):
        incubator = Organisation.objects.get(name=INCUBATORS[index % len(INCUBATORS)].name)
        programmes.join(by=founder, company=company, programme=programme, incubator=incubator)
    plots.enact(plot, company=company, programme=programme, number=index)
