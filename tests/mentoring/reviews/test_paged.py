"""Ranking and letters of a call in pages: no line twice or missing, and as many queries for few as for many."""

import re
from functools import partial

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from mentoring.calls.models import Application
from mentoring.reviews import deciding, letters, queries
from mentoring.reviews.models import Review, Score
from network.core.errors import Conflict
from tests.mentoring.calls.pipeline.conftest import applied
from tests.mentoring.calls.pipeline.test_board_pages import asked
from tests.mentoring.calls.test_pages import signed_in
from tests.world import organisation, person

pytestmark = pytest.mark.django_db


def more(call, count: int) -> None:
    """So many more applications in review, each of a company of its own with somebody in it."""
    for at in range(count):
        writer = person(f"Kirjoittaja {at} Niemi", languages=("fi",))
        applied(call, organisation(f"Yritys {at}", "company", members=(writer,)), writer, stage="review")


def hold(call, coordinator) -> None:
    """Everything that is undecided is declined, and held."""
    rows = list(Application.objects.filter(call=call, pending=None).order_by("number"))
    assert not any(result.refusal for result in deciding.decide(by=coordinator, applications=rows, verb="decline", reason="So", words="So"))


def test_ranking_and_letters_ask_as_often_for_30_as_for_5(applications, reviewers, coordinator, call):
    staff, api = signed_in(coordinator), APIClient()
    api.force_authenticate(coordinator)
    pages = [reverse("call-ranking", args=[call.pk]), reverse("call-decisions", args=[call.pk])]
    requests = [partial(staff.get, page) for page in pages] + [partial(api.get, f"/api/v1/calls/{call.pk}/{name}/") for name in ("ranking", "decisions")]
    counted = []
    for count in (0, 25):
        more(call, count)
        hold(call, coordinator)
        counted.append([asked(request) for request in requests])
    assert counted[0] == counted[1]


def test_ranking_goes_on_where_the_page_ended(applications, reviewers, coordinator, call, monkeypatch):
    points = {1: 3, 2: 5, 4: 5, 5: 1}  # the second and the fourth share the first place, the third has none
    criterion, reviewer = call.criteria.get(key="idea"), call.reviewers.first()
    for application in applications:
        if application.number in points:
            review = Review.objects.create(application=application, reviewer=reviewer, state="submitted", submitted_at=application.submitted_at)
            Score.objects.create(review=review, criterion=criterion, points=points[application.number])
    api = APIClient()
    api.force_authenticate(coordinator)
    seen, address = [], f"/api/v1/calls/{call.pk}/ranking/"
    page = api.get(address, {"page_size": 2}).json()
    seen += [(line["number"], line["place"]) for line in page["results"]]
    while page["next"]:
        page = api.get(address, {"page_size": 2, "after": page["next"]}).json()
        seen += [(line["number"], line["place"]) for line in page["results"]]
    assert seen == [(2, 1), (4, 1), (1, 3), (5, 4), (3, None)]
    back = api.get(address, {"page_size": 2, "before": page["previous"]}).json()
    assert [line["number"] for line in back["results"]] == [1, 5]
    assert api.get(address, {"after": "nobody"}).json()["results"][0]["number"] == 2
    monkeypatch.setattr(queries, "RANKED", 2)
    monkeypatch.setattr(queries.ranking_page, "__kwdefaults__", queries.ranking_page.__kwdefaults__ | {"size": 2})
    staff, shown = signed_in(coordinator), reverse("call-ranking", args=[call.pk])
    assert [line.application.number for line in staff.get(shown, {"after": "4"}).context["page"]] == [1, 5]
    # ticked on a page, and on another one by now
    answer = staff.post(f"{shown}?after=4", {"applications": [applications[1].pk], "verb": "accept", "words": "Welcome"})
    assert (answer.status_code, answer.url) == (302, f"{shown}?after=4")
    assert Application.objects.get(number=2).pending


def test_letters_come_in_pages_and_leave_as_they_were_read(applications, coordinator, call):
    more(call, 25)
    hold(call, coordinator)
    staff, page = signed_in(coordinator), reverse("call-decisions", args=[call.pk])
    first = staff.get(page)
    assert len(first.context["page"]) == 25
    second = staff.get(page + first.context["page"].next_url.partition("?")[1] + first.context["page"].next_url.partition("?")[2])
    assert {row.pk for row, _letters in second.context["page"]} == {row.pk for row in letters.held_in(call, coordinator)[25:]}
    content = first.content.decode()
    read = {name: re.findall(rf'name="{name}" value="([^"]+)"', content)[0] for name in ("expected", "seen")}
    assert len(read["expected"].split()) == 30
    again = deciding.moving.take_back(application=applications[0], by=coordinator)
    deciding.decide(by=coordinator, applications=[again], verb="accept", words="Welcome after all")
    with pytest.raises(Conflict) as refusal:  # the same application, another letter
        deciding.release(by=coordinator, call=call, seen=read["seen"])
    assert refusal.value.code == "changed"
    assert staff.post(page, read).status_code == 409
    assert not Application.objects.filter(call=call, pending=None).exists()
