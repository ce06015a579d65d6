"""manage.py demo: the whole platform with a year of invented life, in one terminal."""

import sys

from django.core.management.base import BaseCommand

from mentoring.demo.run import run


class Command(BaseCommand):
    help = "Start web, worker, beat and, where none is named, the database servers; Ctrl-C stops all of it."
    requires_system_checks = []

    def handle(self, **options: object) -> None:
        sys.exit(run())
