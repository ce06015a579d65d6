"""Publishing, starting and solving with real parallel connections: each happens once, whoever comes at the same moment."""

from threading import Thread

import pytest
from django.db import connection

from mentoring.matching.models import Match, MatchRun
from mentoring.matching.runs import publishing
from mentoring.matching.runs import queries as run_queries
from mentoring.matching.runs import services as runs
from mentoring.requests import answers
from mentoring.requests import services as requests
from mentoring.requests.models import Choice
from network.core.errors import Conflict
from network.jobs import services as jobs
from network.jobs.models import Job
from tests.mentoring.matching.conftest import published, worked
from tests.mentoring.matching.runs.test_publishing import mails
from tests.mentoring.requests.test_races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]


def test_of_two_who_publish_at_once_the_second_is_refused(ready, coordinator, programme_manager, founder):
    outcomes = at_once(*[lambda by=by: publishing.publish(run=ready, by=by, reason="Together.") for by in (coordinator, programme_manager)])
    (run,) = [it for it in outcomes if isinstance(it, MatchRun)]
    (refused,) = [it for it in outcomes if isinstance(it, Conflict)]
    assert refused.code == "being-published"
    assert Job.objects.filter(kind=publishing.KIND).count() == 1
    publishing.work(run.job_id)
    assert Choice.objects.count() == 2
    assert mails(founder) == ["match.proposed"]


def test_two_workers_at_once_propose_each_pair_once(ready, coordinator, founder, mentor, monkeypatch):
    """One was thought dead: its job was given to the next, and it wakes up in the middle."""
    monkeypatch.setattr(publishing, "AT_ONCE", 1)
    run = publishing.publish(run=ready, by=coordinator, reason="Together.")
    job = jobs.begin(job_id=run.job_id)

    def working():
        while publishing._lot(job):
            pass

    at_once(working, working)
    assert run_queries.run_for(coordinator, run.pk).state == "published"
    assert not run_queries.left_out_of(run)
    assert Choice.objects.count() == 2
    assert (mails(founder), mails(mentor)) == (["match.proposed"], ["match.suggested"])


def test_two_runs_published_at_once_propose_to_a_company_once(ready, coordinator, programme_manager, founder):
    other = worked(runs.rerun(run=ready, by=coordinator))
    at_once(lambda: published(ready, coordinator), lambda: published(other, programme_manager))
    assert MatchRun.objects.filter(state="published").count() == 2
    assert Choice.objects.count() == 2
    assert mails(founder) == ["match.proposed"]
    assert Choice.objects.count() == 2
    assert mails(founder) == ["match.proposed"]


def test_of_two_who_start_at_once_the_second_is_told_where_the_first_is(cohort, programme, coordinator, programme_manager):
    for _ in range(5):
        outcomes = at_once(lambda: runs.start(programme=programme, by=coordinator), lambda: runs.start(programme=programme, by=programme_manager))
        (run,) = [it for it in outcomes if isinstance(it, MatchRun)]
        (refused,) = [it for it in outcomes if isinstance(it, Conflict)]
        assert refused.details["run"] == str(run.pk)
        runs.cancel(run=run, by=coordinator)


def test_publishing_and_withdrawing_at_once_end_in_one_state(ready, cohort, coordinator, founder):
    at_once(lambda: published(ready, coordinator), lambda: requests.withdraw(request=cohort[0], by=founder))
    match = Match.objects.get(run=ready, request=cohort[0])
    states = list(Choice.objects.filter(request=cohort[0]).values_list("state", flat=True))
    assert (match.left_out, states) in [("withdrawn", []), ("", ["released"])]
    assert Match.objects.get(run=ready, request=cohort[1]).choice


def test_last_place_taken_while_publishing_is_counted(ready, company2, founder2, programme, coordinator, mentor):
    from tests.mentoring.requests.conftest import choice_of, sent

    mentor.mentor_profile.places = 1
    mentor.mentor_profile.save()
    other = sent(company2, founder2, programme, mentor)
    at_once(lambda: published(ready, coordinator), lambda: answers.accept(choice=choice_of(other, mentor), by=mentor))
    assert Match.objects.get(run=ready, request__company__name="Verkstad Sund").left_out in {"promised", "no_places"}


def test_two_workers_at_once_solve_once(cohort, programme, coordinator):
    run = runs.start(programme=programme, by=coordinator)
    at_once(lambda: worked(run), lambda: worked(run))
    found = run_queries.run_for(coordinator, run.pk)
    assert (found.state, Match.objects.filter(run=run).count()) == ("ready", 2)


def test_cancelled_by_another_connection_in_the_middle(cohort, programme, coordinator, monkeypatch):
    from mentoring.matching.runs import solving

    run, solve = runs.start(programme=programme, by=coordinator), solving.engine.solve

    def cancelling(*args, **kwargs):
        def cancel():
            runs.cancel(run=run, by=coordinator)
            connection.close()

        thread = Thread(target=cancel)
        thread.start()
        thread.join()
        return solve(*args, **kwargs)

    monkeypatch.setattr(solving.engine, "solve", cancelling)
    assert worked(run).state == "cancelled"
    assert not Match.objects.exists()
