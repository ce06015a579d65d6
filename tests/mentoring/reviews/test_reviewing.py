"""What a reviewer reads and writes, and what a conflict closes."""

from collections import Counter
from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from mentoring.calls.models import CoApplicant
from mentoring.insights.next_steps import steps_for
from mentoring.insights.roles import standing_of
from mentoring.reviews import arranging, assigning, queries, reading, redacting, reviewing, rules
from mentoring.reviews.models import Assignment, Review, Reviewer, ReviewPhase
from network.core import clock
from network.core.errors import Conflict, Invalid, NotVisible, Refused
from network.notifications.models import Delivery
from tests.mentoring.reviews.conftest import WEDNESDAY

pytestmark = pytest.mark.django_db

POINTS = {"idea": 5, "market": 3, "team": 1}


def given(application, user) -> None:
    Assignment.objects.create(application=application, reviewer=Reviewer.objects.get(call=application.call, person=user))


def review_of(application, user) -> Review:
    return Review.objects.get(application=application, reviewer__person=user)


def handed_in(application, user, **points) -> None:
    given(application, user)
    reviewing.save(by=user, application=application, points=POINTS | points)
    reviewing.submit(by=user, application=application)


def test_reviewer_reads_what_is_assigned_and_nobody_else_does(applications, reviewers, outsider, founder):
    given(applications[1], reviewers[0])
    assert list(queries.cases_for(reviewers[0])) == [applications[1]]
    for user in (reviewers[1], outsider, founder):
        assert not queries.cases_for(user).exists()


def test_phase_may_open_all_applications(applications, reviewers):
    ReviewPhase.objects.update(reads="all")
    assert queries.cases_for(reviewers[1]).count() == 5
    with clock.at(WEDNESDAY + timedelta(days=10)):
        assert not queries.cases_for(reviewers[1]).exists()


def test_what_was_reviewed_can_be_read_after_the_phase(applications, reviewers):
    handed_in(applications[1], reviewers[0])
    given(applications[2], reviewers[0])
    with clock.at(WEDNESDAY + timedelta(days=10)):
        assert list(queries.cases_for(reviewers[0])) == [applications[1]]
        with pytest.raises(Conflict):
            reviewing.reopen(by=reviewers[0], application=applications[1])


def test_own_application_is_never_ones_case(applications, reviewers, call, founder):
    ReviewPhase.objects.update(reads="all")
    Reviewer.objects.create(call=call, person=founder)
    CoApplicant.objects.create(application=applications[1], email="x@example.org", person=founder, accepted_at=clock.now())
    assert set(queries.cases_for(founder)) == set(applications[2:])


def test_draft_is_kept_and_handed_in(applications, reviewers):
    handed_in(applications[1], reviewers[0])
    row = review_of(applications[1], reviewers[0])
    assert row.state == "submitted"
    assert {score.criterion.key: score.points for score in row.scores.select_related("criterion")} == POINTS
    with pytest.raises(Conflict):
        reviewing.save(by=reviewers[0], application=applications[1], points={})


def test_required_points_are_asked_for(applications, reviewers):
    given(applications[1], reviewers[0])
    reviewing.save(by=reviewers[0], application=applications[1], points={"idea": 5, "market": None})
    with pytest.raises(Invalid) as refusal:
        reviewing.submit(by=reviewers[0], application=applications[1])
    assert set(refusal.value.errors) == {"points.market", "points.team"}


@pytest.mark.parametrize("points", [{"idea": 6}, {"idea": -1}, {"soul": 1}])
def test_points_off_the_scale_are_refused(applications, reviewers, points):
    given(applications[1], reviewers[0])
    with pytest.raises(Invalid):
        reviewing.save(by=reviewers[0], application=applications[1], points=points)
    assert not review_of(applications[1], reviewers[0]).scores.exists() if Review.objects.exists() else True


def test_two_devices_learn_of_each_other(applications, reviewers):
    given(applications[1], reviewers[0])
    first = reviewing.save(by=reviewers[0], application=applications[1], points={"idea": 1})
    reviewing.save(by=reviewers[0], application=applications[1], points={"idea": 2}, version=first.version)
    with pytest.raises(Conflict) as refusal:
        reviewing.save(by=reviewers[0], application=applications[1], points={"idea": 3}, version=first.version)
    assert refusal.value.code == "version"


