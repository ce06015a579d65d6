"""Business identifiers by the country's rule."""

import pytest

from network.core.errors import Invalid
from network.organisations.identifiers import Identifier, read_identifier

LIMITED, SOLE = "limited-company", "sole-trader"


@pytest.mark.parametrize(
    ("country", "form", "text", "number"),
    [
        ("FI", LIMITED, "2077474-0", "2077474-0"),
        ("FI", SOLE, "FI20774740", "2077474-0"),
        ("SE", LIMITED, "5567037485", "556703-7485"),
        ("SE", LIMITED, "16556703-7485", "556703-7485"),
        ("NO", LIMITED, "988 077 917", "988077917"),
        ("NO", SOLE, "988077917", "988077917"),
        ("IS", LIMITED, " 540169  6249 ", "540169 6249"),
    ],
)
def test_identifier_has_one_normal_form(country, form, text, number):
    assert read_identifier(country, form, text) == Identifier(number)


@pytest.mark.parametrize("text", ["640823-3234", "19640823-3234", "196408233234", "6408233234"])
def test_identifier_of_swedish_sole_trader_is_personal_and_the_same_however_it_is_typed(text):
    assert read_identifier("SE", SOLE, text) == Identifier("196408233234", is_personal=True)


@pytest.mark.parametrize("text", ["701063-2391", "19701063-2391", "197010632391", "7010632391"])
def test_identifier_of_swedish_sole_trader_may_be_a_coordination_number(text):
    assert read_identifier("SE", SOLE, text) == Identifier("197010632391", is_personal=True)


@pytest.mark.parametrize("text", ["701063-2392", "701092-2391", "701360-2391", "70106x-2391", "701063*2391"])
def test_identifier_that_only_looks_like_a_coordination_number_gets_a_sentence(text):
    with pytest.raises(Invalid):
        read_identifier("SE", SOLE, text)


@pytest.mark.parametrize("text", ["640823-3234", "6408233234", "701063-2391"])
def test_identifier_of_swedish_company_must_not_be_a_personal_number(text):
    with pytest.raises(Invalid) as refusal:
        read_identifier("SE", LIMITED, text)
    assert "business_id" in refusal.value.errors


@pytest.mark.parametrize("country", ["FI", "SE", "NO"])
@pytest.mark.parametrize("form", [LIMITED, SOLE])
@pytest.mark.parametrize("text", ["1", "abc", "0000000-1", "2077474-1", "99999999999", "مرحبا", "čáhppes", "🦌🦌🦌", "5567037486", "-" * 30, "988077918"])
def test_identifier_that_is_none_gets_a_sentence(country, form, text):
    with pytest.raises(Invalid) as refusal:
        read_identifier(country, form, text)
    assert set(refusal.value.errors) == {"business_id"}


def test_identifier_may_be_missing():
    assert read_identifier("FI", LIMITED, "  ") == Identifier()
