"""What each role of a partner brings, as data; docs/programmes.md shows the same table.

What a partner sees of others always needs their agreement as well (SharingAgreement): the role says the most it can be shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from network.programmes.models import Partner

Role = Partner.Role


@dataclass(frozen=True)
class Sees:
    """`follows`: it brings companies in and follows them. `named`: it can be shown names. `regions`: only of companies in its regions."""

    follows: bool = False
    named: bool = True
    regions: bool = False


SEES: Final[dict[str, Sees]] = {
    Role.LEAD: Sees(follows=True),
    Role.PARTNER: Sees(),
    Role.INCUBATOR: Sees(follows=True),
    Role.SUPPORT: Sees(),
    Role.REGIONAL: Sees(regions=True),
    Role.VIEWER: Sees(named=False),
}
FOLLOWING: Final = tuple(role for role, sees in SEES.items() if sees.follows)
NAMED: Final = tuple(role for role, sees in SEES.items() if sees.named)


@dataclass(frozen=True)
class Shown:
    """The most that a partner with some roles can be shown: names or not, and of which regions (None: of all)."""

    named: bool
    regions: frozenset[str] | None


def most_shown(partners: Iterable[Partner]) -> dict[tuple[UUID, UUID], Shown]:
    """By programme and organisation, what its roles there allow together: names before figures, then the widest. Regions must be prefetched."""
    found: dict[tuple[UUID, UUID], Shown] = {}
    for partner in partners:
        sees, key = SEES[partner.role], (partner.programme_id, partner.organisation_id)
        own = frozenset(region.pk for region in partner.regions.all()) if sees.regions else None
        before = found.get(key)
        found[key] = Shown(sees.named, own) if before is None else _together(before, Shown(sees.named, own))
    return found


def _together(one: Shown, other: Shown) -> Shown:
    if one.named != other.named:  # a viewer who coordinates a region has names there, and not those of all
        return one if one.named else other
    regions = None if one.regions is None or other.regions is None else one.regions | other.regions
    return Shown(one.named, regions)
