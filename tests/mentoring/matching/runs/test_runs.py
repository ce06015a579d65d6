"""A match run is a workspace: started, solved in the background, made again; nothing reaches anyone before it is published."""

import pytest

from mentoring.matching.engine import run as engine
from mentoring.matching.engine.inputs import fingerprint, read_terms, thaw
from mentoring.matching.models import Match, MatchRun, Pin
from mentoring.matching.runs import pins, solving
from mentoring.matching.runs import queries as run_queries
from mentoring.matching.runs import services as runs
from mentoring.profiles.models import MentorPause
from mentoring.requests import services as requests
from mentoring.requests.models import Choice
from network.core import clock
from network.core.errors import Conflict, Invalid, NotVisible, Refused
from network.jobs import services as jobs
from network.jobs.models import Job
from network.notifications.models import Delivery, Notification
from tests.mentoring.matching.conftest import worked

pytestmark = pytest.mark.django_db


def by_company(run):
    return {match.request.company.name: match.name for match in run_queries.matches_of(run)}


def test_everybody_is_served_with_reasons(ready):
    assert ready.state == "ready"
    assert by_company(ready) == {"Verkstad Sund": "Johan Åström", "Kolme Kaikua": "Ingrid Moe"}
    assert (ready.summary["companies"], ready.summary["served"], ready.summary["first_choice"]) == (2, 2, 2)
    assert ready.summary["certificate"]["proven"]
    for match in run_queries.matches_of(ready):
        assert match.outcome == "matched"
        assert match.rank == 1
        assert match.explanation["score"] == pytest.approx(match.points / 10_000, abs=1e-6)
    assert ready.job.state == "done"
    assert {(row.profile.person.name, row.new, row.free) for row in run_queries.load_of(ready)} == {("Johan Åström", 1, 2), ("Ingrid Moe", 1, 2)}


def test_load_counts_what_each_had_before(ready):
    for kept in ready.summary["load"]:
        kept["before"], kept["new"] = (2, 0) if kept == ready.summary["load"][1] else (0, 1)
    assert [(row.before, row.new) for row in run_queries.load_of(ready)] == [(2, 0), (0, 1)]


def test_nothing_reaches_anyone_before_it_is_published(ready):
    assert not Choice.objects.exists()
    assert not Notification.objects.filter(kind__startswith="match").exists()
    assert not Delivery.objects.filter(kind__startswith="match").exists()


def test_stored_bytes_give_the_stored_result(ready):
    row = MatchRun.objects.get(pk=ready.pk)
    inputs, terms = thaw(bytes(row.inputs)), read_terms(row.terms)
    assert fingerprint(inputs, terms) == row.fingerprint
    again = engine.solve(inputs, terms)
    assert engine.summary(again) == row.summary
    points, codes = solving.unpacked(bytes(row.pairs), 2, 2)
    assert (points == engine.pairs(again)[0]).all()
    assert (codes == engine.pairs(again)[1]).all()


def test_made_again_on_the_same_facts_comes_out_the_same(ready, coordinator, mentor):
    MentorPause.objects.create(profile=mentor.mentor_profile, starts_on=clock.today())
    again = worked(runs.rerun(run=ready, by=coordinator))
    assert (again.number, again.base, again.fingerprint) == (2, ready, ready.fingerprint)
    found = run_queries.compare(ready, again)
    assert (found.same, found.moved) == (2, ())
    assert again.summary == ready.summary


def test_made_again_on_the_facts_of_now_sees_what_changed(ready, coordinator, mentor):
    MentorPause.objects.create(profile=mentor.mentor_profile, starts_on=clock.today())
    again = worked(runs.rerun(run=ready, by=coordinator, inputs="now"))
    assert by_company(again)["Verkstad Sund"] == "Ingrid Moe"
    found = run_queries.compare(ready, again)
    assert [(m.request.company.name, m.one.name, m.two.name) for m in found.moved] == [("Verkstad Sund", "Johan Åström", "Ingrid Moe")]
    assert {figure.key: (figure.one, figure.two) for figure in found.figures}["served"] == (2, 2)


def test_a_pinned_pair_is_kept_and_a_forbidden_one_is_not_made(ready, cohort, coordinator, mentor, mentor2):
    first, second = cohort
    pins.pin(run=ready, by=coordinator, request=second.pk, candidate=mentor.mentor_profile.pk, reason="They know each other.")
    pins.forbid(run=ready, by=coordinator, request=first.pk, candidate=mentor.mentor_profile.pk)
    again = worked(runs.rerun(run=ready, by=coordinator))
    assert by_company(again) == {"Kolme Kaikua": "Johan Åström", "Verkstad Sund": "Ingrid Moe"}
    assert {match.outcome for match in run_queries.matches_of(again)} == {"pinned", "matched"}
    assert again.fingerprint != ready.fingerprint
    assert Pin.objects.filter(run=again).count() == 2
    pair = run_queries.pair_of(again, first.pk, mentor.mentor_profile.pk)
    assert (pair.is_possible, pair.by_hand) == (False, ("forbidden",))


