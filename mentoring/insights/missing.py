"""Incubators of a reader's programmes that share nothing with them yet, and who could agree to it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from mentoring.insights.sources import Source
from network.accounts.models import User
from network.organisations.models import Membership, Organisation
from network.organisations.queries import trusted_organisations_of
from network.programmes.models import Appointment, Partner, Programme
from network.programmes.roles import FOLLOWING, SEES


@dataclass(frozen=True)
class Missing:
    """An incubator that shares nothing, and who can agree for it: its administrators, and the programme's managers (`rules.can_share`)."""

    programme: Programme
    incubator: Organisation
    people: tuple[str, ...]


def missing_for(user: User, sources: Sequence[Source]) -> list[Missing]:
    """Of the programmes in which an approved organisation of the person looks at others. Four queries."""
    mine = [role for role, sees in SEES.items() if not sees.follows]
    own = list(Partner.objects.filter(organisation__in=trusted_organisations_of(user).values("pk"), role__in=mine).values_list("programme", "organisation"))
    if not own:
        return []
    partners = Partner.objects.filter(programme__in={programme for programme, _own in own}, role__in=FOLLOWING)
    rows = partners.exclude(organisation__in={organisation for _programme, organisation in own}).select_related("programme", "organisation")
    shared = {source.key for source in sources}
    pairs = {(row.programme_id, row.organisation_id): row for row in rows.order_by("programme__sort_key", "organisation__sort_key", "pk")}
    lacking = {key: row for key, row in pairs.items() if key not in shared}
    administrators, managers = _administrators({key[1] for key in lacking}), _managers({key[0] for key in lacking})
    return [Missing(row.programme, row.organisation, tuple(dict.fromkeys([*administrators[key[1]], *managers[key[0]]]))) for key, row in lacking.items()]


def _administrators(organisations: set[UUID]) -> dict[UUID, list[str]]:
    found = defaultdict(list)
    rows = Membership.objects.filter(organisation__in=organisations, role=Membership.Role.ADMINISTRATOR, state=Membership.State.ACTIVE, person__is_active=True)
    for row in rows.select_related("person").order_by("person__sort_key", "pk"):
        found[row.organisation_id].append(str(row.person))
    return found


def _managers(programmes: set[UUID]) -> dict[UUID, list[str]]:
    found = defaultdict(list)
    rows = Appointment.objects.filter(programme__in=programmes, role=Appointment.Role.MANAGER, ended_at=None, person__is_active=True)
    for row in rows.select_related("person").order_by("person__sort_key", "pk"):
        found[row.programme_id].append(str(row.person))
    return found
