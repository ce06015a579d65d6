"""Two calls of the story's incubator, lived through the services: one that has been decided, and one that is under review now.

The second is read as ideas arrive, so its applications stand everywhere between a half-filled draft and a confirmed place.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from mentoring.calls import editions, files, handing, moving, services, writing
from mentoring.calls.models import Application, Call
from mentoring.demo import call_words, cases, story, words
from mentoring.demo.cast import INCUBATORS, MENTOR, MENTOR2
from mentoring.demo.plots import founder_of
from mentoring.reviews import arranging, assigning, reviewing
from mentoring.reviews.models import Reviewer, ReviewPhase
from network.accounts.models import User
from network.core import clock
from network.files import services as stored
from network.organisations.models import Organisation
from network.programmes.models import Programme

ZONE = ZoneInfo("Europe/Stockholm")
OPENED, CLOSES = 45, 9  # days before now, and after it
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass(frozen=True)
class Path:
    """How far an application comes, from `begun` days ago on; `reads` are the reviewers by number who handed in a review, `points` what they gave."""

    company: str
    begun: int
    end: str
    reads: tuple[int, ...] = ()
    points: int = 4


PATHS = (
    Path("Tuohi & Tuuli", 44, "confirmed", (0, 1), 5),
    Path("Fjordlyd Studio", 43, "accepted", (0, 2), 4),
    Path("Lumikuva", 42, "declined", (1, 2), 2),
    Path("Duodji Beaivi", 38, "review", (0, 1), 5),  # the third reviewer declares a conflict
    Path("Väv & Vind", 36, "held", (0, 1), 4),
    Path("Siida Design", 33, "review", (1,), 4),
    Path("Isbryt Arkitektur", 30, "more"),
    Path("Bygdeteatret Vidda", 29, "withdrawn"),
    Path("Poro & Paperi", 26, "full"),
    Path("Stjärnfall Scenkonst", 20, "declining"),
    Path("Kolme Kaikua", 18, "full-draft"),
    Path("Áhkku Girji", 8, "idea"),
    Path("Nordlys Opplevelser", 6, "idea"),
    Path("Verkstad Sund", 5, "draft"),
)
SPRING = (("Lyktan Spel", True), ("Revontuli Filmi", True), ("Siida Design", False), ("Kaiku Pelit", True))


def steps() -> list[tuple[str, Callable[[], None]]]:
    """Name and function of each step, in order; each does nothing where it was done."""
    found: list[tuple[str, Callable[[], None]]] = [(call_words.SPRING["en"], _spring), (call_words.ROLLING["en"], _rolling)]
    return found + [(path.company, lambda path=path: enact(path)) for path in PATHS]


def ago(days: float, *, hour: int = 10) -> datetime:
    """An hour of a day before now (after it where `days` is negative), in Umeå."""
    day = (clock.unpinned_now() - timedelta(days=days)).astimezone(ZONE).date()
    return min(datetime.combine(day, time(hour), ZONE), clock.unpinned_now()) if days > 0 else datetime.combine(day, time(hour), ZONE)


def rolling() -> Call | None:
    """The call that is under review now."""
    return Call.objects.filter(incubator__name=INCUBATORS[0].name, titles__en=call_words.ROLLING["en"]).first()


def _make(titles: dict[str, str], abouts: dict[str, str], questions: list, opens: datetime, closes: datetime, **fields: object) -> Call:
    by, incubator = story.somebody(INCUBATORS[0].who), Organisation.objects.get(name=INCUBATORS[0].name)
    programme = Programme.objects.get(slug=cases.slug_of(story.MAIN))
    call = services.make_call(
        by=by, programme=programme, incubator=incubator, titles=titles, abouts=abouts, languages=list(call_words.LANGUAGES), time_zone=str(ZONE),
        opens_at=opens, closes_at=closes, **fields,
    )  # fmt: skip
    editions.set_questions(call=call, by=by, data=questions)
    return services.publish(call=call, by=by)


def _rolling() -> None:
    """The call, its rubric, its two phases and its reviewers."""
    if rolling():
        return
    with clock.at(ago(OPENED + 1)):
        call = _make(
            call_words.ROLLING, call_words.ROLLING_ABOUT, call_words.QUESTIONS, ago(OPENED, hour=8), ago(-CLOSES, hour=12),
            stages="idea-and-full", places=6, is_blind=True,
        )  # fmt: skip
        by = call.made_by
        arranging.set_up(by=by, call=call, reads=2)
        for key, labels, weight, is_independent in call_words.CRITERIA:
            arranging.add_criterion(by=by, call=call, key=key, labels=labels, weight=weight, is_independent=is_independent, least=0, most=5)
        first = {"names": call_words.FIRST_PHASE, "starts_at": ago(OPENED, hour=8), "ends_at": ago(4, hour=8)}
        second = {"names": call_words.SECOND_PHASE, "starts_at": ago(4, hour=8), "ends_at": ago(-CLOSES - 14, hour=16), "names_reviewers": True}
        arranging.save_phase(by=by, call=call, **first)
        arranging.save_phase(by=by, call=call, sees_others=ReviewPhase.Others.AFTER_OWN, **second)
        for person in reviewers():
            arranging.add_reviewer(by=by, call=call, person=person)


def reviewers() -> list[User]:
    """A mentor from Umeå, the coordinator of the incubator in Oulu, and a mentor from Tromsø."""
    return [story.somebody(who) for who in (MENTOR, INCUBATORS[1].who, MENTOR2)]


def enact(path: Path) -> None:
    """One application to the call that is under review, as far as its path leads."""
    call, company = rolling(), Organisation.objects.get(name=path.company)
    if call is not None and not Application.objects.filter(call=call, company=company).exists():
        _Written(call, company, path).live()


class _Written:
    """An application on its way through the two stages."""

    def __init__(self, call: Call, company: Organisation, path: Path) -> None:
        self.call, self.company, self.path = call, company, path
        self.founder, self.staff = founder_of(company), call.made_by
        self.title, self.idea, self.market = call_words.UNDERTAKINGS[company.name]

    def live(self) -> None:
        """From the first words to where its path ends."""
        end, begun = self.path.end, self.path.begun
        with clock.at(ago(begun)):
            self.row = writing.begin(call=self.call, company=self.company, by=self.founder)
            self._write(self._idea_answers(whole=end != "draft"))
        if end == "draft":
            return
        self._at(begun - 1, lambda: handing.submit(application=self.row, by=self.founder))
        if end == "declining":
            self._at(2, lambda: self._move("decline", words_=call_words.NOT_NOW, reason="Köparen saknas."))
        if end in ("idea", "declining"):
            return
        self._at(begun - 3, lambda: self._decide("invite", call_words.INVITED))
        if end == "full-draft":
            self._at(begun - 8, lambda: self._write({"market": self.market}))
            return
        self._at(begun - 8, self._full)
        self._after_full()

    def _after_full(self) -> None:
        end, begun = self.path.end, self.path.begun
        if end == "full":
            return
        if end == "withdrawn":
            self._at(begun - 15, lambda: handing.withdraw(application=self.row, by=self.founder))
        elif end == "more":
            self._at(2, self._ask_more)
        else:
            self._at(begun - 10, self._to_review)
            self._reviewed()
            self._decided()

    def _reviewed(self) -> None:
        for order, number in enumerate(self.path.reads):
            self._at(self.path.begun - 14 - 2 * order, lambda number=number: self._review(number))
        if self.company.name == "Duodji Beaivi":
            self._at(
                self.path.begun - 12,
                lambda: arranging.declare_conflict(by=reviewers()[2], application=self.row, person=reviewers()[2], reason=call_words.CONFLICT),
            )

    def _decided(self) -> None:
        end, begun = self.path.end, self.path.begun
        if end == "held":
            self._at(1, lambda: self._move("accept", words_=call_words.WELCOME))
        elif end in ("accepted", "confirmed"):
            self._at(begun - 36 if end == "accepted" else begun - 24, lambda: self._decide("accept", call_words.WELCOME))
        elif end == "declined":
            self._at(begun - 24, lambda: self._decide("decline", call_words.NOT_NOW, reason="Två läsare, båda tveksamma till marknaden."))
        if end == "confirmed":
            self._at(begun - 27, lambda: self._move("confirm", by=self.founder))

    def _at(self, days: int, work: Callable[[], object]) -> None:
        with clock.at(ago(days, hour=11)):
            work()

    def _move(self, verb: str, *, words_: dict[str, str] | None = None, reason: str = "", by: User | None = None) -> None:
        moving.move(application=self.row, verb=verb, by=by or self.staff, words=words.in_own(words_, self.founder.languages) if words_ else "", reason=reason)

    def _decide(self, verb: str, words_: dict[str, str], reason: str = "") -> None:
        self._move(verb, words_=words_, reason=reason)
        moving.release(application=self.row, by=self.staff)

    def _write(self, answers: dict[str, object]) -> None:
        self.row = writing.write(application=self.row, by=self.founder, answers=answers, seen=self.row.version, whole=True).application

    def _idea_answers(self, *, whole: bool) -> dict[str, object]:
        given: dict[str, object] = {"title": self.title, "idea": self.idea, "needs": ["internationalisation_export", "pricing"]}
        return given | ({"stage": "selling", "share": True} if whole else {})

    def _full(self) -> None:
        self.row.refresh_from_db()
        self._write({"market": self.market, "people": 2 + len(self.title) % 5, "begin": ago(-60).date().isoformat()})
        # Its content is kept even if this step is rolled back; the next try brings another.
        file = stored.upload(by=self.founder, purpose=files.PURPOSE, content=io.BytesIO(PDF), name=f"{self.title}.pdf")
        files.bring(application=self.row, by=self.founder, key="samples", added=[file.pk])
        handing.submit(application=self.row, by=self.founder)

    def _ask_more(self) -> None:
        handing.ask_information(
            application=self.row,
            by=self.staff,
            words=words.in_own(call_words.ASKED, self.founder.languages),
            due_at=ago(-6, hour=16),
            questions=["market", "samples"],
        )

    def _to_review(self) -> None:
        self._move("review")
        rows = list(Reviewer.objects.filter(call=self.call, ended_at=None).order_by("pk"))
        for number in sorted({*self.path.reads, *(range(len(rows)) if self.path.end == "review" else ())}):
            assigning.assign(by=self.staff, application=self.row, reviewer=rows[number])

    def _review(self, number: int) -> None:
        by = reviewers()[number]
        for_staff, for_applicant = call_words.REVIEWS[(number + len(self.title)) % len(call_words.REVIEWS)]
        points = {key: max(0, min(5, self.path.points + (number + at) % 2 - at % 2)) for at, (key, *_rest) in enumerate(call_words.CRITERIA)}
        reviewing.save(by=by, application=self.row, points=points, for_staff=for_staff, for_applicant=for_applicant)
        reviewing.submit(by=by, application=self.row)


def _spring() -> None:
    """The call before: one stage, four applications, decided and confirmed, put away."""
    if Call.objects.filter(incubator__name=INCUBATORS[0].name, titles__en=call_words.SPRING["en"]).exists():
        return
    with clock.at(ago(176)):
        call = _make(call_words.SPRING, call_words.SPRING_ABOUT, call_words.ONE_STAGE_QUESTIONS, ago(175, hour=8), ago(148, hour=12), places=4)
    rows = []
    for order, (name, taken) in enumerate(SPRING):
        company = Organisation.objects.get(name=name)
        founder = founder_of(company)
        title, idea, _market = call_words.UNDERTAKINGS[name]
        with clock.at(ago(160 - order)):
            row = writing.begin(call=call, company=company, by=founder)
            answers = {"title": title, "idea": idea, "needs": ["pricing"], "share": True}
            handing.submit(application=writing.write(application=row, by=founder, answers=answers, seen=row.version, whole=True).application, by=founder)
        rows.append((row, founder, taken))
    for row, founder, taken in rows:
        staff = call.made_by
        with clock.at(ago(140)):
            moving.move(application=row, verb="review", by=staff)
            verb, told = ("accept", call_words.WELCOME) if taken else ("decline", call_words.NOT_NOW)
            moving.move(application=row, verb=verb, by=staff, words=words.in_own(told, founder.languages), reason="" if taken else "Köparna är få än.")
            moving.release(application=row, by=staff)
        if taken:
            with clock.at(ago(136)):
                moving.move(application=row, verb="confirm", by=founder)
