"""Languages of the interface: which there are, what stands in for what, how browsers' codes map."""

from typing import Final

# Northern Sámi is shown as far as a speaker has reviewed it, over the language of the reader's country.
UNDER_SAMI: Final = {"se-fi": "fi", "se-se": "sv", "se-no": "nb"}
INTERFACE: Final = ("en", "fi", "sv", "nb", *UNDER_SAMI)
SAMI_BY_COUNTRY: Final = {"FI": "se-fi", "SE": "se-se", "NO": "se-no"}
_BROWSERS: Final = {"no": "nb", "nn": "nb", "nb": "nb", "se": "se-no"}
_BABEL: Final = {"en": "en_GB", "fi": "fi", "sv": "sv", "nb": "nb", "se-fi": "fi", "se-se": "sv", "se-no": "nb"}


def interface_language(code: str) -> str | None:
    """The interface language that a browser's or a person's code means; None where there is none.

    Lule and South Sámi are languages of their own and are not mapped to Northern Sámi.
    """
    code = code.lower().replace("_", "-")
    if code in INTERFACE:
        return code
    base = code.split("-")[0]
    return _BROWSERS.get(base, base if base in INTERFACE else None)


def page_language(code: str) -> str:
    """What `<html lang>` says: the language that most of the page is in."""
    return UNDER_SAMI.get(code, code)


def fallbacks(code: str) -> tuple[str, ...]:
    """The chain of label languages for an interface language, English last."""
    if code in UNDER_SAMI:
        return ("se", UNDER_SAMI[code], "en")
    return (code, "en") if code != "en" else ("en",)


def place_fallbacks(code: str) -> tuple[str, ...]:
    """The same chain for names of places: in Norwegian the Swedish name comes before the English one.

    Swedish names are official in Finland and Sweden. Where a place in Finland has a Swedish and a Finnish name, the Language Council of Norway
    recommends the Swedish one in Norwegian (Store norske leksikon, "Stedsnavn i Finland"); Swedish names of the Finnish regions: Institute for
    the Languages of Finland (kotus.fi, "Namn på landskap i Finland"), as in vocabulary/data/regions.csv.
    """
    chain = fallbacks(code)
    return (*chain[:-1], "sv", "en") if "nb" in chain else chain


def babel_locale(code: str | None) -> str:
    """The CLDR locale that formats dates, numbers and countries for an interface language."""
    return _BABEL.get(code or "en", "en_GB")
