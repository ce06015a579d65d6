"""The forms that a page shows, as a browser reads them, and what nobody should send through them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

LONG, CONTROLS = "a" * 20_000, "a\x00b\x1b[0m"
# One word of each kind, short enough for every line of text; nothing of it may be lost or be taken for markup.
TYPED = "😀 שלום ŋđŧ <b>"
SHOWN = "😀 שלום ŋđŧ &lt;b&gt;"
WRITTEN = ("text", "search", "textarea", "password")
USUAL = {
    "date": "2027-03-01", "datetime-local": "2027-03-02T10:00", "time": "09:00", "number": "2", "email": "kim@example.org",
    "url": "https://example.org/x", "tel": "+358 40 123 4567",
}  # fmt: skip
WRONG = {
    "date": "2027-02-30", "datetime-local": "2027-03-28T03:30", "time": "25:00", "number": "9" * 40, "email": "a@b@c", "url": "javascript:alert(1)",
    "hidden": "no-such-word", "select": "no-such-word", "radio": "no-such-word", "checkbox": "no-such-word",
}  # fmt: skip
NOBODY = "01a20017-1e83-7024-a3e8-1046cc8b2239"


@dataclass
class Found:
    """One form: where it is sent, and its fields with their kinds and with what stands in them."""

    action: str
    kinds: dict[str, str] = field(default_factory=dict)
    values: dict[str, list[str]] = field(default_factory=dict)

    @property
    def written(self) -> list[str]:
        """The fields into which one writes."""
        return [name for name, kind in self.kinds.items() if kind in WRITTEN]

    def filled(self, **instead: str) -> dict[str, list[str]]:
        """As it is sent when somebody fills in what is empty; `instead` gives values by kind of field (`written` for all texts)."""
        made = {}
        for name, kind in self.kinds.items():
            other = instead.get("written" if kind in WRITTEN else kind)
            usual = [] if kind in ("checkbox", "hidden") else [USUAL.get(kind, "Kaisa")]
            made[name] = [other] if other is not None else self.values[name] or usual
        return made


class _Reader(HTMLParser):
    """Collects the forms that are sent by POST."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Found] = []
        self.form: Found | None = None
        self.box = self.text = ""  # the list or the text area that is open

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.form = Found(given.get("action", "")) if given.get("method", "").lower() == "post" else None
        if self.form is None or "disabled" in given:
            return
        name = given.get("name", "")
        if tag in ("select", "textarea") and name:
            self.box = name
            self._note(name, tag)
        elif tag == "option" and self.box and ("selected" in given or (given.get("value") and not self.form.values[self.box])):
            self.form.values[self.box] = [given.get("value", "")]
        elif tag == "input" and name and name != "csrfmiddlewaretoken":
            kind = given.get("type", "text")
            chosen = kind not in ("radio", "checkbox") or "checked" in given
            self._note(name, kind, given.get("value", "") if chosen else "")
        elif tag == "button" and name:
            self._note(name, "button", given.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self.form is not None and self.box and self.form.kinds.get(self.box) == "textarea":
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.form is not None and self.box and self.text.strip():
            self.form.values[self.box] = [self.text.strip()]
        if tag in ("select", "textarea"):
            self.box = self.text = ""
        if tag == "form" and self.form is not None:
            self.found.append(self.form)
            self.form = None

    def _note(self, name: str, kind: str, value: str = "") -> None:
        assert self.form is not None
        self.form.kinds.setdefault(name, kind)
        self.form.values.setdefault(name, [])
        if value:
            self.form.values[name].append(value)


def forms_of(page: str) -> list[Found]:
    """The forms of a page that are sent by POST."""
    reader = _Reader()
    reader.feed(page)
    return reader.found
