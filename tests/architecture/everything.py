"""One of everything in the small world, so that every address can be asked for with something real behind it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.core import signing
from django.db import transaction
from django.utils import timezone

from mentoring.calls import co_applicants, editions, handing, writing
from mentoring.calls import services as calls
from mentoring.cohorts import members as cohort_members
from mentoring.cohorts import planning as cohort_planning
from mentoring.cohorts import services as cohorts
from mentoring.followups.links import answer_url
from mentoring.followups.models import CheckIn, FollowUp, FollowUpRule
from mentoring.investors import services as investors
from mentoring.matching.contests import services as contests
from mentoring.matching.engine.inputs import Inputs, Terms, freeze, written_terms
from mentoring.matching.models import MatchRun, Pin
from mentoring.matching.weights import services as weighting
from mentoring.mentorships import services as mentorships
from mentoring.mentorships import sessions
from mentoring.plans import advice, goals, reports
from mentoring.plans import services as plans
from mentoring.profiles import links
from mentoring.profiles.models import MentorApproval, MentorPause
from mentoring.referrals import loans
from mentoring.referrals import services as referrals
from mentoring.requests import services as requests
from mentoring.requests.apart import keep_apart
from mentoring.requests.services import Chosen
from messaging import announcing, groups, reporting
from messaging import services as messaging
from network.accounts import claims, tokens
from network.accounts.models import User
from network.calendars.services import feed_for
from network.core import clock
from network.files import services as files
from network.invitations.letters import answer_url as invitation_answer_url
from network.invitations.queries import invitation_of
from network.jobs import services as jobs
from network.ledger.services import record
from network.notifications.compose import UNSUBSCRIBE_SALT
from network.notifications.models import Delivery, Notification
from network.organisations import invitations
from network.organisations.models import Kind, Membership
from network.programmes import partnering, planning
from network.programmes import services as programmes
from network.programmes.models import Partner, Programme
from tests.architecture.reviewed import reviewed
from tests.network.files import samples
from tests.world import by_hand, mentor_profile, organisation, person

# `unapproved` belongs to an incubator that nobody has approved, `unapproved_mentor` asked a programme and waits.
ROLES = (
    *("outsider", "unapproved", "unapproved_mentor", "founder", "founder2", "mentor", "mentor2"),
    *("coordinator", "support", "programme_manager", "investor", "admin"),
)
NOON = datetime(2027, 2, 10, 8, tzinfo=UTC)
MEMBER_PAGES = (
    "cohort-note",
    "api-cohort-following-note",
    "cohort-member-people",
    "cohort-member-remove",
    "api-cohort-member-people",
    "api-cohort-member-remove",
)


@dataclass
class Everything:
    """The people by role, and what stands behind an address: by the beginning of its name and by the name of a parameter."""

    people: dict[str, User]
    by_name: dict[str, Any] = field(default_factory=dict)
    by_parameter: dict[str, Any] = field(default_factory=dict)

    def arguments(self, name: str, parameters: list[str]) -> dict[str, str]:
        """Arguments for an address; the longest beginning of its name that is known decides what `pk` is."""
        noun = name.removeprefix("api-")
        known = max((start for start in self.by_name if noun.startswith(start)), key=len, default="")
        found = {}
        for parameter in parameters:
            thing = self.by_parameter.get(f"{name}:{parameter}", self.by_parameter.get(parameter))
            if parameter == "pk" and known:
                thing = self.by_name[known]
            assert thing is not None, f"tests/architecture/everything.py knows nothing for `{parameter}` of `{name}`"
            found[parameter] = str(getattr(thing, "pk", thing))
        return found


@contextmanager
def standing() -> Iterator[Everything]:
    """Build it, and take it away again: many tests ask it, and each takes back what it did."""
    with transaction.atomic():
        yield make(by_hand())
        transaction.set_rollback(True)


def make(get: Callable[[str], Any]) -> Everything:
    """Build it from the small world's fixtures: a request under way, a mentorship with a session, a meeting, and all that belongs to them."""
    people = {role: get(role) for role in ROLES if not role.startswith("unapproved")}
    people |= {"unapproved": person("Nils Nutti", country="SE"), "unapproved_mentor": person("Ellen Berg", country="NO")}
    programme, company, company2, incubator, shared = (get(n) for n in ("programme", "company", "company2", "incubator", "support_organisation"))
    found = Everything(people)
    with clock.at(NOON):
        _programme(found, programme, company, incubator, shared)
        _people(found, company)
        asked = _request(found, programme, company)
        _run(found, programme, asked)
        _pair(found, programme, company2, incubator)
        _meeting(found, programme, company2)
        _plan(found, programme, company2)
        _told(found, asked)
        _weights(found, programme)
        _talks(found, programme)
        _call(found, programme, company2, incubator)
        _between(found, programme, company2, incubator)
        _cohort(found, programme, company2, incubator)
    found.by_name |= {"pipeline": programme, "supply": programme}
    found.by_parameter |= {"organisation_pk": company, "company": company, "coordination-write:what": "mentorship", "coordination-write:to": "mentor"}
    return found


