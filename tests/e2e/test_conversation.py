"""Two people in two browsers: live, with the websocket blocked, and over a line that goes away."""

import io
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from messaging import queries, services
from messaging.models import Message
from network.files import services as files
from tests.browser import apart, eventually
from tests.e2e.pages import violations
from tests.network.files import samples

TABLE = json.loads((Path(__file__).parents[1] / "messaging/marks.json").read_text())
CLOSED = {
    1013: "The live line is being mended: until then messages appear every few seconds.",
    4403: "This page has no live line, since it was opened at another address: messages appear every few seconds.",
    4408: "Your line is slow: messages come a little later, and none is lost.",
    4429: "This page sent too much at once and waits a moment. What you wrote is kept.",
}
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]


@pytest.fixture
def talk(founder, mentor):
    return apart(services.open_conversation, kind="mentorship", people=[founder, mentor], by=None)


def open_talk(context: BrowserContext, site: str, talk) -> Page:
    page = context.new_page()
    page.goto(f"{site}/conversations/{talk.pk}/")
    return page


def is_live(page: Page) -> None:
    expect(page.locator("[data-status]")).to_have_text(re.compile("Shift"))


def write(page: Page, text: str) -> None:
    page.get_by_label("Message", exact=True).fill(text)
    page.keyboard.press("Enter")


def bodies(page: Page):
    return page.locator("li[data-seq] [data-body]")


@pytest.fixture(autouse=True)
def _english(founder, mentor):
    """Both read English here, so that the test can name what it sees."""
    for user in (founder, mentor):
        user.languages = ["en"]
        apart(user.save)


def test_live_exchange(site, talk, founder, mentor, sit_down):
    ours, theirs = open_talk(sit_down(founder), site, talk), open_talk(sit_down(mentor), site, talk)
    is_live(ours), is_live(theirs)
    write(ours, "Hei Johan! <b>Två</b> priser? 🎨")
    expect(bodies(theirs)).to_have_text(["Hei Johan! <b>Två</b> priser? 🎨"])
    expect(theirs.locator("[data-announce]")).to_have_text("Elli Lund: Hei Johan! <b>Två</b> priser? 🎨")
    expect(theirs.locator("[data-there]:visible")).to_have_text(re.compile(r"· \d\d:\d\d in Vaasa"))
    expect(ours.locator("li.mine [data-read]:visible")).to_have_text("· read")
    theirs.get_by_label("Message", exact=True).fill("One price.")
    theirs.keyboard.press("Shift+Enter")
    theirs.keyboard.type("See https://example.org/a.")
    theirs.get_by_role("button", name="Send", exact=True).click()
    expect(bodies(ours).nth(1)).to_have_text("One price.\nSee https://example.org/a.")
    expect(bodies(ours).nth(1).get_by_role("link")).to_have_attribute("href", "https://example.org/a")
    expect(theirs.locator("li.mine [data-read]:visible")).to_have_text("· read")  # else the page opened anew says "New" before it
    expect(ours.locator("li.unsent")).to_have_count(0)
    # change and take back, in place
    ours.locator("li.mine").get_by_role("link", name="Change").click()
    ours.locator("#change-body").fill("Hei **Johan**! Tre priser?")
    ours.get_by_role("button", name="Save").click()
    expect(bodies(theirs).first).to_have_text("Hei Johan! Tre priser?")
    expect(bodies(theirs).first.locator("strong")).to_have_text("Johan")
    ours.locator("li.mine").get_by_role("link", name="Change").click()
    expect(ours.locator("#change-body")).to_have_value("Hei **Johan**! Tre priser?")
    ours.get_by_role("button", name="Cancel").click()
    assert ours.evaluate(DRAWN_OTHERWISE, TABLE) == []
    expect(theirs.locator("[data-edited]:visible")).to_have_text("· edited")
    # a reply, with the keyboard
    theirs.locator("#m1 [data-reply]").focus()
    theirs.keyboard.press("Enter")
    expect(theirs.locator("[data-answered]")).to_have_text("Elli Lund Hei Johan! Tre priser?")
    expect(theirs.get_by_label("Message", exact=True)).to_be_focused()
    write(theirs, "Three.")
    expect(theirs.locator("[data-answering]")).to_be_hidden()
    for page in (ours, theirs):
        expect(page.locator("#m4 [data-quote]")).to_have_text(re.compile("(You|Elli Lund) Hei Johan! Tre priser"))
    ours.locator("#m4 [data-quote]").click()
    expect(ours.locator("#m1")).to_be_focused()
    # a mention, offered while one types
    theirs.get_by_label("Message", exact=True).press_sequentially("Hej @el")
    expect(theirs.get_by_role("option", name="Elli Lund")).to_have_attribute("aria-selected", "true")
    assert violations(theirs) == []
    theirs.keyboard.press("Enter")
    expect(theirs.get_by_label("Message", exact=True)).to_have_value("Hej @Elli Lund ")
    theirs.keyboard.press("Enter")
    expect(ours.locator("#m5.for-me [data-body]")).to_have_text("Hej @Elli Lund")
    # what it said before, and pinning it for both, in place
    theirs.get_by_role("link", name="edited").click()
    expect(theirs.locator("#about")).to_contain_text("Hei Johan! <b>Två</b> priser? 🎨")
    assert violations(theirs) == []
    theirs.locator("#about").get_by_role("button", name="Pin for everybody").click()
    expect(theirs.locator("#about")).to_be_hidden()
    for page in (ours, theirs):
        page.locator("[data-pins] summary").click()
        expect(page.locator("[data-pins] li")).to_have_text(re.compile("Hei Johan! Tre priser"))
    theirs.locator("[data-pins] [data-jump]").click()
    expect(theirs.locator("#m1")).to_be_focused()
    ours.once("dialog", lambda dialog: dialog.accept())
    ours.locator("li.mine").get_by_role("link", name="Change").click()
    ours.locator("#change").get_by_role("button", name="Delete").click()
    expect(bodies(theirs).first).to_have_text("This message was deleted.")
    expect(bodies(ours).first).to_have_text("This message was deleted.")
    expect(ours.locator("#change")).to_be_hidden()
    for page in (ours, theirs):
        expect(page.locator("[data-pins] li")).to_have_count(0)
        expect(page.locator("#m4 [data-quote]")).to_have_text(re.compile("This message was deleted."))
    # what the script drew is what the server draws
    drawn = squeezed(ours.locator("#lines").inner_text())
    ours.reload()
    is_live(ours)
    eventually(lambda: squeezed(ours.locator("#lines").inner_text()) == drawn, f"the page to read {drawn}")


