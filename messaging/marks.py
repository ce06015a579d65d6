"""The Markdown of messages: bold, italic, code, links, lists, quotes. Pure.

The page's script has the same rules (`marks.js`), so that frames carry what was written and nothing else; both are held
to one table (tests/messaging/marks.json). There is no HTML in the grammar: what is not a mark is text, and is escaped.
Time grows with the length of the text, whatever it holds: nesting, open marks and addresses are bounded.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

DEEPEST = 4  # lists and quotes within each other; beyond, their signs are text
MOST_OPEN = 16  # marks that wait for their end at once; further ones are text
_TURN = "\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"  # marks of direction: in an address they would show another one than it is
_ADDRESS = rf"https?://[^\s<>\"\[\]{_TURN}]{{0,1990}}[^\s<>\".,;:!?)\[\]'»”*_{_TURN}]"
_TARGET = rf"(?:https?://|mailto:)(?:[^\s()<>\"{_TURN}]|\([^\s()<>\"{_TURN}]{{0,200}}\)){{1,2000}}"
SIGN = re.compile(r"[*_`\\\[]|^ {0,3}(?:>|- |1[.)] )|https?://", re.MULTILINE)  # PostgreSQL reads it too (messaging.queries)
_BLANK = re.compile(r"^[ \t]*$")
_FENCE = re.compile(r"^ {0,3}```[^`]*$")
_QUOTE = re.compile(r"^ {0,3}> ?")
_BULLET = re.compile(r"^( {0,3}[-*] +)(?=\S)")
_NUMBER = re.compile(r"^( {0,3}[0-9]{1,3}[.)] +)(?=\S)")
_FIRST = re.compile(r"^ {0,3}1[.)] ")
_INLINE = re.compile(
    rf"\\(?P<escaped>[!-/:-@\[-`{{-~])|(?P<ticks>`+)|\[(?P<words>[^\[\]\n]{{1,300}})\]\((?P<target>{_TARGET})\)|(?P<address>{_ADDRESS})|(?P<run>\*+|_+)"
)
_BLOCKS = {"p", "pre", "blockquote", "ul", "ol", "li"}
_SPACE = " \t\n\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"


@dataclass(slots=True)
class Node:
    """An element of a closed set: p, pre, code, blockquote, ul, ol, li, strong, em, a (with its address)."""

    tag: str
    parts: "list[Node | str]" = field(default_factory=list)
    address: str = ""


def is_marked(body: str) -> bool:
    """Whether there is anything that could be a mark; most messages have none and are shown as they are."""
    return SIGN.search(body) is not None


def html(body: str) -> SafeString:
    """The message as HTML, safe to put into a page; plain text stays plain text."""
    if not is_marked(body):
        return escape(body)
    return mark_safe("".join(_html(part) for part in parse(body)))  # noqa: S308 -- every text and address in it is escaped by _html


def plain(body: str) -> str:
    """The words alone, for one line of a list or a mail."""
    return " ".join("".join(_text(part) for part in parse(body)).split()) if is_marked(body) else body


def brief(body: str, most: int) -> str:
    """The words alone, at most so many characters of them."""
    words = " ".join(plain(body).split())
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def readable(body: str) -> str:
    """The words with their lines, for a mail: items keep their bullet or number, quotes their sign, words that lead somewhere their address."""
    if not is_marked(body):
        return body
    parts = parse(body)
    blocks = [_lines([part]) for part in parts] if any(_is_block(part) for part in parts) else [_lines(parts)]
    return "\n\n".join("\n".join(lines) for lines in blocks)


def parse(body: str) -> list[Node | str]:
    """The message as a tree. A single piece of text without blocks has no `p` around it."""
    blocks = list(_blocks(body.split("\n"), 0))
    return blocks[0].parts if len(blocks) == 1 and blocks[0].tag == "p" else [*blocks]


def _html(part: Node | str) -> str:
    if isinstance(part, str):
        return escape(part)
    inside = "".join(_html(each) for each in part.parts)
    if part.tag == "a":
        return f'<a href="{escape(part.address)}" rel="noopener noreferrer nofollow">{inside}</a>'
    return f"<{part.tag}>{inside}</{part.tag}>"


def _text(part: Node | str) -> str:
    if isinstance(part, str):
        return part
    words = "".join(_text(each) for each in part.parts)
    return f" {words} " if part.tag in _BLOCKS else words


def _is_block(part: Node | str) -> bool:
    return isinstance(part, Node) and part.tag in _BLOCKS


def _lines(parts: list[Node | str]) -> list[str]:
    """Words within a line run on; each block begins a new one."""
    lines, words = [], ""
    for part in parts:
        if isinstance(part, Node) and part.tag in _BLOCKS:
            lines += [*words.splitlines(), *_block_lines(part)]
            words = ""
        else:
            words += _words(part)
    return [*lines, *words.split("\n")] if words else lines


def _block_lines(block: Node) -> list[str]:
    match block.tag:
        case "blockquote":
            return [f"> {line}" for line in _lines(block.parts)]
        case "ul" | "ol" as tag:
            return [line for number, item in enumerate(block.parts, 1) for line in _item_lines(item, f"{number}. " if tag == "ol" else "- ")]
    return _lines(block.parts)


def _item_lines(item: Node | str, sign: str) -> list[str]:
    first, *rest = _lines([item] if isinstance(item, str) else item.parts) or [""]
    return [f"{sign}{first}", *(f"{' ' * len(sign)}{line}" for line in rest)]


def _words(part: Node | str) -> str:
    if isinstance(part, str):
        return part
    words = "".join(_words(each) for each in part.parts)
    return f"{words} ({part.address})" if part.tag == "a" and part.address != words else words


# --- blocks ---------------------------------------------------------------------------------------


def _blocks(lines: list[str], depth: int) -> Iterator[Node]:
    at, words = 0, []
    while at < len(lines):
        taken, block = _block(lines, at, depth)
        if block is None and not _BLANK.match(lines[at]):
            words.append(lines[at])
            at += 1
            continue
        if words:
            yield Node("p", inline("\n".join(words)))
            words = []
        if block is not None:
            yield block
        at += taken
    if words:
        yield Node("p", inline("\n".join(words)))


def _block(lines: list[str], at: int, depth: int) -> tuple[int, Node | None]:
    """How many lines a block takes that begins here, and the block; one line and None where none does."""
    line = lines[at]
    if _FENCE.match(line):
        end = next((n for n in range(at + 1, len(lines)) if lines[n].strip() == "```"), len(lines))
        return end + 1 - at, Node("pre", [Node("code", ["\n".join(lines[at + 1 : end])])])
    if depth >= DEEPEST:
        return 1, None
    if _QUOTE.match(line):
        end = next((n for n in range(at, len(lines)) if not _QUOTE.match(lines[n])), len(lines))
        return end - at, Node("blockquote", [*_blocks([_QUOTE.sub("", each) for each in lines[at:end]], depth + 1)])
    if _BULLET.match(line):
        return _list(lines, at, depth, "ul", _BULLET)
    if _FIRST.match(line) and _NUMBER.match(line):
        return _list(lines, at, depth, "ol", _NUMBER)
    return 1, None


def _list(lines: list[str], at: int, depth: int, tag: str, sign: re.Pattern) -> tuple[int, Node]:
    """Items of one kind; lines that are set in by two or more belong to the item above them."""
    items: list[list[str]] = []
    base = " " * (len(lines[at]) - len(lines[at].lstrip(" ")))
    here = at
    while here < len(lines):
        line = lines[here]
        is_set_in = bool(items) and line.startswith(f"{base}  ") and not _BLANK.match(line)
        if not is_set_in and (found := sign.match(line)) and _follows(found, len(items)):
            items.append([line[found.end() :]])
        elif is_set_in:
            items[-1].append(re.sub(r"^ {2,4}", "", line[len(base) :]))
        elif not (_BLANK.match(line) and here + 1 < len(lines) and (found := sign.match(lines[here + 1])) and _follows(found, len(items))):
            break
        here += 1
    return here - at, Node(tag, [Node("li", _inside(item, depth)) for item in items])


def _follows(sign: re.Match, before: int) -> bool:
    """Whether an item's number is the next one, or 1 again; a date that begins a line ends the list instead."""
    number = sign[0].strip(" .)")
    return not number.isdigit() or int(number) in {1, before + 1}


