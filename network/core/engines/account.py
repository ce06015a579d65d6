"""Under which account PostgreSQL runs: its server refuses to run as root."""

import os
import pwd
import stat
import subprocess
import sys
from functools import cache
from pathlib import Path

from network.core.engines.server import EngineError

UNROOT = Path(__file__).with_name("unroot.py")


@cache
def ordinary() -> pwd.struct_passwd:
    """An account that every system has and that is not root."""
    accounts = [entry for entry in pwd.getpwall() if entry.pw_uid != 0]
    return next((entry for entry in accounts if entry.pw_name == "nobody"), accounts[0])


@cache
def in_namespace() -> bool:
    """Whether root may make a user namespace here."""
    return subprocess.run(_namespaced(["/bin/true"]), capture_output=True).returncode == 0  # noqa: S603 -- a fixed command


def _namespaced(command: list[str]) -> list[str]:
    return [sys.executable, "-I", "-S", str(UNROOT), str(ordinary().pw_uid), str(ordinary().pw_gid), *command]


def as_ordinary(command: list[str]) -> list[str]:
    """The command that runs `command` as somebody other than root."""
    if os.geteuid() != 0:
        return command
    if in_namespace():
        return _namespaced(command)
    drop = "import os, sys; os.setgroups([]); os.setgid(int(sys.argv[2])); os.setuid(int(sys.argv[1])); os.execv(sys.argv[3], sys.argv[3:])"
    return [sys.executable, "-I", "-S", "-c", drop, str(ordinary().pw_uid), str(ordinary().pw_gid), *command]


def hand_over(*folders: Path) -> None:
    """Give the folders to the account that will use them, where that is not the one that made them."""
    if os.geteuid() != 0 or in_namespace():
        return
    for folder in folders:
        if folder.stat().st_uid == ordinary().pw_uid:
            continue
        _check_reachable(folder)
        for path in (folder, *folder.rglob("*")):
            os.chown(path, ordinary().pw_uid, ordinary().pw_gid, follow_symlinks=False)


def _check_reachable(folder: Path) -> None:
    for parent in folder.resolve().parents:
        if not parent.stat().st_mode & stat.S_IXOTH:
            raise EngineError(
                f"PostgreSQL will not run as root, and other accounts cannot enter {parent}. "
                "Run this as an ordinary user, move the folder, or set DATABASE_URL to a server of your own."
            )
