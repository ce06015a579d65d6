"""What an incubator does, for the pictures: two calls with applications in many states, reviews, a plan, a referral and a loan."""

from datetime import datetime, timedelta

from mentoring.calls import editions, handing, moving, services, writing
from mentoring.calls.models import Application, Call
from mentoring.demo import call_words
from mentoring.plans import goals, reports
from mentoring.plans import services as plans
from mentoring.plans.models import ProgressReport
from mentoring.profiles.models import MentorApproval
from mentoring.referrals import loans
from mentoring.referrals import services as referrals
from mentoring.reviews import arranging, assigning, reviewing
from mentoring.reviews.models import Reviewer, ReviewPhase
from network.accounts.models import User
from network.core import clock
from network.organisations.models import Kind, Organisation
from network.programmes.models import Appointment, Participation, Partner, Programme
from tests.world import organisation, person

LONG = "Árbediehtoovttastus ja Käsityöläisosuuskunta Ylä-Äijälänniemi"
IDEA = {"title": "Ljus ur vass", "idea": "Vi väver lampor av vass och säljer dem till gallerier.", "needs": ["pricing", "internationalisation_export"]}
WHOLE = IDEA | {"stage": "selling", "share": True}
FULL = {"market": "Nyt ostajat löytyvät Vaasan seudulta. Kahden vuoden päästä puolet myynnistä tulee Ruotsista ja Norjasta.", "people": 4}


def enact_incubating(programme: Programme, incubator: Organisation, company: Organisation, company2: Organisation, people: dict[str, User]) -> None:
    """All of it. The incubator follows both companies; a third, with a long name, is in review."""
    Participation.objects.filter(programme=programme, organisation__in=[company, company2]).update(incubator=incubator)
    writer = person("Ánnámárjá Ŋuolla-Čuđđegiergi", languages=("fi",), place="Kárášjohka")
    third = organisation(LONG, Kind.COOPERATIVE, members=(writer,), place="Kárášjohka")
    Participation.objects.create(programme=programme, organisation=third, incubator=incubator)
    call = _rolling(programme, incubator, people["coordinator"])
    _reviewed(call, people)
    _draft(call, company, people["founder"])
    _asked(call, company2, people)
    _in_review(call, third, writer, people)
    _submitted(_one_stage(programme, incubator, people["coordinator"]), company, people["founder"])
    _plan(programme, company, people)
    _between(programme, incubator, company2, people)


def _make(programme: Programme, incubator: Organisation, by: User, opens: datetime, closes: datetime, **fields: object) -> Call:
    names = {"titles": call_words.ROLLING, "abouts": call_words.ROLLING_ABOUT, "languages": list(call_words.LANGUAGES), "time_zone": "Europe/Stockholm"}
    return services.make_call(by=by, programme=programme, incubator=incubator, opens_at=opens, closes_at=closes, **names | fields)


def _rolling(programme: Programme, incubator: Organisation, by: User) -> Call:
    now = clock.now()
    with clock.at(now - timedelta(days=21)):
        call = _make(programme, incubator, by, now - timedelta(days=20), now + timedelta(days=9), stages="idea-and-full", places=3, is_blind=True)
        editions.set_questions(call=call, by=by, data=call_words.QUESTIONS)
        services.publish(call=call, by=by)
    return call


def _one_stage(programme: Programme, incubator: Organisation, by: User) -> Call:
    now = clock.now()
    with clock.at(now - timedelta(days=11)):
        names = {"titles": call_words.SPRING, "abouts": call_words.SPRING_ABOUT}
        call = _make(programme, incubator, by, now - timedelta(days=10), now + timedelta(days=5), **names)
        editions.set_questions(call=call, by=by, data=call_words.ONE_STAGE_QUESTIONS)
        services.publish(call=call, by=by)
    return call


def _reviewed(call: Call, people: dict[str, User]) -> None:
    by, now = people["coordinator"], clock.now()
    for key, labels, weight, is_independent in call_words.CRITERIA:
        arranging.add_criterion(by=by, call=call, key=key, labels=labels, weight=weight, is_independent=is_independent, least=0, most=5)
    spans = ((call_words.FIRST_PHASE, -20, -2, "never"), (call_words.SECOND_PHASE, -2, 20, ReviewPhase.Others.AFTER_OWN))
    for names, first, last, others in spans:
        instants = {"starts_at": now + timedelta(days=first), "ends_at": now + timedelta(days=last)}
        arranging.save_phase(by=by, call=call, names=names, sees_others=others, names_reviewers=True, **instants)
    for role in ("mentor", "mentor2"):
        arranging.add_reviewer(by=by, call=call, person=people[role])


def _begun(call: Call, company: Organisation, by: User, answers: dict[str, object]) -> Application:
    row = writing.begin(call=call, company=company, by=by)
    return writing.write(application=row, by=by, answers=answers, seen=row.version, whole=True).application


def _draft(call: Call, company: Organisation, by: User) -> None:
    """Half filled."""
    with clock.at(clock.now() - timedelta(days=3)):
        _begun(call, company, by, IDEA)


def _submitted(call: Call, company: Organisation, by: User) -> None:
    with clock.at(clock.now() - timedelta(days=4)):
        row = _begun(call, company, by, {key: value for key, value in WHOLE.items() if key != "stage"})
        handing.submit(application=row, by=by)


def _full(call: Call, company: Organisation, by: User, staff: User) -> Application:
    """As far as the full application, handed in twelve days ago."""
    now = clock.now()
    with clock.at(now - timedelta(days=16)):
        row = handing.submit(application=_begun(call, company, by, WHOLE), by=by)
    with clock.at(now - timedelta(days=14)):
        moving.move(application=row, verb="invite", by=staff)
        row = moving.release(application=row, by=staff)
    with clock.at(now - timedelta(days=12)):
        row = writing.write(application=row, by=by, answers=FULL, seen=row.version, whole=True).application
        return handing.submit(application=row, by=by)


