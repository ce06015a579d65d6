"""A page weighs at most 60 kB compressed, with everything, on the first visit (guarantee 12)."""

import gzip
import re
from functools import cache
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db
MOST = 60_000


@cache
def compressed(name: str) -> int:
    """The size of a static file as it is sent. The same few stand on every page, and the smallest form takes long to find."""
    return len(brotli.compress(Path(finders.find(name)).read_bytes()))


def weight(client: Client, address: str) -> int:
    page = client.get(address)
    assert page.status_code == 200
    html = page.content.decode()
    parts = set(re.findall(r'(?:src|href)="/static/([^"?]+)"', html))
    assert parts, "a page without styles"
    return len(gzip.compress(page.content)) + sum(map(compressed, parts))


def test_visitors_pages_are_light(client: Client) -> None:
    for name in ("account_login", "account_signup", "privacy"):
        assert weight(client, reverse(name)) < MOST, name


@pytest.mark.parametrize(
    "name", ["home", "requests", "request-new", "mentors", "mentorships", "conversations", "calendar", "notifications", "settings", "programmes"]
)
def test_pages_of_a_company_are_light(client: Client, founder, company, mentor, name) -> None:
    client.force_login(founder)
    assert weight(client, reverse(name)) < MOST


def test_pages_are_sent_compressed(client: Client, founder, company) -> None:
    client.force_login(founder)
    assert client.get("/", headers={"accept-encoding": "gzip"}).headers.get("content-encoding") == "gzip"
