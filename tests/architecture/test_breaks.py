"""The patches that break guarantees on purpose name tests that exist and still apply."""

import re
import subprocess

from tests.architecture.source import ROOT, listed

PATCHES = sorted((ROOT / "tests" / "breaks").glob("*.patch"))


def test_patches_name_tests_that_exist():
    faults = []
    for patch in PATCHES:
        named = re.match(r"# test: (tests/\S+\.py)::(test_\w+)", patch.read_text())
        if not named or not (ROOT / named[1]).is_file() or f"def {named[2]}(" not in (ROOT / named[1]).read_text():
            faults.append(patch.name)
    assert not faults, listed([*faults, "The first line must be `# test: tests/…py::test_x`."])


def test_patches_apply_to_the_code_as_it_stands():
    faults = []
    for patch in PATCHES:
        done = subprocess.run(["git", "apply", "--check", str(patch)], cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            faults.append(f"{patch.name}: {done.stderr.strip()}")
    assert not faults, listed(faults)
