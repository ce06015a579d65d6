"""The letters of held decisions, as they will leave: one for each reader, in the reader's language."""

from dataclasses import dataclass
from datetime import timedelta

from mentoring.calls import move_notices
from mentoring.calls.models import Application, Call, Stage
from mentoring.calls.people import shut_to
from network.accounts.models import User
from network.core import clock
from network.notifications.render import render_mail
from network.notifications.services import reader_of


@dataclass(frozen=True)
class Letter:
    """What one person will read."""

    application: Application
    reader: User
    language: str
    subject: str
    text: str


def held_in(call: Call, reader: User) -> list[Application]:
    """Applications with a held decision, those that go to the same stage together, for somebody who runs the call; none that a conflict closes to them."""
    held = (
        call.applications.filter(pending__isnull=False)
        .exclude(pk__in=shut_to(reader))
        .select_related("call__incubator", "company", "stage", "pending__source", "pending__target", "pending_by")
    )
    return list(held.defer(*Application.HEAVY).order_by("pending__target__position", "number"))


def letters_of(call: Call, reader: User) -> list[Letter]:
    """All letters of the held decisions that somebody who runs the call may read."""
    return [letter for application in held_in(call, reader) for letter in letters_for(application)]


def letters_for(application: Application) -> list[Letter]:
    """The letters of one held decision."""
    found = []
    target = application.pending.target
    confirm_by = clock.now() + timedelta(days=application.call.confirm_days) if target.kind == Stage.Kind.ACCEPTED else None
    for drafted in move_notices.drafts(application, target, application.pending_words, confirm_by=confirm_by):
        reader = reader_of(drafted.person)
        mail = render_mail(drafted.kind, drafted.context, reader, url=drafted.url)
        found.append(Letter(application, drafted.person, reader.language, mail.subject, mail.text))
    return found
