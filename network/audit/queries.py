"""What the history tells about an organisation."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Model, OuterRef, QuerySet, Subquery, Value
from django.utils.translation import gettext_lazy as _

from network.accounts.models import User
from network.audit import words
from network.core.errors import Refused
from network.core.pagination import Merged
from network.organisations.models import Organisation
from network.vocabulary.models import Region

NEWEST = ("-pgh_created_at", "-pgh_id", "-table")  # the moment is that of the transaction: several share it
SKIPPED = {"id", "created_at", "sort_key", "approved_by", "organisation", "person", "ended_at"}


@dataclass(frozen=True, slots=True)
class Event:
    """One change: when, about whom, by whom, why, and which fields are how now, all in words."""

    at: datetime
    what: str
    person: str
    reason: str
    changes: tuple[tuple[str, str, str], ...]


def history_of(user: User, organisation: Organisation) -> Merged:
    """The changes of an organisation and its memberships, for a page in the order NEWEST. For administrators: raises Refused for others."""
    if not user.is_staff:
        raise Refused(_("Only an administrator of the platform can do this."), code="not-an-administrator")
    return Merged(_rows("OrganisationEvent", pgh_obj=organisation), _rows("MembershipEvent", organisation=organisation))


def told(rows: list[Any]) -> list[Event]:
    """Some of these changes in words, in a constant number of queries, each beside how it was before."""
    names, before = _names(rows), _before(rows)
    regions = _regions([*rows, *before.values()])
    return [_told(row, before.get((row.table, row.before)), names, regions) for row in rows]


def _rows(name: str, **conditions: object) -> QuerySet:
    model: Any = apps.get_model("network", name)
    older = model.objects.filter(pgh_obj=OuterRef("pgh_obj"), pgh_id__lt=OuterRef("pgh_id")).order_by("-pgh_id").values("pgh_id")[:1]
    return model.objects.filter(**conditions).annotate(table=Value(name), before=Subquery(older))


def _before(rows: list[Any]) -> dict[tuple[str, int], Model]:
    """What each row changed, by table and key."""
    found = {}
    for model in {type(row) for row in rows}:
        keys = {(row.table, row.before) for row in rows if isinstance(row, model) and row.before}
        older = model.objects.in_bulk([key for _table, key in keys])
        found.update({(table, key): older[key] for table, key in keys})
    return found


def _names(rows: list[Any]) -> dict[str, str]:
    """Names of everyone who acts or is a member, in one query."""
    keys = {str((row.pgh_context or {}).get("person")) for row in rows} | {str(getattr(row, "person_id", "")) for row in rows}
    return {str(person.pk): str(person) for person in User.objects.filter(pk__in=[key for key in keys if len(key) == 36])}


def _regions(rows: list[Any]) -> dict[str, str]:
    """Names of the regions that the rows name, in one query."""
    keys = {row.region_id for row in rows if getattr(row, "region_id", None)}
    return {region.pk: region.label for region in Region.objects.filter(pk__in=keys)} if keys else {}


def _told(row: Any, before: Model | None, names: dict[str, str], regions: dict[str, str]) -> Event:
    context = row.pgh_context or {}
    changes = tuple(_changes(before, row, regions))
    return Event(
        row.pgh_created_at, names.get(str(getattr(row, "person_id", "")), ""), names.get(str(context.get("person")), ""),
        words.reason_words(context.get("reason", "")), changes,
    )  # fmt: skip


def _changes(before: Model | None, row: Model, regions: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Field, what it was, what it is."""
    for field in row._meta.concrete_fields:
        if field.name.startswith("pgh_") or field.name in SKIPPED:
            continue
        now, then = getattr(row, field.attname), getattr(before, field.attname) if before else None
        if now != then and (now or then):
            yield words.field_words(field), words.value_words(field, then, regions), words.value_words(field, now, regions)
