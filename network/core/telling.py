"""How areas that stand left of notifications tell people something: by the names in the settings."""

from importlib import import_module

from django.conf import settings


def notify(**message: object) -> None:
    """`network.notifications.services.notify`: a line in the person's list and a mail, in this transaction."""
    import_module(settings.NOTIFICATIONS).notify(**message)


def mail_to_address(**message: object) -> None:
    """`network.notifications.services.mail_to_address`: a mail to an address that may have no account."""
    import_module(settings.NOTIFICATIONS).mail_to_address(**message)
