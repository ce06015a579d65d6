"""Write docs/live.md, or say that it is out of date."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from messaging.live.document import page


class Command(BaseCommand):
    """`manage.py document_live [--check]`"""

    help = "Write docs/live.md from the frames of the websocket."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail when the page is out of date")

    def handle(self, *args: object, **options: object) -> None:
        path = settings.BASE_DIR / "docs" / "live.md"
        if not options["check"]:
            path.write_text(page())
        elif not path.exists() or path.read_text() != page():
            raise CommandError("docs/live.md is out of date: manage.py document_live")
