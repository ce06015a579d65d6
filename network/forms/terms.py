"""The vocabularies that questions of the kind `terms` name."""

from collections.abc import Callable, Collection

from network.vocabulary import queries
from network.vocabulary.countries import HOME_COUNTRIES, country_choices
from network.vocabulary.languages import SPOKEN, language_choices

_ROWS = {"region": queries.regions, "sector": queries.sectors, "need": queries.support_needs}
_CODES: dict[str, Collection[str]] = {"country": [country.value for country in HOME_COUNTRIES], "language": list(SPOKEN)}


def known_terms(vocabulary: str, codes: Collection[str]) -> set[str]:
    """Those of the codes that the vocabulary has: what `answers.check` asks."""
    if vocabulary in _ROWS:
        return set(_ROWS[vocabulary]().filter(pk__in=codes).values_list("pk", flat=True))
    return set(codes) & set(_CODES.get(vocabulary, ()))


def term_choices(vocabulary: str) -> list:
    """Codes with labels in the active language, regions under their countries, as a form's choices."""
    choices: dict[str, Callable[[], list]] = {
        "country": country_choices, "language": language_choices, "region": queries.region_choices,
        "sector": queries.sector_choices, "need": queries.support_need_choices,
    }  # fmt: skip
    return choices[vocabulary]()
