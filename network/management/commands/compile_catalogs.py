"""manage.py compile_catalogs: the .po files as .mo, with Babel alone."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from network.core.catalogues import extraction, store


class Command(BaseCommand):
    help = "Compile the message catalogues; --check tells what is missing, fuzzy or mismatched and writes nothing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *, check: bool, **options: object) -> None:
        locale_dir = Path(settings.LOCALE_PATHS[0])
        if not check:
            for path in store.compile_all(locale_dir):
                self.stdout.write(f"{path.parent.parent.name} compiled")
            return
        if found := store.problems(locale_dir, extraction.template_catalogue(settings.BASE_DIR)):
            raise CommandError(f"{len(found)} faults in the catalogues:\n" + "\n".join(found[:60]))
