from django.utils import translation

from network.vocabulary.countries import country_name
from network.vocabulary.languages import language_name
from network.vocabulary.models import Region, Sector, SupportNeed


def test_retired_region_knows_its_successors(db):
    viken = Region.objects.get(pk="NO082")
    assert set(viken.successors.values_list("code", flat=True)) == {"NO083", "NO084", "NO085"}
    assert not viken.valid_2024


def test_label_is_in_the_readers_language(db):
    with translation.override("fi"):
        assert SupportNeed.objects.get(pk="pricing").label == "Hinnoittelu"
    with translation.override("nb"):
        assert Sector.objects.get(pk="crafts").label == "Håndverk og kunsthåndverk"


def test_region_of_finland_has_its_swedish_name_in_norwegian(db):
    region = Region.objects.get(pk="FI1D9")
    with translation.override("nb"):
        assert region.label == "Norra Österbotten"
    with translation.override("se-no"):
        assert region.label in ("Norra Österbotten", region.labels.get("se"))
    with translation.override("en"):
        assert region.label == "North Ostrobothnia"


def test_unreviewed_sami_falls_back_to_the_language_of_the_country(db):
    with translation.override("se-fi"):
        assert Sector.objects.get(pk="games").label == "Pelit"
        assert Sector.objects.get(pk="film_tv").label == "filbma"


def test_names_of_countries_and_languages_come_in_the_readers_language():
    assert country_name("SE", "fi") == "Ruotsi"
    assert language_name("nb", "sv") == "norskt bokmål"
