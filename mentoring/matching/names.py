"""Labels of the vocabularies, for putting codes into words: all of them, or those of one request."""

from collections.abc import Iterable

from mentoring.matching import wording
from mentoring.profiles.models import Format
from mentoring.requests.models import MentoringRequest
from network.vocabulary.countries import country_name
from network.vocabulary.languages import Level, language_name
from network.vocabulary.models import Sector, SupportNeed


def names() -> wording.Names:
    """Labels of the vocabularies in the active language, read once."""
    return _named(SupportNeed.objects.all(), Sector.objects.all())


def names_in(request: MentoringRequest) -> wording.Names:
    """Labels of what a request asks for: nothing else is told of its candidates."""
    return _named([row.need for row in request.needs.all()], request.company.sectors.all())


def _named(asked: Iterable[SupportNeed], known: Iterable[Sector]) -> wording.Names:
    needs, sectors = {need.pk: need.label for need in asked}, {sector.pk: sector.label for sector in known}
    return wording.Names(
        need=lambda code: needs.get(code, code),
        sector=lambda code: sectors.get(code, code),
        language=language_name,
        level=lambda level: str(Level(level).label),
        country=country_name,
        meeting=lambda code: str(Format(code).label),
    )
