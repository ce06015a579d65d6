"""manage.py demo: the whole platform with a year of invented life, in one terminal."""

import json

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mentoring.demo.advance import advance, length_of
from mentoring.demo.run import run


class Command(BaseCommand):
    help = "Start web, worker, beat and, where none is named, the database servers; Ctrl-C stops all of it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--advance", metavar="30d", help="move the demo's clock forward (m, h, d, w) and do all that falls due; prints it as JSON")

    def handle(self, *, advance: str | None, **options: object) -> None:
        if advance:
            self._advance(advance)
        else:
            run()

    def _advance(self, text: str) -> None:
        if not settings.DEMO:
            raise CommandError("The clock moves only in the demo.")
        try:
            length = length_of(text)
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(advance(length), ensure_ascii=False, indent=1))
