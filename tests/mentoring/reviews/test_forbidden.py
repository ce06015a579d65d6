"""A reviewer who opens an application that is not theirs to read by its address: pages, API, files and boards know nothing of it."""

import io

import pytest
from django.test import Client

from mentoring.calls import moving
from mentoring.calls.models import Application
from mentoring.reviews import arranging, assigning
from mentoring.reviews.models import Reviewer
from network.core import live
from network.files import services as files
from tests.mentoring.reviews.test_reviewing import given
from tests.network.files import samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(applications, settings, tmp_path):
    """A file of the third application."""
    options = {"location": tmp_path / "kept"}
    settings.STORAGES = settings.STORAGES | {"private": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}}
    by = applications[2].made_by
    made = files.upload(by=by, purpose="application", content=io.BytesIO(samples.PDF), name="plan.pdf")
    files.attach(files=[made.pk], by=by, purpose="application", subject=applications[2])
    return made


@pytest.mark.parametrize("why", ["not assigned", "a conflict", "the phase is over", "no reviewer any more"])
def test_forbidden_application_is_not_found_by_any_address(
    why, applications, reviewers, coordinator, call, file, django_capture_on_commit_callbacks, monkeypatch
):
    reader, shut = reviewers[0], applications[2]
    given(applications[1], reader)
    if why != "not assigned":
        given(shut, reader)
    if why == "a conflict":
        arranging.declare_conflict(by=coordinator, application=shut, person=reader)
    elif why == "the phase is over":
        call.review_phases.update(ends_at=call.review_phases.get().starts_at.replace(minute=30))
    elif why == "no reviewer any more":
        arranging.remove_reviewer(by=coordinator, reviewer=Reviewer.objects.get(call=call, person=reader))
    client, key, board = Client(), str(shut.pk), f"/calls/{call.pk}/board/"
    client.force_login(reader)
    api, body = f"/api/v1/applications/{key}/", {"content_type": "application/json"}
    read = [f"/applications/{key}/{end}" for end in ("", "review/", "versions/", "write/")] + [f"{board}{key}/"]
    read += [f"{api}{end}" for end in ("", "ways/", "submissions/", "files/")] + [f"/api/v1/reviews/{key}/"]
    read += [f"/files/{file.pk}/", f"/api/v1/files/{file.pk}/", f"/api/v1/files/{file.pk}/content/", f"/calls/{call.pk}/reviews/{key}/"]
    assert {url: status for url in read if (status := client.get(url).status_code) != 404} == {}
    write = {
        f"{board}{key}/move/": {"verb": "back"},
        f"/applications/{key}/review/": {"points.idea": "4", "do": "keep"},
        f"/applications/{key}/review/conflict/": {},
    }
    assert {url: status for url, data in write.items() if (status := client.post(url, data).status_code) != 404} == {}
    written = {f"{api}move/": {"verb": "back"}, f"{api}release/": {}, f"/api/v1/reviews/{key}/submit/": {}, f"/api/v1/reviews/{key}/abstain/": {}}
    written |= {f"/api/v1/reviews/{key}/conflict/": {}, f"{api}files/": {"question": "idea", "files": [str(file.pk)]}}
    assert {url: status for url, data in written.items() if (status := client.post(url, data, **body).status_code) != 404} == {}
    assert client.put(f"/api/v1/reviews/{key}/", {"points": {"idea": 4}}, **body).status_code == 404
    for listing in ("/api/v1/reviews/", "/api/v1/applications/", f"/api/v1/calls/{call.pk}/cards/", f"/calls/{call.pk}/board/", f"/calls/{call.pk}/export.csv"):
        answer = client.get(listing)
        assert key not in (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode(), listing
    assert not shut.reviews.exists()
    assert Application.objects.get(pk=shut.pk).stage.key == "review"

    sent: list[tuple[str, dict]] = []  # what open pages of theirs hear when somebody moves it
    monkeypatch.setattr(live, "publish", lambda topic, frame: sent.append((topic, frame)))
    with django_capture_on_commit_callbacks(execute=True):
        moving.move(application=shut, verb="back", by=coordinator, reason="Look again")
    assert {topic for topic, _frame in sent} >= {f"user:{coordinator.pk}"}
    assert [frame for topic, frame in sent if topic == f"user:{reader.pk}" and frame.get("application") == key] == []


def test_allocation_and_hand_never_give_what_is_forbidden(applications, reviewers, coordinator, call):
    arranging.declare_conflict(by=coordinator, application=applications[2], person=reviewers[0])
    made = assigning.allocate_call(by=coordinator, call=call)
    assert not [row for row in made.assignments if row.application_id == applications[2].pk and row.reviewer.person_id == reviewers[0].pk]
