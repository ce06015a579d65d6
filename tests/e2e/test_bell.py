"""The bell tells of what comes while a page is open."""

import pytest
import redis
from django.conf import settings
from playwright.sync_api import Page, expect

from network.core import clock
from network.notifications import services
from network.notifications.models import Notification
from tests.browser import apart, eventually
from tests.e2e.living import BLOCKED

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

CONTEXT = {"who": "Johan Åström", "answer": "accepted", "title": "Talk", "starts": "2027-02-12T08:00:00+00:00"}


@pytest.fixture
def browser_context_args(browser_context_args, request):
    return browser_context_args | {"java_script_enabled": "without_javascript" not in request.node.name}


@pytest.fixture
def page_of(context, site):
    """A page of a signed-in person at an address of the site."""
    from django.conf import settings
    from django.test import Client

    def opened(user, path: str = "/") -> Page:
        signed_in = Client()
        apart(signed_in.force_login, user)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": signed_in.cookies[settings.SESSION_COOKIE_NAME].value, "url": site}])
        page = context.new_page()
        page.goto(site + path)
        return page

    return opened


def tell(person, about, occurrence: int) -> None:
    """Of a meeting that is today: it rings at whatever hour the tests run."""
    apart(lambda: services.notify(
        to=person, kind="invitation.answered", about=about, occurrence=occurrence, context=CONTEXT, url="/calendar/", meeting_at=clock.now()
    ))  # fmt: skip


def is_heard(person) -> None:
    """The server listens for this person's page; nothing on the page tells."""
    with redis.from_url(settings.REDIS_URL) as broker:
        eventually(lambda: broker.pubsub_channels(f"*user.{person.pk}"), "the page's websocket")


def count(page: Page, number: int) -> None:
    expect(page.locator("#unread-badge .badge")).to_contain_text(str(number))


def test_bell_counts_and_says_what_comes_while_the_page_is_open(page_of, founder, company, programme):
    page = page_of(founder)
    expect(page.locator("#unread-badge .badge")).to_have_count(0)
    is_heard(founder)
    tell(founder, programme, 1)
    count(page, 1)
    expect(page.locator("[data-bell-said]")).to_contain_text("Johan Åström")
    tell(founder, programme, 2)
    count(page, 2)
    page.locator("#unread-badge").click()
    page.wait_for_url("**/notices/")


def test_bell_asks_when_the_reader_comes_back_and_the_websocket_is_blocked(page_of, context, founder, company, programme):
    context.add_init_script(BLOCKED)
    page = page_of(founder)
    tell(founder, programme, 1)
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    count(page, 1)


def test_bell_counts_what_came_in_quiet_hours_when_they_are_over_though_the_page_stays_open(context, page_of, founder, company, programme):
    context.clock.install()
    page = page_of(founder)
    is_heard(founder)
    tell(founder, programme, 1)
    count(page, 1)
    apart(Notification.objects.create, person=founder, kind="invitation.answered", subject_id=programme.pk, occurrence="2", context=CONTEXT)
    context.clock.fast_forward(6 * 60_000)  # nobody says that it rings now
    count(page, 2)


def test_conversation_and_bell_share_one_websocket(context, page_of, founder, mentor, programme):
    from messaging.services import open_conversation

    talk = apart(open_conversation, kind="mentorship", people=[founder, mentor], by=None)
    opened = []
    context.on("page", lambda page: page.on("websocket", lambda socket: opened.append(socket.url)))
    page = page_of(founder, f"/conversations/{talk.pk}/")
    expect(page.locator("[data-status]")).to_contain_text("Enter")  # it is live
    tell(founder, programme, 1)
    count(page, 1)
    assert len(opened) == 1


def test_bell_is_a_link_with_its_number_without_javascript(page_of, founder, company, programme):
    tell(founder, programme, 1)
    page = page_of(founder)
    count(page, 1)
    page.locator("#unread-badge").click()
    page.wait_for_url("**/notices/")
