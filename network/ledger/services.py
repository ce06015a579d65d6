"""Writing the ledger. Lines are only added: a change of what is known is a new line that names the old one."""

from datetime import datetime

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from network.accounts.models import User
from network.core import clock
from network.core.errors import Conflict
from network.ledger.models import PersonKey, SupportRecord
from network.organisations.models import Organisation
from network.programmes.models import Programme

Attendance = SupportRecord.Attendance


def key_of(person: User | None) -> PersonKey | None:
    """What stands for a person in the ledger, made at their first line. None for nobody."""
    if person is None:
        return None
    PersonKey.objects.bulk_create([PersonKey(person=person)], ignore_conflicts=True)  # two first lines at once: one key
    return PersonKey.objects.get(person=person)


@transaction.atomic
def record(
    *,
    source: models.Model,
    programme: Programme,
    receiver: Organisation,
    receiver_person: User | None,
    provider_person: User | None,
    provider: Organisation | None = None,
    provider_country: str = "",
    kind: str,
    starts_at: datetime,
    minutes: int,
    attendance: str = Attendance.ATTENDED,
    by: User,
) -> SupportRecord:
    """Write the first line of a source (a session, a meeting) for one receiver.

    Countries are taken as they are now: the receiver's, and the provider's person's or organisation's.
    Raises Conflict when this source and receiver have their first line already.
    """
    line = SupportRecord(
        programme=programme,
        receiver=receiver,
        receiver_person=key_of(receiver_person),
        provider_person=key_of(provider_person),
        provider=provider,
        kind=kind,
        source_type=source._meta.model_name,
        source_id=source.pk,
        starts_at=starts_at,
        minutes=minutes,
        attendance=attendance,
        receiver_country=receiver.country,
        provider_country=provider_country or _country(provider_person, provider),
        recorded_at=clock.now(),
        recorded_by=key_of(by),
    )
    return _add(line)


@transaction.atomic
def correct(
    *,
    source: models.Model,
    receiver: Organisation,
    by: User,
    minutes: int | None = None,
    attendance: str | None = None,
    starts_at: datetime | None = None,
) -> SupportRecord:
    """Add the line that corrects the newest one of this source and receiver; what is not given stays.

    Of two corrections at once one wins by the unique version; the other gets a Conflict.
    """
    old = SupportRecord.objects.filter(source_id=source.pk, receiver=receiver).order_by("-version").first()
    if old is None:
        raise Conflict(_("There is nothing on record yet that could be corrected."), code="nothing-recorded")
    line = SupportRecord(
        version=old.version + 1,
        corrects=old,
        starts_at=starts_at or old.starts_at,
        minutes=old.minutes if minutes is None else minutes,
        attendance=attendance or old.attendance,
        recorded_at=clock.now(),
        recorded_by=key_of(by),
        **{name: getattr(old, name) for name in _KEPT},
    )
    return _add(line)


# What a correction cannot change: another receiver or source is another record.
_KEPT = (
    "programme_id", "receiver_id", "receiver_person_id", "provider_person_id", "provider_id", "kind", "source_type", "source_id",
    "receiver_country", "provider_country", "aid_basis", "aid_amount_eur",
)  # fmt: skip


def _country(person: User | None, organisation: Organisation | None) -> str:
    if organisation is not None:
        return organisation.country
    return person.country if person is not None else ""


def _add(line: SupportRecord) -> SupportRecord:
    try:
        with transaction.atomic():
            line.save(force_insert=True)
    except IntegrityError as error:
        if "supportrecord_version_once" not in str(error):
            raise
        raise Conflict(_("This has been recorded already."), code="already-recorded") from error
    return line
