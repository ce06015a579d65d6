"""Lists in pages: every row once, in order, there and back; the pages' furniture works without script."""

import re

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from frontend.keyset import page_of
from mentoring.demo.populate import populate
from mentoring.profiles import queries
from messaging.services import open_conversation
from network.jobs import services as jobs
from network.jobs.queries import jobs_visible_to
from tests.world import mentor_profile, person


def link(page, rel: str) -> str:
    found = re.search(rf'rel="{rel}" href="([^"]+)"', page.content.decode())
    return found.group(1).replace("&amp;", "&") if found else ""


def walk(client, address: str, shown) -> list[list]:
    """What each page shows, from the first to the last by its own links."""
    pages, url = [], address
    while url:
        answer = client.get(url)
        assert answer.status_code == 200
        pages.append(shown(answer))
        url = link(answer, "next")
        assert len(pages) < 20
    return pages


@pytest.fixture
def many_mentors(programme):
    """Thirty, two of them with the same name."""
    names = [f"Mentor {n:02}" for n in range(28)] + ["Anna Berg", "Anna Berg"]
    for number, name in enumerate(names):
        user = person(f"{name} {number}")
        user.name = name
        user.save()
        mentor_profile(user, programme)
    return sorted(names)


def names_of(answer) -> list[str]:
    return [row["owner"].name for row in answer.context["rows"]]


def test_mentors_are_all_shown_once_by_name(client, founder, company, many_mentors):
    client.force_login(founder)
    pages = walk(client, "/mentors/", names_of)
    assert [len(page) for page in pages] == [25, 5]
    assert sum(pages, []) == many_mentors


def test_previous_leads_back_to_the_first_page(client, founder, company, many_mentors):
    client.force_login(founder)
    first = client.get("/mentors/")
    assert not link(first, "prev")
    second = client.get(link(first, "next"))
    assert not link(second, "next")
    assert names_of(client.get(link(second, "prev"))) == names_of(first)


@pytest.mark.parametrize("cursor", ["nonsense", "cD1hYmM=", "", "🦌"])
def test_cursor_that_is_not_ours_shows_the_first_page(client, founder, cursor):
    job = jobs.start(kind="demo", by=founder)
    client.force_login(founder)
    answer = client.get("/jobs/", {"cursor": cursor})
    assert answer.status_code == 200
    assert list(answer.context["page"]) == [job]


def test_list_endpoint_has_the_pages_order(client, founder, company, many_mentors):
    client.force_login(founder)
    found, url = [], "/api/v1/mentors/?page_size=10"
    while url:
        answer = client.get(url).json()
        found += [row["name"] for row in answer["results"]]
        url = answer["next"]
    assert found == many_mentors


def test_page_asks_once_and_keeps_what_else_the_address_says(founder, many_mentors, company):
    asked = RequestFactory().get("/mentors/", {"of": "all"})
    rows = queries.mentors_visible_to(founder).prefetch_related(None)
    with CaptureQueriesContext(connection) as asks:
        page = page_of(rows, asked, *queries.MENTORS_BY_NAME)
    assert len(asks) == 1
    assert page.next_url.startswith("/mentors/?")
    assert "of=all" in page.next_url


def test_second_list_of_a_page_has_a_parameter_of_its_own(founder):
    for _number in range(30):
        jobs.start(kind="demo", by=founder)
    page = page_of(jobs_visible_to(founder), RequestFactory().get("/jobs/"), name="colleagues")
    assert "colleagues=" in page.next_url


def test_conversations_page_by_the_newest_message(client, founder):
    for number in range(27):
        open_conversation(kind="direct", title=f"About {number}", people=[founder, person(f"Other {number}")], by=None)
    client.force_login(founder)
    pages = walk(client, "/conversations/", lambda answer: [row["conversation"].pk for row in answer.context["rows"]])
    assert [len(page) for page in pages] == [25, 2]
    assert len(set(sum(pages, []))) == 27


def test_htmx_gets_a_whole_page_for_the_pages_links_and_a_part_for_a_refresh(client, founder):
    client.force_login(founder)
    part = client.get("/conversations/", headers={"HX-Request": "true"})
    page = client.get("/conversations/", headers={"HX-Request": "true", "HX-Boosted": "true"})
    assert b'id="main"' not in part.content
    assert b'id="main"' in page.content


@pytest.mark.parametrize("address", ["/mentors/", "/incubators/", "/conversations/", "/mentorships/", "/programmes/", "/jobs/", "/follow-ups/"])
def test_lists_show_at_most_a_page(client, coordinator, incubator, programme, address):
    populate(programme, organisations=40, mentors=40, requests=40, evenly=True)
    client.force_login(coordinator)
    answer = client.get(address)
    assert answer.status_code == 200
    assert len(answer.context["page"]) <= 25
