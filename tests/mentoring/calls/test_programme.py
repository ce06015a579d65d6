"""What a programme's being switched off, archived or cloned means for its calls, reviews and plans."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from mentoring.calls import building, co_applicants, editions, handing, moving, pipelines, services, writing
from mentoring.calls.models import Application, Call
from mentoring.plans import queries as plan_queries
from mentoring.plans import services as plans
from mentoring.plans import versions
from mentoring.plans.defaults import BASELINE, REPORT
from mentoring.plans.models import DevelopmentPlan
from mentoring.reviews import arranging, reviewing
from mentoring.reviews.models import Criterion, Reviewer, ReviewPhase
from network.core import clock
from network.core.errors import Conflict
from network.programmes import archiving, cloning, planning
from network.programmes.components import KINDS
from tests.mentoring.calls.conftest import QUESTIONS, a_call

pytestmark = pytest.mark.django_db


def codes(*deeds) -> set[str]:
    """With what code each is refused."""
    found = set()
    for deed in deeds:
        with pytest.raises(Conflict) as refusal:
            deed()
        found.add(refusal.value.code)
    return found


def test_archive_waits_for_calls_and_plans(programme, programme_manager, coordinator, call, handed_in, company2):
    def refused() -> str:
        with pytest.raises(Conflict) as refusal:
            archiving.archive(by=programme_manager, programme=programme)
        assert refusal.value.code == "still-running"
        return str(refusal.value.message)

    plan = plans.start(by=coordinator, programme=programme, company=company2)
    assert "Calls that have not closed: 1" in refused()
    assert "Development plans that are not closed: 1" in refused()
    plans.close(plan=plan, by=coordinator)
    with clock.at(call.closes_at):
        assert "Applications that are not decided: 1" in refused()
        services.archive(call=call, by=coordinator)
        assert archiving.archive(by=programme_manager, programme=programme).archived_at


def test_archived_programme_takes_no_writes_of_calls_reviews_and_plans(programme, coordinator, founder, call, handed_in, company):
    criterion = arranging.add_criterion(by=coordinator, call=call, key="idea", labels={"en": "Idea"})
    plan = plans.start(by=coordinator, programme=programme, company=company)
    type(programme).objects.filter(pk=programme.pk).update(archived_at=clock.now(), is_open=False)
    assert moving.ways_for(coordinator, handed_in)
    found, shut, plan = Application.objects.get(pk=handed_in.pk), Call.objects.get(pk=call.pk), DevelopmentPlan.objects.get(pk=plan.pk)
    way = moving.ways_for(coordinator, found)[0][0].verb
    assert codes(
        lambda: services.change_call(call=shut, by=coordinator, places=3),
        lambda: editions.set_questions(call=shut, by=coordinator, data=QUESTIONS),
        lambda: building.remove_question(call=shut, by=coordinator, key="people"),
        lambda: pipelines.set_pipeline(call=shut, by=coordinator, pipeline=pipelines.pipeline_of(shut)),
        lambda: services.copy_call(call=shut, by=coordinator, opens_at=call.opens_at, closes_at=call.closes_at),
        lambda: moving.move(application=found, verb=way, by=coordinator, reason="So", words="So"),
        lambda: co_applicants.ask_in(application=found, by=founder, email="siri@example.org"),
        lambda: arranging.change_criterion(by=coordinator, criterion=Criterion.objects.get(pk=criterion.pk), weight=2),
        lambda: plans.change(plan=plan, by=founder, answers={"people": 3}),
        lambda: plans.close(plan=plan, by=coordinator),
        lambda: versions.look_ahead(programme=plan.programme, by=coordinator, report=REPORT),
    ) == {"programme-archived"}
    assert plan_queries.companies_to_plan(founder) == []


def test_review_in_an_archived_programme_is_refused(programme, coordinator, mentor, call, handed_in, opening):
    ReviewPhase.objects.create(call=call, starts_at=opening, ends_at=opening + timedelta(days=9), reads="all")
    Reviewer.objects.create(call=call, person=mentor)
    to_review = next(way for way, _verdict in moving.ways_for(coordinator, handed_in) if "reviewer" in way.target.seen_by)
    moved = moving.move(application=handed_in, verb=to_review.verb, by=coordinator, reason="Good", words="Good")
    assert reviewing.save(by=mentor, application=moved, points={}, for_staff="Good.").version == 2
    type(programme).objects.filter(pk=programme.pk).update(archived_at=clock.now(), is_open=False)
    assert codes(lambda: reviewing.save(by=mentor, application=Application.objects.get(pk=moved.pk), points={})) == {"programme-archived"}


def test_components_that_are_off_take_nothing_new_and_let_the_old_end(programme, programme_manager, coordinator, founder, call, filled, company, company2):
    plan = plans.start(by=founder, programme=programme, company=company)
    planning.switch_components(by=programme_manager, programme=programme, on=set(KINDS) - {"calls", "development-plans"})
    assert codes(
        lambda: plans.start(by=coordinator, programme=programme, company=company2),
        lambda: writing.begin(call=Call.objects.get(pk=call.pk), company=company2, by=company2.memberships.first().person),
    ) == {"component-off"}
    assert plan_queries.companies_to_plan(coordinator) == []
    assert handing.submit(application=Application.objects.get(pk=filled.pk), by=founder).submitted_at
    assert plans.change(plan=plan, by=founder, answers={"people": 3}).baseline == {"people": 3}


def test_clone_brings_calls_and_what_plans_ask_without_anybodys_data(programme, programme_manager, admin, coordinator, incubator, call, handed_in, opening):
    arranging.add_criterion(by=coordinator, call=call, key="idea", labels={"en": "Idea"}, weight=2)
    arranging.set_up(by=coordinator, call=call, reads=3)
    versions.publish(programme=programme, by=coordinator, baseline=BASELINE[:2], report=REPORT[:2], number=0)
    a_call(coordinator, programme, incubator, opening - timedelta(days=90), closes_at=opening - timedelta(days=60))  # an earlier one
    type(programme).objects.filter(pk=programme.pk).update(starts_on=date(2027, 1, 1))
    alone = cloning.clone_programme(by=admin, programme=programme, slug="alone", name="Alone", starts_on=date(2028, 1, 1))
    assert not alone.calls.exists()  # nobody who could run it
    made = cloning.clone_programme(by=admin, programme=programme, slug="next", name="Next", starts_on=date(2027, 7, 1), partners=True)
    copy = made.calls.get()
    assert (copy.state, copy.titles, copy.incubator, copy.places) == ("draft", call.titles, incubator, call.places)
    assert copy.forms.get().questions == call.forms.get().questions
    assert pipelines.pipeline_of(copy) == pipelines.pipeline_of(call)
    assert not copy.applications.exists()
    assert copy.criteria.get().weight == 2
    assert copy.review_settings.reads == 3
    zone = ZoneInfo(call.time_zone)  # half a year on, across the change of clocks: the same time of day
    assert copy.closes_at.astimezone(zone).replace(tzinfo=None) == call.closes_at.astimezone(zone).replace(tzinfo=None) + timedelta(days=181)
    assert (made.plan_templates.get().number, made.plan_templates.get().report) == (1, versions.asked_now(programme)[1])
    assert not made.plans.exists()
