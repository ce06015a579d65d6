"""Which label a reader sees."""

from django.utils.translation import get_language

from network.core.languages import fallbacks, place_fallbacks

_LAST = ("fi", "sv", "nb", "name")


def label_of(labels: dict[str, str], language: str | None = None) -> str:
    """The first label of the language's fallback chain; Finland's, Sweden's or Norway's name comes last."""
    return label_and_language(labels, language)[0]


def label_and_language(labels: dict[str, str], language: str | None = None) -> tuple[str, str]:
    """The label and the language it is in, for `lang` attributes."""
    return _first(labels, (*fallbacks(language or get_language() or "en"), *_LAST))


def place_label_of(labels: dict[str, str], language: str | None = None) -> str:
    """The name of a place: as `label_of`, with the order of `languages.place_fallbacks`."""
    return _first(labels, (*place_fallbacks(language or get_language() or "en"), *_LAST))[0]


def _first(labels: dict[str, str], codes: tuple[str, ...]) -> tuple[str, str]:
    return next(((text, code) for code in codes if (text := labels.get(code))), ("", ""))
