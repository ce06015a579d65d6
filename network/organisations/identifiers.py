"""Business identifiers by the country's rule (python-stdnum), and which of them nobody may see. Pure.

- Finland: Y-tunnus, seven digits and a check digit.
- Sweden: organisationsnummer, ten digits whose third is at least 2. A sole trader's is the owner's
  personnummer (GDPR Art. 87 and the Swedish Data Protection Act, chapter 3, section 10: only where needed), so it is sealed.
  So is the samordningsnummer of an owner who is not registered as living in Sweden: a personnummer whose day of birth is
  raised by 60, with the check digit of the raised number (Skatteverket, SKV 707: born 3 October 1970 → 701063-2391).
- Norway: organisasjonsnummer, nine digits; sole traders have one of their own.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from stdnum import luhn
from stdnum.exceptions import ValidationError as WrongNumber
from stdnum.fi import ytunnus
from stdnum.no import orgnr as norwegian
from stdnum.se import orgnr as swedish
from stdnum.se import personnummer

from network.core.errors import Invalid, Text
from network.organisations.models import LegalForm

LONGEST = 20
RAISED_BY = 60  # the day of birth in a samordningsnummer
EXAMPLES = {"FI": "2077474-0", "SE": "556703-7485", "NO": "988 077 917"}
_WRONG: dict[str, Text] = {
    "FI": _("This is not a Finnish business ID. It has seven digits, a hyphen and a check digit, like 2077474-0."),
    "SE": _("This is not a Swedish organisation number. It has ten digits, like 556703-7485."),
    "NO": _("This is not a Norwegian organisation number. It has nine digits, like 988 077 917."),
}


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number in its one normal form; `is_personal` ones are kept sealed."""

    number: str = ""
    is_personal: bool = False


def read_identifier(country: str, legal_form: str, text: str) -> Identifier:
    """The normal form of what was typed; empty for "not yet registered". Raises Invalid on `business_id`."""
    text = text.strip()
    if not text:
        return Identifier()
    try:
        return _read(country, legal_form, text)
    except (WrongNumber, ValueError, IndexError):
        raise Invalid({"business_id": [_sentence(country, legal_form)]}) from None


def _read(country: str, legal_form: str, text: str) -> Identifier:
    if country == "FI":
        return Identifier(ytunnus.format(ytunnus.validate(text)))
    if country == "NO":
        return Identifier(norwegian.validate(text))
    if country == "SE":
        return _swedish(legal_form, text)
    if len(text) > LONGEST:
        raise WrongNumber
    return Identifier(" ".join(text.split()))


def _swedish(legal_form: str, text: str) -> Identifier:
    if legal_form == LegalForm.SOLE_TRADER:
        return Identifier(_swedish_person(text), is_personal=True)
    number = swedish.validate(_without_century(text))
    if int(number[2]) < 2:
        raise Invalid({"business_id": [_("This looks like a personal number. Choose “Sole trader” as the legal form, and it is kept where nobody sees it.")]})
    return Identifier(swedish.format(number))


def _swedish_person(text: str) -> str:
    """A personnummer or a samordningsnummer as twelve digits. Raises WrongNumber."""
    number = personnummer.compact(text)
    day = int(number[-7:-5])
    if day <= RAISED_BY:
        personnummer.validate(number)
        return f"{personnummer.get_birth_date(number):%Y%m%d}{number[-4:]}"
    if len(number) not in (11, 13) or number[-5] not in "-+" or not (number[:-5] + number[-4:]).isdecimal() or not number.isascii():
        raise WrongNumber
    luhn.validate(number[-11:-5] + number[-4:])
    born = personnummer.get_birth_date(f"{number[:-7]}{day - RAISED_BY:02}{number[-5:]}")
    return f"{born:%Y%m}{day}{number[-4:]}"


def _without_century(text: str) -> str:
    """Authorities write `16` before an organisation number to make it twelve digits."""
    number = swedish.compact(text)
    return number[2:] if len(number) == 12 and number.startswith("16") else number


def _sentence(country: str, legal_form: str) -> Text:
    if country == "SE" and legal_form == LegalForm.SOLE_TRADER:
        return _("This is not a Swedish personal or coordination number. It has ten or twelve digits, like YYYYMMDD-NNNN.")
    return _WRONG.get(country, _("This identifier is too long."))
