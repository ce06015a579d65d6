"""The vocabularies in the reader's language and in an order that a reader of the north expects."""

from django.db.models import QuerySet

from network.core.sorting import sort_key
from network.vocabulary.countries import HOME_COUNTRIES, country_name
from network.vocabulary.models import Region, Sector, SupportNeed

ALL_SECTORS = "ccs"  # the top concept: every sector stands under it, nobody chooses it
Choices = list[tuple[str, str]]


def regions() -> QuerySet[Region]:
    """The regions of today's classification (NUTS 2024)."""
    return Region.objects.filter(valid_2024=True)


def sectors() -> QuerySet[Sector]:
    """The sectors one can choose."""
    return Sector.objects.exclude(pk=ALL_SECTORS)


def support_needs() -> QuerySet[SupportNeed]:
    """What companies need and mentors offer."""
    return SupportNeed.objects.all()


def in_order(terms: QuerySet) -> list:
    """Terms by their label in the active language, in the Nordic alphabet."""
    return sorted(terms, key=lambda term: sort_key(term.label))


def region_choices() -> list[tuple[str, Choices]]:
    """Regions under the names of their countries."""
    rows = in_order(regions())
    return [(country_name(country), [(row.pk, row.label) for row in rows if row.country == country]) for country in HOME_COUNTRIES]


def sector_choices() -> Choices:
    """Sectors by label."""
    return _choices(sectors())


def support_need_choices() -> Choices:
    """Needs by label."""
    return _choices(support_needs())


def _choices(terms: QuerySet) -> Choices:
    return [(term.pk, term.label) for term in in_order(terms)]


def region_for(code: str) -> Region | None:
    """A region by its code, retired ones too (old rows keep theirs)."""
    return Region.objects.filter(pk=code).first()
