#!/usr/bin/env python
"""Northbridge's command line."""

import os
import sys

from network.core import engines

# Commands that read code only: they need no running database.
NEEDS_NO_SERVERS = {"makemigrations", "compile_catalogs", "extract_messages", "demo", "help", "--help", "spectacular", "check", "collectstatic"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "network.settings")
    if len(sys.argv) > 1 and sys.argv[1] not in NEEDS_NO_SERVERS:
        engines.ensure()
    from django.core.management import execute_from_command_line  # noqa: PLC0415 -- after the servers' addresses are known

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
