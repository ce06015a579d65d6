"""What the cooperatives write in their plans, in the language they work in. Data only."""

from dataclasses import dataclass
from typing import Any

Goal = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True)
class Words:
    """The texts of one language."""

    situations: tuple[str, ...]
    changes: tuple[str, ...]
    all_goals: tuple[Goal, ...]
    quarters: tuple[str, ...]
    helps: tuple[str, ...]
    topics: tuple[str, str, str]
    approved: str
    closed: str
    praise: str
    returned: str
    skipped: str

    def baseline(self, index: int) -> dict[str, Any]:
        """Where the cooperative stands."""
        situation, change = self.situations[index % len(self.situations)], self.changes[index % len(self.changes)]
        return {"situation": situation, "people": 4 + index % 7, "turnover": 21_000 + 6_500 * (index % 5), "markets": ["FI"], "change": change}

    def goals(self, index: int) -> tuple[Goal, ...]:
        """Two or three goals, different from neighbour to neighbour."""
        count = 2 + index % 2
        return tuple(self.all_goals[(index + at) % len(self.all_goals)] for at in range(count))

    def report(self, number: int, index: int) -> dict[str, Any]:
        """What is told of a quarter."""
        mood = "slower" if (number + index) % 4 == 0 else "as-planned"
        given: dict[str, Any] = {"done": self.quarters[number - 1], "mood": mood, "turnover": 5_200 + 700 * number + 350 * (index % 5)}
        return given | ({"help": self.helps[number % len(self.helps)]} if mood == "slower" else {})


FI = Words(
    situations=(
        "Olemme pieni osuuskunta, jonka jäsenet laskuttavat omat työnsä. Yhteistä myyntiä on vähän, mutta yhteinen tila toimii hyvin.",
        "Teemme tilaustöitä kunnille ja yhdistyksille. Työtä on keväisin paljon ja syksyisin vähän.",
        "Jäsenet ovat tekijöitä, eivät myyjiä. Meidät tunnetaan omassa kaupungissa, muualla tuskin.",
    ),
    changes=(
        "Kahden vuoden päästä puolet myynnistä on yhteistä ja hallitus tietää joka kuukausi, missä mennään.",
        "Työtä on ympäri vuoden, ja vähintään yksi asiakas on rajan takana.",
        "Meillä on kolme tuotetta, joilla on hinta, ja joku, joka myy niitä.",
    ),
    all_goals=(
        ("Yhteinen hinnasto käyttöön", "Kaikki tarjoukset lähtevät hinnastosta", ("Kirjataan tunnit kolmelta työltä", "Hinnasto hallitukseen")),
        ("Kolme pysyvää asiakasta omalta alueelta", "Kolme allekirjoitettua vuosisopimusta", ("Lista kymmenestä asiakkaasta", "Viisi tapaamista")),
        ("Hallitus, joka päättää", "Hallitus kokoontuu kuukausittain ja päätökset ovat kaikkien luettavissa", ("Vuosikello", "Työnjako jäsenten kesken")),
        ("Ensimmäinen tilaus rajan takaa", "Lasku, joka on maksettu", ("Esite ruotsiksi", "Yhteys kahteen tilaajaan Uumajassa")),
    ),
    quarters=(
        "Aloitimme tuntikirjanpidon ja yllätyimme itsekin. Sovimme, kuka vastaa mistäkin.",
        "Tapasimme viisi mahdollista asiakasta. Kaksi pyysi tarjouksen.",
        "Hinnasto on hallituksen hyväksymä. Ensimmäiset tarjoukset lähtivät sillä.",
        "Ensimmäinen vuosisopimus on allekirjoitettu. Syksyn tapahtuma toi uusia yhteyksiä.",
        "Teimme esitteen kahdella kielellä ja uudistimme verkkosivut.",
        "Kokeilimme yhteistä myyntivuoroa: yksi myy, muut tekevät. Se toimii.",
        "Toinen sopimus syntyi. Kesä oli silti hiljaisempi kuin toivoimme.",
        "Myynnistä yli puolet on nyt yhteistä. Jatkamme samalla työnjaolla.",
    ),
    helps=("Miten sanoa asiakkaalle, että hinta nousee?", "Kuka tuntee osuuskunnan verotusta?", "Kaipaisimme toisen osuuskunnan kokemuksia."),
    topics=("Hinnoittelu", "Hallituksen työ", "Myyntikeskustelun harjoittelu"),
    approved="Selkeät tavoitteet. Aloitetaan tunneista.",
    closed="Kaksi vuotta on täynnä. Kiitos hyvästä työstä; raportit jäävät teille luettaviksi.",
    praise="Hyvä neljännes. Juuri näin pienin askelin.",
    returned="Kertoisitteko vielä, ketkä asiakkaat pyysivät tarjouksen ja mitä niistä seurasi?",
    skipped="Osuuskunta muutti uusiin tiloihin, ja toiminta oli kuusi viikkoa tauolla. Jatketaan seuraavasta neljänneksestä.",
)
SV = Words(
    situations=("Vi är sex keramiker som delar ugnar och butik. Sommaren säljer, vintern är tyst.",),
    changes=("Om två år säljer vi året runt, och minst två butiker på andra sidan havet har våra saker.",),
    all_goals=(
        ("En gemensam prislista", "Varje offert görs efter listan", ("Räkna timmarna på tre arbeten", "Listan till styrelsen")),
        ("Två återförsäljare i Sverige", "Två avtal och en andra beställning", ("Prover till fyra butiker", "Resa till Norrtälje")),
        ("En styrelse som beslutar", "Protokoll varje månad, läsbara för alla", ("Årsklocka", "Fördela uppgifterna")),
        ("Kurser på vintern", "Fyra fulla kurser mellan november och mars", ("Kursprogram", "Anmälan på webben")),
    ),
    quarters=(
        "Vi räknade timmar för första gången. Det förklarade en hel del.",
        "Prover gick till fyra butiker, två svarade.",
        "Prislistan är godkänd, och de första offerterna följde den.",
        "Första beställningen från Norrtälje. Vintern var ändå lugn.",
        "Två vinterkurser blev fulla, den tredje nästan.",
        "Vi provade att en säljer medan andra gör. Det fungerar.",
        "Andra butiken har beställt igen.",
        "Hälften av försäljningen kommer nu utanför sommaren.",
    ),
    helps=("Hur säger man att priset stiger?", "Vem kan frakt till öarna?"),
    topics=("Prissättning", "Styrelsens arbete", "Att sälja till butiker"),
    approved="Tydliga mål. Vi börjar med timmarna.",
    closed="Två år har gått. Tack för gott arbete; rapporterna finns kvar att läsa.",
    praise="Ett bra kvartal, i små steg.",
    returned="Kan ni säga vilka butiker som svarade, och vad de ville ändra?",
    skipped="Ugnen byttes ut och verksamheten stod stilla i sex veckor. Vi fortsätter nästa kvartal.",
)


def of(languages: list[str]) -> Words:
    """The texts in the first of somebody's languages that is written here."""
    return SV if languages and languages[0] == "sv" else FI
