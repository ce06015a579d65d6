"""Which texts the code and the templates hold."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract

from network.core.catalogues.templates import extract_template

PACKAGES = ("network", "messaging", "mentoring", "frontend")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def sources(root: Path) -> Iterator[tuple[Path, object]]:
    """Every file that can hold texts, with its way of extraction."""
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*")):
            if not path.is_file() or {"migrations", "static", "locale"} & set(path.relative_to(root).parts):
                continue
            if path.suffix == ".py":
                yield path, "python"
            elif "templates" in path.parts and path.suffix in (".html", ".txt", ".svg", ".xml"):
                yield path, extract_template


def template_catalogue(root: Path) -> Catalog:
    """A catalogue without translations of every text under `root`."""
    catalogue = Catalog(fuzzy=False)
    for path, method in sources(root):
        with path.open("rb") as file:
            for _line, texts, comments, context in extract(method, file, keywords=KEYWORDS, comment_tags=("Translators:",)):
                catalogue.add(texts, locations=[(path.relative_to(root).as_posix(), 0)], auto_comments=comments, context=context)
    return catalogue
