"""manage.py migrate: Django's, without rendering the unchanged again and again."""

from django.core.management.commands import migrate

from network.core.light_state import light_state


class Command(migrate.Command):
    """See network.core.light_state."""

    def handle(self, *args: object, **options: object) -> None:
        with light_state():
            super().handle(*args, **options)
