"""The small world in the middle of its work: something of everything, for the pictures."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from mentoring.followups.links import answer_url
from mentoring.followups.models import FollowUp, FollowUpRule
from mentoring.investors import services as investors
from mentoring.investors.services import Document
from mentoring.matching.runs import pins, solving
from mentoring.matching.runs import services as match_runs
from mentoring.matching.runs.queries import run_for
from mentoring.mentorships import sessions
from mentoring.mentorships.models import Mentorship, ProposedTime, Session
from mentoring.requests.models import Choice, MentoringRequest, RequestLanguage, RequestNeed
from messaging.services import open_conversation, send
from network.accounts.models import User
from network.core import clock
from network.notifications.compose import unsubscribe_url
from network.notifications.models import Delivery
from network.organisations.models import Kind
from network.programmes import partnering
from network.programmes.models import Programme
from tests import world
from tests.browser import apart, served
from tests.database import make_template, renew
from tests.e2e.cohorting import enact_cohort
from tests.e2e.incubating import enact_incubating
from tests.e2e.rarer import enact_rarer, way_back
from tests.world import organisation, person

ROLES = ("founder", "founder2", "mentor", "mentor2", "coordinator", "support", "programme_manager", "investor", "admin", "outsider", "newcomer")
PLACES = ("company", "company2", "incubator", "support_organisation")


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker) -> Iterator[tuple[str, dict[str, User]]]:
    """The site's address and its people by role: one world for all the pictures, since looking changes nothing that shows."""
    with django_db_blocker.unblock():
        people = enact(_made())
        with served() as address:
            yield address, people
        renew(make_template())


def _made() -> dict[str, Any]:
    """The small world's people and places."""
    make = world.by_hand()
    return {name: make(name) for name in (*(role for role in ROLES if role != "newcomer"), *PLACES, "programme")}


def enact(made: dict[str, Any]) -> dict[str, User]:
    """Let things happen in the small world, and return its people by role."""
    people = {role: made[role] for role in ROLES if role != "newcomer"}
    apart(_enact, made["programme"], made["incubator"], made["company"], made["company2"], people)
    return people


def _enact(programme: Programme, incubator, company, company2, people: dict[str, User]) -> None:
    people["newcomer"] = person("Kansainvälistymiskonsultti Päivö Ylä-Äijälä", languages=("fi",), place="Enontekiö")
    fund = organisation("Ládjodat Fond", Kind.INVESTOR, country="NO", members=(people["newcomer"],), approved=False)
    partnering.ask_in(by=people["newcomer"], programme=programme, organisation=fund, role="viewer", message="We would like to meet companies from the coast.")
    partnering.invite_by_mail(by=people["programme_manager"], programme=programme, role="support", email=people["newcomer"].email)
    _mentorship(programme, company, people)
    _request(programme, company, people["founder"], people["mentor2"], "asking", "asked")
    _request(programme, company2, people["founder2"], people["mentor"], "asking", "question")
    _request(programme, company2, people["founder2"], None, "open", "")
    _meeting(programme, company, people)
    _runs(programme, people["coordinator"])
    enact_rarer(programme, company, people)
    enact_incubating(programme, incubator, company, company2, people)
    enact_cohort(programme, incubator, people)


def _runs(programme: Programme, by: User) -> None:
    """The open requests matched at once, and once more with two kept apart by hand."""
    with clock.at(clock.now()):
        first = match_runs.start(programme=programme, by=by)
        solving.work(first.job_id)
        for match in first.matches.exclude(mentor=None)[:1]:
            pins.forbid(run=first, by=by, request=match.request_id, candidate=match.mentor_id, reason="They worked together last year and want somebody new.")
        solving.work(match_runs.rerun(run=run_for(by, first.pk), by=by).job_id)


