"""A mail or a notice in its reader's language and zone, made when it leaves, not when it is caused.

Templates stand at `<package>/templates/mail/<kind>/`: `subject.txt`, `body.txt`, `notice.txt` (the
line in the list; the subject stands in where it is missing), `button.txt` (what is done on the
page, on the button; `Open in Northbridge` where it is missing) and, seldom, `body.html`. The layout
adds greeting, button and footer; a body holds paragraphs and no greeting. Names in a template:
the context's own, `reader` (the first name, may be empty) and `url` (absolute, may be empty). A value
that is itself in words stands under `worded`, as `{name: {"template": …, "facts": {…}}}`: it is
written in the language in which the notice is read, however that has changed since.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

import css_inline
from django.conf import settings
from django.template import Context, Template, TemplateDoesNotExist
from django.template.backends.django import DjangoTemplates, get_installed_libraries
from django.template.engine import Engine
from django.utils import timezone, translation
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from network.core.languages import page_language

_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")
_OURS = re.compile(r"(?:(?P<words>.+): )?(?P<address>https?://\S+|mailto:\S+)")
_CODE = re.compile(r"(?=.*\d)[A-Z0-9][A-Z0-9 -]{3,10}[A-Z0-9]")
_inliner = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: enough to render for a person, or for an address nobody has signed in with."""

    language: str = "en"
    zone: str = "Europe/Helsinki"
    first_name: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What leaves: one line of subject, the text, and the same as HTML."""

    subject: str
    text: str
    html: str


def render_mail(kind: str, context: dict, reader: Reader, *, url: str = "", settings_url: str = "") -> Rendered:
    """Render a kind's mail. Raises TemplateDoesNotExist for a kind without templates."""
    with translation.override(reader.language), timezone.override(reader.zone):
        names = _names(context, reader, url)
        subject = " ".join(_text(f"mail/{kind}/subject.txt", names).split())
        body = _text(f"mail/{kind}/body.txt", names).strip()
        frame = names | {"subject": subject, "body": body, "settings_url": settings_url, "site": settings.BASE_URL, "has_link": bool(url and url in body)}
        frame["button"] = _button(kind, names)
        text = re.sub(r"\n{3,}", "\n\n", _text("mail/layout.txt", frame)).strip() + "\n"
        rich = _rich(kind, names) or _paragraphs(body, button=url)
        has_button = 'class="button"' in rich  # one thing to do in a mail: then the way to the page is a link
        html = _html("mail/layout.html", frame | {"body": rich, "has_button": has_button, "lang": page_language(reader.language)})
    return Rendered(subject, text, _inliner.inline(html))


def render_notice(kind: str, context: dict, reader: Reader) -> str:
    """The one line of the in-app list, in the reader's language."""
    with translation.override(reader.language), timezone.override(reader.zone):
        names = _names(context, reader, "")
        try:
            text = _text(f"mail/{kind}/notice.txt", names)
        except TemplateDoesNotExist:
            text = _text(f"mail/{kind}/subject.txt", names)
    return " ".join(text.split())


def render_words(template: str, context: dict, reader: Reader) -> str:
    """Any plain text template (an invitation's summary), in the reader's language."""
    with translation.override(reader.language), timezone.override(reader.zone):
        return _text(template, _names(context, reader, "")).strip()


def absolute(url: str) -> str:
    """An address within the platform, as a mail must write it."""
    return f"{settings.BASE_URL}{url}" if url.startswith("/") else url


def _names(context: dict, reader: Reader, url: str) -> dict:
    names = {**context, "reader": reader.first_name, "url": absolute(url), "zone": reader.zone}
    for name, part in context.get("worded", {}).items():
        with suppress(TemplateDoesNotExist):  # the kind has no words of its own: the plain value stands
            names[name] = _text(part["template"], part["facts"]).strip()
    return names


def _text(name: str, names: dict) -> str:
    return _engine(autoescape=False).get_template(name).render(Context(names, autoescape=False))


