"""Reading the ledger."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from network.accounts.models import User
from network.core.errors import NotVisible
from network.ledger.models import SupportRecord
from network.organisations.models import Membership
from network.programmes.models import Appointment


def records_visible_to(user: User) -> QuerySet[SupportRecord]:
    """Lines of the programmes a person coordinates or manages, of their companies, and those they gave or got themselves."""
    programmes = Appointment.objects.filter(person=user, ended_at=None).values("programme")
    companies = Membership.objects.filter(person=user, state=Membership.State.ACTIVE).values("organisation")
    mine = Q(programme__in=programmes) | Q(receiver__in=companies) | Q(provider_person__person=user) | Q(receiver_person__person=user)
    return SupportRecord.objects.filter(mine).select_related("programme", "receiver", "provider", "receiver_person__person", "provider_person__person")


def record_for(user: User, pk: UUID) -> SupportRecord:
    """One line. Raises NotVisible."""
    found = records_visible_to(user).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def standing(records: QuerySet[SupportRecord]) -> QuerySet[SupportRecord]:
    """Only the lines that no other line corrects: what counts."""
    return records.filter(~Exists(SupportRecord.objects.filter(corrects=OuterRef("pk"))))
