"""Setting up, inviting to, changing and closing investor meetings. Invitations and reminders leave through the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentoring.investors import reminders, rules, states
from mentoring.investors.models import InvestorMeeting, MeetingDocument, MeetingParticipant
from mentoring.investors.queries import investor_organisation_of, with_details
from network.accounts.claims import send_claim
from network.accounts.models import User
from network.calendars import services as calendars
from network.core import clock
from network.core.errors import Conflict, Invalid, require
from network.core.locks import hold_row
from network.core.seen import require_seen
from network.core.states import move
from network.invitations import services as invitations
from network.invitations.models import Attendee, Invitation
from network.invitations.queries import answers_of
from network.ledger import services as ledger
from network.ledger.models import SupportRecord
from network.organisations.models import Organisation
from network.organisations.queries import administrators_of
from network.programmes.models import Programme
from network.programmes.queries import takes_part
from network.programmes.rules import open_for

Side = MeetingParticipant.Side
State = InvestorMeeting.State
EDITABLE = ("title", "about", "starts_at", "minutes", "place", "link")
MOST_DOCUMENTS = 20
FURTHEST = timedelta(days=730)


@dataclass(frozen=True)
class Document:
    """A link for the meeting's people."""

    title: str
    url: str


@transaction.atomic
def plan_meeting(
    *,
    by: User,
    programme: Programme,
    company: Organisation,
    title: str,
    starts_at: datetime,
    about: str = "",
    minutes: int = 45,
    place: str = "",
    link: str = "",
    investors: Sequence[User] = (),
    company_people: Sequence[User] = (),
    documents: Sequence[Document] = (),
    attends: bool = True,
) -> InvestorMeeting:
    """Set up a meeting without telling anybody yet. Without `company_people` those who speak for the company are in.

    Raises Invalid for a company outside the programme, a time in the past, or neither place nor link.
    """
    require(rules.can_plan(by, programme))
    require(open_for(programme, "investor-meetings"))
    if not takes_part(company, programme):
        raise Invalid({"company": [_("This company does not take part in the programme.")]})
    meeting = InvestorMeeting(
        programme=programme, company=company, organiser=by, title=title, about=about, starts_at=starts_at, minutes=minutes, place=place, link=link
    )
    _check(meeting)
    meeting.save()
    people = [(person, Side.COMPANY) for person in company_people or administrators_of(company)]
    people += [(by, Side.ORGANISER)] if attends else []
    people += [(person, Side.INVESTOR) for person in investors]
    for person, side in people:
        _join(meeting, person, side)
    for document in documents:
        _attach(meeting, document)
    return _fresh(meeting)


@transaction.atomic
def invite(*, meeting: InvestorMeeting, by: User) -> InvestorMeeting:
    """Take everybody's time, all or none, send calendar invitations and plan the reminders.

    Raises Conflict with fresh slots when somebody is taken at that time.
    """
    meeting = locked(meeting)
    require(rules.can_invite(by, meeting))
    people = _people(meeting)
    calendars.book([p.person for p in people], meeting.starts_at, meeting.ends_at, source=meeting, by=by)
    move(meeting, "invite", states.INVESTOR_MEETING, invited_at=clock.now())
    agreed = [p.person for p in people if p.person_id == by.pk]
    invitation = invitations.invite(about=meeting, people=[p.person for p in people], by=by, accepted=agreed, **_shown(meeting))
    reminders.plan(meeting, people, sequence=invitation.sequence)
    _offer_accounts(people, by)
    return _fresh(meeting)


@transaction.atomic
def change(*, meeting: InvestorMeeting, by: User, was: str = "", **changes: object) -> InvestorMeeting:
    """Change what is said of a meeting (`EDITABLE`). Once it was invited, everybody whose entry changes gets an update.

    A new time takes everybody's time anew, all or none (Conflict with fresh slots), and asks everybody again.
    Raises Overwritten when it reads otherwise by now (`was`: the mark of `EDITABLE` as read).
    """
    if unknown := set(changes) - set(EDITABLE):
        raise Invalid({name: [_("This field is not known.")] for name in unknown})
    meeting = locked(meeting)
    require(rules.can_change(by, meeting))
    require_seen(meeting, EDITABLE, was)
    before = (meeting.starts_at, meeting.ends_at)
    for name, value in changes.items():
        setattr(meeting, name, value)
    moved = before != (meeting.starts_at, meeting.ends_at)
    _check(meeting, future=moved)
    meeting.save(update_fields=list(changes))
    if meeting.state == State.INVITED:
        if moved:
            # Whoever declined the old time is asked anew, and so is their time.
            calendars.move(meeting, meeting.starts_at, meeting.ends_at, by=by, people=[p.person for p in _people(meeting)])
        _update_invitation(meeting, by)
    return _fresh(meeting)