def _programme(found: Everything, programme: Any, company: Any, incubator: Any, shared: Any) -> None:
    waiting = organisation("Nyss kommen", Kind.INCUBATOR, members=(found.people["unapproved"],), approved=False)
    agreement = programmes.agree_sharing(by=found.people["coordinator"], programme=programme, giver=incubator, receiver=shared, level="figures")
    candidate = mentor_profile(found.people["unapproved_mentor"], programme)
    MentorApproval.objects.filter(profile=candidate).update(state="asked", decided_at=None)
    found.by_name |= {
        "approve": waiting,
        "organisation": company,
        "programme": programme,
        "partner-end": programme,
        "partner-regions": programme,
        "partner-request": partnering.ask_in(by=found.people["unapproved"], programme=programme, organisation=waiting, role="incubator"),
        "appointment-end": programme,
        "sharing-end": programme,
        "mentor-approval": candidate.approvals.get(),
        "mentor-decide": candidate.approvals.get(),
        "mentor-approval-end": found.people["mentor2"].mentor_profile.approvals.first(),
        "mentor": found.people["mentor2"].mentor_profile,
        "mentor-profile-programme": programme,
        "mentor-profile-resume": MentorPause.objects.create(profile=found.people["mentor"].mentor_profile, starts_on=NOON.date() + timedelta(days=200)),
        "incubator": incubator.incubator_profile,
        "incubator-profile": incubator,
    }
    found.by_parameter["mentor-end-pause:pause"] = MentorPause.objects.create(
        profile=found.people["mentor"].mentor_profile, starts_on=NOON.date() + timedelta(days=300)
    )
    found.by_parameter |= {"partner": programme.partners.get(organisation=shared), "agreement": agreement}
    by = found.people["programme_manager"]
    found.by_parameter |= {"target": planning.set_target(by=by, programme=programme, name="Companies", value=5, unit="companies")}
    found.by_parameter |= {"appointment": programme.appointments.get(person=found.people["coordinator"])}


def _between(found: Everything, programme: Any, company2: Any, incubator: Any) -> None:
    """A referral that waits for its company, and a loan that waits for its mentor."""
    by = found.people["coordinator"]
    programme.participations.filter(organisation=company2).update(incubator=incubator)
    second = organisation("Nordlys Hus", Kind.INCUBATOR, members=(person("Nora Nilsen", country="NO"),))
    Partner.objects.create(programme=programme, organisation=second, role="incubator")
    given = {"programme": programme, "company": company2, "giver": incubator, "receiver": second, "reason": "They know exports.", "fields": ["company"]}
    found.by_name["referral"] = referrals.send(referral=referrals.prepare(by=by, **given), by=by)
    found.by_name["referral-new"] = programme.participations.get(organisation=company2)
    next_door = Programme.objects.create(slug="next-door", name="Next door", is_open=False)
    borrower = Partner.objects.create(programme=next_door, organisation=second, role="incubator")
    approval = found.people["mentor"].mentor_profile.approvals.get(programme=programme)
    days = {"starts_on": NOON.date(), "ends_on": NOON.date() + timedelta(days=60)}
    found.by_name["mentor-loan"] = loans.offer(by=by, approval=approval, borrower=borrower, reason="They lack exporters.", **days)


