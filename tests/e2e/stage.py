"""The small world in the middle of its work: something of everything, for the pictures."""

import inspect
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from mentoring.investors.models import InvestorMeeting, MeetingParticipant
from mentoring.mentorships.models import Mentorship, ProposedTime, Session
from mentoring.requests.models import Choice, MentoringRequest, RequestLanguage, RequestNeed
from messaging.services import open_conversation, send
from network.accounts.models import User
from network.core import clock
from network.organisations.models import Kind
from network.programmes.models import Programme
from tests import world
from tests.browser import apart, served
from tests.database import make_template, renew
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
    """The small world's fixtures, called once by hand: pytest would make them anew for each test."""
    made: dict[str, Any] = {"db": None}

    def make(name: str) -> Any:
        if name not in made:
            work = getattr(world, name).__wrapped__
            made[name] = work(**{needed: make(needed) for needed in inspect.signature(work).parameters})
        return made[name]

    for name in (*(role for role in ROLES if role != "newcomer"), *PLACES):
        make(name)
    return made


def enact(made: dict[str, Any]) -> dict[str, User]:
    """Let things happen in the small world, and return its people by role."""
    people = {role: made[role] for role in ROLES if role != "newcomer"}
    apart(_enact, made["programme"], made["company"], made["company2"], people)
    return people


def _enact(programme: Programme, company, company2, people: dict[str, User]) -> None:
    people["newcomer"] = person("Kansainvälistymiskonsultti Päivö Ylä-Äijälä", languages=("fi",), place="Enontekiö")
    organisation("Ládjodat Fond", Kind.INVESTOR, country="NO", approved=False)
    _mentorship(programme, company, people)
    _request(programme, company, people["founder"], people["mentor2"], "asking", "asked")
    _request(programme, company2, people["founder2"], people["mentor"], "asking", "question")
    _request(programme, company2, people["founder2"], None, "open", "")
    _meeting(programme, company, people)


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
    Session.objects.create(mentorship=pair, topic="Freight and VAT", proposed_by=founder, state="confirmed", starts_at=ten + timedelta(days=9))
    Session.objects.create(mentorship=pair, topic="A first look", proposed_by=founder, state="confirmed", starts_at=ten - timedelta(days=3))


def _meeting(programme: Programme, company, people: dict[str, User]) -> None:
    row = InvestorMeeting.objects.create(
        programme=programme, company=company, organiser=people["coordinator"], title="Verkstad Sund meets Norrsken Kapital",
        starts_at=clock.now().replace(hour=11, minute=0) + timedelta(days=12), place="Väven, Umeå",
    )  # fmt: skip
    for name, side in (("founder", "company"), ("investor", "investor"), ("coordinator", "organiser")):
        MeetingParticipant.objects.create(meeting=row, person=people[name], side=side)
