"""The text of a mail that came as HTML alone. Pure."""

from bs4 import BeautifulSoup, Tag
from markdownify import MarkdownConverter

LARGEST = 400_000  # characters of HTML

# What programs put an earlier mail into: Gmail, Apple Mail and Thunderbird, Yahoo, Outlook on the web, new Outlook.
_QUOTED = "div.gmail_quote, blockquote.gmail_quote, blockquote[type=cite], div.yahoo_quoted, div.moz-cite-prefix, div#mail-editor-reference-message-container"
_REST_IS_QUOTED = "div#divRplyFwdMsg, div#appendonsend, hr#stopSpelling"  # Outlook: what stands after it as well
_NEVER = ["script", "style", "head", "title", "template", "noscript", "object", "iframe"]
_converter = MarkdownConverter(
    heading_style="ATX", bullets="-", strip=["img"], escape_asterisks=False, escape_underscores=False, escape_misc=False, newline_style="BACKSLASH"
)


class Unreadable(ValueError):
    """Too large, or nested too deep."""


def text_of(html: str) -> str:
    """The words, with paragraphs, lists and links; without earlier mails. Raises Unreadable."""
    if len(html) > LARGEST:
        raise Unreadable
    try:
        soup = BeautifulSoup(html, "html.parser")
        for tag in soup(_NEVER):
            tag.decompose()
        _drop_quoted(soup)
        return _converter.convert_soup(soup).replace("\\\n", "\n").strip()
    except RecursionError as error:
        raise Unreadable from error


def _drop_quoted(soup: BeautifulSoup) -> None:
    for start in soup.select(_REST_IS_QUOTED):
        for later in list(start.find_next_siblings()):
            later.decompose()
        start.decompose()
    for tag in soup.select(_QUOTED):
        if isinstance(tag, Tag) and not tag.decomposed:
            tag.decompose()
