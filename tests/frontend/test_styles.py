"""Pages use classes that exist, and nothing the Content-Security-Policy refuses."""

import re
from pathlib import Path

from tests.collected import collect

ROOT = Path(__file__).parents[2] / "frontend"
TEMPLATES = [path for path in sorted((ROOT / "templates").rglob("*.html")) if "allauth" not in path.parts]
CSS = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "static").rglob("*.css"))
NAMED = re.compile(r'static "(frontend/[^"]+\.(?:css|js))"')
IMPORTED = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["']\./([^"']+)["']""")
SCRIPTS = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "static").rglob("*.js"))


def test_every_class_has_a_rule() -> None:
    known = set(re.findall(r"\.([a-zA-Z][\w-]*)", CSS))
    unknown = {}
    for path in TEMPLATES:
        for value in re.findall(r'class="((?:[^"{]|\{[{%].*?[%}]\})*)"', path.read_text(encoding="utf-8")):
            for name in re.sub(r"\{[%{].*?[%}]\}", " ", value).split():
                if name not in known and f".{name}" not in SCRIPTS:
                    unknown.setdefault(name, path.name)
    assert unknown == {}


def test_templates_hold_no_inline_style_or_script() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {hit}"
        for path in TEMPLATES
        for hit in re.findall(
            r"\sstyle=|<style|<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")|\son\w+=\"|javascript:", path.read_text(encoding="utf-8")
        )
    ]
    assert found == []


def test_what_a_page_loads_of_our_own_stays_small(tmp_path: Path) -> None:
    """Stylesheets and scripts of any page, as they are sent: lean, compressed, each with all that it imports.

    At most half of what a first visit may weigh (guarantee 12: 60 kB). No page loads them all: a board's script is not a conversation's.
    """
    folder = collect(tmp_path)
    sizes = {path.relative_to(folder).as_posix(): sent(path) for kind in ("css", "js") for path in folder.rglob(f"*.{kind}")}
    size = {re.sub(r"\.[0-9a-f]{12}(?=\.\w+$)", "", name): bytes_ for name, bytes_ in sizes.items()}
    layout = {name for part in ("styles", "scripts") for name in NAMED.findall((ROOT / f"templates/components/{part}.html").read_text(encoding="utf-8"))}
    pages = {path.name: with_imports(layout | set(NAMED.findall(path.read_text(encoding="utf-8")))) for path in TEMPLATES}
    weights = {name: sum(size[part] for part in parts) for name, parts in pages.items()}
    assert len(layout) >= 6
    assert "frontend/js/socket.js" in pages["conversation.html"]
    assert {name: weight for name, weight in weights.items() if weight >= 30_000} == {}
    assert {name: bytes_ for name, bytes_ in size.items() if bytes_ >= 3_000} == {}
    assert sum(bytes_ for name, bytes_ in size.items() if name.endswith(".css")) < 10_000  # of these every page loads most


def sent(path: Path) -> int:
    """How much is sent of a file: one that compressing would not make smaller is sent as it is."""
    packed = path.with_name(f"{path.name}.br")
    return (packed if packed.exists() else path).stat().st_size


def with_imports(names: set[str]) -> set[str]:
    """Files with all that their scripts import."""
    found: set[str] = set()
    while new := names - found:
        found |= new
        scripts = [name for name in new if name.endswith(".js")]
        names = {f"frontend/js/{one}" for name in scripts for one in IMPORTED.findall((ROOT / "static" / name).read_text(encoding="utf-8"))}
    return found
