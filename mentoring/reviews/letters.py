"""The letters of held decisions, as they will leave: one for each reader, in the reader's language."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import MD5

from mentoring.calls import move_notices
from mentoring.calls.models import Application, Call, Stage
from mentoring.calls.people import applicants_of_all, shut_to
from network.accounts.models import User
from network.core import clock
from network.notifications.render import render_mail
from network.notifications.services import reader_of

ORDER = ("pending__target__position", "number")  # those that go to the same stage together


@dataclass(frozen=True)
class Letter:
    """What one person will read."""

    application: Application
    reader: User
    language: str
    subject: str
    text: str


def held_in(call: Call, reader: User) -> QuerySet[Application]:
    """Applications with a held decision, for somebody who runs the call; none that a conflict closes to them."""
    held = (
        call.applications.filter(pending__isnull=False)
        .exclude(pk__in=shut_to(reader))
        .select_related("call__incubator", "company", "stage", "pending__source", "pending__target", "pending_by")
    )
    return held.defer(*Application.HEAVY).order_by(*ORDER)


@dataclass(frozen=True)
class Outbox:
    """All that waits in a call: the applications in order, how many go to which stage, and a mark that changes with any of the decisions."""

    applications: list[UUID]
    by_stage: list[tuple[Stage, int]]
    mark: str


def outbox_of(call: Call, held: QuerySet[Application]) -> Outbox:
    """What waits, in two queries however much it is. `held` are those that the reader may know of."""
    lines = held.select_related(None).order_by(*ORDER).values_list("pk", "pending", "pending_at", MD5("pending_words"), "pending__target").iterator()
    mark, keys, counted = sha256(), [], Counter[UUID]()
    for pk, way, at, words, target in lines:
        keys.append(pk)
        counted[target] += 1
        mark.update(f"{pk} {way} {at.isoformat()} {words}\n".encode())
    stages = Stage.objects.filter(call=call, pk__in=counted).order_by("position", "id")
    return Outbox(keys, [(stage, counted[stage.pk]) for stage in stages], mark.hexdigest())


def letters_of(call: Call, reader: User) -> list[Letter]:
    """All letters of the held decisions that somebody who runs the call may read."""
    return [letter for _application, found in with_letters(held_in(call, reader)) for letter in found]


def with_letters(applications: Iterable[Application]) -> list[tuple[Application, list[Letter]]]:
    """Held decisions, each with its letters; their readers are found in two queries."""
    rows = list(applications)
    people = applicants_of_all(rows)
    return [(application, _letters(application, people[application.pk])) for application in rows]


def _letters(application: Application, people: list[User]) -> list[Letter]:
    found = []
    target = application.pending.target
    confirm_by = clock.now() + timedelta(days=application.call.confirm_days) if target.kind == Stage.Kind.ACCEPTED else None
    for drafted in move_notices.drafts(application, target, application.pending_words, confirm_by=confirm_by, people=people):
        reader = reader_of(drafted.person)
        mail = render_mail(drafted.kind, drafted.context, reader, url=drafted.url)
        found.append(Letter(application, drafted.person, reader.language, mail.subject, mail.text))
    return found
