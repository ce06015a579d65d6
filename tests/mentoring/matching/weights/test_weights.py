"""What counts how much is changed in versions with who and why; before that, a preview shows what would change."""

import math

import pytest
from django.db import ProgrammingError, transaction

from mentoring.matching.engine.comparison import compared
from mentoring.matching.engine.facts import Weights
from mentoring.matching.engine.inputs import read_terms
from mentoring.matching.models import Weighting
from mentoring.matching.runs import pins
from mentoring.matching.runs import queries as run_queries
from mentoring.matching.runs import services as runs
from mentoring.matching.shortlist import services
from mentoring.matching.shortlist.queries import shortlist
from mentoring.matching.weights import preview as weight_preview
from mentoring.matching.weights import services as weighting
from mentoring.matching.weights import wording as weight_wording
from mentoring.matching.weights.queries import USUAL, used_by, weighed, weightings_visible_to, with_differences
from mentoring.matching.weights.wording import shown
from mentoring.requests.models import Choice
from network.core import clock
from network.core.errors import Conflict, Invalid, NotVisible, Refused
from network.jobs.models import Job
from network.jobs.services import cancel
from tests.mentoring.matching.conftest import worked
from tests.parallel import at_once

pytestmark = pytest.mark.django_db
SECTORS = dict.fromkeys(Weights().by_criterion(), 0) | {"sectors": 3}


def change(programme, by, based_on=0, weights=None, reason="Crafts come first this year.", importance=(1, 0.5)):
    return weighting.set_weights(programme=programme, by=by, weights=weights or SECTORS, importance=importance, reason=reason, based_on=based_on)


def test_a_version_holds_from_then_on_with_who_and_why(programme, coordinator, incubator):
    assert (weighed(programme).number, weighed(programme).weights) == (0, USUAL)
    made = change(programme, coordinator)
    assert (made.number, made.by, made.reason) == (1, coordinator, "Crafts come first this year.")
    assert weighed(programme).weights == Weights(**SECTORS, importance=(1.0, 0.5))
    again = change(programme, coordinator, based_on=1, weights=SECTORS | {"hours": 1}, reason="Hours count too.")
    ((_, second), (_, first)) = with_differences([again, made])
    assert [(it.key, it.before, it.after) for it in second] == [("hours", 0, 1)]
    assert ("sectors", 2.0, 3.0) in [(it.key, it.before, it.after) for it in first]
    assert ("need-2", 0.7, 0.5) in [(it.key, it.before, it.after) for it in first]


def test_versions_are_never_changed_or_deleted(programme, coordinator, incubator):
    made = change(programme, coordinator)
    for deed in (lambda: Weighting.objects.update(reason="x"), made.delete):
        with pytest.raises(ProgrammingError), transaction.atomic():
            deed()


def test_a_stale_version_is_refused_and_says_by_whom(programme, coordinator, incubator, programme_manager):
    change(programme, programme_manager)
    with pytest.raises(Conflict) as error:
        change(programme, coordinator, weights=SECTORS | {"hours": 1})
    assert (error.value.code, error.value.details["number"]) == ("stale", 1)
    assert "Solveig Dahl" in str(error.value.message)
    assert Weighting.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_told(programme, coordinator, incubator, programme_manager):
    found = at_once(lambda: change(programme, coordinator), lambda: change(programme, programme_manager))
    assert sorted(type(it).__name__ for it in found) == ["Conflict", "Weighting"]
    assert Weighting.objects.count() == 1


@pytest.mark.parametrize(
    ("weights", "importance", "wrong"),
    [
        (dict.fromkeys(SECTORS, 0), (1,), ""),
        ({"needs": -1}, (1,), "needs"),
        ({"needs": "many"}, (1,), "needs"),
        ({"needs": math.nan}, (1,), "needs"),
        ({"needs": math.inf}, (1,), "needs"),
        ({"needs": True}, (1,), "needs"),
        ({"needs": None}, (1,), "needs"),
        ({"needs": [1]}, (1,), "needs"),
        ({"needs": 101}, (1,), "needs"),
        ({"age": 1}, (1,), "age"),
        ({}, (), "importance"),
        ({}, (1, 0), "need-2"),
        ({}, (0.5, 1), "need-2"),
    ],
)
def test_weights_that_nothing_can_be_judged_by_are_refused_beside_the_field(programme, coordinator, incubator, weights, importance, wrong):
    with pytest.raises(Invalid) as error:
        change(programme, coordinator, weights=SECTORS | weights, importance=importance)
    assert list(error.value.errors) == [wrong]


