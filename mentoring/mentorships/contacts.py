"""Who acts for the company in a mentorship. When that person leaves the company, an administrator takes over at once."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from mentoring.followups import services as followups
from mentoring.mentorships import notices, rules, session_notices, session_rules, sessions
from mentoring.mentorships.locks import locked
from mentoring.mentorships.models import Mentorship, Session
from messaging import services as messaging
from network.accounts.models import User
from network.calendars import services as calendars
from network.core.errors import Conflict, Invalid, require
from network.core.history import because
from network.invitations import services as invitations
from network.notifications import services as notifications
from network.organisations.models import Organisation
from network.organisations.queries import is_member, successors_in


def appoint(*, mentorship: Mentorship, person: User, by: User) -> Mentorship:
    """Let another member of the company act for it from now on. Appointing who acts already changes nothing. Raises Invalid."""
    with transaction.atomic():
        mentorship = locked(mentorship)
        require(rules.can_appoint(by, mentorship))
        if not is_member(person, mentorship.company) or not person.is_active or person.pk == mentorship.mentor_id:
            raise Invalid({"person": [_("Choose one of the company's people.")]})
        if person.pk != mentorship.contact_id:
            _pass_on(mentorship, person, by)
    return mentorship


@transaction.atomic
def member_left(*, organisation: Organisation, person: User, by: User) -> int:
    """Somebody is no longer of the company: in its running mentorships an administrator acts from this moment. Returns in how many.

    Part of the transaction that ends the membership (`settings.MEMBERSHIP_ENDED`), so there is no moment between. The
    administrator can appoint somebody else afterwards. An organisation always keeps one.
    """
    running = Mentorship.objects.filter(company=organisation, contact=person).exclude(state=Mentorship.State.ENDED).order_by("pk")
    changed = 0
    for pk in list(running.values_list("pk", flat=True)):
        mentorship = locked(pk)
        successor = next(iter(successors_in(organisation, but=[mentorship.contact_id, mentorship.mentor_id])), None)
        if mentorship.contact_id == person.pk and successor is not None:
            _pass_on(mentorship, successor, by)
            changed += 1
    return changed


def _pass_on(mentorship: Mentorship, person: User, by: User) -> None:
    """Everything that was the old contact's is the new one's: conversation, sessions ahead, questions that were planned."""
    old = mentorship.contact
    with because("mentorship.contact", by=by):
        mentorship.contact = person
        mentorship.save(update_fields=["contact"])
    if mentorship.conversation:
        messaging.leave(conversation=mentorship.conversation, person=old, by=by)
        messaging.join(conversation=mentorship.conversation, person=person, by=by)
    notifications.supersede(mentorship, people=[old])
    every = list(mentorship.sessions.all())
    called_off = [session.topic for session in every if not _pass_session_on(session, mentorship, old, by)]
    followups.pass_on([mentorship.pk, *[session.pk for session in every]], old, person)
    notices.contact_changed(mentorship, old, called_off)


def _pass_session_on(session: Session, mentorship: Mentorship, old: User, by: User) -> bool:
    """One session; False when it had to be called off, because the new contact is taken at that time."""
    session.mentorship = mentorship
    if session.state not in (Session.State.PROPOSED, Session.State.CONFIRMED) or session_rules.has_begun(session):
        return True
    if session.proposed_by_id == old.pk:  # the company's proposal: its new contact must not answer it
        session.proposed_by = mentorship.contact
        session.save(update_fields=["proposed_by"])
    notifications.supersede(session, people=[old])
    if session.starts_at is None:
        return True
    if session.declined_by_id == old.pk:  # the new contact has said nothing against this time
        session.declined_by = None
        session.save(update_fields=["declined_by"])
    calendars.release(session, by=by, people=[old])
    ends_at = session.starts_at + timedelta(minutes=session.minutes)
    try:
        calendars.book([mentorship.contact], session.starts_at, ends_at, source=session, by=by)
    except Conflict:
        sessions.call_off(session, by=by)
        return False
    both = notices.both(mentorship)
    invitations.update(about=session, by=by, people=both, accepted=both, context={"topic": session.topic, **notices.names(mentorship)})
    session_notices.plan_reminders(session, [mentorship.contact])
    return True
