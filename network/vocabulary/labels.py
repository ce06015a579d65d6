"""Which label a reader sees."""

from django.utils.translation import get_language

from network.core.languages import fallbacks


def label_of(labels: dict[str, str], language: str | None = None) -> str:
    """The first label of the language's fallback chain; Finland's, Sweden's or Norway's name comes last."""
    return label_and_language(labels, language)[0]


def label_and_language(labels: dict[str, str], language: str | None = None) -> tuple[str, str]:
    """The label and the language it is in, for `lang` attributes."""
    for code in (*fallbacks(language or get_language() or "en"), "fi", "sv", "nb", "name"):
        if text := labels.get(code):
            return text, code
    return "", ""