@transaction.atomic
def add_person(*, meeting: InvestorMeeting, person: User, side: str, by: User) -> MeetingParticipant:
    """Add an investor or a person of the company. After the invitations went out they alone are invited."""
    meeting = locked(meeting)
    require(rules.can_change(by, meeting))
    return take_in(meeting, person, side, by)


def take_in(meeting: InvestorMeeting, person: User, side: str, by: User) -> MeetingParticipant:
    """One more in a locked meeting. Raises Conflict when an invited meeting finds them taken at its time."""
    participant = _join(meeting, person, side)
    if meeting.state == State.INVITED:
        calendars.book([person], meeting.starts_at, meeting.ends_at, source=meeting, by=by)
        guest = invitations.add_guest(about=meeting, person=person, by=by)
        reminders.plan(meeting, [participant], sequence=guest.invitation.sequence)
        _offer_accounts([participant], by)
    return participant


@transaction.atomic
def remove_person(*, meeting: InvestorMeeting, participant: MeetingParticipant, by: User) -> None:
    """Take somebody off: their time is free again, and they alone hear of it."""
    meeting = locked(meeting)
    current = next((p for p in _people(meeting) if p.pk == participant.pk), None)
    if current is None:
        return
    require(rules.can_remove(by, meeting, current))
    take_off(meeting, current, by)


def take_off(meeting: InvestorMeeting, current: MeetingParticipant, by: User) -> None:
    """One less in a locked meeting; the calendar entry is called off for them alone."""
    current.removed_at = clock.now()
    current.save(update_fields=["removed_at"])
    if meeting.state == State.INVITED:
        calendars.release(meeting, by=by, people=[current.person])
        invitations.remove_guest(about=meeting, person=current.person, by=by)
        reminders.take_back(meeting, [current.person])


@transaction.atomic
def add_document(*, meeting: InvestorMeeting, by: User, title: str, url: str) -> MeetingDocument:
    """Give the meeting's people a link; calendar entries that went out are brought up to date."""
    meeting = locked(meeting)
    require(rules.can_change(by, meeting))
    document = _attach(meeting, Document(title, url))
    if meeting.state == State.INVITED:
        _update_invitation(meeting, by)
    return document


@transaction.atomic
def remove_document(*, meeting: InvestorMeeting, document_id: UUID, by: User) -> None:
    """Take a link away again."""
    meeting = locked(meeting)
    require(rules.can_change(by, meeting))
    deleted, _rows = meeting.documents.filter(pk=document_id).delete()
    if deleted and meeting.state == State.INVITED:
        _update_invitation(meeting, by)


@transaction.atomic
def cancel(*, meeting: InvestorMeeting, by: User) -> InvestorMeeting:
    """Call the meeting off: calendars are told, everybody's time is free again, nobody is reminded."""
    meeting = locked(meeting)
    require(rules.can_cancel(by, meeting))
    was_invited = meeting.state == State.INVITED
    move(meeting, "cancel", states.INVESTOR_MEETING, closed_at=clock.now())
    if was_invited:
        calendars.release(meeting, by=by)
        invitations.cancel(about=meeting, by=by)
        reminders.take_back(meeting)
    return _fresh(meeting)


@transaction.atomic
def hold(*, meeting: InvestorMeeting, by: User, minutes: int, outcome: str = "") -> InvestorMeeting:
    """Record that it took place, with its real length, as a line of the ledger. Once only."""
    meeting = locked(meeting)
    require(rules.can_record(by, meeting))
    if not 1 <= minutes <= 480:
        raise Invalid({"minutes": [_("Give the length in minutes, from 1 to 480.")]})
    move(meeting, "hold", states.INVESTOR_MEETING, held_minutes=minutes, outcome=outcome, closed_at=clock.now())
    people = _people(meeting)
    investor = next((p.person for p in people if p.side == Side.INVESTOR), None)
    ledger.record(
        source=meeting,
        programme=meeting.programme,
        receiver=meeting.company,
        receiver_person=next((p.person for p in people if p.side == Side.COMPANY), None),
        provider_person=investor,
        provider=investor_organisation_of(investor) if investor else None,
        kind=SupportRecord.Kind.INVESTOR_MEETING,
        starts_at=meeting.starts_at,
        minutes=minutes,
        by=by,
    )
    return _fresh(meeting)


