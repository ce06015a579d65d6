"""A coordinator takes out of a blind application what tells who applies: on the page, over HTTP, with its history."""

import pytest

from mentoring.calls.files import may_read
from mentoring.calls.models import FormVersion, Submission
from mentoring.reviews import reading, redacting
from mentoring.reviews.models import Assignment, Redaction, Reviewer
from network.core.errors import Conflict, Invalid, Refused
from network.files.models import File
from tests.mentoring.calls.test_pages import signed_in

pytestmark = pytest.mark.django_db

QUESTIONS = [
    {"key": "idea", "kind": "text", "labels": {"en": "Your idea"}, "required": True},
    {"key": "town", "kind": "text", "labels": {"en": "Where"}, "longest": 100},
    {"key": "staff", "kind": "number", "labels": {"en": "How many you are"}},
    {"key": "plan", "kind": "file", "labels": {"en": "Plan"}},
    {"key": "who", "kind": "text", "labels": {"en": "Who you are"}, "identifies": True},
]
IDEA = "Felt from Holmön, as in our shop Tovan.\nSold in Tovans web shop."


@pytest.fixture
def application(applications):
    """The founder's company's, with an answer of each kind, and a file."""
    row = applications[0]
    row.form.questions = QUESTIONS
    row.form.save(update_fields=["questions"])
    file = File.objects.create(
        by=row.made_by, purpose="application", name="plan.pdf", content_type="application/pdf", size=3, sha256="0" * 64, key="plan",
        subject_type="application", subject_id=row.pk, attached_at=row.created_at,
    )  # fmt: skip
    answers = {"idea": IDEA, "town": "Holmön", "staff": 3, "plan": [str(file.pk)], "who": "Elli"}
    Submission.objects.filter(application=row).update(answers=answers)
    return row


@pytest.fixture
def reader(application, reviewers):
    """A reviewer to whom it is given."""
    Assignment.objects.create(application=application, reviewer=Reviewer.objects.get(person=reviewers[0]))
    return signed_in(reviewers[0])


def read(application) -> dict[str, object]:
    return {answer.question.key: None if answer.is_kept_back else answer.value for answer in reading.as_reviewer(application).answers}


def address(application) -> str:
    return f"/calls/{application.call_id}/reviews/{application.pk}/redaction/"


def typed(**changed) -> dict[str, str]:
    return {"words": "", "texts.idea": IDEA.replace("\n", "\r\n"), "texts.town": "Holmön"} | changed


def test_coordinator_finds_the_page_and_takes_out_what_tells(application, coordinator, reader):
    staff, url = signed_in(coordinator), address(application)
    for page in (f"/applications/{application.pk}/", f"/calls/{application.call_id}/reviews/{application.pk}/"):
        assert f'href="{url}"' in staff.get(page).content.decode()
    assert IDEA.splitlines()[0] in staff.get(url).content.decode()
    sent = typed(words="Tovan\r\nHolmön", **{"texts.town": "", "texts.staff": "on", "texts.plan": "on"})
    assert staff.post(url, sent).status_code == 302
    assert read(application) == {
        "idea": "Felt from █████, as in our shop █████.\nSold in █████ web shop.",
        "town": None,
        "staff": None,
        "plan": None,
        "who": None,
    }
    page = reader.get(f"/applications/{application.pk}/review/").content.decode()
    assert not {"Holmön", "Tovan", "plan.pdf"} & set(page.replace(",", " ").replace(".", " ").split())
    over_http = reader.get(f"/api/v1/reviews/{application.pk}/").content.decode()
    assert "Tovan" not in over_http
    assert "Holm" not in over_http
    worded = typed(words="Tovan\r\nHolmön", **{"texts.idea": "Felt, sold in a shop.", "texts.staff": "on"})
    assert staff.post(url, worded).status_code == 302
    assert read(application)["idea"] == "Felt, sold in a shop."
    assert read(application)["town"] == "█████"


def test_file_that_is_kept_back_opens_for_no_reviewer(application, coordinator, reader, reviewers):
    file = File.objects.get(purpose="application")
    assert may_read(reviewers[0], file) == "File 1.pdf"
    redacting.redact(by=coordinator, application=application, texts={"plan": ""})
    assert not may_read(reviewers[0], file)
    assert may_read(coordinator, file)


