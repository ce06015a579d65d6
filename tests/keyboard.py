"""A person without a mouse: nothing but keys, the focus always to be seen and never lost."""

from playwright.sync_api import Locator, Page, expect

MOST_TABS = 200
AT = "e => e === document.activeElement"
# How many presses of Tab surely lie between the focus and an element further down: what surely stops the focus on the way, round buttons left out.
AHEAD = """e => {
  const from = document.activeElement;
  const after = (one, other) => !!(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
  const ordered = document.querySelector('[tabindex]:not([tabindex="0"], [tabindex="-1"])');
  if (ordered || !from || from === document.body || from.tabIndex < 0 || !after(from, e)) return 0;
  const stops = one => one.tabIndex === 0 && !one.matches(':disabled, [type=radio], [type=hidden], [inert], [inert] *')
    && one.checkVisibility({visibilityProperty: true}) && after(from, one) && after(one, e);
  return [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter(stops).length;
}"""
LOST = "() => !document.activeElement || document.activeElement === document.body"
# What marks the focus: an outline, or a shadow or border of its own; of a round button or a box hidden under its label, the label's.
SEEN = """e => {
  const marked = one => {
    const style = getComputedStyle(one);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none';
  };
  return marked(e) || [...(e.labels ?? [])].some(marked) || (e.parentElement && marked(e.parentElement));
}"""


def tab_ahead(page: Page, target: Locator) -> None:
    """Press Tab as often as it surely takes to come near the element; asking after each press where the focus is costs more than the press."""
    for _step in range(target.evaluate(AHEAD)):
        page.keyboard.press("Tab")


class Keys:
    """Somebody at a page; every method presses keys alone, and fails where a key leads nowhere."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, what: str | Locator) -> Locator:
        """Tab to an element. It has to be seen that the focus is there."""
        target = self._one(what)
        target.wait_for(state="attached")
        for step in range(MOST_TABS):
            if step == 1:  # before it the focus may stand on nothing, as on a new page
                tab_ahead(self.page, target)
            if target.evaluate(AT):
                assert target.evaluate(SEEN), f"nothing shows that the focus is on {target}"
                return target
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no way by Tab to {target}")

    def press(self, what: str | Locator, key: str = "Enter") -> None:
        """A button or a link that stays on the page."""
        self.reach(what)
        self.page.keyboard.press(key)

    def follow(self, what: str | Locator) -> None:
        """A button or a link after which another page comes."""
        self.page.evaluate("document.documentElement.dataset.before = '1'")
        self.press(what)
        expect(self.page.locator("html")).not_to_have_attribute("data-before", "1")
        self.page.wait_for_load_state()

    def write(self, where: str | Locator, text: str) -> None:
        """Type into a field, in place of what is in it."""
        field = self.reach(where)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)
        expect(field).to_have_value(text)

    def choose(self, where: str | Locator, value: str) -> None:
        """One of a list."""
        field = self.reach(where)
        options = field.evaluate("e => [...e.options].map(o => o.value)")
        self.page.keyboard.press("Home")
        for _step in range(options.index(value)):
            self.page.keyboard.press("ArrowDown")
        expect(field).to_have_value(value)

    def tick(self, where: str | Locator) -> None:
        """A box."""
        box = self.reach(where)
        if not box.is_checked():
            self.page.keyboard.press("Space")
        expect(box).to_be_checked()

    def pick(self, where: str, value: str) -> None:
        """One of several round buttons, by name."""
        group = self.page.locator(f"input[type=radio][name='{where}']")
        wanted = self.page.locator(f"input[type=radio][name='{where}'][value='{value}']")
        for _step in range(MOST_TABS):
            if self.page.evaluate("name => document.activeElement?.name === name", where):
                break
            self.page.keyboard.press("Tab")
        self.page.keyboard.press("Space")
        for _step in range(group.count()):
            if wanted.is_checked():
                break
            self.page.keyboard.press("ArrowDown")
        expect(wanted).to_be_checked()
        assert wanted.evaluate(SEEN), f"nothing shows that the focus is on {where}"

    def is_somewhere(self) -> None:
        """After a part of the page was exchanged the focus is still on something."""
        assert not self.page.evaluate(LOST), "the focus is lost"

    def _one(self, what: str | Locator) -> Locator:
        return (self.page.locator(what) if isinstance(what, str) else what).first