@transaction.atomic
def miss(*, meeting: InvestorMeeting, by: User, outcome: str = "") -> InvestorMeeting:
    """Record that it did not take place though nobody called it off."""
    meeting = locked(meeting)
    require(rules.can_record(by, meeting))
    move(meeting, "miss", states.INVESTOR_MEETING, outcome=outcome, closed_at=clock.now())
    return _fresh(meeting)


def locked(meeting: InvestorMeeting) -> InvestorMeeting:
    """The meeting's row, locked. The race: invitations going out while somebody is added, or two coordinators at once."""
    return hold_row(with_details(InvestorMeeting.objects.all()), meeting.pk)


def _fresh(meeting: InvestorMeeting) -> InvestorMeeting:
    return with_details(InvestorMeeting.objects.all()).get(pk=meeting.pk)


def _people(meeting: InvestorMeeting) -> list[MeetingParticipant]:
    return list(meeting.people.filter(removed_at=None).select_related("person").order_by("id"))


def _check(meeting: InvestorMeeting, *, future: bool = True) -> None:
    """Raise Invalid for what no meeting can have. Lengths of texts are checked here too, since no form stands before the API's services."""
    errors: dict[str, list] = {}
    if future and meeting.starts_at <= clock.now():
        errors["starts_at"] = [_("This time has passed. Choose a time ahead.")]
    elif future and meeting.starts_at > clock.now() + FURTHEST:
        errors["starts_at"] = [_("This is more than two years ahead. Please check the date.")]
    if not meeting.place and not meeting.link:
        errors["place"] = [_("Give a place, a video link, or both.")]
    try:
        meeting.clean_fields(exclude=["programme", "company", "organiser", *errors])
    except ValidationError as error:
        errors |= error.message_dict
    if errors:
        raise Invalid(errors)


def _join(meeting: InvestorMeeting, person: User, side: str) -> MeetingParticipant:
    people = _people(meeting)
    if any(p.person_id == person.pk for p in people):
        raise Conflict(_("%(name)s is in this meeting already.") % {"name": person}, code="already-in")
    if len(people) >= rules.MOST_PEOPLE:
        raise Conflict(_("A meeting has at most %(most)d people.") % {"most": rules.MOST_PEOPLE}, code="full")
    return MeetingParticipant.objects.create(meeting=meeting, person=person, side=side)


def _attach(meeting: InvestorMeeting, document: Document) -> MeetingDocument:
    if meeting.documents.count() >= MOST_DOCUMENTS:
        raise Conflict(_("A meeting has at most %(most)d document links.") % {"most": MOST_DOCUMENTS}, code="full")
    if not document.title.strip():
        raise Invalid({"document_title": [_("Give the document a name.")]})
    try:
        URLValidator(schemes=["https", "http"])(document.url)
    except ValidationError as error:
        raise Invalid({"document_url": error.messages}) from None
    return MeetingDocument.objects.create(meeting=meeting, title=document.title.strip(), url=document.url)


def _shown(meeting: InvestorMeeting) -> dict[str, object]:
    """What stands in everybody's calendar."""
    documents = [{"title": d.title, "url": d.url} for d in meeting.documents.all().order_by("id")]
    return {
        "title": meeting.title,
        "starts_at": meeting.starts_at,
        "ends_at": meeting.ends_at,
        "location": meeting.place,
        "link": meeting.link,
        "url": reverse("investor-meeting", args=[meeting.pk]),
        "context": {"company": meeting.company.name, "about": meeting.about, "documents": documents},
    }


def _offer_accounts(people: Sequence[MeetingParticipant], by: User) -> None:
    """Those who were made for this meeting can answer without a sign-in; the link to one comes in a mail of its own."""
    for participant in people:
        if participant.person.claimed_at is None:
            send_claim(person=participant.person, by=by)


def _update_invitation(meeting: InvestorMeeting, by: User) -> Invitation:
    people = _people(meeting)
    agreed = [p.person for p in people if p.person_id == by.pk]
    invitation = invitations.update(about=meeting, by=by, accepted=agreed, **_shown(meeting))
    # The place and link stand in the reminders too: whatever changed, they are planned anew.
    reminders.take_back(meeting)
    declined = {guest.person_id for guest in answers_of(meeting) if guest.answer == Attendee.Answer.DECLINED}
    reminders.plan(meeting, [p for p in people if p.person_id not in declined], sequence=invitation.sequence)
    return invitation
