"""Who lives in the demo network: invented people, companies and organisations of the north. Data only."""

from dataclasses import dataclass

FI, SE, NO = "FI", "SE", "NO"


@dataclass(frozen=True)
class Somebody:
    """A person: name, country, place, languages from the first to the third."""

    name: str
    country: str
    place: str
    languages: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """An organisation and the person who registers it. `about` is in the language they work in."""

    name: str
    who: Somebody
    region: str
    sectors: tuple[str, ...]
    kind: str = "company"
    legal_form: str = "limited-company"


def _company(name: str, who: tuple, region: str, sectors: str, kind: str = "company", legal_form: str = "limited-company") -> Group:
    return Group(name, Somebody(who[0], who[1], who[2], tuple(who[3].split())), region, tuple(sectors.split()), kind, legal_form)


FOUNDER = _company("Verkstad Sund", ("Elli Lund", FI, "Vaasa", "sv fi en"), "FI19A", "crafts design")
FOUNDER2 = _company("Kolme Kaikua", ("Aino Hyvärinen", FI, "Oulu", "fi en"), "FI1D9", "music performing_arts", "cooperative", "cooperative")
OUTSIDER = _company("Utanför Form", ("Oskar Berg", SE, "Malmö", "sv en"), "SE224", "design")

COMPANIES = (
    _company("Tuohi & Tuuli", ("Sanna Karjalainen", FI, "Rovaniemi", "fi en"), "FI1D7", "crafts design"),
    _company("Duodji Beaivi", ("Máret Eira", NO, "Karasjok", "se nb en"), "NO073", "duodji crafts", legal_form="sole-trader"),
    _company("Lyktan Spel", ("Filip Nyström", SE, "Skellefteå", "sv en"), "SE331", "games"),
    _company("Fjordlyd Studio", ("Astrid Nilsen", NO, "Bodø", "nb en"), "NO071", "music audiovisual_media"),
    _company("Revontuli Filmi", ("Joonas Mäkelä", FI, "Oulu", "fi en sv"), "FI1D9", "film_tv audiovisual_media"),
    _company("Väv & Vind", ("Maria Lindgren", SE, "Umeå", "sv en"), "SE331", "fashion crafts"),
    _company("Nordlys Opplevelser", ("Henrik Solbakken", NO, "Tromsø", "nb en"), "NO072", "events_experience cultural_tourism"),
    _company("Siida Design", ("Niillas Aikio", FI, "Inari", "se fi en"), "FI1D7", "duodji design"),
    _company("Österbottens Ljudverk", ("Jonas Backlund", FI, "Jakobstad", "sv fi en"), "FI19A", "music"),
    _company("Kaiku Pelit", ("Emilia Ranta", FI, "Kajaani", "fi en"), "FI1D8", "games design"),
    _company("Isbryt Arkitektur", ("Sofia Wikström", SE, "Luleå", "sv en"), "SE332", "architecture design"),
    _company("Havgap Forlag", ("Ola Kvamme", NO, "Mo i Rana", "nb en"), "NO071", "publishing_literature"),
    _company("Poro & Paperi", ("Laura Heikkilä", FI, "Kemi", "fi sv en"), "FI1D7", "visual_arts publishing_literature"),
    _company("Stjärnfall Scenkonst", ("Ebba Sandström", SE, "Piteå", "sv en"), "SE332", "performing_arts dance"),
    _company("Áhkku Girji", ("Elle Guttorm", NO, "Kautokeino", "se nb"), "NO073", "publishing_literature duodji", legal_form="sole-trader"),
    _company("Lumikuva", ("Mikael Saari", FI, "Kokkola", "fi sv en"), "FI1D5", "photography advertising_communication"),
    _company("Bygdeteatret Vidda", ("Synnøve Hauge", NO, "Alta", "nb en"), "NO073", "performing_arts", "cooperative", "cooperative"),
    _company("Turun Taidepaja", ("Katri Laine", FI, "Turku", "fi en"), "FI1C1", "visual_arts arts_education", "cooperative", "cooperative"),
    _company("Salon Säie", ("Pirjo Virtanen", FI, "Salo", "fi"), "FI1C1", "crafts fashion", "cooperative", "cooperative"),
    _company("Uudenkaupungin Näyttämö", ("Heikki Lampinen", FI, "Uusikaupunki", "fi en"), "FI1C1", "performing_arts", "cooperative", "cooperative"),
    _company("Aura Ääni", ("Tiina Koivisto", FI, "Turku", "fi sv en"), "FI1C1", "music", "cooperative", "cooperative"),
    _company("Kirjokansi", ("Anna Peltonen", FI, "Turku", "fi en"), "FI1C1", "publishing_literature"),
    _company("Linssi ja Valo", ("Juho Nurmi", FI, "Turku", "fi en"), "FI1C1", "photography film_tv", "cooperative", "cooperative"),
    _company("Saariston Savi", ("Camilla Söderholm", FI, "Pargas", "sv fi"), "FI1C1", "crafts", "cooperative", "cooperative"),
    _company("Pelikollektiivi Portti", ("Eetu Salonen", FI, "Turku", "fi en"), "FI1C1", "games", "cooperative", "cooperative"),
    _company("Tanssin Tila", ("Noora Aalto", FI, "Salo", "fi en"), "FI1C1", "dance arts_education", "cooperative", "cooperative"),
    _company("Muotoilupiiri Luoto", ("Risto Hakala", FI, "Turku", "fi en"), "FI1C1", "design architecture", "cooperative", "cooperative"),
    _company("Tapahtumatuotanto Ilo", ("Minna Kujala", FI, "Uusikaupunki", "fi"), "FI1C1", "events_experience", "cooperative", "cooperative"),
    _company("Kulttuurikudos", ("Veera Toivonen", FI, "Turku", "fi en"), "FI1C1", "cultural_heritage cultural_tourism", "cooperative", "cooperative"),
)  # fmt: skip

