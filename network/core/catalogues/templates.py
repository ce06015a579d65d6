"""The texts of Django templates, found with Django's own lexer, so that msgids are those Django looks up."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from django.template.base import Lexer, Token, TokenType
from django.utils.translation import template as tags
from django.utils.translation import trim_whitespace

_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*"' + "|" + r"'[^'\\]*(?:\\.[^'\\]*)*'"
_CONSTANT = re.compile(rf"(?<![\w.])_\(({_STRING})\)")
_TRANSLATE = re.compile(rf"""^\s*trans(?:late)?\s+({_STRING})(?:\s|$|\|)""")
_CONTEXT = re.compile(rf"""\scontext\s+({_STRING})""")

Found = tuple[int, str, str | tuple[str, ...], list[str]]


@dataclass
class _Block:
    """An open `{% blocktranslate %}`."""

    line: int
    context: str | None
    trimmed: bool
    singular: list[str] = field(default_factory=list)
    plural: list[str] = field(default_factory=list)
    in_plural: bool = False

    def take(self, token: Token) -> None:
        """Add text as the runtime would: variables as `%(name)s`, per cent signs doubled."""
        text = f"%({token.contents})s" if token.token_type == TokenType.VAR else token.contents.replace("%", "%%")
        if token.token_type in (TokenType.VAR, TokenType.TEXT):
            (self.plural if self.in_plural else self.singular).append(text)

    def message(self) -> Found:
        parts = [self.singular, self.plural] if self.in_plural else [self.singular]
        texts = tuple(trim_whitespace("".join(part)) if self.trimmed else "".join(part) for part in parts)
        return _found(self.line, self.context, texts)


def extract_template(fileobj: BinaryIO, keywords: object, comment_tags: object, options: object) -> Iterator[Found]:
    """Babel's extraction method for templates: translate, blocktranslate and `_("…")` in any tag or variable."""
    block: _Block | None = None
    for token in Lexer(fileobj.read().decode()).tokenize():
        if block is not None:
            block, done = _inside(block, token)
            if done:
                yield done
            continue
        if token.token_type == TokenType.BLOCK:
            if tags.block_re.match(token.contents):
                block = _Block(token.lineno, _context(token.contents), "trimmed" in token.contents.split())
            elif match := _TRANSLATE.match(token.contents):
                yield _found(token.lineno, _context(token.contents), (_doubled(match[1]),))
        if token.token_type in (TokenType.BLOCK, TokenType.VAR):
            for constant in _CONSTANT.findall(token.contents):
                yield _found(token.lineno, None, (_doubled(constant),))


def _inside(block: _Block, token: Token) -> tuple[_Block | None, Found | None]:
    if token.token_type == TokenType.BLOCK:
        if tags.endblock_re.match(token.contents):
            return None, block.message()
        if tags.plural_re.match(token.contents):
            block.in_plural = True
        return block, None
    block.take(token)
    return block, None


def _found(line: int, context: str | None, texts: tuple[str, ...]) -> Found:
    name = ("n" if len(texts) > 1 else "") + ("p" if context else "") + "gettext"
    return line, name, (*([context] if context else []), *texts), []


def _context(contents: str) -> str | None:
    match = _CONTEXT.search(contents)
    return _plain(match[1]) if match else None


def _plain(literal: str) -> str:
    """The text of a quoted string, as the template engine reads it."""
    quote = literal[0]
    return literal[1:-1].replace(rf"\{quote}", quote).replace(r"\\", "\\")


def _doubled(literal: str) -> str:
    return _plain(literal).replace("%", "%%")