def test_keep_pins_what_was_got(ready, cohort, coordinator, mentor):
    again = runs.rerun(run=ready, by=coordinator, keep=[cohort[0].pk])
    assert read_terms(again.terms).pinned == ((str(cohort[0].pk), str(mentor.mentor_profile.pk)),)


def test_rest_keeps_what_is_set_by_hand_first(ready, cohort, coordinator, mentor, mentor2):
    johan, ingrid = str(mentor.mentor_profile.pk), str(mentor2.mentor_profile.pk)
    pins.forbid(run=ready, by=coordinator, request=cohort[0].pk, candidate=johan, reason="They worked together last year.")
    pins.pin(run=ready, by=coordinator, request=cohort[1].pk, candidate=johan, reason="They have met.")
    again = worked(runs.rerun(run=ready, by=coordinator, keep=[it.pk for it in cohort]))
    assert read_terms(again.terms).pinned == ((str(cohort[1].pk), johan),)
    assert by_company(again) == {"Verkstad Sund": "Ingrid Moe", "Kolme Kaikua": "Johan Åström"}
    assert ingrid in {str(match.mentor_id) for match in run_queries.matches_of(again)}


def test_rest_keeps_nobody_for_whom_a_pair_set_by_hand_leaves_no_room(cohort, programme, coordinator, mentor, mentor2):
    profile = mentor.mentor_profile
    profile.places = 1
    profile.save()
    first = worked(runs.start(programme=programme, by=coordinator))
    assert by_company(first)["Verkstad Sund"] == "Johan Åström"
    pins.pin(run=first, by=coordinator, request=cohort[1].pk, candidate=profile.pk, reason="They have met.")
    again = worked(runs.rerun(run=first, by=coordinator, keep=[it.pk for it in cohort]))
    assert (again.state, by_company(again)) == ("ready", {"Verkstad Sund": "Ingrid Moe", "Kolme Kaikua": "Johan Åström"})


def test_pairs_kept_for_the_rest_are_not_set_by_hand_in_the_first_run(ready, cohort, coordinator):
    again = runs.rerun(run=ready, by=coordinator, keep=[it.pk for it in cohort])
    assert (ready.pins.count(), again.pins.count()) == (0, 2)


def test_run_that_was_stopped_before_its_facts_were_read_says_so(cohort, programme, coordinator):
    first = runs.cancel(run=runs.start(programme=programme, by=coordinator), by=coordinator)
    with pytest.raises(Conflict, match="nothing to run again"):
        runs.rerun(run=first, by=coordinator)


def test_second_start_is_told_where_the_first_is(cohort, programme, coordinator):
    first = runs.start(programme=programme, by=coordinator)
    with pytest.raises(Conflict) as error:
        runs.start(programme=programme, by=coordinator)
    assert (error.value.status, error.value.code, error.value.details["run"]) == (409, "run-under-way", str(first.pk))
    runs.cancel(run=first, by=coordinator)
    assert runs.start(programme=programme, by=coordinator).number == 2


def test_nothing_to_match_is_said(programme, coordinator, incubator):
    with pytest.raises(Conflict) as error:
        runs.start(programme=programme, by=coordinator)
    assert error.value.code == "nothing-to-match"


@pytest.mark.parametrize(
    "weights",
    [{"needs": 0, "sectors": 0, "stage": 0, "cross_border": 0, "near": 0, "format": 0, "hours": 0, "wishes": 0, "spare": 0}]
    + [{"needs": value} for value in (-1, float("nan"), float("inf"), "much", True, None, 1e9)]
    + [{"beauty": 1}],
)
def test_weights_that_nothing_can_be_judged_by_are_refused(cohort, programme, coordinator, weights):
    with pytest.raises(Invalid) as error:
        runs.start(programme=programme, by=coordinator, weights=weights)
    assert list(error.value.errors) == ["weights"]
    assert not MatchRun.objects.exists()


@pytest.mark.parametrize("musts", [{"age": 3}, {"overlap_hours": "x"}, {"overlap_hours": -1}, {"first_need": 1}])
def test_musts_that_nothing_can_be_judged_by_are_refused(cohort, programme, coordinator, musts):
    with pytest.raises(Invalid):
        runs.start(programme=programme, by=coordinator, musts=musts)


