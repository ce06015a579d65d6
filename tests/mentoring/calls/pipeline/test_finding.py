"""Finding an application by words on the board, in the table, in files and over the API."""

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from mentoring.calls import moving
from mentoring.calls.models import Application, Call, CoApplicant
from tests.mentoring.calls.pipeline.conftest import applied

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(call, application, company2, founder2) -> list[Application]:
    """Verkstad Sund, of Elli Lund, with “Ljós úr vass”; and Kolme Kaikua."""
    Application.objects.filter(pk=application.pk).update(title="Ljós úr vass")
    return [application, applied(call, company2, founder2)]


def found_by(user, call: Call, words: str) -> list[int]:
    """Numbers of the cards that the API gives for these words."""
    client = APIClient()
    client.force_login(user)
    answer = client.get(f"/api/v1/calls/{call.pk}/cards/", {"q": words})
    assert answer.status_code == 200
    return sorted(row["number"] for row in answer.json()["results"])


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("verkstad", [1]), ("SUND verk", [1]), ("ljos", [1]), ("kolme", [2]), ("elli", [1]), ("kolme elli", []), ("2", [2]), ("", [1, 2]), ("   ", [1, 2]),
        ("%", []), ("_", []), ("nobody", []), ("\x00kolme", [2]), ("x" * 10_000, []), ("9" * 40, []), ("\\", []),
    ],
)  # fmt: skip
def test_application_is_found_by_company_title_person_and_number(words, numbers, call, two, coordinator):
    assert found_by(coordinator, call, words) == numbers


def test_application_is_found_by_who_was_asked_in_until_they_are_taken_off(call, two, coordinator, mentor, founder2):
    asked = CoApplicant.objects.create(application=two[1], email="solveig@example.com", invited_by=founder2)
    assert found_by(coordinator, call, "solveig@") == [2]
    CoApplicant.objects.filter(pk=asked.pk).update(removed_at=asked.created_at)
    assert found_by(coordinator, call, "solveig@") == []


def test_pages_and_files_show_what_was_looked_for(client, call, two, coordinator):
    client.force_login(coordinator)
    for name in ("call-board", "call-table"):
        page = client.get(reverse(name, args=[call.pk]), {"q": "LJOS"}).content.decode()
        assert "Verkstad Sund" in page, name
        assert "Ljós úr vass" in page, name
        assert "Kolme Kaikua" not in page, name
        assert 'value="LJOS"' in page, name
    across = client.get(reverse("calls-table"), {"q": "a&b=kaikua kolme", "sort": "name"}).content.decode()
    assert "q=a%26b%3Dkaikua+kolme" in across  # what is looked for stays itself in the addresses of the page
    assert "Kolme Kaikua" in client.get(reverse("calls-table"), {"q": "kaikua"}).content.decode()
    sheet = b"".join(client.get(reverse("call-export", args=[call.pk, "csv"]), {"q": "ljos"}).streaming_content).decode()
    assert "Ljós úr vass" in sheet
    assert "Kolme" not in sheet


def test_reviewer_finds_by_company_and_in_a_blind_call_by_number_alone(client, settings, call, two, coordinator, support):
    settings.APPLICATIONS_REVIEWED_BY = ["tests.mentoring.calls.pipeline.test_finding.all_of_them"]
    for row in two:
        moving.move(application=row, verb="review", by=coordinator)
    assert found_by(support, call, "kaikua") == [2]
    assert found_by(support, call, "elli") == []  # who writes it is not theirs to look for
    Call.objects.filter(pk=call.pk).update(is_blind=True)
    for words in ("kaikua", "Ljós", "Elli", "Verkstad"):
        assert found_by(support, call, words) == []
    assert found_by(support, call, "No. 2") == [2]
    client.force_login(support)
    for name in ("call-board", "call-table"):
        page = client.get(reverse(name, args=[call.pk]), {"q": "1"}).content.decode()
        assert 'name="q"' in page
        assert "Verkstad" not in page


def all_of_them(user) -> list:
    """What `support` reviews."""
    return list(Application.objects.values_list("pk", flat=True)) if user.name == "Pekka Niemelä" else []
