"""manage.py populate: a large synthetic network, seeded and fast."""

from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mentoring.demo.populate import populate
from network.programmes.models import Programme


class Command(BaseCommand):
    help = "Add a synthetic network to a programme, in bulk. For benchmarks; never on a database that matters."

    def add_arguments(self, parser: CommandParser) -> None:
        for name, default in (("organisations", 100), ("mentors", 100), ("requests", 200), ("seed", 1)):
            parser.add_argument(f"--{name}", type=int, default=default, metavar="N")
        parser.add_argument("--programme", default="synthetic", metavar="SLUG", help="made where it is missing")

    def handle(self, *, organisations: int, mentors: int, requests: int, seed: int, programme: str, **options: object) -> None:
        if min(organisations, mentors, requests) < 0:
            raise CommandError("Give numbers of at least 0.")
        into, _made = Programme.objects.get_or_create(slug=programme, defaults={"name": "Synthetic", "countries": ["FI", "SE", "NO"]})
        made = populate(into, organisations=organisations, mentors=mentors, requests=requests, seed=seed)
        self.stdout.write(", ".join(f"{number} {name}" for name, number in asdict(made).items()))
