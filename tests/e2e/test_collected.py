"""The site with collected, hashed and compressed files, as `make demo` and production serve it.

All other tests serve the sources: what is wrong with the collected files alone (a script that asks for another one
by a name that is no longer there) would show nowhere else.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit
from urllib.request import Request, urlopen

import pytest
from channels.routing import ProtocolTypeRouter
from django.conf import settings as configured
from django.core.asgi import get_asgi_application
from django.core.management import call_command
from django.test import Client, override_settings
from playwright.sync_api import expect

from messaging import services
from network import asgi
from tests.browser import apart, served

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
NAMED = re.compile(r"""(?:src|href)="([^"]+)\"""")  # by a page
IMPORTED = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["']([./][^"']+)["']|url\(\s*["']?([^"')]+)""")  # by a script or a stylesheet
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"}


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """All files collected as `collectstatic` does in the demo and in the image, and served from there only.

    Left out is what the API's documentation shows: one bundle that names no other file, and whose compression takes seconds.
    """
    folder = tmp_path_factory.mktemp("static")
    storage = {"staticfiles": {"BACKEND": "network.core.static.Storage"}}
    with override_settings(STORAGES=configured.STORAGES | storage, STATIC_ROOT=str(folder), SERVESTATIC_USE_FINDERS=False, SERVESTATIC_AUTOREFRESH=False):
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["drf_spectacular_sidecar"])
        yield folder


@pytest.fixture
def site(transactional_db, collected) -> Iterator[str]:
    """The address of a site that was started on the collected files."""
    with served(ProtocolTypeRouter(asgi.application.application_mapping | {"http": get_asgi_application()})) as address:
        yield address


@pytest.fixture
def talk(founder, mentor):
    for person in (founder, mentor):
        person.languages = ["en"]
        apart(person.save)
    return apart(services.open_conversation, kind="mentorship", people=[founder, mentor], by=None)


def asked(url: str, cookie: str) -> tuple[int, str, str]:
    """Status, kind and text of what stands at an address of the site."""
    try:
        with urlopen(Request(url, headers={"Cookie": cookie})) as answer:
            return answer.status, answer.headers.get_content_type(), answer.read().decode("utf-8", "replace")
    except HTTPError as refusal:
        return refusal.code, "", ""


def test_all_that_pages_scripts_and_styles_name_is_served(site, talk, founder) -> None:
    browser = Client()
    browser.force_login(founder)
    cookie = f"{configured.SESSION_COOKIE_NAME}={browser.cookies[configured.SESSION_COOKIE_NAME].value}"
    waiting, met, faults = [], set(), []
    for page in ("/", "/conversations/", f"/conversations/{talk.pk}/", "/requests/new/"):
        status, _kind, text = asked(site + page, cookie)
        assert status == 200, page
        waiting += [(page, urljoin(site + page, name)) for name in NAMED.findall(text)]
    while waiting:
        by, url = waiting.pop()
        path = urlsplit(url).path
        if url in met or not url.startswith(f"{site}{configured.STATIC_URL}"):
            continue
        met.add(url)
        status, kind, text = asked(url, cookie)
        expected = KINDS.get(Path(path).suffix)
        if status != 200 or (expected and kind != expected):
            faults.append(f"{by} names {path}: {status} {kind}")
        if Path(path).suffix in (".js", ".css"):
            waiting += [(path, urljoin(url, name)) for found in IMPORTED.findall(text) for name in found if name and not name.startswith("data:")]
    assert not faults, "\n".join(faults)
    hashed = [url for url in met if re.search(r"\.[0-9a-f]{12}\.\w+$", url)]
    assert len(hashed) >= 20, sorted(met)


@pytest.mark.browser
def test_conversation_becomes_live(site, talk, founder, mentor, sit_down) -> None:
    page = sit_down(founder).new_page()
    missing: list[str] = []
    page.on("response", lambda answer: missing.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None)
    page.goto(f"{site}/conversations/{talk.pk}/")
    expect(page.locator("[data-status]")).to_have_text(re.compile("Shift"))  # how to send: said when the line is open
    apart(services.send, conversation=talk, by=mentor, body="Hei Elli, čáppa!")
    expect(page.locator("li[data-seq] [data-body]")).to_have_text(["Hei Elli, čáppa!"])
    page.get_by_label("Message", exact=True).fill("Tack!")
    page.keyboard.press("Enter")
    expect(page.locator("li.mine [data-body]")).to_have_text(["Tack!"])
    expect(page.locator("li.unsent")).to_have_count(0)
    assert missing == []
