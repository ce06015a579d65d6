#!/usr/bin/env python
"""Northbridge's command line."""

import os
import sys

# Commands that read code only: they need no running database.
NEEDS_NO_SERVERS = {"makemigrations", "compile_catalogs", "extract_messages", "help", "--help", "spectacular", "check", "collectstatic"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "network.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command == "demo":
        os.environ.setdefault("DEMO", "1")
        if any(word.startswith("--advance") for word in sys.argv):
            _as_the_running_demo()
    if command not in NEEDS_NO_SERVERS:
        from network.core import engines  # noqa: PLC0415 -- only where servers are needed

        engines.ensure()
    from django.core.management import execute_from_command_line  # noqa: PLC0415 -- after the servers' addresses are known

    execute_from_command_line(sys.argv)


def _as_the_running_demo() -> None:
    """What sends mail beside a running demo writes the same links and uses the same mail server, unless this shell says otherwise."""
    from network.core import engines, supervisor  # noqa: PLC0415 -- only where it is needed

    for name, value in supervisor.environment_of(engines.var_dir() / "run" / "demo.json").items():
        if not os.environ.get(name):
            os.environ[name] = value


if __name__ == "__main__":
    try:
        main()
    except ModuleNotFoundError as missing:
        if missing.name and missing.name.split(".")[0] in {"network", "messaging", "mentoring", "frontend"}:
            raise  # ours: a mistake in the code, which a traceback helps to find
        sys.exit(f"The Python package {missing.name!r} is not installed here. Run `make demo`, or: pip install --require-hashes -r requirements.txt")
    except KeyboardInterrupt:
        sys.exit(130)
