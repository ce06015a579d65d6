"""Weights in the words of those who set them, and what a preview found, in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from mentoring.matching import wording
from mentoring.matching.company_age import ESTABLISHED, NEW, NOT_GIVEN
from mentoring.matching.engine.comparison import DIMENSIONS
from mentoring.matching.engine.facts import Weights
from mentoring.matching.engine.fit import POINTS
from mentoring.matching.names import names
from mentoring.matching.taking_part import side_of
from mentoring.matching.weights.preview import Preview
from mentoring.matching.weights.queries import Difference, differences
from mentoring.profiles.models import IncubatorProfile, MentorProfile
from mentoring.requests.models import MentoringRequest
from network.vocabulary.models import Region


def criteria() -> dict[str, tuple[str, str]]:
    """Each criterion that can be weighed: what it is called, and what it looks at."""
    return {
        "needs": (_("What the company needs"), _("How well the mentor knows what the company asks for.")),
        "sectors": (_("Sectors"), _("How many of the company’s sectors the mentor knows.")),
        "stage": (_("Stage of the business"), _("Whether the mentor has helped companies at the same stage.")),
        "cross_border": (_("Across the border"), _("Only for companies that would rather have somebody from another country.")),
        "near": (_("Nearness"), _("Only for companies that want to meet in person.")),
        "format": (_("Way of meeting"), _("Whether the mentor meets online or in person, as the company wishes.")),
        "hours": (_("Working hours"), _("How many of the company’s working hours the mentor works too.")),
        "wishes": (_("The mentor’s own wishes"), _("Whether it is a company that the mentor would rather help.")),
        "feedback": (_("Earlier feedback"), _("What earlier companies said. Only where the programme lets it count.")),
        "spare": (_("Room"), _("How many of the mentor’s places are free. It spreads the work.")),
    }


def needs() -> dict[str, str]:
    """The places of importance after the first."""
    return {"need-2": _("The second need"), "need-3": _("The third need"), "need-4": _("The fourth need"), "need-5": _("The fifth need")}


def label(key: str) -> str:
    """What a weight or a share of importance is called."""
    if key == "need-1":
        return _("The first need")
    return needs().get(key) or criteria()[key][0]


@dataclass(frozen=True, slots=True)
class Changed:
    """One weight that differs, with its share of all weights before and after (0 to 1; None for a need)."""

    label: str
    before: float | None
    after: float | None
    share_before: float | None = None
    share_after: float | None = None


def changed(found: Iterable[Difference]) -> list[Changed]:
    """Differences of two versions in words."""
    return [Changed(label(it.key), it.before, it.after) for it in found]


def changed_shares(before: Weights, after: Weights) -> list[Changed]:
    """What differs between two weightings, with the share that each weight has of the whole."""
    one, two = before.by_criterion(), after.by_criterion()
    total, new_total = sum(one.values()), sum(two.values())
    return [
        Changed(label(it.key), it.before, it.after, *((one[it.key] / total, two[it.key] / new_total) if it.key in one else ()))
        for it in differences(before, after)
    ]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure before, after, and after by the measure of before; fits are of 100. Texts are not formatted."""

    key: str
    label: str
    before: float | None
    after: float | None
    same: float | None
    is_fit: bool


@dataclass(frozen=True, slots=True)
class Move:
    """A company that would get somebody else; an empty name is nobody."""

    company: str
    request: str
    before: str
    after: str
    words_before: str
    words_after: str


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group before and after; `companies` is None when it is too small to show, and then it is only counted."""

    dimension: str
    value: str
    companies: int | None
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """A preview with names and words."""

    figures: tuple[Figure, ...]
    moves: tuple[Move, ...]
    groups: tuple[GroupRow, ...]
    hidden: int
    stay: int
    warned_before: int
    warned_after: int


def shown(preview: Preview) -> Shown | None:
    """What a preview found, in words; None when there was no cohort. A constant number of queries."""
    found = preview.found
    if found is None:
        return None
    moves = _moves(preview.target, found["changes"])
    groups = _groups(found["groups"])
    return Shown(
        tuple(_figures(found["figures"])),
        tuple(moves),
        tuple(it for it in groups if it.companies is not None),
        sum(it.companies is None for it in groups),
        found["figures"]["companies"][0] - len(moves),
        sum(bool(it.before["warnings"]) for it in groups),
        sum(bool(it.after["warnings"]) for it in groups),
    )


def _figures(found: dict[str, list]) -> Iterable[Figure]:
    labels = {
        "companies": _("Companies"),
        "served": _("Companies with a mentor"),
        "first_choice": _("Companies with the one who fits them best"),
        "worst": _("Lowest fit"),
        "median": _("Fit in the middle"),
        "total": _("All fits together"),
    }
    for key, text in labels.items():
        is_fit = key in ("worst", "median", "total")
        before, after, same = (value * 100 / POINTS if is_fit and value is not None else value for value in found[key])
        yield Figure(key, text, before, after, same, is_fit)


def _moves(target: str, changes: list[list]) -> list[Move]:
    requests = MentoringRequest.objects.filter(pk__in=[UUID(row[0]) for row in changes]).select_related("company")
    known = {str(it.pk): it for it in requests}
    people = candidate_names(target, {key for row in changes for key in row[1:3] if key})
    found = [
        Move(known[key].company.name, key, people.get(was, ""), people.get(now, ""), _fit(points), _fit(new))
        for key, was, now, points, new in changes
        if key in known
    ]
    return sorted(found, key=lambda it: (known[it.request].company.sort_key, it.request))


def candidate_names(target: str, keys: Iterable[str]) -> dict[str, str]:
    """Names of mentors or incubators by the key of their profile."""
    if side_of(target) == "mentor":
        return {str(it.pk): str(it.person) for it in MentorProfile.objects.filter(pk__in=list(keys)).select_related("person")}
    return {str(it.pk): it.organisation.name for it in IncubatorProfile.objects.filter(pk__in=list(keys)).select_related("organisation")}


def _fit(points: int | None) -> str:
    return "" if points is None else wording.fit_words(points / POINTS)[1]


def _groups(found: list[dict]) -> list[GroupRow]:
    labels = names()
    regions = {region.pk: region.label for region in Region.objects.filter(pk__in=[it["value"] for it in found if it["dimension"] == "region"])}
    ages = {NEW: _("New: founded in the last three years"), ESTABLISHED: _("Established"), NOT_GIVEN: _("Not given")}
    read = {
        "age": lambda code: ages[code],
        "country": labels.country,
        "region": lambda code: regions.get(code, code),
        "language": labels.language,
        "sector": labels.sector,
    }
    heads = {"country": _("Country"), "region": _("Region"), "language": _("Language"), "sector": _("Sector"), "age": _("New or established")}
    rows = [GroupRow(heads[it["dimension"]], read[it["dimension"]](it["value"]), it["companies"], it["before"], it["after"]) for it in found]
    order = [heads[dimension] for dimension in (*DIMENSIONS, "age")]
    return sorted(rows, key=lambda row: order.index(row.dimension))