def test_nobody_feasible_says_why_for_each(cohort, programme, coordinator, mentor, mentor2):
    for it in (mentor, mentor2):
        MentorPause.objects.create(profile=it.mentor_profile, starts_on=clock.today())
    run = worked(runs.start(programme=programme, by=coordinator))
    assert (run.state, run.summary["served"], run.summary["worst"]) == ("ready", 0, None)
    assert [(match.outcome, match.reason["counts"]) for match in run_queries.unmatched_of(run)] == [("nobody", {"paused": 2})] * 2


def test_no_mentor_at_all_is_an_answer_too(company, founder, programme, coordinator, incubator):
    from tests.mentoring.requests.conftest import opened

    opened(company, founder, programme)
    run = worked(runs.start(programme=programme, by=coordinator))
    assert [match.outcome for match in run_queries.matches_of(run)] == ["nobody"]


def test_one_mentor_with_all_the_room_gets_as_many_as_fit(cohort, programme, coordinator, mentor, mentor2):
    MentorPause.objects.create(profile=mentor2.mentor_profile, starts_on=clock.today())
    run = worked(runs.start(programme=programme, by=coordinator))
    assert set(by_company(run).values()) == {"Johan Åström"}
    mentor.mentor_profile.places = 1
    mentor.mentor_profile.save()
    again = worked(runs.rerun(run=run, by=coordinator, inputs="now"))
    (left,) = run_queries.unmatched_of(again)
    assert (left.outcome, left.able, left.reason["short"]) == ("taken", 1, True)
    assert again.summary["certificate"]["unserved"]["candidates"] == [str(mentor.mentor_profile.pk)]


def test_what_was_asked_and_declined_is_not_matched_again(cohort, programme, coordinator, mentor):
    Choice.objects.create(request=cohort[0], rank=1, mentor=mentor.mentor_profile, state="declined")
    run = worked(runs.start(programme=programme, by=coordinator))
    assert by_company(run)["Verkstad Sund"] == "Ingrid Moe"
    assert run_queries.pair_of(run, cohort[0].pk, mentor.mentor_profile.pk).by_hand == ("asked_before",)


def test_places_that_are_asked_for_are_promised(cohort, programme, coordinator, founder, mentor, noon):
    mentor.mentor_profile.places = 1
    mentor.mentor_profile.save()
    requests.choose(request=cohort[0], by=founder, chosen=[requests.Chosen(mentor_id=mentor.mentor_profile.pk)])
    requests.send(request=cohort[0], by=founder)
    run = worked(runs.start(programme=programme, by=coordinator))
    assert by_company(run) == {"Kolme Kaikua": "Ingrid Moe"}
    assert {row["candidate"]: row["free"] for row in run.summary["load"]}[str(mentor.mentor_profile.pk)] == 0


@pytest.mark.parametrize("again", ["pin", "forbid"])
def test_pins_that_contradict_are_refused_with_the_reason(ready, cohort, coordinator, mentor, mentor2, again):
    first, second = cohort
    pins.pin(run=ready, by=coordinator, request=first.pk, candidate=mentor.mentor_profile.pk)
    other = mentor2 if again == "pin" else mentor
    with pytest.raises(Conflict) as error:
        getattr(pins, again)(run=ready, by=coordinator, request=first.pk, candidate=other.mentor_profile.pk)
    assert error.value.code == {"pin": "row_pinned_twice", "forbid": "pinned-and-forbidden"}[again]


def test_more_pins_than_places_are_refused(cohort, programme, coordinator, mentor):
    mentor.mentor_profile.places = 1
    mentor.mentor_profile.save()
    run = worked(runs.start(programme=programme, by=coordinator))
    pins.pin(run=run, by=coordinator, request=cohort[0].pk, candidate=mentor.mentor_profile.pk)
    with pytest.raises(Conflict) as error:
        pins.pin(run=run, by=coordinator, request=cohort[1].pk, candidate=mentor.mentor_profile.pk)
    assert error.value.code == "more_pins_than_places"


def test_a_pin_against_a_hard_rule_is_refused_with_its_code(cohort, programme, coordinator, mentor):
    MentorPause.objects.create(profile=mentor.mentor_profile, starts_on=clock.today())
    run = worked(runs.start(programme=programme, by=coordinator))
    with pytest.raises(Conflict) as error:
        pins.pin(run=run, by=coordinator, request=cohort[0].pk, candidate=mentor.mentor_profile.pk)
    assert error.value.code == "paused"


