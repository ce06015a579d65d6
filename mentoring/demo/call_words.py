"""What the incubator of the story asks in its calls, and what companies answer, in the language they work in. Data only."""

from typing import Any

Said = dict[str, str]
LANGUAGES = ("en", "fi", "sv", "nb")


def said(*words: str) -> Said:
    """A text in the four languages, in their order."""
    return dict(zip(LANGUAGES, words, strict=True))


ROLLING = said(
    "Norrljus 2027: two years of company", "Norrljus 2027: kaksi vuotta rinnalla", "Norrljus 2027: två år tillsammans", "Norrljus 2027: to år sammen"
)
ROLLING_ABOUT = said(
    "For makers, studios and small stages on both sides of Kvarken. Write your idea in a few lines first. We read ideas as they arrive and invite those we"
    " want to hear more of to write the full application. Places are given while there are some left.",
    "Tekijöille, studioille ja pienille näyttämöille Merenkurkun molemmin puolin. Kirjoita ensin ideasi muutamalla rivillä. Luemme ideat sitä mukaa kuin ne"
    " saapuvat ja kutsumme ne, joista haluamme kuulla lisää, laatimaan täyden hakemuksen. Paikkoja jaetaan niin kauan kuin niitä on.",
    "För formgivare, studior och små scener på båda sidor om Kvarken. Skriv först din idé på några rader. Vi läser idéerna när de kommer och bjuder in dem som"
    " vi vill höra mer av att skriva full ansökan. Platserna delas ut så länge de räcker.",
    "For formgivere, studioer og små scener på begge sider av Kvarken. Skriv først idéen din på noen linjer. Vi leser idéene etter hvert og inviterer dem vi"
    " vil høre mer fra, til å skrive full søknad. Plassene deles ut så lenge det er noen igjen.",
)
SPRING = said("Norrljus, spring 2026", "Norrljus, kevät 2026", "Norrljus, våren 2026", "Norrljus, våren 2026")
SPRING_ABOUT = said(
    "Six months with an adviser, a desk in Umeå when you want one, and others who do the same.",
    "Puoli vuotta neuvojan kanssa, työpöytä Uumajassa kun tarvitset sen, ja muita, jotka tekevät samaa.",
    "Ett halvår med rådgivare, ett skrivbord i Umeå när du vill, och andra som gör detsamma.",
    "Et halvt år med rådgiver, en pult i Umeå når du vil, og andre som gjør det samme.",
)
TITLE: dict[str, Any] = {
    "key": "title",
    "kind": "text",
    "required": True,
    "longest": 120,
    "labels": said(
        "What do you call your undertaking?",
        "Minkä nimen annat hankkeellesi?",
        "Vad kallar du ditt projekt?",
        "Hva kaller du prosjektet ditt?",
    ),
}
IDEA: dict[str, Any] = {
    "key": "idea",
    "kind": "text",
    "required": True,
    "longest": 1500,
    "labels": said(
        "What do you want to do, and for whom?", "Mitä haluat tehdä, ja kenelle?", "Vad vill du göra, och för vem?", "Hva vil du gjøre, og for hvem?"
    ),
    "help": said(
        "A few lines are enough. Write as you would tell it to a customer.",
        "Muutama rivi riittää. Kirjoita niin kuin kertoisit asiakkaalle.",
        "Några rader räcker. Skriv som du skulle berätta för en kund.",
        "Noen linjer holder. Skriv slik du ville fortalt det til en kunde.",
    ),
}
NEEDS: dict[str, Any] = {
    "key": "needs",
    "kind": "terms",
    "vocabulary": "need",
    "required": True,
    "most": 3,
    "labels": said("What do you want help with first?", "Missä haluat apua ensimmäisenä?", "Vad vill du ha hjälp med först?", "Hva vil du ha hjelp med først?"),
}
STAGE: dict[str, Any] = {
    "key": "stage",
    "kind": "choice",
    "required": True,
    "labels": said("How far have you come?", "Kuinka pitkällä olet?", "Hur långt har du kommit?", "Hvor langt har du kommet?"),
    "options": [
        {"key": "trying", "labels": said("We are trying it out", "Kokeilemme vasta", "Vi prövar oss fram", "Vi prøver oss fram")},
        {
            "key": "selling",
            "labels": said("We have our first customers", "Meillä on ensimmäiset asiakkaat", "Vi har de första kunderna", "Vi har de første kundene"),
        },
        {"key": "growing", "labels": said("We sell and want to grow", "Myymme ja haluamme kasvaa", "Vi säljer och vill växa", "Vi selger og vil vokse")},
    ],
}
SHARE: dict[str, Any] = {
    "key": "share",
    "kind": "consent",
    "required": True,
    "labels": said(
        "The incubator may keep these answers for two years and show them to its reviewers.",
        "Hautomo saa säilyttää vastaukset kaksi vuotta ja näyttää ne arvioijilleen.",
        "Inkubatorn får spara svaren i två år och visa dem för sina granskare.",
        "Inkubatoren kan oppbevare svarene i to år og vise dem til dem som vurderer.",
    ),
}
MARKET: dict[str, Any] = {
    "key": "market",
    "kind": "text",
    "required": True,
    "longest": 3000,
    "part": "full",
    "labels": said(
        "Who buys from you today, and who will in two years?",
        "Kuka ostaa sinulta nyt, ja kuka kahden vuoden päästä?",
        "Vem köper av dig i dag, och vem om två år?",
        "Hvem kjøper av deg i dag, og hvem om to år?",
    ),
}
PEOPLE: dict[str, Any] = {
    "key": "people",
    "kind": "number",
    "least": 1,
    "most": 250,
    "part": "full",
    "labels": said("How many people work with you?", "Montako teitä on töissä?", "Hur många arbetar hos er?", "Hvor mange jobber hos dere?"),
}
BEGIN: dict[str, Any] = {
    "key": "begin",
    "kind": "date",
    "part": "full",
    "labels": said("When could you begin?", "Milloin voisit aloittaa?", "När kan du börja?", "Når kan du begynne?"),
}
SAMPLES: dict[str, Any] = {
    "key": "samples",
    "kind": "file",
    "most": 3,
    "part": "full",
    "labels": said("Show us something that you have made", "Näytä jotain, minkä olet tehnyt", "Visa något som du har gjort", "Vis noe du har laget"),
    "help": said("Up to three files.", "Enintään kolme tiedostoa.", "Högst tre filer.", "Inntil tre filer."),
}
QUESTIONS = [
    {**TITLE, "part": "idea"},
    {**IDEA, "part": "idea"},
    {**NEEDS, "part": "idea"},
    {**STAGE, "part": "idea"},
    {**SHARE, "part": "idea"},
    MARKET,
    PEOPLE,
    BEGIN,
    SAMPLES,
]
ONE_STAGE_QUESTIONS = [TITLE, IDEA, NEEDS, SHARE]
CRITERIA = (
    ("idea", said("The idea: new, and its own", "Idea: uusi ja omanlaisensa", "Idén: ny och egen", "Idéen: ny og egen"), 2, False),
    ("market", said("Somebody will pay for it", "Joku maksaa siitä", "Någon betalar för det", "Noen betaler for det"), 2, False),
    ("team", said("They can carry it out", "He pystyvät siihen", "De klarar att genomföra det", "De klarer å gjennomføre det"), 1, False),
    ("north", said("Worth to the north", "Merkitys pohjoiselle", "Värde för norr", "Verdi for nord"), 1, True),
)
FIRST_PHASE = said("On your own", "Ensin itse", "På egen hand", "På egen hånd")
SECOND_PHASE = said("Together", "Yhdessä", "Tillsammans", "Sammen")
# One undertaking a company, in its own language: title, idea, who buys.
UNDERTAKINGS: dict[str, tuple[str, str, str]] = {
    "Tuohi & Tuuli": (
        "Tuohesta kantolaukuksi",
        "Punomme tuohesta reppuja ja laukkuja, jotka kestävät perinnöksi asti. Haluamme myydä niitä retkeilijöille Ruotsin ja Norjan puolella.",
        "Nyt ostajat löytyvät Rovaniemen matkailuliikkeistä. Kahden vuoden päästä puolet myynnistä tulee Tromssan ja Uumajan erikoiskaupoista.",
    ),
    "Fjordlyd Studio": (
        "Lyd fra fjorden",
        "Vi tar opp lyden av steder i nord og gjør den til musikk for utstillinger, film og hotell. Hvert sted får sitt eget lydbilde.",
        "I dag kjøper to museer av oss. Om to år vil vi ha en fast avtale med hotellene langs kysten og et bibliotek som filmfolk kan leie fra.",
    ),
    "Lumikuva": (
        "Talven kuvapankki",
        "Kokoamme pohjoisen kuvaajien talvikuvat yhdeksi kuvapankiksi, josta matkailuyritykset ostavat kuvia kuukausimaksulla.",
        "Ostajia on nyt kolme, kaikki Kokkolasta. Tavoitteena on sata matkailuyritystä kolmessa maassa.",
    ),
    "Duodji Beaivi": (
        "Duodji som varer",
        "Jeg lager belter og sølvknapper slik bestemoren min gjorde, og vil lære to unge opp mens bedriften bærer oss alle.",
        "Kundene kommer til Karasjok om sommeren. Om to år vil jeg selge hele året, i nettbutikk og hos fire gallerier, også i Finland og Sverige.",
    ),
    "Väv & Vind": (
        "Plagg som går att laga",
        "Vi väver tyger av restull och syr plagg som kunden kan lämna tillbaka för lagning i tio år. Lagningen ingår i priset.",
        "I dag säljer vi på marknader i Västerbotten. Om två år har vi en butik i Umeå, en i Vasa och en verkstad som lagar åt andra.",
    ),
    "Siida Design": (
        "Huonekaluja siidan mukaan",
        "Suunnittelemme huonekaluja, jotka kootaan ilman työkaluja ja kulkevat mukana paikasta toiseen. Puu tulee Inarin metsistä.",
        "Asiakkaina ovat nyt mökkiläiset. Kahden vuoden päästä myymme kalustamia kyliin ja kouluihin kolmen maan saamelaisalueella.",
    ),
    "Isbryt Arkitektur": (
        "Hus som tål att flyttas",
        "Vi ritar små trähus som kan monteras ner och byggas upp igen när gruvan flyttar staden. Ritningarna säljs, inte husen.",
        "Kommunen i Kiruna köper av oss. Om två år vill vi ha fyra kommuner i tre länder och en katalog över hus.",
    ),
    "Bygdeteatret Vidda": (
        "Teater uten hus",
        "Vi spiller i fjøs, skoler og samfunnshus, og vil lage en turné som andre teatre kan leie med lys, lyd og folk.",
        "Kommunene i Finnmark kjøper forestillinger i dag. Om to år er halvparten av spillestedene på svensk og finsk side.",
    ),
    "Poro & Paperi": (
        "Kirjoja käsin sidottuina",
        "Teemme kirjoja pienissä painoksissa pohjoisen kirjoittajille: taitto, paino ja sidonta samasta talosta.",
        "Ostajina ovat nyt kunnat ja seurat. Kahden vuoden päästä kustannamme kymmenen kirjaa vuodessa kahdella kielellä.",
    ),
    "Stjärnfall Scenkonst": (
        "Dans i mörkret",
        "En föreställning som bara spelas när det är mörkt på dagen, i skogen, med hörlurar.",
        "",
    ),
    "Áhkku Girji": (
        "Bøker som áhkku leste",
        "Jeg gir ut bildebøker på nordsamisk med lydbok av en bestemor, for familier som vil høre språket hjemme.",
        "",
    ),
    "Nordlys Opplevelser": (
        "Mørketid som opplevelse",
        "Små grupper, fire dager i november, uten nordlysgaranti: sang, mat og historier fra folk som bor her.",
        "",
    ),
    "Kolme Kaikua": (
        "Kolme kaikua, yksi lava",
        "Osuuskuntamme tuo yhteen kolme musiikin tekijää ja rakentaa kiertueen, jonka pieni paikkakunta voi ostaa kokonaisena.",
        "Ostajina ovat nyt Oulun seudun kunnat. Haluamme kaksi kiertuetta vuodessa Pohjois-Ruotsiin.",
    ),
    "Verkstad Sund": (
        "Ljus ur vass",
        "Vi väver lampor av vass från skärgården och säljer dem till hotell och gallerier. Nu vill vi över Kvarken.",
        "",
    ),
    "Lyktan Spel": ("Spel för mörka kvällar", "Brädspel som lyser: spelplaner av träfiber med lampor, gjorda i Skellefteå och sålda i hela Norden.", ""),
    "Revontuli Filmi": ("Lyhytelokuvia kylistä", "Kuvaamme lyhytelokuvia kylissä, joissa ei ole elokuvateatteria, ja näytämme ne siellä ensin.", ""),
    "Kaiku Pelit": ("Peli joka kuuntelee", "Mobiilipeli, joka kulkee äänellä ja jota voi pelata myös näkemättä.", ""),
}
ASKED = {
    "fi": "Kerro vielä, millä hinnalla aiot myydä ja mistä luku tulee. Lisää myös kuva jostakin valmiista työstä.",
    "sv": "Berätta också till vilket pris du tänker sälja och hur du har räknat. Lägg gärna till en bild av något färdigt.",
    "nb": "Fortell også hvilken pris du tenker å selge for, og hvordan du har regnet. Legg gjerne ved et bilde av noe ferdig.",
}
WELCOME = {
    "fi": "Pidimme siitä, että tiedätte kenelle teette. Tervetuloa: aloitetaan hinnoittelusta.",
    "sv": "Vi tyckte om att ni vet för vem ni gör det. Välkomna: vi börjar med priserna.",
    "nb": "Vi likte at dere vet hvem dere lager det for. Velkommen: vi begynner med prisene.",
}
NOT_NOW = {
    "fi": "Idea on hyvä, mutta ostajia on vielä vähän. Kokeile kolmella asiakkaalla ja hae uudelleen keväällä.",
    "sv": "Idén är fin men köparna är ännu få. Pröva med tre kunder och sök igen i vår.",
    "nb": "Idéen er fin, men kjøperne er få ennå. Prøv med tre kunder og søk igjen til våren.",
}
INVITED = {
    "fi": "Haluamme kuulla lisää. Kirjoita täysi hakemus omaan tahtiisi ennen haun päättymistä.",
    "sv": "Vi vill höra mer. Skriv den fulla ansökan i din egen takt innan utlysningen stänger.",
    "nb": "Vi vil høre mer. Skriv full søknad i ditt eget tempo før utlysningen stenger.",
}
# What reviewers say: to the incubator, to the applicant; in Swedish, which all three read.
REVIEWS = (
    ("Tydlig köpare och egen form. Priserna är inte räknade än.", "Räkna timmarna i en produkt och visa dem nästa gång."),
    ("Stark idé, men allt hänger på en person. Hur går det när hon är borta?", "Skriv vem som gör vad när det blir bråttom."),
    ("Bra underlag. Marknaden på andra sidan gränsen är större än de tror.", "Hör med två återförsäljare innan ni bestämmer priset."),
)
CONFLICT = "Vi har ställt ut tillsammans, så någon annan bör läsa den här."
REASON_REFERRED = {
    "Revontuli Filmi": "Elokuva-alan rahoittajat ja laitteet ovat Oulussa, lähempänä teitä kuin me.",
    "Lumikuva": "Ni söker köpare i Västerbotten, och där känner Norrljus alla.",
}
REASON_LENT = "Kuulemme, että osuuskuntanne haluavat myydä Tornionlaakson yli. Peter on tehnyt sitä kaksikymmentä vuotta."
