"""A cohort's conversation and its announcements: who is in follows from who comes along and who runs it.

The staff are the people appointed on behalf of the incubator and its administrators; the programme's managers come in by
themselves. Whoever leaves reads nothing beyond that moment, in the same transaction.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from mentoring.calls.people import looking_after
from mentoring.cohorts import rules
from mentoring.cohorts.models import Cohort
from mentoring.cohorts.queries import travellers_of
from messaging import services as messaging
from messaging.models import Conversation, Participant
from network.accounts.models import User
from network.core.errors import Conflict, require
from network.vocabulary.labels import label_of

Kind = Conversation.Kind


def staff_of(cohort: Cohort) -> list[User]:
    """Who looks after the cohort for the incubator, by name."""
    return list(looking_after(cohort.programme_id, cohort.incubator_id))


def open_both(cohort: Cohort, by: User) -> None:
    """Open both where there are none yet. The caller has locked the cohort."""
    staff, others = {person.pk: person for person in [by, *staff_of(cohort)]}, list(travellers_of(cohort))
    for field, kind in (("conversation", Kind.COHORT), ("announcements", Kind.ANNOUNCEMENT)):
        if getattr(cohort, field) is None:
            title = label_of(cohort.names, cohort.languages[0])[:160]
            people = [*staff.values(), *others]
            room = messaging.open_conversation(kind=kind, people=people, by=by, subject=cohort, title=title, programme=cohort.programme)
            setattr(cohort, field, room)
            if kind == Kind.ANNOUNCEMENT:
                room.participants.exclude(person__in=staff).update(may_write=False)
    cohort.save(update_fields=["conversation", "announcements"])


def close_both(cohort: Cohort, by: User) -> None:
    """Both can be read from now on, and nothing added."""
    for room in _rooms(cohort):
        messaging.close(conversation=room, by=by)


def reopen_both(cohort: Cohort, *, closed_since: datetime | None) -> None:
    """Open again what ended with the cohort; what was closed before (a reported word) stays closed."""
    for room in _rooms(cohort):
        if closed_since is not None and room.closed_at is not None and room.closed_at >= closed_since:
            messaging.open_again(conversation=room)


def bring_in(cohort: Cohort, people: Iterable[User], by: User | None, *, writes: bool = False) -> None:
    """Let people in from now on; with `writes` they write announcements too. Who is in stays as they are."""
    wanted = sorted({person.pk: person for person in people}.values(), key=lambda person: person.pk)
    for room in _rooms(cohort):
        if room.is_closed:
            continue
        for person in wanted:
            messaging.join(conversation=room, person=person, by=by)
        if room.kind == Kind.ANNOUNCEMENT and not writes:
            staff = [person.pk for person in staff_of(cohort)]
            Participant.objects.filter(conversation=room, person__in=wanted, left_seq=None).exclude(person__in=staff).update(may_write=False)


def let_out(cohort: Cohort, people: Iterable[User], by: User | None) -> None:
    """Whoever neither comes along nor runs the cohort any more is out of both from this moment on."""
    stay = set(travellers_of(cohort).values_list("pk", flat=True))
    gone = [person for person in people if person.pk not in stay and not rules.runs(person, cohort)]
    for room in _rooms(cohort):
        for person in sorted(gone, key=lambda person: person.pk):
            messaging.leave(conversation=room, person=person, by=by)


def settle(cohort: Cohort) -> None:
    """Let out everybody who is in and should not be. For who left the programme or lost an appointment."""
    rooms = [room.pk for room in _rooms(cohort)]
    inside = User.objects.filter(participations__conversation__in=rooms, participations__left_seq=None).distinct()
    let_out(cohort, inside, None)


@transaction.atomic
def come_in(*, cohort: Cohort, by: User) -> None:
    """Whoever runs the cohort and is not in comes in, seen by everybody, and reads from now on. Raises Refused and Conflict."""
    require(rules.can_change(by, cohort))
    if cohort.conversation is None:
        raise Conflict(rules.NOT_BEGUN, code="state")
    bring_in(cohort, [by], by, writes=True)


def _rooms(cohort: Cohort) -> list[Conversation]:
    """In a fixed order, so that two who change the people of one cohort do not wait for each other in a circle."""
    return [room for room in (cohort.conversation, cohort.announcements) if room is not None]
