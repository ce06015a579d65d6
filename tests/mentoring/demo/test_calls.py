"""The story's calls, and what goes on between incubators: enacted through the services, with something for everybody to see."""

from collections import Counter
from datetime import timedelta

import pytest
from django.test import Client

from mentoring.calls.models import Application, Call, ConflictOfInterest, Stage
from mentoring.cohorts.models import Cohort
from mentoring.cohorts.track import standings
from mentoring.demo import autumn, between, calls, network, second_call, story
from mentoring.demo.advance import advance
from mentoring.demo.cast import COMPANIES, FOUNDER, INCUBATORS, MENTOR, MENTORS, SUPPORT
from mentoring.demo.moments import next_moment
from mentoring.referrals.models import MentorLoan, Referral
from mentoring.reviews.models import Review
from network.accounts.models import User
from network.core import clock
from network.invitations.models import Attendee
from network.notifications.models import Delivery
from network.organisations.models import Organisation
from network.programmes import services as programmes

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(settings, tmp_path):
    """The story with its incubators and the companies that apply, without the rest of their lives."""
    settings.DEMO = settings.CLOCK_MOVES = True
    settings.VAR = tmp_path
    story.enact()
    for group in INCUBATORS[1:]:
        network._incubator(group)
    take_in({path.company for path in calls.PATHS} | {name for name, _taken in calls.SPRING})
    for _name, step in calls.steps():
        step()


def take_in(wanted: set[str]) -> None:
    """Companies of the cast, each followed by its incubator."""
    for index, group in enumerate(COMPANIES):
        if group.name in wanted:
            with clock.at(network._past(260)):
                company = story.company(group)
                incubator = Organisation.objects.get(name=INCUBATORS[index % len(INCUBATORS)].name)
                programmes.join(by=company.memberships.get().person, company=company, programme=network._main(), incubator=incubator)


def page(who, path: str) -> str:
    client = Client()
    client.force_login(story.somebody(who))
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_calls_stand_in_every_state_and_everybody_has_something_to_see(stage):
    call = calls.rolling()
    kinds = Counter(Application.objects.filter(call=call).values_list("stage__kind", flat=True))
    assert set(kinds) == set(Stage.Kind.values)
    assert Application.objects.filter(call=call).count() == len(calls.PATHS)
    assert Application.objects.filter(call=call, information_requests__closed_at=None, stage__key="more-information").count() == 1
    assert Application.objects.filter(call=call, pending__isnull=False).count() == 2
    assert Review.objects.filter(application__call=call, state=Review.State.SUBMITTED).count() == sum(len(path.reads) for path in calls.PATHS)
    assert ConflictOfInterest.objects.filter(application__call=call, lifted_at=None).count() == 1
    finished = Call.objects.exclude(pk=call.pk).get()
    assert set(finished.applications.values_list("stage__kind", flat=True)) == {"confirmed", "declined"}
    assert not Delivery.objects.filter(is_historic=False, due_at__lte=clock.now()).exists(), "the past sends no mail"

    mine = Application.objects.get(call=call, company__name=FOUNDER.name)
    assert "Ljus ur vass" in page(FOUNDER.who, f"/applications/{mine.pk}/")
    board = page(INCUBATORS[0].who, f"/calls/{call.pk}/board/")
    assert all(path.company.replace("&", "&amp;") in board for path in calls.PATHS if path.end != "draft")
    waiting = page(MENTOR, "/reviews/")
    assert "Siida" not in waiting, "the call is blind"
    assert call.title in waiting or call.titles["sv"] in waiting

    take_in({name for name, _end in second_call.ENDS} - {path.company for path in calls.PATHS} - {name for name, _taken in calls.SPRING})
    for founder in User.objects.filter(memberships__organisation__name__in=[name for name, _end in second_call.ENDS]):
        User.objects.filter(pk=founder.pk).update(languages=["en", founder.languages[0]])  # who looks around meanwhile reads what they like
    second_call.enact()
    shown = page(SUPPORT[0].who, "/pipeline/applications/companies/")
    named = {name for name, end in second_call.ENDS if end not in ("declined", "withdrawn")}
    assert {name for name, _end in second_call.ENDS if name.replace("&", "&amp;") in shown} == named

    before = Application.objects.count()
    for _name, step in calls.steps():
        step()
    assert Application.objects.count() == before
    time_tells(call)


def time_tells(call: Call) -> None:
    """The demo's clock stops where the call has something to say."""
    last_day = call.closes_at - timedelta(days=1)
    assert next_moment(last_day - timedelta(minutes=1), last_day) == last_day
    told = advance(timedelta(days=calls.CLOSES))
    assert sum(moment["done"]["calls"] for moment in told["moments"]) >= 3
    kinds = set(Delivery.objects.filter(pk__in=[mail["id"] for mail in told["sent"]]).values_list("kind", flat=True))
    assert {"call.closing", "application.information-due"} <= kinds


def test_cohort_of_the_spring_call_runs_with_a_stuck_company_and_the_founder_in_it(settings, tmp_path):
    settings.DEMO, settings.VAR = True, tmp_path
    story.enact()
    for group in INCUBATORS[1:]:
        network._incubator(group)
    take_in({name for name, _taken in calls.SPRING})
    calls._spring()
    autumn.enact()
    autumn.enact()
    cohort = Cohort.objects.get()
    assert cohort.state == Cohort.State.RUNNING
    found = standings(cohort)
    assert {row.member.company.name: row.is_stuck for row in found} == {
        autumn.AWAY: True, "Revontuli Filmi": False, "Kaiku Pelit": False, FOUNDER.name: False,
    }  # fmt: skip
    assert Counter(cohort.sessions.values_list("state", flat=True)) == {"held": 3, "planned": 2}
    assert not Delivery.objects.filter(is_historic=False, due_at__lte=clock.now()).exists(), "the past sends no mail"
    assert Delivery.objects.filter(kind="cohort_session.tomorrow", due_at__gt=clock.now(), person__name=FOUNDER.who.name).count() == 2

    unanswered = Attendee.objects.filter(invitation__source_id__in=cohort.sessions.filter(state="planned").values("pk")).exclude(answer="accepted")
    assert set(unanswered.values_list("person__memberships__organisation__name", flat=True)) == {autumn.AWAY}

    seen = page(FOUNDER.who, f"/cohorts/{cohort.pk}/")
    assert all(day.title in seen for day in autumn.DAYS)
    for room, said in ((cohort.conversation, autumn.LINES[-1][2]), (cohort.announcements, autumn.ANNOUNCED[1])):
        assert said in page(FOUNDER.who, f"/conversations/{room.pk}/")
    assert autumn.AWAY in page(INCUBATORS[0].who, f"/cohorts/{cohort.pk}/track/")


def test_referrals_and_a_loan_stand_between_incubators(settings, tmp_path):
    settings.DEMO, settings.VAR = True, tmp_path
    story.enact()
    for group in INCUBATORS[1:]:
        network._incubator(group)
    take_in({"Revontuli Filmi", "Lumikuva"})
    network._case(between.BORROWING)
    network._mentors(next(at for at, who in enumerate(MENTORS) if who.name == between.LENT) // network.MENTORS_A_STEP * network.MENTORS_A_STEP)
    between.enact()
    between.enact()
    assert sorted(Referral.objects.values_list("state", flat=True)) == ["accepted", "asked"]
    assert MentorLoan.objects.get().state == "running"
    assert "Lumikuva" in page(INCUBATORS[0].who, "/referrals/")
    assert between.LENT in page(INCUBATORS[0].who, "/referrals/")
