"""manage.py extract_messages: bring the .po files up to date with the code, list what is missing, fill it in."""

import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from network.core.catalogues import extraction, store


class Command(BaseCommand):
    help = "Update the .po files. --missing fi prints what is to be translated as JSON; --fill fi FILE writes it back."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser) -> None:
        codes = (*store.COMPLETE, store.REVIEWED)
        parser.add_argument("--missing", choices=codes, metavar="LANGUAGE")
        parser.add_argument("--fill", nargs=2, metavar=("LANGUAGE", "FILE"))

    def handle(self, *, missing: str | None, fill: list[str] | None, **options: object) -> None:
        locale_dir = Path(settings.LOCALE_PATHS[0])
        template = extraction.template_catalogue(settings.BASE_DIR)
        if missing:
            wanted = store.missing(store.updated(store.read(locale_dir, missing), template))
            self.stdout.write(json.dumps(wanted, ensure_ascii=False, indent=0))
            return
        if fill:
            self._fill(locale_dir, template, *fill)
            return
        for code in (*store.COMPLETE, store.REVIEWED):
            catalogue = store.updated(store.read(locale_dir, code), template)
            store.write(locale_dir, code, catalogue)
            self.stdout.write(f"{code}: {len(catalogue)} texts, {len(store.missing(catalogue))} to translate")

    def _fill(self, locale_dir: Path, template, code: str, file: str) -> None:
        if code not in (*store.COMPLETE, store.REVIEWED):
            raise CommandError(f"There is no catalogue {code}.")
        catalogue = store.updated(store.read(locale_dir, code), template)
        refused = store.fill(catalogue, json.loads(Path(file).read_text()))
        store.write(locale_dir, code, catalogue)
        self.stdout.write(f"{code}: {len(store.missing(catalogue))} still to translate")
        if refused:
            raise CommandError(f"{len(refused)} not taken:\n" + "\n".join(refused))
