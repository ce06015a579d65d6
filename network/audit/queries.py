"""What the history tells about an organisation."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from network.accounts.models import User
from network.core.errors import Refused
from network.organisations.models import Organisation

MOST = 200
SKIPPED = {"id", "created_at", "sort_key", "approved_by", "organisation", "person", "ended_at"}


@dataclass(frozen=True, slots=True)
class Event:
    """One change: when, by whom, why, and which fields are how now."""

    at: datetime  # of its transaction: several may share it, `number` tells their order
    number: int
    what: str
    person: str
    reason: str
    changes: tuple[tuple[str, str, str], ...]


def history_of(user: User, organisation: Organisation) -> list[Event]:
    """The newest changes of an organisation and its memberships. For administrators: raises Refused for others."""
    if not user.is_staff:
        raise Refused(_("Only an administrator of the platform can do this."), code="not-an-administrator")
    rows = [
        *_rows("OrganisationEvent", pgh_obj=organisation),
        *_rows("MembershipEvent", organisation=organisation),
    ]
    names = _names(rows)
    found = [*_told(rows, "organisationevent", names), *_told(rows, "membershipevent", names)]
    return sorted(found, key=lambda event: (event.at, event.number), reverse=True)[:MOST]


def _rows(model: str, **conditions: object) -> list[Model]:
    return list(apps.get_model("network", model).objects.filter(**conditions).order_by("pgh_id"))


def _names(rows: list[Model]) -> dict[str, str]:
    """Names of everyone who acts or is a member, in one query."""
    keys = {str((row.pgh_context or {}).get("person")) for row in rows} | {str(getattr(row, "person_id", "")) for row in rows}
    return {str(person.pk): str(person) for person in User.objects.filter(pk__in=[key for key in keys if len(key) == 36])}


def _told(rows: list[Model], model: str, names: dict[str, str]) -> Iterator[Event]:
    before: dict[str, Model] = {}
    for row in (row for row in rows if row._meta.model_name == model):
        context = row.pgh_context or {}
        subject = names.get(str(getattr(row, "person_id", "")), "")
        changes = tuple(_changes(before.get(str(row.pgh_obj_id)), row))
        before[str(row.pgh_obj_id)] = row
        who, why = names.get(str(context.get("person")), ""), context.get("reason") or context.get("address", "")
        yield Event(row.pgh_created_at, row.pgh_id, subject, who, why, changes)


def _changes(before: Model | None, row: Model) -> Iterator[tuple[str, str, str]]:
    """Field, what it was, what it is."""
    for field in row._meta.concrete_fields:
        if field.name.startswith("pgh_") or field.name in SKIPPED:
            continue
        now, then = getattr(row, field.attname), getattr(before, field.attname) if before else None
        if now != then and (now or then):
            yield str(field.verbose_name), str(then or ""), str(now or "")
