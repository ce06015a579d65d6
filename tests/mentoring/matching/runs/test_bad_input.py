"""What a run is given may be odd in every way: each time a clear answer, and nothing lost. More of it stands in `test_runs`."""

from dataclasses import replace

import pytest

from mentoring.matching.engine import run as engine
from mentoring.matching.engine.inputs import Inputs, Terms
from mentoring.matching.models import MatchRun
from mentoring.matching.runs import queries as run_queries
from mentoring.matching.runs import services as runs
from mentoring.matching.runs import solving, workspace
from mentoring.profiles.models import MentorPause
from mentoring.requests.models import RequestLanguage
from network.core import clock
from tests.mentoring.matching.conftest import published, worked
from tests.mentoring.matching.engine.people import ELLI, INGRID, JOHAN
from tests.mentoring.requests.conftest import opened

OTHERS = ("needs", "sectors", "stage", "cross_border", "near", "hours", "wishes", "spare")
IMPORTED = 4_000  # the work grows with the rows: 100 000 give the same answer in twenty-five times the time


@pytest.mark.django_db
def test_all_fits_equal_is_spread_evenly_and_the_same_each_time(company, founder, programme, mentor, mentor2, coordinator, incubator):
    for _ in range(4):
        opened(company, founder, programme)
    ready = worked(runs.start(programme=programme, by=coordinator, weights={"format": 1} | dict.fromkeys(OTHERS, 0)))
    assert len({match.points for match in run_queries.matches_of(ready)}) == 1
    assert sorted(row.new for row in run_queries.load_of(ready)) == [2, 2]
    again = worked(runs.rerun(run=ready, by=coordinator))
    assert run_queries.compare(ready, again).moved == ()


@pytest.mark.django_db
def test_mentor_who_pauses_while_the_run_is_solved_is_left_out_when_it_is_published(cohort, programme, coordinator, mentor, monkeypatch):
    solve = solving.engine.solve

    def pausing(*args, **kwargs):
        MentorPause.objects.create(profile=mentor.mentor_profile, starts_on=clock.today())
        return solve(*args, **kwargs)

    monkeypatch.setattr(solving.engine, "solve", pausing)
    ready = worked(runs.start(programme=programme, by=coordinator))
    assert ready.summary["served"] == 2  # its facts were frozen before
    published(ready, coordinator)
    assert [(match.name, match.left_out) for match in run_queries.left_out_of(ready)] == [("Johan Åström", "paused")]


@pytest.mark.django_db
def test_weights_that_are_all_zero_are_refused_by_the_api_too(client, cohort, programme, coordinator):
    client.force_login(coordinator)
    given = {"programme": str(programme.pk), "weights": dict.fromkeys((*OTHERS, "format", "feedback"), 0)}
    answer = client.post("/api/v1/match-runs/", given, content_type="application/json")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["weights"])
    assert not MatchRun.objects.exists()


@pytest.mark.django_db
def test_pins_that_contradict_are_refused_by_the_api_too(client, ready, cohort, coordinator, mentor, mentor2):
    client.force_login(coordinator)
    address = f"/api/v1/match-runs/{ready.pk}/pins/"
    pair = {"request": str(cohort[0].pk), "candidate": str(mentor.mentor_profile.pk)}
    assert client.post(address, pair | {"kind": "pin"}, content_type="application/json").status_code == 201
    for wrong, code in (
        (pair | {"kind": "forbid"}, "pinned-and-forbidden"),
        (pair | {"kind": "pin", "candidate": str(mentor2.mentor_profile.pk)}, "row_pinned_twice"),
    ):
        answer = client.post(address, wrong, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert len(client.get(address).json()["results"]) == 1


@pytest.mark.django_db
def test_request_in_a_language_that_nobody_knows_is_told_and_stays(cohort, programme, coordinator):
    RequestLanguage.objects.filter(request=cohort[0]).exclude(pk=cohort[0].languages.first().pk).delete()
    RequestLanguage.objects.filter(request=cohort[0]).update(language="tlh")
    ready = worked(runs.start(programme=programme, by=coordinator))
    (left,) = run_queries.unmatched_of(ready)
    assert (left.request, left.outcome, left.reason["counts"]) == (cohort[0], "nobody", {"no_shared_language": 2})
    assert workspace.why_nobody(left)[1].endswith(": 2")
    cohort[0].refresh_from_db()
    assert cohort[0].state == "open"


def test_imported_requests_with_unknown_languages_are_all_answered():
    unknown = [f"x{number}" for number in range(50)]
    wishes = [replace(ELLI, key=f"{number:05}", languages=((unknown[number % 50], 2),), week=frozenset()) for number in range(IMPORTED)]
    wishes[7], wishes[3_000] = (replace(ELLI, key=wishes[at].key, hours_a_month=0) for at in (7, 3_000))
    outcome = engine.solve(Inputs.of(wishes, [INGRID, JOHAN]), Terms())
    assert [row for row in range(IMPORTED) if outcome.columns[row] >= 0] == [7, 3_000]
    assert engine.summary(outcome)["companies"] == IMPORTED
    assert all(outcome.counts[row] == {"no_shared_language": 2} for row in range(IMPORTED) if row not in (7, 3_000))
