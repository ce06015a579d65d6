"""The project's own source, parsed once for all guards."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Downwards: a package may import those that stand after it.
PACKAGES = ("frontend", "mentoring", "messaging", "network")
# Leftwards: an area may import those that stand before it (DESIGN.md, section 3).
AREAS = {
    "network": (
        *("core", "vocabulary", "forms", "accounts", "organisations", "files", "audit", "jobs", "programmes", "calendars"),
        *("notifications", "invitations", "ledger", "events", "knowledge", "privacy"),
    ),
    "messaging": ("inbound", "live"),
    "mentoring": (
        *("profiles", "followups", "mentorships", "requests", "matching", "investors", "visits", "advice"),
        *("plans", "learning", "calls", "reviews", "cohorts", "referrals", "insights", "demo"),
    ),
}
# The rooms of an area, leftwards too: what stands beside them is their common ground, or puts them together.
ROOMS = {"mentoring.matching": ("engine", "matrix", "weights", "shortlist", "runs", "contests")}
# Files beside the areas that compose them: they may name any area of their own package.
COMPOSITION = {"models", "apps", "urls", "page_urls", "api_urls", "asgi", "celery", "settings", "tasks", "management", "migrations"}


@dataclass(frozen=True)
class Module:
    """One file: its dotted name and its tree."""

    path: Path
    name: str
    text: str
    tree: ast.Module

    @property
    def package(self) -> str:
        return self.name.split(".")[0]

    @property
    def area(self) -> str:
        """The second part of the name: an area, or a file of the package itself."""
        parts = self.name.split(".")
        return parts[1] if len(parts) > 1 else ""

    def imports(self) -> Iterator[tuple[int, str]]:
        """Line and dotted name of everything the module imports, inside functions too."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)

    def at(self, line: int) -> str:
        return f"{self.path.relative_to(ROOT)}:{line}"


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the four packages, migrations left out."""
    found = []
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" in path.parts:
                continue
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            text = path.read_text(encoding="utf-8")
            found.append(Module(path, name, text, ast.parse(text)))
    return tuple(found)


def listed(faults: list[str]) -> str:
    """Faults as an assertion's message."""
    return "\n" + "\n".join(faults)
