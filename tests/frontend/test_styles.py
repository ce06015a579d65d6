"""Pages use classes that exist, and nothing the Content-Security-Policy refuses."""

import re
from pathlib import Path

from tests.collected import collect

ROOT = Path(__file__).parents[2] / "frontend"
TEMPLATES = [path for path in sorted((ROOT / "templates").rglob("*.html")) if "allauth" not in path.parts]
CSS = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "static").rglob("*.css"))
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


def test_every_stylesheet_stays_small(tmp_path: Path) -> None:
    # All of them together take about half of what a first visit may weigh (guarantee 12: 60 kB), though no page loads all.
    # Measured is what is sent: without comments, compressed; a file that compressing would not make smaller is sent as it is.
    sent = [path for kind in ("css", "js") for path in collect(tmp_path).rglob(f"*.{kind}")]
    packed = [path.with_name(f"{path.name}.br") for path in sent]
    assert sum((small if small.exists() else path).stat().st_size for path, small in zip(sent, packed, strict=True)) < 30_000