def test_a_reason_and_a_change_are_needed(programme, coordinator, incubator, founder):
    with pytest.raises(Invalid) as error:
        change(programme, coordinator, reason="  ")
    assert list(error.value.errors) == ["reason"]
    with pytest.raises(Invalid):
        change(programme, coordinator, weights=USUAL.by_criterion(), importance=USUAL.importance)
    with pytest.raises(Refused):
        change(programme, founder)
    assert not weightings_visible_to(founder).exists()


def test_runs_and_choices_say_which_version_they_used(cohort, programme, coordinator, founder, mentor):
    first = worked(runs.start(programme=programme, by=coordinator))
    assert first.weighting is None
    made = change(programme, coordinator)
    assert worked(runs.start(programme=programme, by=coordinator)).weighting == made
    assert worked(runs.rerun(run=first, by=coordinator)).weighting is None
    own = worked(runs.start(programme=programme, by=coordinator, weights={"needs": 1}))
    assert own.weighting is None
    assert shortlist(cohort[0]).weighed.number == 1
    services.choose(request=cohort[0], by=founder, candidates=[mentor.mentor_profile.pk])
    assert Choice.objects.get().explanation["weighting"] == 1


def test_a_preview_on_the_last_run_changes_nothing(ready, programme, coordinator):
    found = weight_preview.preview(programme=programme, by=coordinator, weights=Weights(**SECTORS))
    assert (found.run, found.number, found.target) == (ready, 0, "mentor")
    assert found.found["figures"]["served"] == [2, 2, 2]
    assert found.found["figures"]["total"][0] == ready.summary["total"]
    told = shown(found)
    assert told.stay + len(told.moves) == 2
    assert told.groups == ()
    assert told.hidden == len(found.found["groups"]) > 0  # two companies: too few to show
    assert not Weighting.objects.exists()


def test_a_preview_on_a_run_on_the_rest_lets_go_what_was_only_kept(ready, cohort, programme, coordinator, mentor2):
    pins.pin(run=ready, by=coordinator, request=cohort[1].pk, candidate=mentor2.mentor_profile.pk, reason="They have met.")
    again = worked(runs.rerun(run=ready, by=coordinator, keep=[it.pk for it in cohort]))
    assert len(read_terms(again.terms).pinned) == 2
    basis = weight_preview.basis_of(programme)
    assert (basis.run, basis.terms.pinned) == (again, ((str(cohort[1].pk), str(mentor2.mentor_profile.pk)),))


def test_a_preview_without_a_run_takes_the_open_requests(cohort, programme, coordinator):
    found = weight_preview.preview(programme=programme, by=coordinator, weights=USUAL)
    assert found.run is None
    assert (found.found["figures"]["companies"][0], found.found["changes"]) == (2, [])


def test_a_preview_without_anybody_says_so(programme, coordinator, incubator):
    found = weight_preview.preview(programme=programme, by=coordinator, weights=USUAL)
    assert found.found is None
    assert shown(found) is None


def test_who_would_get_somebody_else_is_named(ready, programme, coordinator, mentor, mentor2):
    basis = weight_preview.basis_of(programme)
    swapped = [[key, b, a, 1, 2] for key, a, b in _pairs(ready)]
    told = shown(weight_preview.Preview(0, Weights(), Weights(), "mentor", ready, _with(basis, swapped)))
    assert [(it.company, it.before, it.after) for it in told.moves] == [
        ("Kolme Kaikua", "Johan Åström", "Ingrid Moe"),
        ("Verkstad Sund", "Ingrid Moe", "Johan Åström"),
    ]


