"""What happens to each company: one plot is enacted in one transaction, so that the running demo never sees it half."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.db import transaction

from mentoring.demo import words
from mentoring.demo.tale import Tale
from mentoring.followups import services as followups
from mentoring.followups.models import FollowUp, FollowUpRule
from mentoring.matching.shortlist import services as matching
from mentoring.matching.shortlist.queries import Part, shortlist
from mentoring.mentorships import queries, records, services, sessions
from mentoring.mentorships.models import Mentorship, Session
from mentoring.mentorships.sessions import Plan
from mentoring.requests import answers
from mentoring.requests import services as requests
from mentoring.requests.models import Choice, MentoringRequest
from mentoring.requests.people import people_asked
from messaging import services as messaging
from messaging.models import Conversation
from network.accounts.models import User
from network.core.errors import DomainError
from network.organisations.models import Organisation
from network.programmes.models import Programme
from network.vocabulary.languages import Level

PENDING = (Choice.State.ASKED, Choice.State.QUESTION)


@dataclass(frozen=True)
class Plot:
    """How a company's request goes: how long ago it began, where it ends, and how many sessions follow."""

    end: str  # draft, open, asking, question, exhausted, withdrawn, agreeing, active, paused, ended, stuck
    days_ago: int
    needs: tuple[str, ...]
    sessions: int = 0
    declines: int = 0  # how many say no before one says yes
    target: str = "mentor"
    cross_border: str = "prefer"
    choices: int = 3


@transaction.atomic
def enact(plot: Plot, *, company: Organisation, programme: Programme, number: int) -> None:
    """Live through one company's plot up to the present. `number` varies words and small things, never at random."""
    founder = founder_of(company)
    tale = Tale(days_ago=plot.days_ago)
    tale.days(0)
    request = _write(tale, plot, company, programme, founder, number)
    if plot.end == "draft":
        return
    with tale.moment():
        requests.open_request(request=request, by=founder)
    if plot.end == "open" or not _send(tale, plot, request, founder):
        return
    mentorship = _answer(tale, plot, request, founder)
    if mentorship is not None:
        talk = _Talk(mentorship)
        _live(tale, plot, mentorship, talk, number)
        talk.read_all(tale)
    tale.until(tale.end)


def founder_of(company: Organisation) -> User:
    """Who was in the company first."""
    return company.memberships.select_related("person").order_by("pk").first().person


def _write(tale: Tale, plot: Plot, company: Organisation, programme: Programme, founder: User, number: int) -> MentoringRequest:
    goals = words.in_own(words.GOALS, founder.languages)
    with tale.moment():
        return requests.save_request(
            by=founder,
            company=company,
            programme=programme,
            target=plot.target,
            needs=plot.needs,
            languages={code.split("-")[0]: Level.WORKING for code in founder.languages},  # se-fi is read, se is spoken
            business_stage=("growing", "starting", "established", "")[number % 4],
            goal=goals[number % len(goals)],
            format=("any", "online")[number % 2],
            cross_border=plot.cross_border,
            hours_per_month=2,
        )


def _send(tale: Tale, plot: Plot, request: MentoringRequest, founder: User) -> bool:
    """Choose from the shortlist as it was then, and send. False when it had nobody."""
    tale.days(1)
    with tale.moment():
        request = MentoringRequest.objects.get(pk=request.pk)
        best = [match.profile.pk for match in shortlist(request, part=Part(size=plot.choices)).matches]
        if not best:
            return False
        matching.choose(request=request, by=founder, candidates=best)
        requests.send(request=request, by=founder)
    return True


def _pending(request: MentoringRequest) -> Choice | None:
    choices = Choice.objects.filter(request=request, state__in=PENDING, request__state=MentoringRequest.State.ASKING)
    return choices.select_related("request", "mentor__person", "incubator__organisation").first()


def _answer(tale: Tale, plot: Plot, request: MentoringRequest, founder: User) -> Mentorship | None:
    """Let those who are asked answer as the plot says; silence is simply time that passes."""
    if plot.end == "asking":
        return None
    declines = 99 if plot.end == "exhausted" else plot.declines
    while choice := _pending(request):
        someone = people_asked(choice)[0]
        if not tale.days(1, hour=9, zone=someone.time_zone):
            return None
        if (choice := _pending(request)) is None:
            continue
        language = words.shared(someone.languages, founder.languages)
        with tale.moment():
            if plot.end == "withdrawn":
                requests.withdraw(request=request, by=founder)
                return None
            if plot.end == "question":
                answers.ask_back(choice=choice, by=someone, question=words.QUESTIONS[language])
                return None
            if declines:
                answers.decline(choice=choice, by=someone, reason=words.DECLINES[language])
                declines -= 1
                continue
            return answers.accept(choice=choice, by=someone)
    return None


def _live(tale: Tale, plot: Plot, mentorship: Mentorship, talk: "_Talk", number: int) -> None:
    """From the first message to where the plot ends."""
    tale.hours(3)
    talk.say(tale, 2)
    if not tale.days(1) or not _agree(tale, plot, mentorship):
        return
    for round_number in range(plot.sessions):
        if not _meet(tale, mentorship, talk, number + round_number):
            return
        _reply_to_questions(tale, mentorship, number + round_number)
        if not tale.days(9 + number % 6):
            break
    if plot.end == "active":
        _look_ahead(tale, mentorship, talk, number)
    _close(tale, plot, mentorship)


