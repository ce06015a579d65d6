"""A large synthetic network in seconds: seeded, made in bulk, past the services but within every constraint.

For benchmarks and for looking at long lists. The same seed and numbers give the same network; a test proves that
its rows pass the constraints and the list queries.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import models, transaction

from mentoring.demo.people import ZONES, hashed_password
from mentoring.mentorships.models import Mentorship, Session
from mentoring.profiles.models import MentorApproval, MentorExpertise, MentorLanguage, MentorProfile
from mentoring.requests.models import Choice, MentoringRequest, RequestLanguage, RequestNeed
from messaging.models import Conversation, Participant
from network.accounts.models import User
from network.core import clock
from network.core.sorting import sort_key
from network.organisations.models import Kind, Membership, Organisation
from network.programmes.models import Participation, Programme
from network.vocabulary.models import Region, Sector, SupportNeed

Row = TypeVar("Row", bound=models.Model)
BATCH = 2000
FIRST = ("Aino", "Eero", "Saara", "Mikko", "Elin", "Nils", "Maja", "Oskar", "Ingrid", "Lars", "Marit", "Tor", "Sunniva", "Aslak", "Inga", "Ánne")
LAST = ("Korhonen", "Niskala", "Lind", "Backa", "Nordgren", "Vikström", "Hagen", "Solli", "Eidem", "Sara", "Magga", "Vest", "Rauhala", "Sund")
TRADES = ("Studio", "Verkstad", "Paja", "Verksted", "Atelier", "Kollektiv", "Spel", "Forlag", "Filmi", "Duodji")
WORDS = ("Havn", "Tuuli", "Norr", "Vinter", "Lumi", "Berg", "Kaski", "Elv", "Skog", "Salmi", "Várri", "Jokk", "Sten", "Valo")
LANGUAGES = {"FI": ("fi", "sv", "en"), "SE": ("sv", "en"), "NO": ("nb", "en")}
STATES = ("draft", "open", "asking", "accepted", "exhausted", "withdrawn")
WEIGHTS = (8, 14, 22, 36, 12, 8)


@dataclass(frozen=True)
class Made:
    """How many rows of each were made."""

    organisations: int
    mentors: int
    requests: int
    mentorships: int


@transaction.atomic
def populate(programme: Programme, *, organisations: int, mentors: int, requests: int, seed: int = 1, evenly: bool = False) -> Made:
    """Add that many companies, mentors and requests to a programme. Requests need at least one company and one mentor.

    `evenly` gives the requests' states in turn instead of by chance.
    """
    world = _World(programme, random.Random(seed), f"s{seed}-{User.objects.count()}", evenly=evenly)
    companies = world.companies(organisations)
    profiles = world.mentors(mentors)
    asked = world.requests(requests, companies, profiles) if companies and profiles else []
    return Made(len(companies), len(profiles), len(asked), world.paired(asked))


def bulk(rows: list[Row]) -> list[Row]:
    """Insert rows of one kind in large batches."""
    return type(rows[0])._default_manager.bulk_create(rows, batch_size=BATCH) if rows else []


class _World:
    """What all rows of one run share."""

    def __init__(self, programme: Programme, chance: random.Random, tag: str, *, evenly: bool) -> None:
        self.programme, self.chance, self.tag, self.evenly = programme, chance, tag, evenly
        self.now = clock.now()
        self.needs = list(SupportNeed.objects.order_by("pk").values_list("pk", flat=True))
        self.sectors = list(Sector.objects.order_by("pk").values_list("pk", flat=True))
        self.regions = {code: list(Region.objects.filter(country=code, successors=None).order_by("pk")) for code in ZONES}
        self.contact: dict[object, User] = {}

    def people(self, number: int, role: str) -> list[User]:
        rows = []
        for index in range(number):
            country = self.chance.choice(tuple(ZONES))
            name = f"{self.chance.choice(FIRST)} {self.chance.choice(LAST)}"
            rows.append(
                User(
                    email=f"{role}{index}.{self.tag}@example.net", password=hashed_password(), name=name, sort_key=sort_key(name), country=country,
                    time_zone=ZONES[country], languages=list(LANGUAGES[country]), claimed_at=self.now,
                )
            )  # fmt: skip
        return bulk(rows)

    def companies(self, number: int) -> list[Organisation]:
        founders = self.people(number, "founder")
        rows = []
        for index, founder in enumerate(founders):
            name = f"{self.chance.choice(WORDS)} {self.chance.choice(TRADES)} {index + 1}"
            kind = Kind.COOPERATIVE if index % 7 == 3 else Kind.COMPANY
            regions = self.regions[founder.country]
            rows.append(
                Organisation(name=name, sort_key=sort_key(name), kind=kind, country=founder.country, region=self.chance.choice(regions) if regions else None)
            )
        made = bulk(rows)
        bulk([Membership(organisation=o, person=p, role=Membership.Role.ADMINISTRATOR) for o, p in zip(made, founders, strict=True)])
        bulk([Participation(programme=self.programme, organisation=o) for o in made])
        bulk([Organisation.sectors.through(organisation_id=o.pk, sector_id=self.chance.choice(self.sectors)) for o in made])
        self.contact = {o.pk: p for o, p in zip(made, founders, strict=True)}
        return made

    def mentors(self, number: int) -> list[MentorProfile]:
        people = self.people(number, "mentor")
        rows = [
            MentorProfile(
                person=p,
                headline=f"{self.chance.choice(TRADES)}, {self.chance.choice(WORDS)}",
                formats=["online"],
                countries=list(ZONES),
                places=self.chance.randint(1, 5),
                hours_per_month=12,
            )
            for p in people
        ]
        made = bulk(rows)
        bulk([MentorExpertise(profile=p, need_id=need, level=self.chance.randint(1, 3)) for p in made for need in self.chance.sample(self.needs, 4)])
        bulk([MentorLanguage(profile=p, language=code, level=3) for p in made for code in p.person.languages])
        bulk([MentorProfile.sectors.through(mentorprofile_id=p.pk, sector_id=s) for p in made for s in self.chance.sample(self.sectors, 2)])
        bulk([MentorApproval(profile=p, programme=self.programme, state=MentorApproval.State.APPROVED, decided_at=self.now) for p in made])
        return made

    def requests(self, number: int, companies: list[Organisation], profiles: list[MentorProfile]) -> list[tuple[MentoringRequest, list[MentorProfile]]]:
        rows, asked = [], []
        for index in range(number):
            company = companies[index % len(companies)]
            state = STATES[index % len(STATES)] if self.evenly else self.chance.choices(STATES, WEIGHTS)[0]
            rows.append(self._request(company, state))
            asked.append(self.chance.sample(profiles, min(3, len(profiles))) if state not in ("draft", "open") else [])
        made = bulk(rows)
        bulk([RequestNeed(request=r, need_id=need, rank=rank) for r in made for rank, need in enumerate(self.chance.sample(self.needs, 3), 1)])
        bulk([RequestLanguage(request=r, language="en", level=2) for r in made])
        pairs = list(zip(made, asked, strict=True))
        bulk([self._choice(r, rank, profile) for r, chosen in pairs for rank, profile in enumerate(chosen, 1)])
        return pairs

    def _request(self, company: Organisation, state: str) -> MentoringRequest:
        sent = self.now - timedelta(days=self.chance.randint(5, 300)) if state not in ("draft", "open") else None
        return MentoringRequest(
            programme=self.programme, company=company, created_by=self.contact[company.pk], state=state, goal="Synthetic.",
            opened_at=sent, sent_at=sent, closed_at=sent if state in ("accepted", "exhausted", "withdrawn") else None,
        )  # fmt: skip

    def _choice(self, request: MentoringRequest, rank: int, profile: MentorProfile) -> Choice:
        first = {"asking": "asked", "accepted": "accepted", "exhausted": "declined", "withdrawn": "released"}[request.state]
        later = {"asking": "waiting", "accepted": "released", "exhausted": "expired", "withdrawn": "released"}[request.state]
        state = first if rank == 1 else later
        due: datetime | None = self.now + timedelta(days=self.chance.randint(1, 5)) if state == "asked" else None
        asked_at = request.sent_at if state in ("asked", "accepted", "declined", "expired") else None
        return Choice(
            request=request, rank=rank, mentor=profile, state=state, fit=self.chance.random(), asked_at=asked_at, clock_from=asked_at, answer_due_at=due
        )

    def paired(self, asked: list[tuple[MentoringRequest, list[MentorProfile]]]) -> int:
        """Mentorships of the accepted requests, as far as mentors have places, with a conversation and sessions held."""
        free = {profile.pk: profile.places for _r, chosen in asked for profile in chosen}
        talks, rows = [], []
        for request, chosen in asked:
            if request.state != MentoringRequest.State.ACCEPTED:
                continue
            profile, began = chosen[0], request.sent_at + timedelta(days=4)
            running = free[profile.pk] > 0
            free[profile.pk] -= 1
            talks.append(Conversation(kind=Conversation.Kind.MENTORSHIP, title=request.company.name))
            rows.append(
                Mentorship(
                    programme=self.programme, company=request.company, contact=self.contact[request.company_id], mentor=profile.person,
                    request_id=request.pk, conversation=talks[-1], state="active" if running else "ended", goals="Synthetic.", started_at=began,
                    ends_on=(self.now + timedelta(days=120)).date(), ended_at=None if running else self.now, end_reason="" if running else "company",
                )
            )  # fmt: skip
        bulk(talks)
        made = bulk(rows)
        bulk([Participant(conversation=m.conversation, person=person) for m in made for person in (m.contact, m.mentor)])
        bulk([self._session(m, index) for m in made for index in range(2 if self.evenly else self.chance.randint(0, 3))])
        return len(made)

    def _session(self, mentorship: Mentorship, index: int) -> Session:
        starts_at = mentorship.started_at + timedelta(days=index)
        return Session(
            mentorship=mentorship, state=Session.State.HELD, topic=f"Session {index + 1}", proposed_by=mentorship.mentor, starts_at=starts_at,
            held_minutes=45, recorded_by=mentorship.mentor, recorded_at=starts_at + timedelta(hours=1),
        )  # fmt: skip