# What the script draws against what the server writes, for each row of the table.
DRAWN_OTHERWISE = """async (table) => {
    const { drawn } = await import("/static/frontend/js/marks.js");
    const told = (fill) => { const box = document.createElement("div"); fill(box); return box.innerHTML; };
    const pairs = table.map(([body, html]) => [body, told((box) => box.append(...drawn(body))), told((box) => { box.innerHTML = html; })]);
    return pairs.filter(([, ours, theirs]) => ours !== theirs);
}"""


def squeezed(text: str) -> list[str]:
    return [line.strip() for line in re.sub(r"[ \u00a0]*·[ \u00a0]*", "\n", text).splitlines() if line.strip()]


def test_websocket_blocked(site, talk, founder, mentor, sit_down):
    context = sit_down(founder)
    context.add_init_script("window.WebSocket = class { constructor() { throw new Error('blocked'); } static OPEN = 1; };")
    ours, theirs = open_talk(context, site, talk), open_talk(sit_down(mentor), site, talk)
    is_live(theirs)
    expect(ours.locator("[data-status]")).to_have_text("Messages appear every few seconds.")
    write(ours, "by post")
    expect(bodies(theirs)).to_have_text(["by post"])
    write(theirs, "by socket")
    expect(bodies(ours)).to_have_text(["by post", "by socket"])
    expect(theirs.locator("li.mine [data-read]:visible")).to_have_text("· read")
    eventually(lambda: apart(queries.unread_total, founder) == 0, "everything to be read")


def test_unsent_message_survives_a_lost_line(site, talk, founder, mentor, sit_down):
    context = sit_down(founder)
    ours, theirs = open_talk(context, site, talk), open_talk(sit_down(mentor), site, talk)
    is_live(ours), is_live(theirs)
    context.set_offline(True)
    write(ours, "first, without a line")
    write(ours, "second, without a line")
    expect(ours.locator("li.unsent")).to_have_count(2)
    expect(ours.locator("li.unsent .meta").first).to_have_text(re.compile("Waiting for the line · sends by itself Send now"))
    write(theirs, "meanwhile")
    expect(bodies(theirs)).to_have_text(["meanwhile"])
    context.set_offline(False)
    expect(ours.locator("li.unsent")).to_have_count(0)
    words = ["meanwhile", "first, without a line", "second, without a line"]
    expect(bodies(ours)).to_have_text(words)
    expect(bodies(theirs)).to_have_text(words)
    assert apart(lambda: list(Message.objects.order_by("seq").values_list("body", flat=True))) == words


