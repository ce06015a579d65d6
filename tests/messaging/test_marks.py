"""The Markdown of messages: one table for Python and for the page's script, and nothing that grows faster than the text."""

import json
import time
from pathlib import Path

import pytest

from messaging import marks
from messaging.models import BODY_LENGTH

TABLE = json.loads((Path(__file__).parent / "marks.json").read_text())
SIGNS = ["**a ", "a**b ", "*a _b ", "_a", "`", "`a ``b ", "[", "[a](", "[a](http://x(", "[]", ">", "> a\n", "- a\n", "1. a\n", "```\n", "\\", "http://"]


@pytest.mark.parametrize(("body", "html"), TABLE)
def test_message_as_html(body, html):
    assert marks.html(body) == html


@pytest.mark.parametrize("sign", SIGNS)
def test_no_text_takes_longer_than_its_length(sign):
    """Twice the text in processor time that grows about as much: eight times is far beyond noise, and far below a square's growth over sixteen."""

    def cost(length):
        text = (sign * length)[:length]
        begun = time.process_time()
        marks.html(text)
        return time.process_time() - begun

    few = min(cost(BODY_LENGTH // 8) for _ in range(3))
    assert min(cost(BODY_LENGTH * 2) for _ in range(3)) < 16 * 8 * max(few, 0.0005)


def test_words_alone():
    assert marks.plain("**Hei**\n- one\n- [two](https://example.org)\n> *said*") == "Hei one two said"
    assert marks.plain("5 * 3 [a]\\*") == "5 * 3 [a]*"
    assert marks.plain("plain\n\nas it is") == "plain\n\nas it is"


def test_words_with_their_lines_for_a_mail():
    body = "**Hei**, [read](https://example.org/a) https://example.org\nsecond line\n\n- one\n- two\n  - *deep*\n\n"
    body += "1. first\n2. second\n> said\n> twice\n```\nx = *1*\n```\nend"
    assert marks.readable(body).split("\n") == [
        *("Hei, read (https://example.org/a) https://example.org", "second line", "", "- one", "- two", "  - deep", "", "1. first", "2. second", ""),
        *("> said", "> twice", "", "x = *1*", "", "end"),
    ]
    assert marks.readable("plain\n\nas it is") == "plain\n\nas it is"
    assert marks.readable("only *one* line") == "only one line"