def test_a_pin_that_the_facts_of_now_bar_fails_the_run_with_a_sentence(ready, cohort, coordinator, mentor):
    pins.pin(run=ready, by=coordinator, request=cohort[0].pk, candidate=mentor.mentor_profile.pk)
    MentorPause.objects.create(profile=mentor.mentor_profile, starts_on=clock.today())
    again = worked(runs.rerun(run=ready, by=coordinator, inputs="now"))
    assert again.state == "failed"
    assert again.fault == {"code": "contradiction", "faults": [{"code": "hard_rule", "pairs": [[str(cohort[0].pk), str(mentor.mentor_profile.pk)]]}]}
    assert (again.job.state, "by hand" in again.job.message or bool(again.job.message)) == ("failed", True)
    pins.unpin(pin=again.pins.get(), by=coordinator)
    assert worked(runs.rerun(run=again, by=coordinator, inputs="now")).state == "ready"


def test_cancelled_while_it_is_worked_out_leaves_nothing_behind(cohort, programme, coordinator, monkeypatch):
    run = runs.start(programme=programme, by=coordinator)
    solve = solving.engine.solve

    def solved_too_late(*args, **kwargs):
        found = solve(*args, **kwargs)
        runs.cancel(run=run, by=coordinator)
        return found

    monkeypatch.setattr(solving.engine, "solve", solved_too_late)
    assert worked(run).state == "cancelled"
    assert not Match.objects.exists()
    assert Job.objects.get(pk=run.job_id).state == "cancelled"


def test_cancelled_through_its_job(cohort, programme, coordinator):
    run = runs.start(programme=programme, by=coordinator)
    jobs.cancel(by=coordinator, job=run.job)
    assert worked(run).state == "cancelled"


def test_job_let_go_on_after_a_cancel_solves_the_run(cohort, programme, coordinator):
    run = runs.start(programme=programme, by=coordinator)
    runs.cancel(run=run, by=coordinator)
    jobs.resume(by=coordinator, job=Job.objects.get(pk=run.job_id))
    assert worked(run).state == "ready"


def test_killed_worker_leaves_the_run_to_the_next_one_with_the_same_facts(cohort, programme, coordinator, mentor, monkeypatch):
    run = runs.start(programme=programme, by=coordinator)

    class Killed(BaseException):
        pass

    def die(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(solving.engine, "solve", die)
        with pytest.raises(Killed):
            solving.work(run.job_id)
    MentorPause.objects.create(profile=mentor.mentor_profile, starts_on=clock.today())  # too late: the facts are frozen
    assert MatchRun.objects.get(pk=run.pk).state == "solving"
    Job.objects.filter(pk=run.job_id).update(heartbeat_at=clock.real_now() - 2 * jobs.SILENT_FOR)
    assert jobs.release_silent() == 1
    again = worked(run)
    assert again.state == "ready"
    assert by_company(again)["Verkstad Sund"] == "Johan Åström"


def test_run_that_kills_every_worker_ends_failed_with_a_sentence(cohort, programme, coordinator):
    run = runs.start(programme=programme, by=coordinator)
    Job.objects.filter(pk=run.job_id).update(cursor={"tries": solving.MOST_TRIES})
    failed = worked(run)
    assert (failed.state, failed.fault["code"], failed.job.state) == ("failed", "killed", "failed")
    assert failed.job.message


def test_fault_of_ours_ends_failed_with_a_sentence(cohort, programme, coordinator, monkeypatch):
    monkeypatch.setattr(solving.engine, "summary", lambda outcome: 1 / 0)
    failed = worked(runs.start(programme=programme, by=coordinator))
    assert (failed.state, failed.fault) == ("failed", {"code": "broken"})
    assert "ZeroDivision" not in failed.job.message
    assert not Match.objects.exists()


def test_only_coordinators_of_the_programme(ready, programme, founder, outsider, admin, mentor, programme_manager):
    for user in (founder, outsider, admin, mentor):
        with pytest.raises(Refused):
            runs.start(programme=programme, by=user)
        with pytest.raises(Refused):
            runs.discard(run=ready, by=user)
        with pytest.raises(NotVisible):
            run_queries.run_for(user, ready.pk)
    assert run_queries.run_for(programme_manager, ready.pk) == ready


def test_query_count_of_the_facts_does_not_grow(cohort, programme, company, founder):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from mentoring.matching.taking_part import gathered
    from tests.mentoring.requests.conftest import opened

    def cost():
        with CaptureQueriesContext(connection) as found:
            gathered(programme, "mentor")
        return len(found)

    with clock.at(clock.now()):
        before = cost()
        for _ in range(5):
            opened(company, founder, programme)
        assert cost() == before