def _html(name: str, names: dict) -> str:
    template: Template = _engine(autoescape=True).get_template(name)
    return template.render(Context(names))


def _button(kind: str, names: dict) -> str:
    """What the way to the page is called: what is done there, where the kind says so."""
    try:
        return _text(f"mail/{kind}/button.txt", names).strip()
    except TemplateDoesNotExist:
        return gettext("Open in Northbridge")


def _rich(kind: str, names: dict) -> str:
    try:
        return mark_safe(_html(f"mail/{kind}/body.html", names))  # noqa: S308 -- rendered with autoescape
    except TemplateDoesNotExist:
        return ""


def _paragraphs(text: str, *, button: str) -> str:
    """Plain paragraphs as HTML: everything escaped, links made, the main link left to the layout's button.

    An address of ours that stands alone is what the mail is for: a button too. Lines behind `> ` are
    somebody's own words (filter `quoted`): a quotation, in which no address becomes a button.
    """
    blocks = [block for block in _blocks(text) if block and not (button and block == absolute(button))]
    return mark_safe("\n".join(_element(block) for block in blocks))  # noqa: S308 -- every piece is escaped


def _element(block: str) -> str:
    """A paragraph, a quotation, a list, or a code set large."""
    lines = block.split("\n")
    if block.startswith(">"):
        words = "<br>".join(_linked_words(line.removeprefix(">").strip()) for line in lines)
        return f"<blockquote>{words}</blockquote>"
    if block.startswith("- "):
        return "<ul>" + "".join(f"<li>{_linked_words(line.removeprefix('- '))}</li>" for line in lines) + "</ul>"
    if _CODE.fullmatch(block):
        return f'<p class="code">{escape(block)}</p>'
    linked = _linked(block).replace("\n", "<br>")
    if _is_ours(block):
        linked = linked.replace("<a ", '<a class="button" ', 1)
    return f"<p>{linked}</p>"


def _blocks(text: str) -> list[str]:
    """Paragraphs; a quotation and a list are each one of their own, also where a line of the mail stands right above them."""
    apart = re.sub(r"(?m)^(?!> |- |>$)(.+)\n(?=> |- )", r"\1\n\n", text)
    apart = re.sub(r"(?m)^([>-] .*|>)\n(?!> |- |>$)(?=.)", r"\1\n\n", apart)
    return [block.strip() for block in re.split(r"\n\s*\n", apart)]


def _linked(text: str) -> str:
    """Escaped text whose web addresses are links.

    A line of the form `words: address of ours` becomes the words as a link, since our addresses
    carry long signatures; an address of ours alone becomes a link that says what it does.
    """
    return "\n".join(_linked_line(line) for line in text.split("\n"))


def _is_ours(block: str) -> bool:
    found = _OURS.fullmatch(block)
    return found is not None and found["address"].startswith(settings.BASE_URL)


def _linked_line(line: str) -> str:
    if found := _OURS.fullmatch(line.strip()):
        words, address = found["words"] or gettext("Open the page"), found["address"]
        if address.startswith((settings.BASE_URL, "mailto:")):
            return f'<a href="{escape(address)}">{escape(words)}</a>'
    return _linked_words(line)


def _linked_words(text: str) -> str:
    pieces, last = [], 0
    for found in _LINK.finditer(text):
        address = escape(found[0])
        pieces += [escape(text[last : found.start()]), f'<a href="{address}">{address}</a>']
        last = found.end()
    return "".join([*pieces, escape(text[last:])])


@lru_cache(maxsize=2)
def _engine(*, autoescape: bool) -> Engine:
    backend = DjangoTemplates(
        {
            "NAME": f"mail-{autoescape}",
            "DIRS": [],
            "APP_DIRS": True,
            "OPTIONS": {
                "autoescape": autoescape,
                "libraries": get_installed_libraries(),
                "builtins": ["django.templatetags.i18n", "network.notifications.mail_tags"],
            },
        }
    )
    return backend.engine
