"""Run a program that ends when its parent does, even when the parent is killed: `bound.py PARENT PROGRAM ARGUMENT…`

Linux only; elsewhere the program just runs, and the supervisor's state file lets the next start clear it away.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, *command = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != int(parent):  # it died before we could ask to be told
            sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606 -- becoming it is the purpose


if __name__ == "__main__":
    main()
