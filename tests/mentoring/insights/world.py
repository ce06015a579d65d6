"""Companies at known stages, made in bulk."""

from datetime import timedelta

from mentoring.mentorships.models import Mentorship
from mentoring.requests.models import Choice, MentoringRequest
from network.accounts.models import User
from network.core import clock
from network.organisations.models import Kind, Organisation
from network.programmes.models import Participation, Programme
from network.vocabulary.models import Sector
from tests.world import organisation, person


def company_at(stage: str, number: int, programme: Programme, mentor: User, *, country: str = "FI", incubator: Organisation | None = None) -> Organisation:
    """A company of its own founder at one stage of the pipeline."""
    founder = person(f"Founder {stage} {number}", country=country)
    made = organisation(f"Firma {stage} {number}", Kind.COMPANY, country=country, members=(founder,))
    made.sectors.set(Sector.objects.filter(pk="crafts"))
    Participation.objects.create(programme=programme, organisation=made, incubator=incubator)
    request_at(stage, made, founder, programme, mentor)
    return made


def request_at(stage: str, company: Organisation, founder: User, programme: Programme, mentor: User) -> MentoringRequest:
    """A request, and a mentorship from `matched` on."""
    now = clock.now()
    state = {"requested": "open", "asked": "asking"}.get(stage, "accepted")
    request = MentoringRequest.objects.create(
        programme=programme, company=company, created_by=founder, state=state, opened_at=now, sent_at=None if state == "open" else now
    )
    if stage in ("matched", "active", "ended"):
        mentorship(company, founder, mentor, programme, {"matched": "agreeing"}.get(stage, stage), request_id=request.pk)
    return request


def mentorship(company: Organisation, founder: User, mentor: User, programme: Programme, state: str, **fields: object) -> Mentorship:
    now = clock.now()
    began = None if state == "agreeing" else fields.pop("started_at", now)
    ended = now if state == "ended" else None
    return Mentorship.objects.create(
        programme=programme, company=company, contact=founder, mentor=mentor, state=state, started_at=began, ended_at=ended, **fields
    )


def asked(request: MentoringRequest, mentor: User, *, state: str = "asked", due_in_days: float = 2, rank: int = 1, reminders: int = 0) -> Choice:
    """A choice whose days end `due_in_days` from now (negative: they are over)."""
    now = clock.now()
    return Choice.objects.create(
        request=request, rank=rank, mentor=mentor.mentor_profile, state=state, asked_at=now - timedelta(days=3),
        answer_due_at=now + timedelta(days=due_in_days), question_at=now - timedelta(days=5) if state == "question" else None,
        reminders=reminders,
    )  # fmt: skip