def _agree(tale: Tale, plot: Plot, mentorship: Mentorship) -> bool:
    """The mentor writes the agreement, both accept it, unless the plot stops before."""
    with tale.moment():
        mentorship = services.edit_agreement(
            mentorship=mentorship, by=mentorship.mentor, version=mentorship.agreement_version, frequency="fortnightly", months=10, goals=mentorship.goals + " "
        )
        services.accept_agreement(mentorship=mentorship, by=mentorship.mentor, version=mentorship.agreement_version)
    if plot.end == "agreeing" or not tale.hours(5):
        return False
    with tale.moment():
        services.accept_agreement(mentorship=mentorship, by=mentorship.contact, version=mentorship.agreement_version)
    return True


def _meet(tale: Tale, mentorship: Mentorship, talk: "_Talk", number: int) -> bool:
    """Propose, accept, meet, write down. False when the present comes before the session."""
    mentorship = Mentorship.objects.select_related("contact", "mentor", "company", "programme").get(pk=mentorship.pk)
    proposer, other = (mentorship.contact, mentorship.mentor) if number % 2 else (mentorship.mentor, mentorship.contact)
    topics = words.TOPICS[talk.language]
    with tale.moment():
        times = [slot.start for slot in queries.suggestions(mentorship, minutes=45, after=tale.now + timedelta(days=1))[:3]]
        if not times:
            return False
        plan = Plan(topic=topics[number % len(topics)], minutes=45, link="https://video.example.org/" + str(mentorship.pk)[-8:])
        session = sessions.propose(mentorship=mentorship, by=proposer, plan=plan, times=times)
    if not tale.hours(4):
        return False
    with tale.moment():
        session = sessions.accept(session=session, by=other, time=times[0])
    talk.say(tale, 1)
    if not tale.until(session.starts_at) or not tale.hours(1):
        return False
    with tale.moment():
        if number % 17 == 7:
            records.miss(session=session, by=mentorship.mentor)
            return True
        records.hold(session=session, by=mentorship.mentor, minutes=40 + 5 * (number % 4), notes=words.NOTES[talk.language])
        records.give_feedback(session=Session.objects.get(pk=session.pk), by=mentorship.contact, score=5 - number % 2)
    talk.say(tale, 1)
    return True


def _reply_to_questions(tale: Tale, mentorship: Mentorship, number: int) -> None:
    """People answer most of what they are asked, within a day or two."""
    tale.days(2)
    asked = FollowUp.objects.filter(state=FollowUp.State.ASKED, person__in=[mentorship.contact_id, mentorship.mentor_id]).select_related("rule", "person")
    with tale.moment():
        for index, question in enumerate(asked.order_by("pk")):
            if (number + index) % 4 and question.rule.answer_kind == FollowUpRule.AnswerKind.SCALE:
                followups.answer(follow_up=question, by=question.person, score=3 + (number + index) % 3)


def _look_ahead(tale: Tale, mentorship: Mentorship, talk: "_Talk", number: int) -> None:
    """The next session lies ahead: agreed, or with its times still to be chosen."""
    tale.until(tale.end - timedelta(hours=30 + number))
    mentorship = Mentorship.objects.select_related("contact", "mentor", "company", "programme").get(pk=mentorship.pk)
    proposer, other = (mentorship.contact, mentorship.mentor) if number % 2 else (mentorship.mentor, mentorship.contact)
    topics = words.TOPICS[talk.language]
    with tale.moment():
        times = [slot.start for slot in queries.suggestions(mentorship, minutes=45, after=tale.end + timedelta(days=1 + number % 6))[:3]]
        if times:
            plan = Plan(topic=topics[number % len(topics)], link="https://video.example.org/" + str(mentorship.pk)[-8:])
            session = sessions.propose(mentorship=mentorship, by=proposer, plan=plan, times=times)
            if number % 3:
                sessions.accept(session=session, by=other, time=times[0])


def _close(tale: Tale, plot: Plot, mentorship: Mentorship) -> None:
    mentorship = Mentorship.objects.select_related("contact", "mentor").get(pk=mentorship.pk)
    with tale.moment():
        if plot.end == "paused":
            services.pause(mentorship=mentorship, by=mentorship.mentor)
        elif plot.end == "ended":
            services.end_mentorship(mentorship=mentorship, by=mentorship.contact)
            for person in (mentorship.contact, mentorship.mentor):
                services.answer_closing_survey(mentorship=mentorship, by=person, reached=4, recommend=True)


class _Talk:
    """The conversation of a mentorship, in the language the two share."""

    def __init__(self, mentorship: Mentorship) -> None:
        self.people = (mentorship.contact, mentorship.mentor)
        self.conversation = mentorship.conversation
        self.language = words.shared(mentorship.contact.languages, mentorship.mentor.languages)
        self.said = 0

    def say(self, tale: Tale, number: int) -> None:
        """The next lines, one and the other in turn; each has read what came before."""
        for _ in range(number):
            lines = words.LINES[self.language]
            if self.said >= len(lines) or not tale.hours(0.4):
                return
            speaker = self.people[self.said % 2]
            with tale.moment():
                try:
                    sent = messaging.send(conversation=self.conversation, by=speaker, body=lines[self.said], client_uuid=uuid4())
                except DomainError:  # the mentorship has ended
                    return
                messaging.mark_read(conversation=self.conversation, by=speaker, seq=sent.message.seq)
            self.said += 1

    def read_all(self, tale: Tale) -> None:
        """Both have read what was written: nobody is reminded today of a message of last spring."""
        with tale.moment():
            last = Conversation.objects.get(pk=self.conversation.pk).counter
            for person in self.people:
                messaging.mark_read(conversation=self.conversation, by=person, seq=last)