def _cohort(found: Everything, programme: Any, company2: Any, incubator: Any) -> None:
    """A cohort that runs, with founder2's company in it and a session ahead."""
    by, day = found.people["coordinator"], NOON.date()
    said = {"names": {"en": "Spring"}, "languages": ["en"], "starts_on": day, "ends_on": day + timedelta(days=90), "time_zone": "Europe/Oslo"}
    cohort = cohorts.make(by=by, programme=programme, incubator=incubator, **said)
    member = cohort_members.take_in(cohort=cohort, company=company2, by=by)
    cohort = cohorts.begin(cohort=cohort, by=by)
    times = {"starts_at": NOON + timedelta(days=1000), "ends_at": NOON + timedelta(days=1000, hours=2)}
    found.by_name |= {"cohort-session": cohort_planning.plan(cohort=cohort, by=by, title="Prices", place="Umeå", **times)}
    found.by_name |= dict.fromkeys(["cohort", "cohort-session-new", "cohort-sessions"], cohort)
    found.by_parameter |= {"cohort-verb:verb": "end"} | {f"{name}:member": member for name in MEMBER_PAGES}


def _weights(found: Everything, programme: Any) -> None:
    by = found.people["coordinator"]
    made = weighting.set_weights(programme=programme, by=by, weights={"needs": 4}, importance=[1], reason="Needs are many.", based_on=0)
    tried = jobs.start(kind="weight-preview", total=1, by=by, cursor={"programme": str(programme.pk)})
    found.by_name |= {"match-weights": made}
    found.by_parameter |= {"programme-weights-preview:job": tried, "api-match-weights-previewed:job": tried}


def _people(found: Everything, company: Any) -> None:
    founder = found.people["founder"]
    guest = claims.invite_person(email="guest@example.org", name="Guest")
    invitation = invitations.invite(by=founder, organisation=company, email="kim@example.org")
    found.by_name |= {
        "person": founder,
        "membership": Membership.objects.create(organisation=company, person=person("Kari Nordmann", country="NO"), state="asked"),
        "invitation-withdraw": invitation,
        "token": tokens.create_token(by=founder, name="script")[0],
        "job": jobs.start(kind="report", total=3, by=founder),
    }
    found.by_parameter |= {
        "claim:token": claims.claim_url(guest).split("/")[-2],
        "colleague-invitation:token": invitations.token_of(invitation),
        "mentor-back:token": signing.dumps(str(uuid4()), salt=links.SALT),
        "membership-answer:verb": "accept",
        "secret": feed_for(by=founder).secret,
    }


def _request(found: Everything, programme: Any, company: Any) -> Any:
    founder, mentor = found.people["founder"], found.people["mentor"]
    given = {"needs": ["pricing"], "languages": {"sv": 2, "en": 2}, "goal": "Sell to Norway.", "hours_per_month": 2}
    asked = requests.save_request(by=founder, company=company, programme=programme, **given)
    asked = requests.open_request(request=asked, by=founder)
    requests.choose(request=asked, by=founder, chosen=[Chosen(mentor_id=mentor.mentor_profile.pk)])
    asked = requests.send(request=asked, by=founder)
    found.by_name |= dict.fromkeys(["request", "shortlist", "mentoring-request", "stuck-request"], asked) | {"choice": asked.choices.get()}
    found.by_name |= {"mentor-lists": programme, "contest": contests.contest(request=asked, by=founder, about="list", text="Somebody is missing.")}
    found.by_parameter |= {"candidate": found.people["mentor2"].mentor_profile}
    return asked


def _run(found: Everything, programme: Any, asked: Any) -> None:
    """A run that is ready, with a pair set by hand; its facts are nobody's."""
    coordinator = found.people["coordinator"]
    run = MatchRun.objects.create(
        programme=programme, number=1, state="ready", created_by=coordinator, solved_at=NOON, fingerprint="0" * 64,
        inputs=freeze(Inputs.of((), ())), terms=written_terms(Terms()),
    )  # fmt: skip
    pin = Pin.objects.create(run=run, request=asked, mentor=found.people["mentor2"].mentor_profile, kind="pin", by=coordinator)
    found.by_name |= {"match-run": run, "match-run-pin-lift": pin}
    found.by_parameter["pin"] = pin