def test_unsent_message_survives_closing_the_page(site, talk, founder, mentor, sit_down):
    context = sit_down(founder)
    ours = open_talk(context, site, talk)
    is_live(ours)
    context.set_offline(True)
    write(ours, "kept in this browser")
    expect(ours.locator("li.unsent")).to_have_count(1)
    ours.get_by_label("Message", exact=True).fill("half a thought")
    eventually(lambda: ours.evaluate("() => Object.values(localStorage).includes('half a thought')"), "the thought to be kept")
    ours.close()
    context.set_offline(False)
    ours = open_talk(context, site, talk)
    expect(bodies(ours)).to_have_text(["kept in this browser"])
    expect(ours.locator("li.unsent")).to_have_count(0)
    expect(ours.get_by_label("Message", exact=True)).to_have_value("half a thought")
    assert apart(Message.objects.count) == 1


def test_answer_lost_on_the_way_sends_once(site, talk, founder, sit_down):
    """The server took it, the answer never came: the retry finds the row."""
    context = sit_down(founder)
    context.add_init_script("window.WebSocket = class { constructor() { throw new Error('blocked'); } static OPEN = 1; };")
    ours = open_talk(context, site, talk)
    lost = []

    def lose(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    context.route("**/messages/", lose)
    write(ours, "once only")
    expect(ours.locator("li.unsent")).to_have_count(0)
    expect(bodies(ours)).to_have_text(["once only"])
    assert lost == [201]
    assert apart(Message.objects.count) == 1


def test_refused_message_comes_back_into_the_box(site, talk, founder, mentor, sit_down):
    ours = open_talk(sit_down(founder), site, talk)
    is_live(ours)
    ours.get_by_label("Message", exact=True).evaluate("field => { field.value = 'a\\u0007b'; }")
    ours.get_by_role("button", name="Send", exact=True).click()
    expect(ours.locator("li.unsent .meta")).to_have_text(re.compile("Not sent: The text holds a character"))
    ours.get_by_role("button", name="Take back into the box").click()
    expect(ours.get_by_label("Message", exact=True)).to_have_value("a\u0007b")
    ours.get_by_label("Message", exact=True).fill("x" * 8001)
    ours.keyboard.press("Enter")
    expect(ours.locator("[data-status]")).to_have_text(re.compile("at most 8000 characters"))
    expect(ours.get_by_label("Message", exact=True)).to_have_value("x" * 8001)


def test_what_the_line_refuses_or_closes_with_is_told(site, talk, founder, sit_down):
    """All in one page: the line is a stand-in that says one thing after the other."""
    context = sit_down(founder)
    lines = []
    context.route_web_socket("**/ws/", lambda line: lines.append(line))
    ours = open_talk(context, site, talk)
    status = ours.locator("[data-status]")
    expect(status).to_have_text("Messages appear every few seconds.")
    eventually(lambda: ours.evaluate("() => true") and lines, "the line")
    lines[-1].send(json.dumps({"type": "error", "problem": {"title": "That was too fast. Wait a moment.", "status": 429}}))
    expect(status).to_have_text("That was too fast. Wait a moment.")
    for code, told in CLOSED.items():
        count = len(lines)
        lines[-1].close(code=code)
        expect(status).to_have_text(told)
        ours.evaluate("() => dispatchEvent(new Event('online'))")  # no reason to wait for the next try
        eventually(lambda: ours.evaluate("() => true") and len(lines) > count, "the page to come back")  # noqa: B023 -- asked in this turn
    context.clear_cookies()
    lines[-1].close(code=4401)
    expect(status).to_have_text("You are signed out. Sign in again: what you wrote is kept here and then sent. Sign in")


def test_unread_on_two_devices(site, talk, founder, mentor, company, sit_down):
    context = sit_down(founder)
    for n in range(3):
        apart(services.send, conversation=talk, by=mentor, body=f"message {n}")
    listed = context.new_page()
    listed.goto(f"{site}/conversations/")
    expect(listed.locator(".threads .badge")).to_have_text(re.compile("3"))
    ours = open_talk(sit_down(founder), site, talk)
    expect(ours.locator("[data-new]")).to_have_count(1)
    expect(listed.locator(".threads .badge")).to_have_count(0)
    for page in (ours, listed):
        expect(page.locator("#talk-badge")).to_be_empty()
    assert apart(queries.unread_total, founder) == 0


def test_on_a_phone_what_is_new_and_the_box_are_in_view_and_only_what_was_seen_is_read(site, talk, founder, mentor, sit_down):
    for n in range(30):
        apart(services.send, conversation=talk, by=mentor, body=f"message {n}")
    apart(services.mark_read, conversation=talk, by=founder, seq=10)
    ours = open_talk(sit_down(founder, viewport={"width": 390, "height": 800}), site, talk)
    is_live(ours)
    for seen in (ours.locator("[data-new]"), ours.locator("#m11"), ours.get_by_label("Message", exact=True)):
        expect(seen).to_be_in_viewport()
    expect(ours.locator("#m30")).not_to_be_in_viewport()
    eventually(lambda: apart(queries.unread_total, founder) < 20, "what is in view to be read")
    assert apart(queries.unread_total, founder) > 0
    ours.locator("#m30").scroll_into_view_if_needed()
    eventually(lambda: apart(queries.unread_total, founder) == 0, "the rest to be read")


def test_older_messages_and_closing(site, talk, founder, mentor, sit_down):
    def fill():
        for n in range(queries.PAGE * 2 + 5):
            services.send(conversation=talk, by=mentor, body=f"number {n}")

    apart(fill)
    ours = open_talk(sit_down(founder), site, talk)
    is_live(ours)
    expect(bodies(ours)).to_have_count(queries.PAGE)
    for count in (queries.PAGE * 2, queries.PAGE * 2 + 5):
        ours.get_by_role("link", name="Older messages").click()
        expect(bodies(ours)).to_have_count(count)
    expect(ours.get_by_role("link", name="Older messages")).to_have_count(0)
    expect(bodies(ours).first).to_have_text("number 0")
    expect(ours.locator("li.day")).to_have_count(1)
    apart(services.close, conversation=talk, by=mentor)
    expect(ours.get_by_text("This conversation has ended.")).to_be_visible(timeout=10_000)
    expect(ours.get_by_role("button", name="Send", exact=True)).to_have_count(0)


# Whether what ends so is kept for reading without a line.
IS_KEPT = """async (ends) => {
    const kept = (await (await caches.open("northbridge:talk")).keys()).map(({ url }) => url);
    return ends.every((end) => kept.some((url) => url.endsWith(end)));
}"""


def test_what_was_opened_is_read_without_a_line(site, talk, founder, mentor, sit_down):
    """On a phone: the pages open again without a line, with what came to them and its picture; other pages say that they cannot.

    A message is taken and sent when the line is back. Signing out takes everything away.
    """
    apart(services.send, conversation=talk, by=mentor, body="**read** me in the train")
    context = sit_down(founder, service_workers="allow", has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800})
    ours = open_talk(context, site, talk)
    expect(ours.locator("[data-status]")).to_have_text("Enter makes a new line. The button sends.")
    expect(ours.locator("html[data-kept]")).to_have_count(1)
    picture = apart(files.upload, by=mentor, purpose="message", content=io.BytesIO(samples.picture("PNG", size=(90, 60))), name="kuva.png")
    apart(services.send, conversation=talk, by=mentor, body="it came later", files=[picture.pk])
    expect(ours.get_by_role("img", name="kuva.png")).to_have_js_property("naturalWidth", 90)
    eventually(lambda: ours.evaluate(IS_KEPT, ["?rows", f"/files/{picture.pk}/preview/"]), "what came to be kept")
    context.set_offline(True)
    ours.reload()
    expect(bodies(ours)).to_have_text(["read me in the train", "it came later"])
    expect(bodies(ours).locator("strong")).to_have_text("read")
    expect(ours.get_by_role("img", name="kuva.png")).to_have_js_property("naturalWidth", 90)
    assert ours.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    ours.get_by_role("link", name="More about the message").first.click()
    expect(ours.get_by_role("heading", level=1)).to_have_text("No line")
    assert violations(ours) == []
    ours.get_by_role("link", name="All conversations").click()
    ours.locator(".threads a").click()
    ours.get_by_label("Message", exact=True).fill("written in the tunnel")
    ours.get_by_role("button", name="Send", exact=True).click()
    expect(ours.locator("li.unsent")).to_have_count(1)
    context.set_offline(False)
    expect(ours.locator("li.unsent")).to_have_count(0)
    expect(bodies(ours)).to_have_text(["read me in the train", "it came later", "written in the tunnel"])
    assert apart(Message.objects.count) == 3
    ours.evaluate("() => document.querySelector('form[data-sign-out]').dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))")
    eventually(lambda: ours.evaluate("() => caches.has('northbridge:talk')") is False, "what was kept to be gone")
