"""Files with what was written: for who runs the call, a column for each question of any version of its form."""

import csv
import io
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mentoring.calls import tables
from mentoring.calls.models import Application, FormVersion, Submission
from network.core import sheets
from network.vocabulary import queries
from tests.mentoring.calls.pipeline.conftest import applied
from tests.mentoring.calls.pipeline.test_board_pages import crowd

NEWER = [
    {"key": "people", "kind": "number", "labels": {"en": "People"}},
    {"key": "sectors", "kind": "terms", "vocabulary": "sector", "labels": {"en": "Sectors of the idea"}, "most": 3},
    {"key": "plan", "kind": "file", "labels": {"en": "Plan"}},
]


def taken_along(client, call) -> list[list[str]]:
    content = b"".join(client.get(reverse("call-export", args=[call.pk, "csv"]), {"answers": 1}).streaming_content)
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


@pytest.fixture
def handed_in(call, application, company2, founder2, coordinator, client) -> Application:
    """The second of two applications, in a newer version of the form."""
    Submission.objects.create(application=application, number=1, form=application.form, answers={"idea": "Felt."})
    Submission.objects.create(application=application, number=2, form=application.form, answers={"idea": "=1+1"})
    newer = FormVersion.objects.create(call=call, number=2, questions=NEWER, made_by=coordinator)
    second = applied(call, company2, founder2)
    second.form = newer
    second.save(update_fields=["form"])
    sectors = list(queries.sectors().values_list("pk", flat=True)[:2])
    Submission.objects.create(
        application=second, number=1, form=newer, answers={"people": 3, "sectors": sectors, "plan": ["0190b5a0-0000-7000-8000-000000000000"]}
    )
    client.force_login(coordinator)
    return second


def test_what_was_handed_in_last_stands_under_the_questions_of_every_version(client, call, handed_in):
    header, first, second = taken_along(client, call)
    assert header[-3:] == ["People", "Sectors of the idea", "Your idea"]
    assert first[-3:] == ["", "", "'=1+1"]
    assert (second[-3], len(second[-2].split(", ")), second[-1]) == ("3", 2, "")


def test_hundreds_of_answers_take_as_many_queries_as_a_few(client, call, handed_in, founder):
    with CaptureQueriesContext(connection) as few:
        taken_along(client, call)
    crowd(call, founder, 40)
    answers = handed_in.submissions.get().answers
    others = Application.objects.filter(call=call, submissions=None)
    Submission.objects.bulk_create([Submission(application=one, number=1, form=handed_in.form, answers=answers) for one in others])
    with CaptureQueriesContext(connection) as many:
        assert len(answered := [row for row in taken_along(client, call) if row[-3] == "3"]) == 41, answered
    assert len(many) == len(few)


def test_answers_leave_lot_by_lot_and_a_workbook_of_too_many_says_so(client, call, handed_in, founder, monkeypatch):
    """The beginning leaves before the end is read; what no spreadsheet opens is refused before anything of it is read."""
    crowd(call, founder, 6)
    monkeypatch.setattr(sheets, "PIECE", 1)
    monkeypatch.setattr(tables, "WRITTEN_AT_ONCE", 2)
    answer = client.get(reverse("call-export", args=[call.pk, "csv"]), {"answers": 1})
    with CaptureQueriesContext(connection) as first:
        next(answer.streaming_content)
    with CaptureQueriesContext(connection) as rest:
        assert len(list(answer.streaming_content)) == 8  # seven rows more, and the end
    assert (len(first) > 0, len(rest) >= 3) == (True, True)  # three lots more
    book = partial(client.get, reverse("call-export", args=[call.pk, "xlsx"]), {"answers": 1})
    assert book().status_code == 200
    monkeypatch.setattr(tables, "LARGEST_BOOK", 10)
    refused = book(headers={"Accept-Language": "en"})
    assert (refused.status_code, "Take them as CSV" in refused.content.decode()) == (409, True)


@pytest.mark.parametrize("who", ["outsider", "founder"])
def test_nobody_else_takes_answers_along(client, call, handed_in, request, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("call-export", args=[call.pk, "csv"]), {"answers": 1}).status_code == 404


def test_reviewer_takes_the_table_and_no_answers(client, call, handed_in, support, settings, monkeypatch):
    monkeypatch.setattr("tests.mentoring.calls.pipeline.test_board_pages.SEEN", [handed_in.pk])
    settings.APPLICATIONS_REVIEWED_BY = ["tests.mentoring.calls.pipeline.test_board_pages.reviewed"]
    client.force_login(support)
    address = reverse("call-export", args=[call.pk, "csv"])
    assert client.get(address).status_code == 200
    assert client.get(address, {"answers": 1}).status_code == 404
    assert "answers=1" not in client.get(reverse("call-table", args=[call.pk])).content.decode()