def _pairs(run):
    rows = list(run_queries.matches_of(run))
    return [(str(row.request_id), str(row.mentor_id), str(rows[1 - at].mentor_id)) for at, row in enumerate(rows)]


def _with(basis, changes):
    return compared(basis.inputs, basis.terms, Weights(), Weights()) | {"changes": changes}


def test_a_large_cohort_is_worked_out_by_a_job_that_only_its_owner_sees(ready, programme, coordinator, programme_manager, monkeypatch):
    at_once_found = weight_preview.preview(programme=programme, by=coordinator, weights=Weights(**SECTORS))
    monkeypatch.setattr(weight_preview, "AT_ONCE", 1)
    job = weight_preview.preview(programme=programme, by=coordinator, weights=Weights(**SECTORS))
    assert isinstance(job, Job)
    assert weight_preview.preview_of(programme=programme, by=coordinator, job=job.pk) == (job, None)
    weight_preview.work(job.pk)
    row, found = weight_preview.preview_of(programme=programme, by=coordinator, job=job.pk)
    assert row.state == "done"
    assert found == at_once_found
    with pytest.raises(NotVisible):
        weight_preview.preview_of(programme=programme, by=programme_manager, job=job.pk)


def test_a_preview_that_was_cancelled_or_broke_ends_in_a_state(ready, programme, coordinator, monkeypatch):
    monkeypatch.setattr(weight_preview, "AT_ONCE", 1)
    stopped, broken = (weight_preview.preview(programme=programme, by=coordinator, weights=Weights(**SECTORS)) for _ in range(2))
    cancel(by=coordinator, job=stopped)
    weight_preview.work(stopped.pk)
    monkeypatch.setattr(weight_preview, "compared", lambda *a, **k: 1 / 0)
    weight_preview.work(broken.pk)
    assert list(Job.objects.filter(kind="weight-preview").order_by("pk").values_list("state", flat=True)) == ["cancelled", "failed"]
    assert Job.objects.get(pk=broken.pk).message


def test_earlier_feedback_weighs_nothing_unless_the_programme_lets_it_count(programme):
    assert weighed(programme).weights.feedback == 0
    programme.settings = programme.settings | {"feedback_counts": True}
    assert weighed(programme).weights.feedback == 1
    assert weighed(programme).number == 0


def test_preview_tells_new_companies_from_established_ones(ready, programme, coordinator, company):
    company.founded_on = clock.today()
    company.save()
    found = weight_preview.preview(programme=programme, by=coordinator, weights=Weights(**SECTORS))
    ages = {it["value"] for it in found.found["groups"] if it["dimension"] == "age"}
    assert ages == {"new", "not-given"}
    assert {it.dimension for it in weight_wording._groups([it | {"companies": 5} for it in found.found["groups"]])} >= {"New or established"}


def test_version_is_named_on_the_list_and_the_run_it_was_made_under(cohort, programme, coordinator, client):
    before = worked(runs.start(programme=programme, by=coordinator))
    change(programme, coordinator)
    after = worked(runs.start(programme=programme, by=coordinator))
    own = worked(runs.start(programme=programme, by=coordinator, weights={"needs": 2}))
    assert [used_by(run_queries.run_for(coordinator, run.pk)).number for run in (before, after, own)] == [0, 1, None]
    coordinator.languages = ["en"]
    coordinator.save()
    client.force_login(coordinator)
    for page in (f"/match-runs/{after.pk}/", f"/requests/{cohort[0].pk}/shortlist/"):
        shown = client.get(page).content.decode()
        assert "by Maja Kuorak:" in shown
        assert "<q>Crafts come first this year.</q>" in shown
    assert "Under the usual weights." in client.get(f"/match-runs/{before.pk}/").content.decode()
    assert "Under weights of this run alone." in client.get(f"/match-runs/{own.pk}/").content.decode()
    for address in (f"/api/v1/match-runs/{after.pk}/", f"/api/v1/matches/?request={cohort[0].pk}"):
        said = client.get(address).json()["weights"]
        assert (said["number"], said["by_name"], said["reason"]) == (1, "Maja Kuorak", "Crafts come first this year.")
