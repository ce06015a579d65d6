import pytest

from messaging.inbound import quotes, rich
from tests.messaging.inbound import corpus

ANSWERS = corpus.answers()


@pytest.mark.parametrize("name", ANSWERS)
def test_cut_leaves_the_writers_own_words(name):
    assert quotes.cut(ANSWERS[name]).replace("\n\n\n", "\n\n").split() == corpus.OWN.split()
    assert quotes.cut(ANSWERS[name].replace("\n", "\r\n")).split() == corpus.OWN.split()


@pytest.mark.parametrize("name", corpus.PLAIN)
def test_cut_leaves_what_is_no_quotation(name):
    assert quotes.cut(corpus.PLAIN[name]) == corpus.PLAIN[name]


def test_cut_finds_nothing_where_there_is_only_a_quotation():
    assert quotes.cut(ANSWERS["outlook-fi"].removeprefix(corpus.OWN)) == ""
    assert quotes.cut("> one\n> two\n") == ""


HTML = {
    "gmail": '<div dir="ltr">{}</div><div class="gmail_quote"><div class="gmail_attr">Den tis 3 mars 2026 skrev X:</div><blockquote>theirs</blockquote></div>',
    "apple": "<html><head><style>p {{color: red}}</style></head><body>{}<blockquote type='cite'>theirs</blockquote></body></html>",
    "outlook-web": "<div>{}</div><div id='appendonsend'></div><hr><div id='divRplyFwdMsg'><b>Fra:</b> X</div><div>theirs</div>",
    "outlook": "<div>{}</div><div><b>Från:</b> X &lt;x@example.org&gt;<br><b>Skickat:</b> den 3 mars<br><b>Till:</b> Y<br><b>Ämne:</b> Z</div><p>theirs</p>",
    "thunderbird": "<p>{}</p><div class='moz-cite-prefix'>Johan kirjoitti 3.3.2026:</div><blockquote type='cite'><p>theirs</p></blockquote>",
}


@pytest.mark.parametrize("name", HTML)
def test_text_of_html_is_the_writers_own(name):
    own = "Hej <b>Johan</b>,<br>två saker:<ul><li>frakt</li><li>moms</li></ul><script>alert(1)</script><img src='https://x.example/pixel.gif'>"
    text = quotes.cut(rich.text_of(HTML[name].format(own)))
    assert text.split() == ["Hej", "**Johan**,", "två", "saker:", "-", "frakt", "-", "moms"]
    assert text.startswith("Hej **Johan**,\ntvå saker:")


def test_text_of_html_without_a_bottom_is_refused():
    with pytest.raises(rich.Unreadable):
        rich.text_of("<div>" * 60_000 + "x")
    with pytest.raises(rich.Unreadable):
        rich.text_of("x" * (rich.LARGEST + 1))
