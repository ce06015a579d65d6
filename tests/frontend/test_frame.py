"""The frame of every page: who sees which links, the language menu, the error pages."""

import pytest
from django.test import Client
from django.urls import reverse

from mentoring.insights.roles import standing_of

pytestmark = pytest.mark.django_db


def test_home_shows_the_frame_in_the_reader_s_language(client: Client, founder) -> None:
    client.force_login(founder)
    page = client.get(reverse("home"))
    html = page.content.decode()
    assert page.status_code == 200
    assert '<html lang="sv">' in html
    assert "style=" not in html
    assert "<script>" not in html


def test_roles_come_from_what_a_person_is(founder, company, mentor, coordinator, incubator) -> None:
    assert standing_of(founder).roles == {"company"}
    assert standing_of(mentor).roles == {"mentor"}
    assert standing_of(coordinator).roles == {"coordinator", "incubator"}


def test_roles_take_one_query(founder, company, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        standing_of(founder)


def test_language_menu_puts_the_choice_first(client: Client, founder) -> None:
    client.force_login(founder)
    answer = client.post(reverse("set_language"), {"language": "fi", "next": "/"})
    founder.refresh_from_db()
    assert answer.status_code == 302
    assert founder.languages == ["fi", "sv", "en"]
    assert '<html lang="fi">' in client.get("/").content.decode()


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "/\\evil.example/", "-1", "home", "a\x00b"])
def test_language_menu_refuses_to_lead_elsewhere(client: Client, back: str) -> None:
    answer = client.post(reverse("set_language"), {"language": "nb", "next": back})
    assert answer["Location"] == "/"
    assert answer.cookies["language"].value == "nb"


@pytest.mark.parametrize("address", ["/", "/accounts/login/", "/api/v1/people/me/"])
def test_host_that_is_not_ours_is_a_bad_request(client: Client, db, settings, address: str) -> None:
    settings.ALLOWED_HOSTS = ["northbridge.example"]
    client.raise_request_exception = False
    assert client.get(address, headers={"host": "evil.example"}).status_code == 400


def test_unknown_page_is_a_page_of_ours(client: Client) -> None:
    page = client.get("/no/such/page/")
    assert page.status_code == 404
    assert 'id="main"' in page.content.decode()
