from datetime import date

import pytest

from network.calendars import holidays


@pytest.mark.parametrize(
    ("day", "country", "language", "name"),
    [
        (date(2027, 12, 6), "FI", "fi", "Itsenäisyyspäivä"),
        (date(2027, 12, 6), "FI", "sv", "Självständighetsdagen"),
        (date(2027, 12, 6), "FI", "nb", "selvstendighetsdagen"),
        (date(2027, 12, 6), "SE", "fi", ""),
        (date(2027, 5, 17), "NO", "nb", "Andre pinsedag; Grunnlovsdag"),
        (date(2026, 5, 17), "NO", "fi", "perustuslain päivä"),
        (date(2026, 5, 17), "NO", "se-no", "grunnlovsdagen"),
        (date(2027, 6, 25), "SE", "sv", "Midsommarafton"),
        (date(2027, 6, 25), "SE", "en", "Midsummer Eve"),
        (date(2027, 6, 25), "NO", "nb", ""),
        (date(2027, 3, 25), "NO", "sv", "skärtorsdagen"),
        (date(2027, 2, 6), "NO", "nb", ""),
        (date(2027, 1, 1), "", "en", ""),
        (date(2027, 1, 1), "XX", "en", ""),
    ],
)
def test_day_off_is_named_in_the_readers_language(day, country, language, name):
    assert holidays.day_off(day, country, language=language) == name


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("en", "Sámi National Day"),
        ("fi", "Saamelaisten kansallispäivä"),
        ("se-no", "Sámi álbmotbeaivi"),
        ("de", "Sámi National Day"),
    ],
)
def test_sami_national_day_is_a_day_off_for_who_chose_it(language, name):
    day = date(2027, 2, 6)
    chosen = {holidays.SAMI_NATIONAL_DAY}
    assert holidays.day_off(day, "SE", language=language, observances=chosen) == name
    assert holidays.day_off(day, "SE", language=language) == ""


@pytest.mark.parametrize("country", ["FI", "SE", "NO"])
def test_every_english_name_has_its_neighbours_words(country):
    """A new name in the package would reach a reader in English: notice it here."""
    for year in range(2025, 2036):
        for combined in holidays._days(country, year, "en_US").values():
            for name in combined.split("; "):
                assert name in holidays._NAMES
