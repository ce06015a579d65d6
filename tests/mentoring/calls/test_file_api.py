"""Files that answer an application's question, over HTTP and in the page: the same checks, and what is bad told beside the question."""

import tracemalloc
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from mentoring.calls import editions, handing, writing
from network.core import clock
from network.files.models import File
from tests.mentoring.calls.conftest import ANSWERS, QUESTIONS
from tests.network.files import samples

pytestmark = pytest.mark.django_db
FILES = [
    {"key": "plan", "kind": "file", "labels": {"en": "Your plan"}, "most": 2},
    {"key": "cv", "kind": "file", "labels": {"en": "Who you are"}, "most": 1},
]


def signed_in(user) -> APIClient:
    client = APIClient()
    client.force_login(user)
    return client


def uploaded(client: APIClient, content: bytes = samples.PDF, name: str = "Suunnitelma.pdf", **more: str):
    return client.post("/api/v1/files/", {"purpose": "application", "file": SimpleUploadedFile(name, content)} | more, format="multipart")


@pytest.fixture
def private(settings, tmp_path):
    """Files of this test are kept in a folder of its own."""
    options = {"location": tmp_path / "kept", "file_permissions_mode": 0o600}
    settings.STORAGES = settings.STORAGES | {"private": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}}


@pytest.fixture
def asking(draft_call, coordinator, private):
    """The call asks for files, before anybody has answered."""
    editions.set_questions(call=draft_call, by=coordinator, data=[*QUESTIONS, *FILES])
    return draft_call


@pytest.fixture
def one(asking, draft) -> str:
    """Where the draft's files are."""
    return f"/api/v1/applications/{draft.pk}/files/"


def test_files_are_brought_listed_opened_and_taken_away(one, draft, founder, coordinator, outsider, mentor):
    firm, staff = signed_in(founder), signed_in(coordinator)
    ids = [uploaded(firm).json()["id"], uploaded(firm, samples.picture(), "Työ ŋ.jpg").json()["id"]]
    answer = firm.post(one, {"question": "plan", "files": [*ids, ids[0]]}, format="json")
    assert answer.status_code == 201, answer.content
    assert [(row["question"], row["id"], row["name"]) for row in answer.json()] == [("plan", ids[0], "Suunnitelma.pdf"), ("plan", ids[1], "Työ ŋ.jpg")]
    assert answer["ETag"] == firm.get(one.removesuffix("files/"))["ETag"]
    assert firm.get(one).json() == answer.json()
    assert b"".join(firm.get(f"/api/v1/files/{ids[0]}/content/").streaming_content) == samples.PDF
    for stranger in (staff, signed_in(outsider), signed_in(mentor)):  # a draft is its applicants' alone
        assert {stranger.get(url).status_code for url in (one, f"/api/v1/files/{ids[0]}/content/")} == {404}
        assert stranger.post(one, {"question": "plan", "files": ids}, format="json").status_code == 404
        assert stranger.delete(f"{one}{ids[0]}/").status_code == 404
    assert firm.delete(f"{one}{ids[1]}/").status_code == 204
    assert firm.delete(f"{one}{ids[1]}/").status_code == 404
    assert firm.get(f"/api/v1/files/{ids[1]}/content/").status_code == 404
    writing.write(application=draft, by=founder, answers=ANSWERS, seen=99)
    handing.submit(application=draft, by=founder)
    assert [row["id"] for row in staff.get(one).json()] == [ids[0]]
    assert staff.get(f"/api/v1/files/{ids[0]}/content/").status_code == 200
    for refused in (firm.delete(f"{one}{ids[0]}/"), firm.post(one, {"question": "cv", "files": [uploaded(firm).json()["id"]]}, format="json")):
        assert (refused.status_code, refused.json()["code"]) == (409, "handed-in")
    assert staff.delete(f"{one}{ids[0]}/").status_code == 404


