"""From an outbox row to the message that leaves."""

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives as Message
from django.urls import reverse
from django.utils.module_loading import import_string

from network.notifications import kinds, mime, render
from network.notifications.models import Delivery
from network.notifications.services import reader_of

UNSUBSCRIBE_SALT = "notifications.unsubscribe"


class NothingLeft(Exception):
    """What the mail was to tell has been seen meanwhile."""


def fresh_context(row: Delivery) -> dict:
    """What the mail says now: some kinds read it anew when they leave (`MAIL_FRESHENED`). Raises NothingLeft."""
    name = settings.MAIL_FRESHENED.get(row.kind)
    if name is None or row.person is None:
        return row.context
    context = import_string(name)(row.person, row.context)
    if context is None:
        raise NothingLeft
    return context


def message_for(row: Delivery) -> Message:
    """Render a row in its reader's present language and zone. Raises NothingLeft, and what a broken template raises."""
    reader = reader_of(row.person) if row.person else render.Reader(language=row.language)
    can_stop = row.person is not None and kinds.may_turn_off(row.kind)
    context = fresh_context(row)
    rendered = render.render_mail(row.kind, context, reader, url=row.url, settings_url=render.absolute(reverse("notification-preferences")) if can_stop else "")
    return mime.build(
        rendered,
        to=row.address,
        key=row.key,
        language=reader.language,
        calendar=row.calendar,
        method=row.calendar_method,
        reply_to=context.get("reply_to", ""),
        unsubscribe_url=unsubscribe_url(row) if can_stop and not row.calendar else "",
    )


def unsubscribe_url(row: Delivery) -> str:
    """A signed address that turns this group of mails off for this person, without signing in (RFC 8058)."""
    token = signing.dumps([str(row.person_id), kinds.group_of(row.kind)], salt=UNSUBSCRIBE_SALT, compress=True)
    return render.absolute(reverse("notification-unsubscribe", args=[token]))
