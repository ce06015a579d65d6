"""Contrast of WCAG 2.2 AA, computed from the tokens for both schemes: 4.5 for text, 3 for edges, marks and the focus ring."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "frontend" / "static" / "frontend" / "css"
TOKENS = (CSS / "tokens.css").read_text(encoding="utf-8")
SURFACES = ("snow", "birch", "frost")
SOFT = {
    "aurora-soft": ("aurora-ink",),
    "fjord-soft": ("fjord", "fjord-ink"),
    "cloudberry-soft": ("cloudberry",),
    "lingon-soft": ("lingon", "lingon-ink"),
    "heather-soft": ("heather",),
}
TEXTS = ("night", "ink", "slate", "aurora", "fjord", "cloudberry", "lingon", "heather")

PAIRS_OF_TEXT = [
    *((text, surface) for text in TEXTS for surface in SURFACES),
    *((text, soft) for soft, texts in SOFT.items() for text in (*texts, "ink", "night")),
    ("on-strong", "aurora"),
    ("on-strong", "aurora-ink"),
    ("on-strong", "lingon"),
    ("aurora-ink", "snow"),
    ("aurora-ink", "birch"),
]
PAIRS_OF_SHAPES = [
    *(("edge", surface) for surface in SURFACES),
    *(("focus", surface) for surface in (*SURFACES, *SOFT)),
    ("aurora", "frost"),
    ("lingon", "birch"),
]


def schemes() -> dict[str, dict[str, str]]:
    light, dark = TOKENS.split("@media (prefers-color-scheme: dark)")
    found = {name: dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", text)) for name, text in (("light", light), ("dark", dark))}
    return {"light": found["light"], "dark": found["light"] | found["dark"]}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_on_each_surface_is_readable(scheme: str) -> None:
    colours = schemes()[scheme]
    weak = {f"{t} on {s}": round(contrast(colours[t], colours[s]), 2) for t, s in PAIRS_OF_TEXT}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_edges_and_focus_are_visible(scheme: str) -> None:
    colours = schemes()[scheme]
    weak = {f"{t} on {s}": round(contrast(colours[t], colours[s]), 2) for t, s in PAIRS_OF_SHAPES}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 3} == {}


def test_components_name_tokens_not_colours() -> None:
    for sheet in CSS.glob("*.css"):
        if sheet.name == "tokens.css":
            continue
        screen = re.sub(r"@media print \{.*", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)|\brgb\(", screen) == [], sheet.name


def test_every_token_used_is_defined() -> None:
    defined = set(re.findall(r"(--[\w-]+):", TOKENS))
    used = {name for sheet in CSS.glob("*.css") for name in re.findall(r"var\((--[\w-]+)", sheet.read_text(encoding="utf-8"))}
    assert used <= defined
