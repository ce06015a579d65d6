"""Who hears of what was contested: the programme's coordinators of the question, the one who asked of the answer."""

from contextlib import suppress
from datetime import datetime

from mentoring.matching.contests.queries import contests_to_answer, overdue_at
from mentoring.matching.models import Contest
from mentoring.requests.people import contact_of
from network.accounts.models import User
from network.calendars.working_time import NeverWorking
from network.core import clock
from network.notifications.services import notify, supersede
from network.organisations.queries import is_member
from network.programmes.models import Programme
from network.programmes.queries import coordinated_by, coordinators_of


def contested(contest: Contest) -> None:
    """To those who can answer it."""
    to = [person for person in coordinators_of(contest.programme) if person.pk != contest.asked_by_id]
    notify(to=to, kind="match.contested", about=contest, context=_facts(contest), url=_url(contest))
    for person in to:
        _plan_reminder(contest, person, contest.created_at)


def appointed(*, programme: Programme, person: User) -> None:
    """Whoever becomes a coordinator is reminded of what waits already, so many working days after the appointment.

    Part of the transaction that appoints (`settings.APPOINTED`). In a second role nothing is planned anew.
    """
    if programme.appointments.filter(person=person, ended_at=None).count() == 1:
        for contest in contests_to_answer(person).filter(programme=programme):
            _plan_reminder(contest, person, clock.now())


def relieved(*, person: User, **_where: object) -> None:
    """Whoever is no coordinator any more is asked nothing: what was planned is taken back.

    Part of the transaction that ends an appointment or a membership (`settings.RELIEVED`, `settings.MEMBERSHIP_ENDED`).
    """
    waiting = Contest.objects.filter(state=Contest.State.ASKED, programme__appointments__person=person).distinct()
    for contest in waiting.exclude(programme__in=coordinated_by(person)):
        supersede(contest, ["match.contested", "match.contest-waiting"], people=[person])


def _plan_reminder(contest: Contest, person: User, since: datetime) -> None:
    """Planned now, taken back with the answer; in their own working days."""
    with suppress(NeverWorking):
        due_at = overdue_at(since, person)
        notify(to=person, kind="match.contest-waiting", about=contest, context=_facts(contest), url=_url(contest), due_at=due_at)


def answered(contest: Contest) -> None:
    """To whoever asked and is still there, and to the person behind the request. Nobody is asked to answer any more."""
    supersede(contest, ["match.contested", "match.contest-waiting"])
    context = _facts(contest) | {"answer": contest.answer, "outcome": contest.outcome, "by": str(contest.answered_by)}
    notify(to=_readers(contest), kind="match.contest-answered", about=contest, context=context, url=_url(contest))


def _readers(contest: Contest) -> list[User]:
    if contest.request is None:
        return [contest.asked_by]
    people = {contact_of(contest.request)}
    if is_member(contest.asked_by, contest.request.company):
        people.add(contest.asked_by)
    return sorted(people, key=lambda person: person.pk)


def _facts(contest: Contest) -> dict:
    """Names and words alone: what is about a third person stands on the page."""
    return {
        "who": contest.request.company.name if contest.request else str(contest.mentor.person),
        "programme": contest.programme.name,
        "about": contest.about,
        "name": contest.name,
        "text": contest.text,
    }


def _url(contest: Contest) -> str:
    return f"/contests/{contest.pk}/"
