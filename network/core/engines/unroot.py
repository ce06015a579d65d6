"""Run a program that refuses to run as root, as root, without making a user or opening folders to others.

In a user namespace of its own the process has an ordinary user's number, while the files it may read
and write stay root's own. Run by path, with the standard library only: `unroot.py UID GID PROGRAM ARGUMENT…`
"""

import ctypes
import os
import sys
from pathlib import Path

CLONE_NEWUSER = 0x10000000
REFUSED = 97  # the exit code that says this system allows no user namespaces


def enter_namespace(uid: int, gid: int) -> None:
    """Become `uid` and `gid` inside a new user namespace. Raises OSError where that is not allowed."""
    libc = ctypes.CDLL(None, use_errno=True)
    outer_uid, outer_gid = os.geteuid(), os.getegid()
    if libc.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {outer_uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {outer_gid} 1")


def main() -> None:
    uid, gid, *command = sys.argv[1:]
    try:
        enter_namespace(int(uid), int(gid))
    except (OSError, AttributeError):
        sys.exit(REFUSED)
    os.execv(command[0], command)  # noqa: S606 -- becoming it is the purpose


if __name__ == "__main__":
    main()