# When each company was founded: from before the field had a name for itself to this year.
FOUNDED = {
    "Verkstad Sund": 2021, "Kolme Kaikua": 2024, "Utanför Form": 2014, "Tuohi & Tuuli": 2016, "Duodji Beaivi": 2019, "Lyktan Spel": 2022,
    "Fjordlyd Studio": 2012, "Revontuli Filmi": 2018, "Väv & Vind": 2023, "Nordlys Opplevelser": 2025, "Siida Design": 2020,
    "Österbottens Ljudverk": 2009, "Kaiku Pelit": 2024, "Isbryt Arkitektur": 2011, "Havgap Forlag": 2013, "Poro & Paperi": 2026,
    "Stjärnfall Scenkonst": 2017, "Áhkku Girji": 2025, "Lumikuva": 2021, "Bygdeteatret Vidda": 2010, "Turun Taidepaja": 2015, "Salon Säie": 2019,
    "Uudenkaupungin Näyttämö": 2009, "Aura Ääni": 2022, "Kirjokansi": 2026, "Linssi ja Valo": 2023, "Saariston Savi": 2012,
    "Pelikollektiivi Portti": 2024, "Tanssin Tila": 2018, "Muotoilupiiri Luoto": 2016, "Tapahtumatuotanto Ilo": 2021, "Kulttuurikudos": 2014,
}  # fmt: skip

