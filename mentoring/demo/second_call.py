"""A call of another incubator, so that a support organisation looks at more than one: in Oulu names are shared, elsewhere figures."""

from datetime import datetime

from mentoring.calls import editions, handing, moving, services, writing
from mentoring.calls.models import Application, Call
from mentoring.demo import call_words, cases, story, words
from mentoring.demo.calls import ZONE, ago
from mentoring.demo.cast import INCUBATORS
from mentoring.demo.plots import founder_of
from network.accounts.models import User
from network.core import clock
from network.organisations.models import Organisation
from network.programmes.models import Programme

AT = INCUBATORS[1]
TITLES = call_words.said("Pohjantähti, autumn 2026", "Pohjantähti, syksy 2026", "Pohjantähti, hösten 2026", "Pohjantähti, høsten 2026")
ABOUTS = call_words.said(
    "A winter with an adviser in Oulu: sound, picture and play, and everything that sells them.",
    "Talvi neuvojan kanssa Oulussa: ääntä, kuvaa ja pelejä, ja kaikkea, mikä auttaa myymään niitä.",
    "En vinter med rådgivare i Uleåborg: ljud, bild och spel, och allt som hjälper till att sälja dem.",
    "En vinter med rådgiver i Uleåborg: lyd, bilde og spill, og alt som hjelper til med å selge dem.",
)
# Company and how far it came, in the order of handing in.
ENDS = (
    ("Lumikuva", "confirmed"), ("Kaiku Pelit", "confirmed"), ("Kolme Kaikua", "accepted"), ("Poro & Paperi", "review"), ("Fjordlyd Studio", "review"),
    ("Lyktan Spel", "review"), ("Stjärnfall Scenkonst", "declined"), ("Isbryt Arkitektur", "withdrawn"),
)  # fmt: skip


def enact() -> None:
    """All of it; does nothing where it is there already."""
    if Call.objects.filter(titles__en=TITLES["en"]).exists():
        return
    by, programme = story.somebody(AT.who), Programme.objects.get(slug=cases.slug_of(story.MAIN))
    with clock.at(ago(41)):
        call = services.make_call(
            by=by, programme=programme, incubator=Organisation.objects.get(name=AT.name), titles=TITLES, abouts=ABOUTS, languages=list(call_words.LANGUAGES),
            time_zone=str(ZONE), opens_at=ago(40, hour=8), closes_at=ago(20, hour=12), places=4,
        )  # fmt: skip
        editions.set_questions(call=call, by=by, data=call_words.ONE_STAGE_QUESTIONS)
        services.publish(call=call, by=by)
    for order, (name, end) in enumerate(ENDS):
        _apply(call, Organisation.objects.get(name=name), end, handed_in=ago(30 - order), staff=by)


def _apply(call: Call, company: Organisation, end: str, *, handed_in: datetime, staff: User) -> None:
    founder, (title, idea, _market) = founder_of(company), call_words.UNDERTAKINGS[company.name]
    answers = {"title": title, "idea": idea, "needs": ["pricing"], "share": True}
    with clock.at(handed_in):
        row = writing.begin(call=call, company=company, by=founder)
        row = writing.write(application=row, by=founder, answers=answers, seen=row.version, whole=True).application
        handing.submit(application=row, by=founder)
    with clock.at(ago(15)):
        if end == "withdrawn":
            handing.withdraw(application=row, by=founder)
        else:
            moving.move(application=row, verb="review", by=staff)
    if end in ("accepted", "confirmed", "declined"):
        _decide(row, end, founder, staff)


def _decide(row: Application, end: str, founder: User, staff: User) -> None:
    verb, told = ("decline", call_words.NOT_NOW) if end == "declined" else ("accept", call_words.WELCOME)
    reason = "Näyttämöt ovat meille outoja; Norrljus osaa ne paremmin." if end == "declined" else ""
    with clock.at(ago(6)):
        moving.move(application=row, verb=verb, by=staff, words=words.in_own(told, founder.languages), reason=reason)
        moving.release(application=row, by=staff)
    if end == "confirmed":
        with clock.at(ago(4)):
            moving.move(application=row, verb="confirm", by=founder)
