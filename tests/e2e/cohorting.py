"""A cohort, for the pictures: three companies, sessions behind and ahead, one that is stuck and was written to."""

from datetime import datetime, timedelta

from mentoring.cohorts import attendance, members, notes, planning, services
from mentoring.cohorts.attendance import Present
from mentoring.cohorts.models import Cohort, CohortMember, CohortSession
from network.accounts.models import User
from network.core import clock
from network.organisations.models import Organisation
from network.programmes.models import Programme

NAMES = {
    "fi": "Kevään kansainvälistymisvalmennusryhmä – Árbediehtu & käsityö",
    "sv": "Vårens internationaliseringsgrupp – Árbediehtu & hantverk",
    "en": "Going abroad in spring – Árbediehtu and crafts",
}
ABOUTS = {
    "fi": "Kymmenen viikkoa: hinnat, jälleenmyyjät ja ensimmäinen messumatka.\n\nTapaamme joka toinen viikko Vaasassa tai videolla.",
    "sv": "Tio veckor: priser, återförsäljare och den första mässan.\n\nVi ses varannan vecka i Vasa eller på video.",
    "en": "Ten weeks: prices, retailers and the first fair.\n\nWe meet every second week in Vaasa or by video.",
}
PLACE = "Käsityöläisosuuskunnan näyttelytila, Rantamaantienkatu 14, Vaasa"
LINK = "https://video.example.org/rooms/kevaan-kansainvalistymisvalmennus-hinnoittelu-ja-rahti-2027"


def enact_cohort(programme: Programme, incubator: Organisation, people: dict[str, User]) -> None:
    """Begun six weeks ago with everyone whom the incubator follows; the last session is not written down yet."""
    staff, now = people["coordinator"], clock.now()
    with clock.at(now - timedelta(days=45)):
        days = {"starts_on": clock.today(), "ends_on": (now + timedelta(days=60)).date()}
        cohort = services.make(
            by=staff, programme=programme, incubator=incubator, names=NAMES, abouts=ABOUTS, languages=list(NAMES), time_zone="Europe/Stockholm", **days
        )
        for company in Organisation.objects.filter(participations__incubator=incubator, participations__programme=programme).order_by("sort_key"):
            members.take_in(cohort=cohort, company=company, by=staff)
        services.begin(cohort=cohort, by=staff)
    nine = now.replace(hour=8, minute=0, second=0, microsecond=0)  # nine in Stockholm, ten in Vaasa
    first = _session(cohort, staff, "Hinnoittelu ja kannattavuus", nine - timedelta(days=40), PLACE)
    latest = _session(cohort, staff, "Jälleenmyyjäsopimukset", nine - timedelta(days=6), PLACE)
    inside = list(CohortMember.objects.filter(cohort=cohort).order_by("company__sort_key"))
    _record(first, inside, staff, there=inside)
    _record(latest, inside, staff, there=inside[:1])
    _session(cohort, staff, "Messuvalmennus: näyttelytilasuunnitelma", nine - timedelta(days=1), PLACE)
    _session(cohort, staff, "Rahti, tulli ja arvonlisävero", nine + timedelta(days=8), PLACE, link=LINK)
    fallen = _session(cohort, staff, "Čuđegiergi: vierailu", nine + timedelta(days=15), "Kárášjohka")
    planning.cancel(session=fallen, by=staff, reason="Isäntämme on sairastunut. Uusi päivä kerrotaan ensi viikolla.")
    written = next(row for row in inside if row.company.memberships.filter(person=people["founder2"]).exists())
    with clock.at(now - timedelta(days=2)):
        texts = notes.drafts(member=written, by=staff, reason=None)
        notes.send(member=written, by=staff, texts=texts, way=notes.NOTICE)


def _session(cohort: Cohort, by: User, title: str, starts_at: datetime, place: str, **fields: str) -> CohortSession:
    with clock.at(min(clock.now(), starts_at - timedelta(days=3))):
        return planning.plan(cohort=cohort, by=by, title=title, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), place=place, **fields)


def _record(session: CohortSession, inside: list[CohortMember], by: User, there: list[CohortMember]) -> None:
    people = attendance.people_at(session)
    came = {row.pk: Present(120, tuple(person.pk for person in people.get(row.pk, []))) if row in there else Present(0) for row in inside}
    with clock.at(session.ends_at + timedelta(hours=1)):
        attendance.record(session=session, by=by, given=came)
