"""`make breaks`: for each guarantee, break the code in a copy and see the named test turn red.

A patch is a unified diff; its first line names the test: `# test: tests/path/test_x.py::test_name`. The test must
be green before the patch and red with it, by an assertion or an error inside the test, not because it is missing.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATCHES = Path(__file__).parent
FAILED = 1  # pytest's exit code when tests ran and some failed; 2 and above mean that they could not run


def main(names: list[str]) -> int:
    patches = sorted(path for path in PATCHES.glob("*.patch") if not names or path.stem in names)
    if not patches:
        print(f"No patch {' or '.join(names) or 'at all'} in {PATCHES.relative_to(ROOT)}.")
        return 1
    copy = Path(os.environ.get("VAR_DIR", ROOT / "var")).resolve() / "breaks"
    make_copy(copy)
    try:
        unproven = [path.stem for path in patches if not proves(path, copy)]
    finally:
        shutil.rmtree(copy)
    print(f"\n{len(patches) - len(unproven)} passed, {len(unproven)} failed")
    return 1 if unproven else 0


def make_copy(copy: Path) -> None:
    """The files as they stand, tracked or new, in a repository of their own, with this environment."""
    shutil.rmtree(copy, ignore_errors=True)
    listed = git(ROOT, "ls-files", "--cached", "--others", "--exclude-standard").stdout.splitlines()
    for name in listed:
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    for compiled in (ROOT / "frontend" / "locale").rglob("*.mo"):
        (copy / compiled.relative_to(ROOT)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(compiled, copy / compiled.relative_to(ROOT))
    git(copy, "init", "--quiet")


def proves(patch: Path, copy: Path) -> bool:
    """Whether the patch turns its test red; says so."""
    named = re.match(r"# test: (\S+)", patch.read_text())
    if not named:
        return say(patch, "names no test in its first line")
    test = named.group(1)
    if (code := run(test, copy)) != 0:
        return say(patch, f"{test} is not green before the patch (exit code {code})")
    if git(copy, "apply", str(patch)).returncode:
        return say(patch, "does not apply to the code any more: make it anew")
    try:
        code = run(test, copy)
    finally:
        git(copy, "apply", "--reverse", str(patch))
    if code != FAILED:
        return say(patch, f"{test} stays green with the code broken" if code == 0 else f"{test} could not run with the patch (exit code {code})")
    print(f"ok       {patch.stem}: {test} turns red", flush=True)
    return True


def say(patch: Path, fault: str) -> bool:
    print(f"FAULT    {patch.stem}: {fault}", flush=True)
    return False


def run(test: str, copy: Path) -> int:
    """pytest's exit code for one test in the copy, on servers of the copy's own that stay between runs."""
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:randomly", "--no-header", test]
    env = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"} | {"VAR_DIR": str(copy / "var")}
    return subprocess.run(command, cwd=copy, env=env, capture_output=True).returncode


def git(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True)


if __name__ == "__main__":
    sys.exit(main([name for name in sys.argv[1:] if name]))
