"""`make breaks`: for each guarantee, break the code in a copy and see the named test turn red.

A patch is a unified diff; its first line names the test: `# test: tests/path/test_x.py::test_name`. The test must
be green before the patch and red with it, by an assertion or an error inside the test, not because it is missing or
because the broken code cannot be read. All tests are run once before, together; then each with its patch, alone, in as
many copies as there are processors (LANES= changes it), each with servers of its own that run throughout.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from xml.etree import ElementTree

from network.core import engines

ROOT = Path(__file__).resolve().parents[2]
PATCHES = Path(__file__).parent
DROPPED = ("DJANGO_SETTINGS_MODULE", "PYTHONDONTWRITEBYTECODE")  # a copy keeps what it has compiled
PASSED, FAILED = 0, 1  # pytest's exit codes; 2 and above mean that the tests could not run
# Code that cannot be read or lacks a name breaks anything: no proof that the test looks at the guarantee.
UNREADABLE = re.compile(r"^E\s+\w*(ImportError|ModuleNotFoundError|SyntaxError|IndentationError|NameError|UnboundLocalError)\b", re.MULTILINE)


@dataclass(frozen=True)
class Run:
    """What became of a run: pytest's exit code, what it printed, and for each test that ran why it is red ("" where it is not)."""

    code: int
    printed: str
    tests: dict[str, str]

    def fault(self, test: str) -> str | None:
        """Why it is red, "" where it is green, None where it did not run."""
        return self.tests.get(without_case(test))


def without_case(test: str) -> str:
    """`path::test[case]` as `path::test`."""
    return test.partition("[")[0]


def in_a_line(text: str) -> str:
    """What a red test says, short."""
    said = re.search(r"^E\s+(.+)", text, re.MULTILINE)
    return (said[1] if said else (text.strip().splitlines() or [""])[-1])[:110]


def main(names: list[str]) -> int:
    patches = sorted(path for path in PATCHES.glob("*.patch") if not names or path.stem in names)
    if not patches:
        print(f"No patch {' or '.join(names) or 'at all'} in {PATCHES.relative_to(ROOT)}.")
        return 1
    started, lanes = time.monotonic(), min(len(patches), int(os.environ.get("LANES") or os.cpu_count() or 1))
    copies = [engines.var_dir() / f"breaks{number}" for number in range(lanes)]
    servers = []
    try:
        for copy in copies:
            make_copy(copy)
            servers.append(engines.start_postgres(copy / "var" / "test" / "postgres", durable=False))
        faults = prove(patches, copies)
    finally:
        for server in servers:
            server.release()
        for copy in copies:
            shutil.rmtree(copy, ignore_errors=True)
    print(f"\n{len(patches) - faults} passed, {faults} failed, in {time.monotonic() - started:.0f} s")
    return 1 if faults else 0


def prove(patches: list[Path], copies: list[Path]) -> int:
    """How many of the patches prove nothing; each is told of as it is done."""
    tests = {patch: named[1] for patch in patches if (named := re.match(r"# test: (\S+)", patch.read_text()))}
    lanes: SimpleQueue[Path] = SimpleQueue()
    for copy in copies:
        lanes.put(copy)

    def on_a_lane(patch: Path) -> bool:
        copy = lanes.get()
        try:
            return proves(patch, tests[patch], before, copy)
        finally:
            lanes.put(copy)

    wanted = sorted(set(tests.values()))
    with ThreadPoolExecutor(len(copies)) as pool:
        shares = [wanted[number :: len(copies)] for number in range(len(copies))]
        before = list(pool.map(run, shares, copies))
        found = pool.map(lambda patch: on_a_lane(patch) if patch in tests else say(patch, "names no test in its first line"), patches)
        return sum(not proved for proved in found)


def make_copy(copy: Path) -> None:
    """The files as they stand, tracked or new, in a repository of their own, with this environment."""
    shutil.rmtree(copy, ignore_errors=True)
    listed = git(ROOT, "ls-files", "--cached", "--others", "--exclude-standard").stdout.splitlines()
    compiled = [str(path.relative_to(ROOT)) for path in (ROOT / "frontend" / "locale").rglob("*.mo")]
    for name in [*listed, *compiled]:
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    git(copy, "init", "--quiet")


def proves(patch: Path, test: str, before: list[Run], copy: Path) -> bool:
    """Whether the patch turns its test red; says so."""
    was = [fault for done in before if (fault := done.fault(test)) is not None]
    if not was or any(was):
        return say(patch, f"{test} is not green before the patch: {in_a_line(was[0]) if was else 'it did not run'}")
    if git(copy, "apply", str(patch)).returncode:
        return say(patch, "does not apply to the code any more: make it anew")
    started = time.monotonic()
    try:
        done = run([test], copy)
    finally:
        git(copy, "apply", "--reverse", str(patch))
    if done.code == PASSED:
        return say(patch, f"{test} stays green with the code broken")
    fault = done.fault(test)
    if done.code != FAILED or not fault or UNREADABLE.search(fault):
        return say(patch, f"{test} could not run with the patch (exit code {done.code}): {in_a_line(fault or done.printed)}")
    print(f"ok       {patch.stem}: {test} turns red in {time.monotonic() - started:.0f} s: {in_a_line(fault)}", flush=True)
    return True


def say(patch: Path, fault: str) -> bool:
    print(f"FAULT    {patch.stem}: {fault}", flush=True)
    return False


def run(tests: list[str], copy: Path) -> Run:
    """Run these tests in the copy, on its servers; a single one until the first of its cases is red."""
    report = copy / "var" / "report.xml"
    report.unlink(missing_ok=True)
    words = ["-q", "-n", "0", "-p", "no:randomly", "--no-header", "--tb=short", f"--junit-xml={report}", *(["-x"] if len(tests) == 1 else [])]
    env = {name: value for name, value in os.environ.items() if name not in DROPPED} | {"VAR_DIR": str(copy / "var")}
    done = subprocess.run([sys.executable, "-m", "pytest", *words, *tests], cwd=copy, env=env, capture_output=True, text=True)
    found: dict[str, str] = {}
    for case in ElementTree.parse(report).iter("testcase") if report.exists() else ():
        name = without_case(f"{case.attrib['classname'].replace('.', '/')}.py::{case.attrib['name']}")
        if case.find("skipped") is None:
            # what fails in the making of its world (an <error>) has not looked at the guarantee
            red = case.find("failure") if len(tests) == 1 else next((part for part in case if part.tag in ("failure", "error")), None)
            found[name] = found.get(name) or ("" if red is None else red.text or "red")
    return Run(done.returncode, done.stdout + done.stderr, found)


def git(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True)


if __name__ == "__main__":
    sys.exit(main([name for name in sys.argv[1:] if name]))
