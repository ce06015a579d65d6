"""A call's board in browsers: one coordinator moves cards by keyboard and by mouse, another one sees it live; a refused move goes back."""

import pytest
import redis
from django.conf import settings
from playwright.sync_api import Locator, Page, expect

from mentoring.calls.models import Application
from tests.browser import apart, eventually
from tests.mentoring.calls.pipeline.conftest import applied, made_call

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]


@pytest.fixture
def call(incubator, programme, coordinator, programme_manager, company, founder, company2, founder2):
    """Two applications that were handed in; both who look at them read English."""

    def prepare():
        for person in (coordinator, programme_manager):
            person.languages = ["en"]
            person.save()
        made = made_call(incubator, programme, coordinator)
        applied(made, company, founder)
        applied(made, company2, founder2)
        return made

    return apart(prepare)


def stage(page: Page, name: str) -> Locator:
    """A column by its heading."""
    return page.locator("section.stage", has=page.get_by_role("heading", name=name))


def card(page: Page, name: str) -> Locator:
    return page.locator("article[data-card]", has_text=name)


def stands_at(page: Page, name: str, column: str, count: int) -> None:
    expect(stage(page, column).locator("article[data-card]", has_text=name)).to_be_visible()
    expect(stage(page, column).locator("[data-count]")).to_have_text(str(count))


def test_board_is_worked_by_keyboard_and_mouse_and_seen_live(sit_down, site, call, coordinator, programme_manager):
    mine, theirs = sit_down(coordinator).new_page(), sit_down(programme_manager).new_page()
    for page in (mine, theirs):
        page.goto(f"{site}/calls/{call.pk}/board/")
        stands_at(page, "Verkstad Sund", "Received", 2)
    with redis.from_url(settings.REDIS_URL) as broker:
        eventually(lambda: broker.pubsub_channels(f"*user.{programme_manager.pk}"), "the other one's websocket")
    by_keyboard(mine)
    stands_at(theirs, "Verkstad Sund", "In review", 1)
    expect(theirs.locator("[data-board-said]")).to_have_text("Verkstad Sund now stands at “In review”.")
    by_mouse(mine)
    stands_at(theirs, "Kolme Kaikua", "In review", 2)
    is_refused(mine)
    has_moved_on(theirs, call)


def by_keyboard(page: Page) -> None:
    """Arrows to the card, M, Enter on the way; the place is announced and keeps the focus."""
    page.locator("article[data-here] [data-key]").focus()
    while "Verkstad Sund" not in page.evaluate("document.activeElement.textContent"):
        before = page.evaluate("document.activeElement.closest('[data-card]').id")
        page.keyboard.press("ArrowDown")
        assert page.evaluate("document.activeElement.closest('[data-card]').id") != before
    page.keyboard.press("m")
    expect(page.get_by_role("dialog")).to_contain_text("Move Verkstad Sund")
    page.get_by_role("dialog").get_by_role("button", name="Send to review").focus()
    page.keyboard.press("Enter")
    stands_at(page, "Verkstad Sund", "In review", 1)
    expect(page.locator("[data-board-said]")).to_have_text("Verkstad Sund now stands at “In review”.")
    expect(card(page, "Verkstad Sund").locator("[data-key]")).to_be_focused()


def drag(page: Page, name: str, column: str) -> None:
    """Take a card by the mouse and let it go over a column."""
    card(page, name).scroll_into_view_if_needed()
    start, end = card(page, name).bounding_box(), stage(page, column).get_by_role("heading").bounding_box()
    page.mouse.move(start["x"] + 30, start["y"] + start["height"] - 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 60, start["y"] + start["height"], steps=4)
    page.mouse.move(end["x"] + 20, end["y"] + 10, steps=6)
    page.mouse.up()


def by_mouse(page: Page) -> None:
    drag(page, "Kolme Kaikua", "In review")
    stands_at(page, "Kolme Kaikua", "In review", 2)


def is_refused(page: Page) -> None:
    """No way leads there: the reason is told, and the card is where it was."""
    drag(page, "Kolme Kaikua", "More information asked for")
    expect(page.get_by_role("dialog")).to_contain_text("No way leads from “In review” to “More information asked for”.")
    page.keyboard.press("Escape")
    stands_at(page, "Kolme Kaikua", "In review", 2)


def has_moved_on(page: Page, call) -> None:
    """A card whose stage changed while its menu was open: nothing is overwritten, and the card comes as it is now."""
    card(page, "Kolme Kaikua").locator("[data-move]").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Move Kolme Kaikua")
    back = apart(lambda: call.stages.get(key="submitted"))
    apart(lambda: Application.objects.filter(call=call, company__name="Kolme Kaikua").update(stage=back))
    dialog.get_by_role("button", name="Take back from review").click()
    expect(dialog).to_contain_text("the application now stands at “Received”")
    stands_at(page, "Kolme Kaikua", "Received", 1)