def test_what_cannot_be_attached_says_so(one, founder, mentor):
    firm = signed_in(founder)
    ids = [uploaded(firm).json()["id"] for _ in range(3)]
    assert list(firm.post(one, {"question": "plan", "files": ids}, format="json").json()["errors"]) == ["answers.plan"]
    for question in ("idea", "soul", "", "\x00", "x" * 10_000):
        answer = firm.post(one, {"question": question, "files": ids[:1]}, format="json")
        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["question"]), question
    for wrong in ([], ["no-id"], [7], None, [str(n) for n in range(11)], "x"):
        answer = firm.post(one, {"question": "plan", "files": wrong}, format="json")
        assert (answer.status_code, {name.partition(".")[0] for name in answer.json()["errors"]}) == (400, {"files"}), wrong
    theirs = uploaded(signed_in(mentor)).json()["id"]  # somebody else's, and one that is nobody's
    for stranger in (theirs, "01a20017-1e83-7024-a3e8-1046cc8b2231"):
        assert list(firm.post(one, {"question": "cv", "files": [stranger]}, format="json").json()["errors"]) == ["answers.cv"]
    assert firm.post(one, {"question": "plan", "files": ids[:2]}, format="json").status_code == 201
    assert firm.post(one, {"question": "cv", "files": ids[2:], "by": "me"}, format="json").status_code == 400
    assert {row["question"] for row in firm.get(one).json()} == {"plan"}


BAD = {
    "a program with another name": lambda: (samples.EXE, "plan.pdf"),
    "a bomb of pixels": lambda: (samples.bomb(), "a.png"),
    "a document that unpacks to more than it says": lambda: (samples.lying(), "a.docx"),
    "a document that unpacks to 60 MB": lambda: (samples.ooxml(**{"word/big.xml": bytes(60_000_000)}), "a.docx"),
    "an archive": lambda: (samples.archive({"a.txt": b"a"}), "a.zip"),
    "nothing": lambda: (b"", "empty.pdf"),
}


@pytest.mark.parametrize("bad", BAD)
def test_bad_file_is_told_beside_its_question_in_page_and_api(one, draft, founder, client, bad):
    content, name = BAD[bad]()
    assert len(content) < 200_000
    client.force_login(founder)
    if "unpacks" in bad:
        tracemalloc.start()
    answer = uploaded(signed_in(founder), content, name)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    page = client.post(f"/applications/{draft.pk}/write/", {"q-plan": SimpleUploadedFile(name, content), "was-idea": "", "q-idea": "Kept all the same."})
    assert (answer.status_code, answer.json()["code"], list(answer.json()["errors"])) == (400, "unfit-file", ["file"])
    assert page.status_code == 400
    assert list(page.context["form"].errors) == ["q-plan"]
    assert page.context["form"].errors["q-plan"] == [str(sentence) for sentence in answer.json()["errors"]["file"]]
    draft.refresh_from_db()
    assert draft.answers == {"idea": "Kept all the same."}
    assert not File.objects.filter(by=founder).exists()
    assert peak < 30_000_000  # what a document unpacks to is thrown away as it comes


def test_file_for_a_question_that_is_new_since_the_draft_was_begun_counts_as_answered_now(draft, call, founder, coordinator, private):
    editions.set_questions(call=call, by=coordinator, data=[*QUESTIONS, *FILES])
    firm = signed_in(founder)
    key = uploaded(firm).json()["id"]
    assert firm.post(f"/api/v1/applications/{draft.pk}/files/", {"question": "plan", "files": [key]}, format="json").status_code == 201
    draft.refresh_from_db()
    assert draft.form == call.forms.order_by("-number").first()
    firm.force_login(founder)
    page = firm.get(f"/applications/{draft.pk}/").content.decode()
    assert "Suunnitelma.pdf" in page
    assert "small muted" not in page.split('id="answers"')[1].split("</section>")[0]  # nothing is marked as asked no more


def test_files_stand_in_what_was_handed_in_and_in_what_changed(asking, draft, call, founder, coordinator):
    """A picture that came with more information is a change; one that was taken away is still named where it was handed in."""
    firm, staff, files = signed_in(founder), signed_in(coordinator), f"/api/v1/applications/{draft.pk}/files/"
    first, second = (uploaded(firm, samples.PDF, name).json()["id"] for name in ("First.pdf", "Second.pdf"))
    firm.post(files, {"question": "plan", "files": [first]}, format="json")
    draft.refresh_from_db()
    row = handing.submit(application=writing.write(application=draft, by=founder, answers=ANSWERS, seen=draft.version).application, by=founder)
    page = staff.get(f"/applications/{draft.pk}/versions/").content.decode()
    assert "First.pdf" in page
    assert ANSWERS["idea"] in page
    due = clock.now() + timedelta(days=5)
    handing.ask_information(application=row, by=coordinator, words="A newer plan?", due_at=due, questions=["plan"])
    firm.post(files, {"question": "plan", "files": [second]}, format="json")
    firm.delete(f"{files}{first}/")
    handing.submit(application=row, by=founder)
    page = staff.get(f"/applications/{draft.pk}/versions/").content.decode()
    assert "<del>First.pdf</del>" in page
    assert "<ins>Second.pdf</ins>" in page