INCUBATORS = (
    _company("Norrljus Inkubator", ("Maja Kuorak", SE, "Umeå", "sv en"), "SE331", "design crafts games", "incubator"),
    _company("Pohjantähti Hautomo", ("Tuomas Pelkonen", FI, "Oulu", "fi en"), "FI1D9", "music film_tv games", "incubator"),
    _company("Arktisk Kulturhage", ("Kristin Aune", NO, "Tromsø", "nb en"), "NO072", "performing_arts events_experience", "incubator"),
    _company("Kvarken Kreativ", ("Fredrik Holm", FI, "Vaasa", "sv fi en"), "FI19A", "design crafts", "incubator"),
)
SUPPORT = (
    _company("Pohjoisen Yrityspalvelu", ("Pekka Niemelä", FI, "Rovaniemi", "fi sv"), "FI1D7", "ccs", "support", "public"),
    _company("Bottenvikens Näringsråd", ("Gunilla Berglund", SE, "Luleå", "sv en"), "SE332", "ccs", "support", "association"),
    _company("Hålogaland Næringsservice", ("Rune Fagerli", NO, "Bodø", "nb en"), "NO071", "ccs", "support", "public"),
    _company("Lapin Luovat", ("Johanna Kemppainen", FI, "Inari", "fi se en"), "FI1D7", "ccs", "support", "association"),
)
INVESTORS = (
    _company("Polstjärnan Kapital", ("Henrik Falk", SE, "Luleå", "sv en"), "SE332", "games design", "investor"),
    _company("Napapiiri Sijoitus", ("Merja Tuominen", FI, "Oulu", "fi en"), "FI1D9", "film_tv games", "investor"),
    _company("Fjellheim Invest", ("Sigrid Aas", NO, "Tromsø", "nb en"), "NO072", "events_experience", "investor"),
    _company("Kustens Såddfond", ("Patrik Öhman", FI, "Vaasa", "sv en"), "FI19A", "design", "investor"),
)
MANAGER = Somebody("Solveig Dahl", NO, "Bodø", ("nb", "en"))
ADMIN = Somebody("Unni Somby", NO, "Karasjok", ("nb", "se", "en"))

# name, country, place, languages; subjects and sectors come from ARCHETYPES in turn.
MENTOR = Somebody("Johan Åström", SE, "Umeå", ("sv", "en"))
MENTOR2 = Somebody("Ingrid Moe", NO, "Tromsø", ("nb", "sv", "en"))
STORY_MENTORS = (MENTOR, MENTOR2, Somebody("Karin Sundqvist", SE, "Luleå", ("sv", "en")), Somebody("Tuomo Kettunen", FI, "Rovaniemi", ("fi", "sv", "en")))
MENTORS = tuple(
    Somebody(name, country, place, tuple(languages.split()))
    for name, country, place, languages in (
        ("Inger Biret Porsanger", NO, "Kautokeino", "se nb en"), ("Matti Ojala", FI, "Oulu", "fi en"), ("Lena Marklund", SE, "Skellefteå", "sv en"),
        ("Torbjørn Vik", NO, "Bodø", "nb en"), ("Hanna-Leena Aho", FI, "Kajaani", "fi en sv"), ("Erik Lundmark", SE, "Piteå", "sv en"),
        ("Jovnna Länsman", FI, "Utsjoki", "se fi en"), ("Marit Hansen", NO, "Alta", "nb en"), ("Johanna Backman", FI, "Vaasa", "sv fi en"),
        ("Mattias Forsberg", SE, "Östersund", "sv nb en"), ("Kaisa Rantanen", FI, "Turku", "fi en"), ("Sverre Lien", NO, "Trondheim", "nb sv en"),
        ("Ulrika Stenman", FI, "Jakobstad", "sv fi en"), ("Niklas Hedman", SE, "Umeå", "sv en"), ("Ritva Salo", FI, "Joensuu", "fi en"),
        ("Bjørn Aleksander Dahle", NO, "Harstad", "nb en"), ("Sara Utsi", SE, "Jokkmokk", "se sv en"), ("Pertti Kangas", FI, "Kemi", "fi sv"),
        ("Gro Sandvik", NO, "Tromsø", "nb en"), ("Annika Öberg", SE, "Luleå", "sv en"), ("Jari Hirvonen", FI, "Oulu", "fi en"),
        ("Elin Bergström", SE, "Sundsvall", "sv en"), ("Olav Strand", NO, "Mo i Rana", "nb en"), ("Paula Nyman", FI, "Kokkola", "sv fi en"),
        ("Tero Makkonen", FI, "Kuopio", "fi en"), ("Camilla Fors", SE, "Umeå", "sv en fi"), ("Ravdna Somby", NO, "Tana", "se nb"),
        ("Ilkka Heiskanen", FI, "Helsinki", "fi en sv"), ("Hilde Moen", NO, "Bodø", "nb en"), ("Peter Sjödin", SE, "Haparanda", "sv fi en"),
        ("Maarit Leinonen", FI, "Rovaniemi", "fi en"), ("Stian Larsen", NO, "Narvik", "nb sv en"), ("Åsa Granberg", SE, "Kiruna", "sv en"),
        ("Outi Feodoroff", FI, "Inari", "fi se"), ("Magnus Törnqvist", FI, "Vaasa", "sv en fi"), ("Liv Ellingsen", NO, "Hammerfest", "nb en"),
    )
)  # fmt: skip