def _pair(found: Everything, programme: Any, company2: Any, incubator: Any) -> None:
    contact, mentor = found.people["founder2"], found.people["mentor2"]
    pair = mentorships.open_mentorship(
        programme=programme, company=company2, contact=contact, mentor=mentor, incubator=incubator,
        request_id=None, hours_per_month=2, goals="Sell.", by=contact,
    )  # fmt: skip
    for side in (contact, mentor):
        pair = mentorships.accept_agreement(mentorship=pair, by=side, version=pair.agreement_version)
    session = sessions.propose(mentorship=pair, by=contact, plan=sessions.Plan(topic="Prices", minutes=60), times=[NOON + timedelta(days=5)])
    line = record(
        source=session, programme=programme, receiver=company2, receiver_person=contact, provider_person=mentor,
        kind="session", starts_at=NOON, minutes=60, by=mentor,
    )  # fmt: skip
    found.by_name["file"] = file = files.upload(by=contact, purpose="message", content=BytesIO(samples.picture()), name="a.jpg")
    sent = messaging.send(conversation=pair.conversation_id, by=contact, body="Hei", files=[file.pk])
    rule = FollowUpRule.objects.filter(programme=programme).first() or FollowUpRule.objects.create(programme=programme, key="how", event="mentorship-started")
    planned = FollowUp.objects.filter(rule=rule, person=contact).first() or FollowUp.objects.create(
        rule=rule, person=contact, subject_type="mentorship", subject_id=pair.pk, nominal_on=NOON.date(), due_at=NOON, state="asked", asked_at=NOON
    )
    FollowUp.objects.filter(pk=planned.pk, state="planned").update(state="asked", asked_at=NOON)
    check_in = CheckIn.objects.create(follow_up=planned, score=4, answered_at=NOON)
    found.by_name |= dict.fromkeys(["mentorship", "session-new", "stuck-mentorship", "coordination-write"], pair)
    found.by_name |= {"session": session, "conversation": pair.conversation, "follow-up": planned, "follow-up-rule": rule}
    block = keep_apart(mentor=mentor, company=company2, by=mentor)
    found.by_name |= {"block": block, "apart-lift": block}
    found.by_name |= {"support-record": line, "check-in": check_in, "message": sent.message}
    found.by_parameter |= {"programme": programme, "key": rule.key}
    found.by_parameter |= {"message": sent.message, "follow-up-answer:token": answer_url(planned).split("/")[-2]}


def _call(found: Everything, programme: Any, company2: Any, incubator: Any) -> None:
    """A call that is open, and founder2's application to it, which was handed in."""
    coordinator, founder2 = found.people["coordinator"], found.people["founder2"]
    call = calls.make_call(
        by=coordinator, programme=programme, incubator=incubator, titles={"en": "Spring"}, languages=["en"], time_zone="Europe/Stockholm",
        opens_at=NOON - timedelta(days=1), closes_at=NOON + timedelta(days=2000), confirm_days=14,
    )  # fmt: skip
    editions.set_questions(call=call, by=coordinator, data=[{"key": "idea", "kind": "text", "labels": {"en": "What is your idea?"}, "required": True}])
    calls.publish(call=call, by=coordinator)
    made = writing.begin(call=call, company=company2, by=founder2)
    writing.write(application=made, by=founder2, answers={"idea": "Light"}, seen=made.version)
    asked = co_applicants.ask_in(application=made, by=founder2, email="siri@example.org")
    handing.submit(application=made, by=founder2)
    found.by_name |= {"application": made, "call": call}
    found.by_parameter |= {"application": made, "stage": call.stages.get(key="submitted"), "call-export:kind": "csv", "calls-export:kind": "csv"}
    found.by_parameter |= {f"pipeline-{what}-export:kind": "csv" for what in ("applications", "plans")}
    found.by_parameter |= {"co-applicant-invitation:token": co_applicants.token_of(asked), "application-person-remove:person": asked}
    found.by_parameter |= {f"{name}:key": "idea" for name in ("application-keep", "call-question", "call-question-move", "call-question-remove")}
    found.by_parameter |= {"application-verb:verb": "submit", "call-verb:verb": "publish", "api-application-file-file:file": found.by_name["file"]}
    named, parameters = reviewed(found.people, call, made, NOON)
    found.by_name |= named
    found.by_parameter |= parameters


