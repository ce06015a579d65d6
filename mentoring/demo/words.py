"""What people in the demo network say and write, in the language they share. Data only."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

Said = TypeVar("Said")

GOALS = {
    "fi": (
        "Haluamme hinnoitella työmme niin, että siitä jää jotain, ja löytää kaksi jälleenmyyjää Ruotsista tai Norjasta.",
        "Etsimme rahoitusta seuraavaan tuotantoon ja apua hakemuksen rakenteeseen.",
        "Verkkokauppamme on avattu, mutta tilaukset rajan yli tökkivät. Tarvitsemme silmäparin, joka on tehnyt tämän ennen.",
        "Osuuskuntamme on kasvanut nopeasti. Haluamme selkeät säännöt siitä, kuka päättää ja mistä.",
        "Haluamme tehdä palvelustamme tuotteen, jota voi ostaa ilman pitkää neuvottelua.",
    ),
    "sv": (
        "Vi vill prissätta vårt arbete så att det går runt och hitta två återförsäljare i Finland eller Norge.",
        "Vi söker finansiering för nästa produktion och någon som kan läsa vår ansökan med öppna ögon.",
        "Nätbutiken är igång, men försäljningen över gränsen haltar. Vi behöver någon som har gjort det förut.",
        "Vi har vuxit snabbt och vill komma överens om vem som beslutar om vad.",
        "Vi vill göra vår tjänst till en produkt som går att köpa utan långa förhandlingar.",
    ),
    "nb": (
        "Vi vil prise arbeidet slik at det lønner seg, og finne to forhandlere i Sverige eller Finland.",
        "Vi ser etter finansiering til neste produksjon og noen som kan lese søknaden vår kritisk.",
        "Nettbutikken er i gang, men salget over grensen går tregt. Vi trenger noen som har gjort det før.",
        "Vi har vokst fort og vil bli enige om hvem som bestemmer hva.",
        "Vi vil gjøre tjenesten vår til et produkt som kan kjøpes uten lange forhandlinger.",
    ),
    "en": (
        "We want to price our work so that it pays, and to find two retailers across the border.",
        "We are looking for funding for our next production, and for somebody who reads our application critically.",
        "Our web shop is open, but sales across the border are slow. We need somebody who has done this before.",
        "We have grown fast and want to agree on who decides what.",
        "We want to turn our service into a product that can be bought without long negotiations.",
    ),
}
TOPICS = {
    "fi": ("Tutustuminen ja tavoitteet", "Hinnoittelun perusteet", "Asiakkaat rajan takana", "Tarjous ja sopimus", "Seuraava vuosi", "Mitä opimme"),
    "sv": ("Lära känna varandra, mål", "Grunderna i prissättning", "Kunder på andra sidan gränsen", "Offert och avtal", "Nästa år", "Vad vi har lärt oss"),
    "nb": ("Bli kjent, mål", "Grunnlaget for prisene", "Kunder på den andre siden av grensen", "Tilbud og avtale", "Neste år", "Hva vi har lært"),
    "en": (
        "Getting to know each other, goals",
        "The basics of pricing",
        "Customers across the border",
        "Offers and contracts",
        "Next year",
        "What we have learned",
    ),
}
# Company and mentor in turn.
LINES = {
    "fi": (
        "Hei, kiitos että otit meidät! Lähetän ennen tapaamista listan tuotteista ja nykyisistä hinnoista.",
        "Hienoa. Laita mukaan myös tunnit, jotka kuhunkin työhön menevät – arviokin riittää.",
        "Tässä lista. Tunnit yllättivät meidät itsekin.",
        "Juuri siksi niitä kysytään. Katsotaan kolme suurinta ensin.",
        "Nostimme kahden tuotteen hintaa. Kukaan ei ole vielä valittanut!",
        "Hyvä. Kysy seuraavaksi kahdelta jälleenmyyjältä, millä katteella he ostaisivat.",
        "Haaparannasta vastattiin jo. He haluavat nähdä näytteet.",
        "Mainiota. Käydään ensi kerralla läpi, mitä sopimuksessa pitää lukea.",
    ),
    "sv": (
        "Hej, tack för att du tog emot oss! Jag skickar en lista över produkter och priser före mötet.",
        "Fint. Ta gärna med hur många timmar som går åt till var och en – en uppskattning räcker.",
        "Här är listan. Timmarna överraskade oss själva.",
        "Det är därför man frågar. Vi tittar på de tre största först.",
        "Vi höjde priset på två produkter. Ingen har klagat än!",
        "Bra. Fråga nu två återförsäljare med vilken marginal de skulle köpa.",
        "Vi fick svar från Vasa redan. De vill se prover.",
        "Utmärkt. Nästa gång går vi igenom vad som ska stå i avtalet.",
    ),
    "nb": (
        "Hei, takk for at du tok oss imot! Jeg sender en liste over produkter og priser før møtet.",
        "Fint. Ta gjerne med hvor mange timer som går med til hvert av dem – et anslag holder.",
        "Her er listen. Timene overrasket oss selv.",
        "Det er derfor man spør. Vi ser på de tre største først.",
        "Vi satte opp prisen på to produkter. Ingen har klaget ennå!",
        "Bra. Spør nå to forhandlere hvilken margin de ville kjøpe med.",
        "Vi har allerede fått svar fra Umeå. De vil se prøver.",
        "Utmerket. Neste gang går vi gjennom hva som skal stå i avtalen.",
    ),
    "en": (
        "Hello, and thank you for taking us on! I will send a list of products and prices before we meet.",
        "Good. Add the hours that go into each of them, too – an estimate will do.",
        "Here is the list. The hours surprised us.",
        "That is why one asks. Let us look at the three largest first.",
        "We raised the price of two products. Nobody has complained yet!",
        "Good. Now ask two retailers at which margin they would buy.",
        "Umeå has answered already. They want to see samples.",
        "Excellent. Next time we go through what the contract should say.",
    ),
}
NOTES = {
    "fi": "Kävimme läpi edellisen kerran tehtävät. Sovittiin kaksi asiaa seuraavaan kertaan.",
    "sv": "Vi gick igenom uppgifterna från förra gången. Två saker till nästa gång.",
    "nb": "Vi gikk gjennom oppgavene fra sist. To ting til neste gang.",
    "en": "We went through what was agreed last time. Two things to do until the next.",
}
QUESTIONS = {
    "fi": "Kuinka monta tuotetta teillä on myynnissä, ja mikä niistä tuo eniten?",
    "sv": "Hur många produkter säljer ni, och vilken av dem drar in mest?",
    "nb": "Hvor mange produkter selger dere, og hvilket av dem gir mest?",
    "en": "How many products do you sell, and which of them brings in most?",
}
REPLIES = {
    "fi": "Seitsemän. Isoin osa tulee kahdesta, joita teemme tilauksesta.",
    "sv": "Sju. Det mesta kommer från två som vi gör på beställning.",
    "nb": "Sju. Det meste kommer fra to som vi lager på bestilling.",
    "en": "Seven. Most of it comes from two that we make to order.",
}
DECLINES = {
    "fi": "Kevät on jo täynnä. Aiheenne on kiinnostava, kysykää syksyllä uudestaan.",
    "sv": "Våren är redan full. Ert ämne är intressant, fråga gärna igen till hösten.",
    "nb": "Våren er allerede full. Temaet er interessant, spør gjerne igjen til høsten.",
    "en": "My spring is full. Your subject is interesting: do ask again in autumn.",
}


def in_own(texts: Mapping[str, Said], languages: Iterable[str]) -> Said:
    """What is said in the first of somebody's languages that it is written in: who looks around in a demo may have put another first."""
    fallback = "en" if "en" in texts else next(iter(texts))
    return texts[next((code for code in languages if code in texts), fallback)]


def shared(first: list[str], second: list[str]) -> str:
    """A language in which both are quoted here: the first of one's that the other reads, else English."""
    return next((code for code in first if code in second and code in LINES), "en")