@dataclass(frozen=True)
class Archetype:
    """What a mentor knows: strong subjects first, sectors, a headline in each language."""

    needs: tuple[str, ...]
    sectors: tuple[str, ...]
    headline: dict[str, str]


def _archetype(needs: str, sectors: str, en: str, fi: str, sv: str, nb: str) -> Archetype:
    return Archetype(tuple(needs.split()), tuple(sectors.split()), {"en": en, "fi": fi, "sv": sv, "nb": nb})


ARCHETYPES = (
    _archetype("pricing internationalisation_export sales brand", "crafts design fashion",
               "Pricing and export for makers", "Hinnoittelu ja vienti tekijöille",
               "Prissättning och export för formgivare", "Prising og eksport for formgivere"),
    _archetype("pricing contracts_negotiation growth_strategy marketing", "design crafts events_experience",
               "From the first customer to a steady business", "Ensimmäisestä asiakkaasta vakaaseen liiketoimintaan",
               "Från första kunden till en stadig verksamhet", "Fra første kunde til stabil drift"),
    _archetype("e_commerce digital_marketing pricing brand", "fashion crafts design",
               "Selling craft online across borders", "Käsityön verkkokauppaa yli rajojen",
               "Hantverk på nätet över gränserna", "Håndverk på nett over grensene"),
    _archetype("internationalisation_export networking sales pricing", "design music crafts",
               "Twenty years of trade across the northern borders", "Kaksikymmentä vuotta kauppaa pohjoisen rajojen yli",
               "Tjugo års handel över de nordliga gränserna", "Tjue års handel over grensene i nord"),
    _archetype("investor_readiness financing growth_strategy business_planning", "games film_tv audiovisual_media",
               "Funding for games and film", "Pelien ja elokuvien rahoitus", "Finansiering av spel och film", "Finansiering av spill og film"),
    _archetype("ip_copyright contracts_negotiation product_service_development", "music publishing_literature film_tv",
               "Rights and contracts in music and text", "Oikeudet ja sopimukset musiikissa ja kirjallisuudessa",
               "Rättigheter och avtal i musik och text", "Rettigheter og avtaler i musikk og tekst"),
    _archetype("cultural_tourism_products event_production cross_border_cooperation sustainability", "events_experience cultural_tourism performing_arts",
               "Experiences that last the whole year", "Elämyksiä ympäri vuoden", "Upplevelser året om", "Opplevelser hele året"),
    _archetype("funding_applications project_management cross_border_cooperation networking", "performing_arts dance cultural_heritage",
               "Projects and funding for stage and heritage", "Hankkeita ja rahoitusta näyttämölle ja perinnölle",
               "Projekt och stöd för scen och kulturarv", "Prosjekter og støtte til scene og kulturarv"),
    _archetype("sami_knowledge_values brand cultural_tourism_products pricing", "duodji crafts cultural_tourism",
               "Duodji as a livelihood", "Duodji elinkeinona", "Duodji som levebröd", "Duodji som levebrød"),
    _archetype("cooperative_governance leadership financial_management business_planning", "arts_education visual_arts performing_arts",
               "Cooperatives that decide well together", "Osuuskuntia, jotka päättävät hyvin yhdessä",
               "Kooperativ som beslutar väl tillsammans", "Samvirker som bestemmer godt sammen"),
)  # fmt: skip
