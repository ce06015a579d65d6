"""manage.py load_vocabulary: the field's reference data, as shipped."""

from django.core.management.base import BaseCommand

from network.vocabulary.services import load_vocabulary


class Command(BaseCommand):
    help = "Load regions, sectors and support needs."

    def handle(self, **options: object) -> None:
        counts = load_vocabulary()
        self.stdout.write(", ".join(f"{count} {name}" for name, count in counts.items()))