def test_reviewer_reads_what_was_handed_in_under_the_form_it_was_asked_in(application, coordinator, reader, reviewers):
    """A newer form that the applicant has begun to answer takes nothing away, and shows nothing that the older one kept back."""
    kept = [*QUESTIONS[:3], QUESTIONS[3] | {"identifies": True}, QUESTIONS[4]]
    application.form.questions = kept
    application.form.save(update_fields=["questions"])
    newer = FormVersion.objects.create(call=application.call, number=application.form.number + 1, questions=kept[:1], made_by=coordinator)
    application.form = newer
    application.save(update_fields=["form"])
    assert read(application) == {"idea": IDEA, "town": "Holmön", "staff": 3, "plan": None, "who": None}
    assert not may_read(reviewers[0], File.objects.get(purpose="application"))
    redacting.redact(by=coordinator, application=application, texts={"town": ""})
    assert read(application)["town"] is None


def test_history_is_kept_and_a_redaction_taken_back(application, coordinator):
    redacting.redact(by=coordinator, application=application, texts={"idea": "First wording"})
    redacting.redact(by=coordinator, application=application, texts={"idea": "Second wording"})
    redacting.redact(by=coordinator, application=application, texts={"idea": "Second wording"})
    rows = list(Redaction.objects.order_by("id").values_list("text", "ended_by", "made_by"))
    assert rows == [("First wording", coordinator.pk, coordinator.pk), ("Second wording", None, coordinator.pk)]
    client, url = signed_in(coordinator), address(application)
    standing = Redaction.objects.get(ended_at=None)
    assert client.post(f"{url}{standing.pk}/undo/").status_code == 302
    assert client.post(f"{url}{standing.pk}/undo/").status_code == 404
    assert str(read(application)["idea"]).startswith("Felt from Holmön")
    page = client.get(url).content.decode()
    assert "First wording" in page
    assert "Second wording" in page


def test_over_http_as_on_the_page(application, coordinator, reviewers):
    staff, url = signed_in(coordinator), f"/api/v1/calls/{application.call_id}/redactions/{application.pk}/"
    body = {"texts": [{"question": "town", "text": ""}, {"question": "idea", "text": "Felt of Holmön"}], "words": ["Holmön"]}
    answer = staff.patch(url, body, content_type="application/json").json()
    shown = {one["key"]: (one["handed_in"], one["shown"], one["is_kept_back"]) for one in answer["answers"]}
    assert shown["idea"] == (IDEA, "Felt of █████", False)
    assert shown["town"] == ("Holmön", None, True)
    assert answer["words"] == ["Holmön"]
    assert {row["question"] for row in answer["history"]} == {"idea", "town", ""}
    back = staff.patch(url, {"texts": [{"question": "idea", "text": None}], "words": []}, content_type="application/json").json()
    assert back["words"] == []
    assert next(one["shown"] for one in back["answers"] if one["key"] == "idea") == IDEA
    assert signed_in(reviewers[0]).get(url).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"texts": [{"question": "nothing", "text": "x"}]}, "texts"),
        ({"texts": [{"question": "staff", "text": "three"}]}, "texts.staff"),
        ({"texts": [{"question": "idea", "text": "x" * 10_001}]}, "texts"),
        ({"words": ["ab"]}, "words"),
        ({"words": ["a\x00b"]}, "words"),
        ({"words": ["y" * 101]}, "words"),
        ({"words": [f"word{number}" for number in range(101)]}, "words"),
        ({"texts": {"idea": "x"}}, "texts"),
        ({"hidden": []}, "hidden"),
    ],
)
def test_wrong_redaction_is_told_by_its_field(application, coordinator, body, field):
    url = f"/api/v1/calls/{application.call_id}/redactions/{application.pk}/"
    answer = signed_in(coordinator).patch(url, body, content_type="application/json")
    assert answer.status_code == 400
    assert field in str(answer.json()["errors"])
    assert not Redaction.objects.exists()


def test_wrong_words_stand_beside_their_field_and_nothing_is_lost(application, coordinator):
    answer = signed_in(coordinator).post(address(application), typed(words="ab", **{"texts.idea": "Worded anew"}))
    assert answer.status_code == 400
    assert "Worded anew" in answer.content.decode()
    assert not Redaction.objects.exists()


def test_only_a_blind_call_is_redacted_and_only_by_its_coordinators(application, coordinator, reviewers, founder):
    for user in (reviewers[0], founder):
        with pytest.raises(Refused):
            redacting.redact(by=user, application=application, words=["Tovan"])
        assert signed_in(user).get(address(application)).status_code == 404
    with pytest.raises(Invalid):
        redacting.redact(by=coordinator, application=application, texts={"nothing": "x"})
    application.call.is_blind = False
    application.call.save(update_fields=["is_blind"])
    with pytest.raises(Conflict):
        redacting.redact(by=coordinator, application=application, words=["Tovan"])
    page = signed_in(coordinator).get(address(application))
    assert page.status_code == 200
    assert "<textarea" not in page.content.decode()