def _inside(lines: list[str], depth: int) -> list[Node | str]:
    blocks = list(_blocks(lines, depth + 1))
    if blocks and blocks[0].tag == "p":
        return [*blocks[0].parts, *blocks[1:]]
    return [*blocks]


# --- within a line --------------------------------------------------------------------------------


def inline(text: str, *, with_links: bool = True) -> list[Node | str]:
    """Text with its marks as a tree."""
    root = Node("")
    open_: list[tuple[Node, str]] = []  # with the sign that opened each
    at = 0
    while (found := _INLINE.search(text, at)) is not None:
        inner = open_[-1][0] if open_ else root
        _put(inner, text[at : found.start()])
        at = found.end()
        if found["escaped"]:
            _put(inner, found["escaped"])
        elif found["ticks"]:
            at = _code(inner, text, found)
        elif found["run"]:
            _run(root, open_, text, found)
        elif not with_links:
            _put(inner, found[0])
        elif found["address"]:
            inner.parts.append(Node("a", [found["address"]], found["address"]))
        elif (words := found["words"]) != found["target"] and ("://" in words or words.startswith("www.")):
            _put(inner, "[")  # words that are another address than the one they lead to are no link
            at = found.start() + 1
        else:
            inner.parts.append(Node("a", inline(words, with_links=False), found["target"]))
    _put(open_[-1][0] if open_ else root, text[at:])
    while open_:
        _unopen(root, open_)
    return root.parts