def _talks(found: Everything, programme: Any) -> None:
    """A group, announcements, and a question about one in private."""
    contact, mentor, coordinator = (found.people[role] for role in ("founder2", "mentor2", "coordinator"))
    group = groups.open_group(programme=programme, title="Export", people=[contact, mentor], by=coordinator)
    room = announcing.open_announcements(programme=programme, by=coordinator)
    told = messaging.send(conversation=room, by=coordinator, body="Demo day").message
    talk = announcing.ask_author(message=told, by=contact, body="When?")
    found.by_name |= {f"conversation-{verb}": group for verb in ("add", "close", "end", "leave", "remove")} | {"conversations-": programme}
    picture = files.upload(by=mentor, purpose="message", content=BytesIO(samples.picture()), name="rude.jpg")
    spoken = messaging.send(conversation=group, by=mentor, body="Rude words", files=[picture.pk]).message
    made = reporting.report(message=spoken, by=contact, reason="It hurts.")
    found.by_name |= {"report": made, "conversation-report-detail": made, "conversation-report-file": made}
    found.by_parameter |= {"report-file:file": picture, "conversation-report-file:file": picture}
    found.by_name |= {"conversation-ask": room, "conversation-block": talk, "conversation-unblock": talk}
    found.by_parameter |= {"conversation-ask:message": told, "conversation-remove:person": contact, "conversation-write:person": contact, "group": group}


def _meeting(found: Everything, programme: Any, company2: Any) -> None:
    documents = [investors.Document("Deck", "https://files.example.org/deck.pdf")]
    meeting = investors.plan_meeting(
        by=found.people["coordinator"], programme=programme, company=company2, title="Sund meets Norrsken", starts_at=NOON + timedelta(days=12),
        link="https://meet.example.org/sund", about="", investors=[found.people["investor"]], documents=documents,
    )  # fmt: skip
    meeting = investors.invite(meeting=meeting, by=found.people["coordinator"])
    found.by_name |= {"investor-meeting": meeting}
    guest = invitation_of(meeting).attendees.get(person=found.people["investor"])
    found.by_parameter["invitation-answer:token"] = invitation_answer_url(guest).split("/")[-2]
    investor = meeting.people.get(person=found.people["investor"])
    found.by_parameter |= {"document": meeting.documents.get(), "person": investor, "participant": investor}


def _plan(found: Everything, programme: Any, company2: Any) -> None:
    """A plan that runs, advised by a mentor, with a report that was handed in."""
    contact, adviser, coordinator = (found.people[role] for role in ("founder2", "mentor2", "coordinator"))
    plan = plans.start(by=coordinator, programme=programme, company=company2, adviser=adviser, starts_on=(NOON - timedelta(days=60)).date())
    plan = plans.change(plan=plan, by=contact, answers={"situation": "We sing.", "people": 3, "change": "A tour in Norway."})
    goal = goals.add_goal(plan=plan, by=contact, what="A tour", known_by="Five concerts", by_when=NOON.date())
    step = goals.add_action(goal=goal, by=contact, what="Call three houses")
    plans.submit(plan=plan, by=contact)
    plans.approve(plan=plan, by=adviser)
    report = plan.reports.get(number=1)
    told = {str(goal.pk): {"percent": 20, "note": ""}}
    report = reports.submit(report=report, by=contact, answers={"done": "We called.", "mood": "as-planned"}, progress=told)
    found.by_name |= {"plan": plan, "development-plan": plan, "plan-report": report, "progress-report": report, "plan-form": programme}
    found.by_parameter |= {"goal": goal, "action": step, "step": step, "number": 1, "entry": advice.log(plan=plan, by=adviser, minutes=30, about="Contracts")}


def _told(found: Everything, asked: Any) -> None:
    notice = Notification.objects.create(
        person=found.people["founder"], kind="membership.accepted", subject_type="x", subject_id=asked.pk, context={"organisation": "A"}, due_at=timezone.now()
    )
    found.by_name |= {"notification": notice, "delivery": Delivery.objects.order_by("pk").first()}
    found.by_parameter["notification-unsubscribe:token"] = signing.dumps([str(found.people["founder"].pk), "requests"], salt=UNSUBSCRIBE_SALT)
