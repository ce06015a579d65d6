"""Bad input to every form (guarantee 13): each form of each page, as those see it who may open it.

Never a 500; what cannot be taken is told beside its field; and what was typed is still there.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.signals import got_request_exception

from mentoring.matching.runs import services as match_runs
from mentoring.matching.runs import solving
from mentoring.mentorships import records, sessions
from mentoring.mentorships import services as mentorships
from mentoring.requests import answers
from mentoring.requests.models import Choice
from mentoring.requests.services import send
from network.core import clock
from network.notifications.models import Delivery
from network.organisations.models import Kind, Membership
from tests.architecture import everything
from tests.architecture.source import listed
from tests.frontend.forms_walked import Pages, walk
from tests.mentoring.requests.conftest import opened
from tests.world import organisation, person

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.timeout(400)]


@pytest.fixture
def pages(request) -> Iterator[Pages]:
    logging.disable(logging.CRITICAL)
    world = everything.make(request.getfixturevalue)
    with clock.at(everything.NOON):
        yield Pages(world)
    logging.disable(logging.NOTSET)
    got_request_exception.disconnect(dispatch_uid="every-form")


class Look:
    """Walks some pages and remembers what was wrong; each must show a form that is sent to one of the addresses named."""

    def __init__(self, pages: Pages) -> None:
        self.pages, self.faults = pages, []

    def __call__(self, *names: str, by: str = "", meets: tuple[str, ...] = ()) -> None:
        met, faults, _number = walk(self.pages, *names, by=by)
        assert set(meets or names[:1]) <= met, f"{names} of {by} show forms to {sorted(met)} only"
        self.faults += faults


def test_every_form_tells_what_is_wrong_and_keeps_what_was_typed(pages: Pages) -> None:
    _met, faults, number = walk(pages)
    assert not faults, listed(faults)
    assert number > 70, "the pages show fewer forms than there are"


def test_forms_of_the_ways_in_tell_what_is_wrong_and_keep_what_was_typed(pages: Pages) -> None:
    """allauth's pages: they answer 200 where ours answer 400."""
    look = Look(pages)
    look("account_login", "account_signup", "account_reset_password", "account_request_login_code", by="visitor", meets=("account_login", "account_signup"))
    look("account_change_password", "account_email", "account_reauthenticate", by="founder")
    assert not look.faults, listed(look.faults)


def test_forms_of_later_days_tell_what_is_wrong_and_keep_what_was_typed(pages: Pages) -> None:
    """Forms that show only when something has happened: a question asked, a session begun and held, a meeting over, a mentorship ended."""
    of, people, look = pages.world.by_name, pages.world.people, Look(pages)
    times = [everything.NOON + timedelta(days=6)]
    session = sessions.propose(mentorship=of["mentorship"], by=people["founder2"], plan=sessions.Plan("Freight"), times=times)
    of["session"] = session
    answers.ask_back(choice=of["choice"], by=people["mentor"], question="How many?")
    look("request", meets=("choice-reply",))
    sessions.accept(session=session, by=people["mentor2"], time=times[0])
    with clock.at(everything.NOON + timedelta(days=13)):
        look("session-record")
        records.hold(session=session, by=people["mentor2"], minutes=60)
        look("session-contest", "session-feedback", meets=("session-contest", "session-feedback"))
        look("investor-meeting-record")
        mentorships.end_mentorship(mentorship=of["mentorship"], by=people["founder2"], note="")
        look("mentorship-closing")
    assert not look.faults, listed(look.faults)


def test_forms_of_other_states_tell_what_is_wrong_and_keep_what_was_typed(pages: Pages) -> None:
    """What a coordinator, a colleague and an administrator meet seldom: a pair of a run, a choice to approve, a company that is handed over, a lost mail."""
    of, people, look = pages.world.by_name, pages.world.people, Look(pages)
    programme, founder, colleague = of["programme"], people["founder"], person("Kaisa Lund")
    Membership.objects.create(organisation=of["organisation"], person=colleague)
    Delivery.objects.filter(pk=of["delivery"].pk).update(state="unknown")
    look("deliveries", by="admin", meets=("delivery-arrived", "delivery-again"))
    organisation("Toinen Oy", Kind.COMPANY, members=(founder,))
    look("programme-join", by="founder")

    request = opened(of["organisation"], founder, programme, people["mentor2"])
    of |= {"shortlist": request, "request": request}
    look("shortlist", by="founder", meets=("request-order", "request-send"))
    run = match_runs.start(programme=programme, by=people["coordinator"])
    solving.work(run.job_id)
    of["match-run"] = run
    look(f"match-run-pair?request={request.pk}&candidate={people['mentor2'].mentor_profile.pk}", by="coordinator", meets=("match-run-pair",))
    programme.approval_before_asking = True
    programme.save()
    send(request=request, by=founder)
    look("request", by="coordinator", meets=("choice-approve", "choice-refuse"))

    choice = Choice.objects.get(pk=of["choice"].pk)
    of["mentorship"] = answers.accept(choice=choice, by=people["mentor"])
    look("mentorship", by="mentor", meets=("mentorship-agree",))
    look("mentorship-contact", by="founder")
    look("mentorship-hand-over", by="coordinator")
    assert not look.faults, listed(look.faults)