def _request(programme: Programme, company, founder: User, mentor: User | None, state: str, choice: str) -> None:
    now = clock.now()
    goal = "Myydä käsitöitä gallerioihin Pohjois-Norjassa ja hinnoitella ne niin, että rahti ja verot mahtuvat hintaan."
    row = MentoringRequest.objects.create(
        programme=programme, company=company, created_by=founder, state=state, goal=goal, opened_at=now, sent_at=now if state == "asking" else None
    )
    RequestNeed.objects.bulk_create(RequestNeed(request=row, need_id=need, rank=i + 1) for i, need in enumerate(("pricing", "internationalisation_export")))
    RequestLanguage.objects.bulk_create(RequestLanguage(request=row, language=code, level=2) for code in ("sv", "en"))
    if mentor:
        question = "Do you have figures for the last year?" if choice == "question" else ""
        Choice.objects.create(
            request=row, rank=1, mentor=mentor.mentor_profile, state=choice, asked_at=now, answer_due_at=now + timedelta(days=3), question=question,
            question_at=now if question else None, fit=0.9,
        )  # fmt: skip


def _mentorship(programme: Programme, company, people: dict[str, User]) -> None:
    founder, mentor, now = people["founder"], people["mentor"], clock.now()
    ten = now.replace(hour=8, minute=0, second=0, microsecond=0)  # ten in Vaasa, nine in Umeå
    talk = open_conversation(kind="mentorship", people=[founder, mentor], by=None)
    pair = Mentorship.objects.create(
        programme=programme, company=company, contact=founder, mentor=mentor, state="active", started_at=now - timedelta(days=40), conversation=talk,
        goals="Prices that hold in Norway by June.", company_agreed_at=now, mentor_agreed_at=now, ends_on=(now + timedelta(days=150)).date(),
    )  # fmt: skip
    for sender, body in ((mentor, "Hej Elli! I read your price list."), (founder, "Kiitos! Shall I show two prices?"), (mentor, "Buorre. One price, čáppa.")):
        send(by=sender, conversation=talk, body=body)
    proposed = Session.objects.create(mentorship=pair, topic="Pricing for galleries", proposed_by=mentor)
    ProposedTime.objects.bulk_create(ProposedTime(session=proposed, starts_at=ten + timedelta(days=2, hours=i)) for i in (1, 3))
    for topic, day in (("Freight and VAT", 9), ("A first look", -3)):
        with clock.at(now + timedelta(days=day - 2)):
            offered = sessions.propose(mentorship=pair, by=founder, plan=sessions.Plan(topic), times=[ten + timedelta(days=day)])
            sessions.accept(session=offered, by=mentor, time=ten + timedelta(days=day))
    rule = FollowUpRule.objects.create(programme=programme, key="how-is-it-going", event=FollowUpRule.Event.MENTORSHIP_STARTED)
    FollowUp.objects.create(
        rule=rule, person=founder, subject_type="mentorship", subject_id=pair.pk, context={"other": str(mentor)}, state="asked", due_at=now, asked_at=now,
        nominal_on=now.date(),
    )  # fmt: skip


def _meeting(programme: Programme, company, people: dict[str, User]) -> None:
    by, starts = people["coordinator"], clock.now().replace(hour=11, minute=0, second=0, microsecond=0) + timedelta(days=12)
    names = {"title": "Verkstad Sund meets Norrsken Kapital", "place": "Väven, Umeå", "documents": [Document("Price list", "https://example.org/prices")]}
    row = investors.plan_meeting(by=by, programme=programme, company=company, starts_at=starts, investors=[people["investor"]], **names)
    investors.invite(meeting=row, by=by)


def letters(people: dict[str, User]) -> list[str]:
    """Addresses that only a mail leads to: a question, an invitation, the end of a kind of mail, the way back for a mentor."""
    invited = Delivery.objects.filter(person=people["investor"], kind="invitation.request").get()
    asked = FollowUp.objects.get(person=people["founder"])
    return [answer_url(asked), urlsplit(invited.context["answer_url"]).path, urlsplit(unsubscribe_url(invited)).path, way_back()]