def _asked(call: Call, company: Organisation, people: dict[str, User]) -> None:
    row, now = _full(call, company, people["founder2"], people["coordinator"]), clock.now()
    with clock.at(now - timedelta(days=1)):
        words, due = call_words.ASKED["fi"], now + timedelta(days=5)
        handing.ask_information(application=row, by=people["coordinator"], words=words, due_at=due, questions=["market", "samples"])


def _in_review(call: Call, company: Organisation, writer: User, people: dict[str, User]) -> None:
    """One reviewer has read it, the other has not begun; a decision is held."""
    staff, now = people["coordinator"], clock.now()
    row = _full(call, company, writer, staff)
    with clock.at(now - timedelta(days=9)):
        moving.move(application=row, verb="review", by=staff)
        for reviewer in Reviewer.objects.filter(call=call):
            assigning.assign(by=staff, application=row, reviewer=reviewer)
    for_staff, for_applicant = call_words.REVIEWS[0]
    with clock.at(now - timedelta(days=6)):
        points = {key: 4 for key, *_rest in call_words.CRITERIA}
        reviewing.save(by=people["mentor2"], application=row, points=points, for_staff=for_staff, for_applicant=for_applicant)
        reviewing.submit(by=people["mentor2"], application=row)
    moving.move(application=row, verb="accept", by=staff, words=call_words.WELCOME["fi"])


def _plan(programme: Programme, company: Organisation, people: dict[str, User]) -> None:
    """Begun a year ago: three reports approved, one handed in, one being late."""
    now, founder, staff = clock.now(), people["founder"], people["coordinator"]
    begun = now - timedelta(days=480)
    with clock.at(begun):
        plan = plans.start(
            by=staff, programme=programme, company=company, adviser=staff, regional=people["programme_manager"], starts_on=begun.date(), months=24
        )
        told = {"situation": "Myymme torilla ja kahdessa galleriassa.", "people": 3, "change": "Puolet myynnistä rajan takaa."}
        plan = plans.change(plan=plan, by=founder, answers=told)
        for what, known in (("Hinnat, jotka kattavat jokaisen tunnin", "Tuntilaskelma joka tuotteesta"), ("Kaksi jälleenmyyjää Norjassa", "Kaksi sopimusta")):
            goal = goals.add_goal(plan=plan, by=founder, what=what, known_by=known, by_when=(begun + timedelta(days=500)).date())
            goals.add_action(goal=goal, by=founder, what="Lista kymmenestä galleriasta", owner=founder.pk, due_on=(begun + timedelta(days=90)).date())
        plans.submit(plan=plan, by=founder)
        plans.approve(plan=plan, by=staff, comment="Hyvä alku.")
    for report in ProgressReport.objects.filter(plan=plan).order_by("number")[:4]:
        given = datetime.combine(report.due_on, begun.timetz())
        with clock.at(given):
            told = {str(goal.pk): {"percent": 18 * report.number, "note": ""} for goal in plan.goals.all()}
            reports.submit(report=report, by=founder, answers={"done": "Kaksi uutta galleriaa.", "mood": "as-planned"}, progress=told)
        if report.number < 4:
            with clock.at(given + timedelta(days=6)):
                reports.approve(report=report, by=staff, comment="")


def _between(programme: Programme, incubator: Organisation, company: Organisation, people: dict[str, User]) -> None:
    """A company that is asked for its consent, one that another incubator offers, and a mentor who is asked to go."""
    staff, now = people["coordinator"], clock.now()
    neighbour = person("Fredrik Holm", languages=("sv", "fi"), place="Vaasa")
    other = organisation("Kvarken Kreativ – Merenkurkun luovien alojen yrityshautomo", Kind.INCUBATOR, members=(neighbour,), place="Vaasa")
    Partner.objects.create(programme=programme, organisation=other, role=Partner.Role.INCUBATOR)
    Appointment.objects.create(programme=programme, organisation=other, person=neighbour, role=Appointment.Role.COORDINATOR)
    shared = {"fields": ("company", "contact", "requests"), "reason": call_words.REASON_REFERRED["Revontuli Filmi"]}
    with clock.at(now - timedelta(days=2)):
        row = referrals.prepare(by=staff, programme=programme, company=company, giver=incubator, receiver=other, **shared)
        referrals.send(referral=row, by=staff)
        followed = organisation("Lumikuva", Kind.COMPANY, members=(person("Mikael Saari", languages=("fi",)),), place="Kokkola")
        Participation.objects.create(programme=programme, organisation=followed, incubator=other)
        offered = referrals.prepare(by=neighbour, programme=programme, company=followed, giver=other, receiver=incubator, **shared)
        offered = referrals.send(referral=offered, by=neighbour)
        referrals.consent(referral=offered, by=followed.memberships.get().person)
    borrowing = Programme.objects.create(slug="creacoop", name="CreaCoop", countries=["FI"], languages=["fi"])
    lead = organisation("Humak University of Applied Sciences", Kind.EDUCATION, members=(person("Riitta Salmela", languages=("fi",)),))
    borrower = Partner.objects.create(programme=borrowing, organisation=lead, role=Partner.Role.LEAD)
    approval = MentorApproval.objects.get(profile__person=people["mentor2"], programme=programme)
    first = clock.today()
    loans.offer(by=staff, approval=approval, borrower=borrower, starts_on=first, ends_on=first + timedelta(days=180), reason=call_words.REASON_LENT)
