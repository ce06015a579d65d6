"""Sizes, names, and files that must agree with each other."""

import ast
import re
import subprocess
import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.source import ROOT, listed, modules

MOST_LINES = 400
MOST_TEST_LINES = 700


def test_no_source_file_is_too_long():
    long = [f"{m.path.relative_to(ROOT)}: {m.text.count(chr(10))} lines" for m in modules() if m.text.count("\n") > MOST_LINES]
    for path in (*ROOT.glob("tests/**/*.py"), *ROOT.glob("benchmarks/**/*.py")):
        lines = path.read_text(encoding="utf-8").count("\n")
        if lines > MOST_TEST_LINES:
            long.append(f"{path.relative_to(ROOT)}: {lines} lines")
    assert not long, listed(long)


def test_no_drawer_for_everything():
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "signals", "receivers"}
    found = [str(m.path.relative_to(ROOT)) for m in modules() if drawers & set(m.name.split("."))]
    assert not found, f"Name the thing instead: {found}"


def test_every_module_says_what_it_is_for():
    silent = [str(m.path.relative_to(ROOT)) for m in modules() if m.tree.body and m.path.name != "apps.py" and not ast.get_docstring(m.tree)]
    assert not silent, listed(silent)


def test_compiled_catalogues_are_not_committed():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout.splitlines()
    assert not [name for name in tracked if re.search(r"\.mo(\.|$)|\.pyc$|^var/", name)]


def wanted(name: str) -> list[Requirement]:
    lines = (ROOT / name).read_text().splitlines()
    return [Requirement(line) for line in (line.split("#")[0].strip() for line in lines) if line and not line.startswith("-")]


def locked(name: str) -> dict[str, str]:
    found = re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)", (ROOT / name).read_text(), re.MULTILINE)
    return {canonicalize_name(package): version for package, version in found}


def test_lock_files_answer_what_is_asked_for():
    for stem in ("requirements", "requirements-dev", "requirements-solver"):
        pins = locked(f"{stem}.txt")
        missing = [str(r) for r in wanted(f"{stem}.in") if not r.specifier.contains(pins.get(canonicalize_name(r.name), "0"), prereleases=True)]
        assert not missing, f"Run `make lock`: {missing}"


def test_lock_files_hold_hashes_and_no_address():
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-solver.txt"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        entries = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)
        assert not [entry.splitlines()[0] for entry in entries if "==" in entry and "--hash=sha256:" not in entry]


def test_the_lock_files_agree():
    files = {name: locked(name) for name in ("requirements.txt", "requirements-dev.txt", "requirements-solver.txt")}
    versions: dict[str, set[str]] = {}
    for pins in files.values():
        for package, version in pins.items():
            versions.setdefault(package, set()).add(version)
    assert not {package: found for package, found in versions.items() if len(found) > 1}


def test_the_extra_solver_is_the_one_that_the_project_names():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert [str(it) for it in wanted("requirements-solver.in")] == project["optional-dependencies"]["solver"]


def test_no_tracked_text_names_this_machine():
    own = str(ROOT.parent)
    if own in ("/", "/app", "/home", "/src", "/tmp"):
        return  # too short to mean anything
    found = subprocess.run(["git", "grep", "-lF", f"{own}/"], cwd=ROOT, capture_output=True, text=True).stdout
    assert not found
