"""Who leaves a programme reads its announcements up to that moment. Named in the settings: those who let people go stand further down."""

from messaging import announcing
from messaging.models import Conversation
from network.accounts.models import User
from network.organisations.models import Organisation
from network.programmes.models import Programme

ANNOUNCEMENTS = Conversation.objects.filter(
    kind=Conversation.Kind.ANNOUNCEMENT, subject_id=None, closed_at=None
)  # those about something else are its own matter


def programme_left(*, programme: Programme, **_who: object) -> None:
    """Somebody may have left the programme: whoever has reads nothing further, in the same transaction (PROGRAMME_LEFT, PARTNER_LEFT)."""
    for pk in ANNOUNCEMENTS.filter(programme=programme).values_list("pk", flat=True):
        announcing.refresh(pk)


def member_left(*, organisation: Organisation, person: User, by: User | None) -> None:
    """Somebody left an organisation, and with it perhaps programmes (MEMBERSHIP_ENDED)."""
    theirs = ANNOUNCEMENTS.filter(participants__person=person, participants__left_seq=None)
    for pk in theirs.order_by("pk").values_list("pk", flat=True):
        announcing.refresh(pk)
