"""Weights on pages: typed, looked at, kept with a reason; what is wrong stands beside its field. Without JavaScript."""

import pytest
from django.urls import reverse

from mentoring.matching.models import Weighting
from mentoring.matching.runs import services as runs
from mentoring.matching.weights import preview as weight_preview
from mentoring.matching.weights.queries import weighed
from tests.mentoring.matching.conftest import worked
from tests.mentoring.requests.conftest import opened

pytestmark = pytest.mark.django_db
WEIGHTS = {
    "needs": "1",
    "sectors": "4",
    "stage": "1",
    "cross_border": "2",
    "near": "1",
    "format": "1",
    "hours": "0,5",
    "wishes": "1",
    "feedback": "1",
    "spare": "1",
}
TYPED = {"based_on": "0"} | WEIGHTS | {"need-2": "70", "need-3": "50", "need-4": "35", "need-5": "25"}


@pytest.fixture
def page(client, coordinator, incubator, programme):
    coordinator.languages = ["en"]
    coordinator.save()
    client.force_login(coordinator)
    return client, reverse("programme-weights", args=[programme.pk])


@pytest.fixture
def ready(company, founder, company2, founder2, programme, mentor, mentor2, coordinator, incubator):
    """A run over two requests that has a result."""
    opened(company, founder, programme)
    opened(company2, founder2, programme, languages={"en": 2})
    return worked(runs.start(programme=programme, by=coordinator))


def text(answer):
    return answer.content.decode()


def test_what_holds_is_shown_with_a_row_per_criterion(page):
    client, here = page
    shown = text(client.get(here))
    assert "What the company needs" in shown
    assert 'name="needs" value="5"' in shown
    assert 'name="need-2" value="70"' in shown


def test_a_preview_keeps_nothing_and_a_reason_keeps_it(page, ready, programme):
    client, here = page
    answer = client.post(here, TYPED)
    assert answer.status_code == 200
    assert "What would change" in text(answer)
    assert not Weighting.objects.exists()
    without = client.post(here, TYPED | {"do": "keep", "reason": ""})
    assert without.status_code == 400
    assert 'name="sectors" value="4"' in text(without)
    kept = client.post(here, TYPED | {"do": "keep", "reason": "Crafts first."}, follow=True)
    assert kept.redirect_chain[0][0] == reverse("programme-weights-history", args=[programme.pk])
    assert "Crafts first." in text(kept)
    assert (weighed(programme).number, weighed(programme).weights.hours) == (1, 0.5)


def test_going_back_keeps_what_was_typed(page, ready):
    client, here = page
    assert 'name="sectors" value="4"' in text(client.post(here, TYPED | {"do": "change"}))


def test_a_stale_version_is_told_and_nothing_typed_is_lost(page, ready):
    client, here = page
    client.post(here, TYPED | {"do": "keep", "reason": "Crafts first."})
    late = client.post(here, TYPED | {"needs": "9", "do": "keep", "reason": "Needs first."})
    assert late.status_code == 409
    assert "Maja Kuorak has saved version 1" in text(late)
    assert "Needs first." in text(late)
    assert Weighting.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"needs": "-1"}, "A weight cannot be below zero."),
        ({"needs": "many"}, "Give a number, like 2 or 0.5."),
        ({"needs": ""}, "Give a number, like 2 or 0.5."),
        ({"needs": "nan"}, "Give a number, like 2 or 0.5."),
        ({"needs": "1e9"}, "Give 100 at most."),
        ({"need-3": "80"}, "A later need cannot count more"),
        (
            dict.fromkeys(["needs", "stage", "wishes", "feedback", "cross_border", "near", "format", "hours", "spare"], "0") | {"sectors": "0.0"},
            "At least one weight has to be above zero.",
        ),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field(page, wrong, sentence):
    client, here = page
    answer = client.post(here, TYPED | wrong)
    assert answer.status_code == 400
    assert sentence in text(answer)
    assert f'name="sectors" value="{(TYPED | wrong)["sectors"]}"' in text(answer)


def test_a_large_cohort_goes_to_a_page_with_a_bar(page, ready, monkeypatch):
    monkeypatch.setattr(weight_preview, "AT_ONCE", 1)
    client, here = page
    answer = client.post(here, TYPED, follow=True)
    address = answer.redirect_chain[0][0]
    assert "<progress" in text(answer)
    weight_preview.work(address.split("/")[-2])
    done = client.get(address, headers={"HX-Request": "true"})
    assert done["HX-Refresh"] == "true"
    shown = text(client.get(address))
    assert "The whole cohort" in shown
    assert 'name="sectors" value="4"' in shown
    again = client.post(here, TYPED | {"do": "keep", "reason": "", "job": address.split("/")[-2]})
    assert "The whole cohort" in text(again)


def test_others_do_not_find_it(client, programme, founder, company):
    client.force_login(founder)
    assert client.get(reverse("programme-weights", args=[programme.pk])).status_code == 404