def test_abstaining_is_not_a_zero(applications, reviewers, call):
    given(applications[1], reviewers[0])
    reviewing.abstain(by=reviewers[0], application=applications[1])
    handed_in(applications[1], reviewers[1], idea=5, market=5)
    line = queries.ranking_of(call, [applications[1]])[0]
    assert (line.standing.mean, line.standing.abstained, line.standing.count) == (100, 1, 1)


def test_conflict_shuts_the_person_out_everywhere(applications, reviewers, coordinator, call):
    ReviewPhase.objects.update(reads="all")
    handed_in(applications[1], reviewers[0])
    arranging.declare_conflict(by=reviewers[0], application=applications[1], person=reviewers[0], reason="cousin")
    assert not queries.cases_for(reviewers[0]).filter(pk=applications[1].pk).exists()
    assert not Review.objects.filter(application=applications[1]).exists()
    with pytest.raises(NotVisible):
        queries.case_for(reviewers[0], applications[1].pk)
    with pytest.raises(Conflict):
        assigning.assign(by=coordinator, application=applications[1], reviewer=Reviewer.objects.get(person=reviewers[0]))
    assert Delivery.objects.filter(kind="review.conflict", person=coordinator).exists()
    arranging.declare_conflict(by=coordinator, application=applications[2], person=coordinator)
    assert applications[2] not in queries.applications_to_rank(coordinator, call)


def test_nobody_lifts_their_own_conflict(applications, reviewers, coordinator, programme_manager):
    row = arranging.declare_conflict(by=coordinator, application=applications[1], person=coordinator)
    with pytest.raises(Refused):
        arranging.lift_conflict(by=coordinator, conflict=row)
    assert arranging.lift_conflict(by=programme_manager, conflict=row).lifted_by == programme_manager


def test_others_reviews_are_read_after_ones_own(applications, reviewers, call):
    handed_in(applications[1], reviewers[0])
    own = review_of(applications[1], reviewers[0])
    for choice, before, after in (("never", False, False), ("after-own", False, True), ("always", True, True)):
        ReviewPhase.objects.update(sees_others=choice)
        phase = queries.phase_of(call)
        assert (rules.sees_others(None, phase), rules.sees_others(own, phase)) == (before, after)


def test_blind_case_names_nobody(applications):
    case = reading.as_reviewer(applications[0])
    (answer,) = case.answers
    assert (case.company, case.country) == ("", "")
    assert answer.is_redacted
    assert not {"Verkstad", "Sund", "elli", "Lund"} & set(answer.value.replace(".", " ").split())


def test_redaction_stands_in_the_answers_place(applications, coordinator):
    redacting.redact(by=coordinator, application=applications[0], texts={"idea": "A shop of Verkstad Sund"})
    (answer,) = reading.as_reviewer(applications[0]).answers
    assert answer.value == "A shop of █████"
    redacting.redact(by=coordinator, application=applications[0], texts={"idea": None})
    assert reading.as_reviewer(applications[0]).answers[0].value.startswith("█████ makes")


def test_allocation_is_even_and_each_reviewer_is_told_once(applications, reviewers, coordinator, call):
    arranging.declare_conflict(by=coordinator, application=applications[1], person=reviewers[0])
    made = assigning.allocate_call(by=coordinator, call=call)
    assert (len(made.assignments), made.unread) == (10, {})
    loads = Counter(Assignment.objects.values_list("reviewer__person", flat=True))
    assert sorted(loads.values()) == [3, 3, 4]
    assert not Assignment.objects.filter(application=applications[1], reviewer__person=reviewers[0]).exists()
    assert Delivery.objects.filter(kind="review.assigned").count() == 3
    assert not assigning.allocate_call(by=coordinator, call=call).assignments


