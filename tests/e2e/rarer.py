"""Rarer things of the small world: so that each page that people come to now and then has something on it in the pictures."""

from datetime import timedelta

from mentoring.matching.contests import services as contests
from mentoring.matching.runs import publishing, solving
from mentoring.matching.runs import services as match_runs
from mentoring.matching.runs.queries import run_for
from mentoring.mentorships.models import Mentorship, Session, SessionFeedback
from mentoring.profiles.links import link_of
from mentoring.profiles.models import MentorPause
from mentoring.profiles.pauses import add_pause
from mentoring.requests.models import MentoringRequest
from messaging import reporting
from messaging import services as talks
from network.accounts.models import User
from network.core import clock
from network.organisations.models import Organisation
from network.programmes.models import Programme
from tests.world import mentor_profile, person


def enact_rarer(programme: Programme, company: Organisation, people: dict[str, User]) -> None:
    """Seasons and silence, a mentorship that has ended, questions about lists, and a run that is being published."""
    silent = person("Sárá Inger Länsman-Kumpulainen", country="FI", languages=("fi", "sv"), place="Utsjoki")
    mentor_profile(silent, programme)
    today = clock.today(silent.time_zone)
    MentorPause.objects.create(profile=silent.mentor_profile, starts_on=today - timedelta(days=2), kind=MentorPause.Kind.SILENCE)
    add_pause(
        profile=people["mentor"].mentor_profile, by=people["mentor"], starts_on=today + timedelta(days=60), ends_on=today + timedelta(days=110),
        kind=MentorPause.Kind.REINDEER, yearly=True,
    )  # fmt: skip
    _ended(programme, company, people["founder"], silent)
    _reported(programme, people["founder"], silent, people["coordinator"])
    _questions(programme, people)
    _published_now(programme, people["coordinator"])


def way_back() -> str:
    """The address that a mail carries to the mentor who was silent."""
    return link_of(MentorPause.objects.get(kind=MentorPause.Kind.SILENCE))


def _ended(programme: Programme, company: Organisation, founder: User, mentor: User) -> None:
    """With a session that can still be contested, and a word that the coordinator alone reads."""
    now = clock.now()
    pair = Mentorship.objects.create(
        programme=programme, company=company, contact=founder, mentor=mentor, state="ended", end_reason="mentor", started_at=now - timedelta(days=120),
        ended_at=now - timedelta(days=1), goals="Verkkokauppa ja sen tuotekuvaukset kolmella kielellä.", company_agreed_at=now, mentor_agreed_at=now,
    )  # fmt: skip
    held = Session.objects.create(
        mentorship=pair, state="held", topic="Verkkokaupan tuotekuvaukset", proposed_by=mentor, starts_at=now - timedelta(days=3), held_minutes=45,
        recorded_by=mentor, recorded_at=now - timedelta(days=2), notes="Kolme tuotetta kuvattu. Sara lähettää mallin, Elli kääntää.",
    )  # fmt: skip
    SessionFeedback.objects.create(session=held, person=mentor, score=2, comment="Aika loppui kesken, ja sovimme toisesta kerrasta liian myöhään.")


def _reported(programme: Programme, founder: User, mentor: User, moderator: User) -> None:
    """One message that waits for a moderator, written anew before it was reported, and one whose writer was warned."""
    now = clock.now()
    talk = talks.open_conversation(kind="mentorship", people=[founder, mentor], programme=programme, by=None)
    with clock.at(now - timedelta(days=4)):
        said = talks.send(conversation=talk, by=mentor, body="Taas myöhässä. Näin ei **kukaan** pääse galleriaan.").message
        reported = reporting.report(message=said, by=founder, reason="Sävy on loukkaava.")
    with clock.at(now - timedelta(days=3)):
        reporting.decide(report=reported, verb="warn", by=moderator, answer="Kerro, mikä työssä ei vielä toimi, älä sitä, millainen toinen on.")
        said = talks.send(conversation=talk, by=mentor, body="Et selvästi osaa laskea.").message
    with clock.at(now - timedelta(days=2)):
        talks.edit(message=said, by=mentor, body="Et selvästi osaa laskea, ja hinnastokin on lapsellinen. Älä vaivaa minua enää tällaisella")
        reporting.report(message=said, by=founder, reason="Tämä on jo toinen kerta. En halua jatkaa näin.")


def _questions(programme: Programme, people: dict[str, User]) -> None:
    """One that waits for the coordinator, and one that is answered."""
    asked = MentoringRequest.objects.get(created_by=people["founder2"], state="open")
    contests.contest(request=asked, by=people["founder2"], about="list", text="Listalta puuttuvat kaikki, jotka tuntevat osuuskunnan arjen.")
    answered = contests.contest_lists(profile=people["mentor"].mentor_profile, programme=programme, by=people["mentor"], text="Varför hittar ingen mig?")
    contests.answer(contest=answered, by=people["coordinator"], outcome="nothing", text="Just nu söker få ditt område. Ofta ändras det i januari.")


def _published_now(programme: Programme, by: User) -> None:
    """Nobody works here, so it stays as it looks in between."""
    with clock.at(clock.now()):
        run = match_runs.start(programme=programme, by=by)
        solving.work(run.job_id)
        publishing.publish(run=run_for(by, run.pk), by=by, reason="You both sell to galleries, and you share a language.")
