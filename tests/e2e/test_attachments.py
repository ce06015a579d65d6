"""Files in a conversation, in two browsers: added, shown, over a line that goes away, and pasted."""

import re

import pytest
from playwright.sync_api import Page, expect

from messaging import services
from tests.browser import apart
from tests.e2e.pages import violations
from tests.network.files import samples

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
PAPER = {"name": "Budjetti 2027.pdf", "mimeType": "application/pdf", "buffer": samples.PDF}
PHOTO = {"name": "kuva.jpg", "mimeType": "image/jpeg", "buffer": samples.picture(size=(900, 600))}
PROGRAM = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": samples.EXE}
PASTE = """async ([bytes, name]) => {
  const given = new DataTransfer();
  given.items.add(new File([new Uint8Array(bytes)], name, { type: "image/png" }));
  document.getElementById("message-body").dispatchEvent(new ClipboardEvent("paste", { clipboardData: given, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def talk(founder, mentor):
    for user in (founder, mentor):
        user.languages = ["en"]
        apart(user.save)
    return apart(services.open_conversation, kind="mentorship", people=[founder, mentor], by=None)


def chips(page: Page):
    return page.locator("[data-waiting] li")


def test_files_in_a_conversation(site, talk, founder, mentor, sit_down):
    ours, theirs = sit_down(founder).new_page(), sit_down(mentor).new_page()
    for page in (ours, theirs):
        page.goto(f"{site}/conversations/{talk.pk}/")
        expect(page.locator("[data-status]")).to_have_text(re.compile("Shift"))
    box = ours.get_by_label("Message", exact=True)

    ours.get_by_label("Add files").set_input_files([PAPER, PROGRAM])
    expect(chips(ours)).to_have_text(
        [re.compile("Budjetti 2027.pdf · is added"), re.compile("plan.pdf · The name ends in “.pdf”, but the file is something else.")]
    )
    box.fill("Two things")
    box.press("Enter")
    expect(ours.locator("[data-status]")).to_have_text(re.compile("a file could not be added"))
    expect(box).to_have_value("Two things")
    assert violations(ours) == []
    ours.get_by_role("button", name="Take away plan.pdf").click()
    ours.evaluate(PASTE, [[*samples.picture("PNG", size=(900, 600))], "screen.png"])
    expect(chips(ours)).to_have_text([re.compile("Budjetti"), re.compile("screen.png · is added")])
    box.press("Enter")
    expect(chips(ours)).to_have_count(0)
    for page in (ours, theirs):
        expect(page.locator("li[data-seq] [data-files] a")).to_have_count(2)
        expect(page.locator("li[data-seq]").get_by_role("link", name=re.compile(r"Budjetti 2027.pdf 1.kB"))).to_be_visible()
        expect(page.get_by_role("img", name="screen.png")).to_have_js_property("naturalWidth", 480)
        assert violations(page) == []

    # the line goes while a file is on its way: it says so, keeps the words, and goes on when there is one again
    ours.context.set_offline(True)
    ours.get_by_label("Add files").set_input_files([PHOTO])
    expect(chips(ours)).to_have_text([re.compile("kuva.jpg · was not added: there is no line")])
    box.fill("And one more")
    box.press("Enter")
    expect(box).to_have_value("And one more")
    ours.context.set_offline(False)
    ours.get_by_role("button", name="Try again").click()
    expect(chips(ours)).to_have_text([re.compile("kuva.jpg · is added")])
    ours.context.set_offline(True)
    box.press("Enter")
    expect(ours.locator("li.unsent")).to_have_text(re.compile("kuva.jpg"))
    ours.context.set_offline(False)
    expect(theirs.get_by_role("img", name="kuva.jpg")).to_be_visible(timeout=60_000)
    expect(ours.locator("li.unsent")).to_have_count(0)

    theirs.reload()  # drawn by the server as by the script
    expect(theirs.get_by_role("img")).to_have_count(2)
    with theirs.expect_download() as told:
        theirs.get_by_role("link", name=re.compile("Budjetti")).click()
    assert told.value.suggested_filename == "Budjetti 2027.pdf"