def _code(inner: Node, text: str, found: re.Match) -> int:
    """Code up to as many ticks as began it, or the ticks as text; returns where to go on."""
    ticks = found["ticks"]
    end = text.find(ticks, found.end())
    if end < 0 or len(ticks) > 3 or text[end + len(ticks) : end + len(ticks) + 1] == "`":
        _put(inner, ticks)
        return found.end()
    inner.parts.append(Node("code", [text[found.end() : end].strip(" ") or " "]))
    return end + len(ticks)


def _run(root: Node, open_: list[tuple[Node, str]], text: str, found: re.Match) -> None:
    """Stars or underscores: they end what is open, then begin something, or are text."""
    run = found["run"]
    before, after = text[found.start() - 1 : found.start()] or " ", text[found.end() : found.end() + 1] or " "
    may_end = before not in _SPACE and not after.isalnum()  # not within a word: 5*3*2 and snake_case stay
    may_begin = after not in _SPACE and not before.isalnum()
    left = len(run) if len(run) <= 3 else 0
    while may_end and left and (place := _opener(open_, run[0], left)) is not None:
        while len(open_) > place + 1:
            _unopen(root, open_)
        node, sign = open_.pop()
        (open_[-1][0] if open_ else root).parts.append(node)
        left -= len(sign)
    if left and may_begin and len(open_) + 2 <= MOST_OPEN:
        if left >= 2:
            open_.append((Node("strong"), run[0] * 2))
        if left != 2:
            open_.append((Node("em"), run[0]))
    else:
        _put(open_[-1][0] if open_ else root, run[: left if len(run) <= 3 else len(run)])


def _opener(open_: list[tuple[Node, str]], sign: str, most: int) -> int | None:
    """The place of the nearest open mark of this sign that so many can end, and that holds something."""
    for place in range(len(open_) - 1, -1, -1):
        node, begun = open_[place]
        if begun[0] == sign and len(begun) <= most:
            return place if node.parts or place < len(open_) - 1 else None
    return None


def _unopen(root: Node, open_: list[tuple[Node, str]]) -> None:
    """A mark that never ended was text."""
    node, sign = open_.pop()
    inner = open_[-1][0] if open_ else root
    _put(inner, sign)
    for part in node.parts:
        if isinstance(part, str):
            _put(inner, part)
        else:
            inner.parts.append(part)


def _put(node: Node, text: str) -> None:
    if not text:
        return
    if node.parts and isinstance(node.parts[-1], str):
        node.parts[-1] += text
    else:
        node.parts.append(text)