def test_what_lies_unread_for_a_week_goes_to_somebody_else(applications, reviewers, coordinator, call):
    assigning.allocate_call(by=coordinator, call=call)
    with clock.at(WEDNESDAY + timedelta(days=7)):
        again = assigning.allocate_call(by=coordinator, call=call)
    assert len(again.assignments) == 5  # each application has one reader left who has not been given it
    assert sum(again.unread.values()) == 5


def test_reminder_is_taken_back_with_the_last_review(applications, reviewers, coordinator, call):
    assigning.assign(by=coordinator, application=applications[1], reviewer=Reviewer.objects.get(person=reviewers[0]))
    assert Delivery.objects.get(kind="review.reminder").state == "due"
    reviewing.save(by=reviewers[0], application=applications[1], points=POINTS)
    reviewing.submit(by=reviewers[0], application=applications[1])
    assert Delivery.objects.get(kind="review.reminder").state == "superseded"


def test_only_who_runs_the_call_arranges(applications, reviewers, call, founder, outsider):
    for user in (founder, outsider, reviewers[0]):
        with pytest.raises(Refused):
            arranging.add_criterion(by=user, call=call, key="more", labels={"en": "More"})
        with pytest.raises(NotVisible):
            queries.call_to_arrange(user, call.pk)


def test_rubric_keeps_what_was_given(applications, reviewers, coordinator, call):
    handed_in(applications[1], reviewers[0])
    idea = call.criteria.get(key="idea")
    with pytest.raises(Conflict):
        arranging.remove_criterion(by=coordinator, criterion=idea)
    with pytest.raises(Conflict):
        arranging.change_criterion(by=coordinator, criterion=idea, most=4)
    assert arranging.change_criterion(by=coordinator, criterion=idea, weight=3).weight == 3
    with pytest.raises(Invalid):
        arranging.add_criterion(by=coordinator, call=call, key="idea", labels={"en": "Again"})


def test_phases_follow_each_other(coordinator, call):
    start = WEDNESDAY + timedelta(days=8)
    with pytest.raises(Conflict):
        arranging.save_phase(by=coordinator, call=call, starts_at=start, ends_at=start + timedelta(days=5))
    made = arranging.save_phase(by=coordinator, call=call, starts_at=start + timedelta(days=1), ends_at=start + timedelta(days=5))
    with pytest.raises(Invalid):
        arranging.save_phase(by=coordinator, call=call, phase=made, ends_at=start)


def test_home_names_what_is_left_to_review(applications, reviewers):
    given(applications[1], reviewers[0])
    (step,) = [step for step in steps_for(reviewers[0], standing_of(reviewers[0])) if step.kind == "review"]
    assert (step.names["count"], step.about) == (1, applications[1].call_id)
    reviewing.abstain(by=reviewers[0], application=applications[1])
    assert not [step for step in steps_for(reviewers[0], standing_of(reviewers[0])) if step.kind == "review"]


def test_points_are_written_over_http_as_they_are_read(applications, reviewers):
    api, url = APIClient(), f"/api/v1/reviews/{applications[1].pk}/"
    api.force_authenticate(reviewers[0])
    given(applications[1], reviewers[0])
    assert api.put(url, {"points": POINTS, "for_staff": "Good."}, format="json").json()["review"]["points"] == POINTS
    read = api.get(url).json()["review"]
    again = {name: read[name] for name in ("points", "for_staff", "for_applicant", "version")}
    assert api.put(url, again, format="json").json()["review"] == read | {"version": read["version"] + 1}
    assert api.put(url, {"points": {"idea": None}}, format="json").json()["review"]["points"] == {"market": 3, "team": 1}
    off = [{"idea": 6}, {"idea": "many"}, {"idea": True}, {"idea": 10**30}, {"soul": 1}, {"\x00": 1}]
    shapeless: list = [[], [{"criterion": "idea", "points": 1}], "five", None]
    for wrong, place in [*((points, f"points.{next(iter(points))}") for points in off), *((points, "points") for points in shapeless)]:
        answer = api.put(url, {"points": wrong}, format="json")
        assert (answer.status_code, list(answer.json()["errors"])) == (400, [place]), wrong
    assert api.put(url, {"points": POINTS, "version": 1}, format="json").json()["code"] == "version"
