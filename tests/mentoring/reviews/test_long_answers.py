"""However many applications there are and however long their answers: what goes through all of them reads none of the answers."""

import re
from functools import partial

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from mentoring.calls import building, editions, moving, notices
from mentoring.calls import due as sweeps
from mentoring.reviews import assigning, deciding
from mentoring.reviews.models import Reviewer
from network.core import clock
from network.core.errors import Invalid
from tests.mentoring.calls.pipeline.conftest import applied

pytestmark = pytest.mark.django_db
COLUMN = '"mentoring_application"."answers"'


def reads_answers(work) -> bool:
    """Whether a deed reads the answers of applications."""
    with CaptureQueriesContext(connection) as queries:
        work()
    return any(COLUMN in query["sql"].partition(" FROM ")[0] for query in queries if query["sql"].startswith(("SELECT", "DECLARE")))


def fetched(client: Client, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 200, url
    b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_boards_tables_files_rankings_and_letters_read_no_answers(applications, reviewers, coordinator, call):
    staff, staff_api, reader, reader_api = Client(), APIClient(), Client(), APIClient()
    staff.force_login(coordinator)
    reader.force_login(reviewers[0])
    staff_api.force_authenticate(coordinator)
    reader_api.force_authenticate(reviewers[0])
    assigning.allocate_call(by=coordinator, call=call)
    for application in applications[:2]:
        moving.move(application=application, verb="decline", by=coordinator, reason="So", words="So")
    api = f"/api/v1/calls/{call.pk}/"
    pages = {
        staff: [
            *(reverse(name, args=[call.pk]) for name in ("call-board", "call-table", "call-funnel", "call-ranking", "call-decisions")),
            *(reverse("call-export", args=[call.pk, kind]) for kind in ("csv", "xlsx")),
            *(reverse("calls-export", args=[kind]) for kind in ("csv", "xlsx")),
            reverse("calls-table"),
        ],
        staff_api: [f"{api}board/", f"{api}cards/", f"{api}funnel/", f"{api}ranking/"],
        reader: [reverse("call-board", args=[call.pk]), reverse("call-export", args=[call.pk, "csv"]), reverse("reviews-of-call", args=[call.pk])],
        reader_api: ["/api/v1/reviews/", f"{api}cards/"],
    }
    found = [url for client, urls in pages.items() for url in urls if reads_answers(partial(fetched, client, url))]
    assert found == []


def test_sweeps_and_allocation_read_no_answers(applications, coordinator, call, company2, founder2):
    applied(call, company2, founder2, stage="draft")
    Reviewer.objects.create(call=call, person=founder2)
    assert not reads_answers(lambda: assigning.allocate_call(by=coordinator, call=call))
    assert not reads_answers(lambda: notices.closing_moved(call))
    with clock.at(call.closes_at - sweeps.INFORMATION_BEFORE):
        assert not reads_answers(sweeps.remind_due)


def test_release_and_a_changed_form_go_through_them_one_by_one(applications, coordinator, call, company2, founder2):
    """Answers are read where they are needed, of one application or of a few drafts at a time; nothing keeps them all."""
    for application in applications[:3]:
        moving.move(application=application, verb="decline", by=coordinator, reason="So", words="So")
    staff, page = Client(), reverse("call-decisions", args=[call.pk])
    staff.force_login(coordinator)
    read = re.search(r'name="expected" value="([^"]*)"', staff.get(page).content.decode())  # one field: a form takes 2 000
    assert read is not None
    assert len(read[1].split()) == 3
    moving.move(application=applications[3], verb="decline", by=coordinator, reason="So", words="So")
    assert staff.post(page, {"expected": read[1]}).status_code == 409  # one more that nobody has read
    left = deciding.release(by=coordinator, call=call, expected={application.pk for application in applications[:4]})
    assert (left.count, left.by_stage) == (4, {"declined": 4})
    with pytest.raises(Invalid):
        deciding.decide(by=coordinator, applications=[applications[0]] * (deciding.MOST_AT_ONCE + 1), verb="decline")
    applied(call, company2, founder2, stage="draft")
    data = [*building.working(call), {"key": "more", "kind": "text", "labels": {"en": "More"}}]
    met = editions.meeting(call, data)
    assert (met.drafts, met.asked_anew, met.left_behind, met.unfit) == (1, 1, 0, 0)
