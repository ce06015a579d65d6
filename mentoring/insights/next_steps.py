"""What a person can do next, read from the state of things. No texts and no addresses here: pages have those.

A step is `kind` (what to do), `names` (what its sentence needs) and `about` (what it leads to). Steps that
keep somebody else waiting are urgent and stand first, then those with the nearest date.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import get_language

from mentoring.followups.models import FollowUp
from mentoring.followups.questions import words
from mentoring.insights.call_steps import applicants_steps, runners_steps
from mentoring.insights.plan_steps import plan_steps
from mentoring.insights.roles import Standing
from mentoring.insights.step import Step
from mentoring.investors.models import InvestorMeeting
from mentoring.mentorships.models import ClosingSurvey, Mentorship, ProposedTime, Session, SessionFeedback
from mentoring.profiles.models import MentorApproval
from mentoring.referrals.models import MentorLoan, Referral
from mentoring.referrals.queries import awaiting as referrals_awaiting
from mentoring.referrals.queries import loans_awaiting
from mentoring.requests.models import Choice, MentoringRequest
from mentoring.requests.queries import open_choices_of
from mentoring.reviews.queries import still_to_review
from network.accounts.models import User
from network.core import clock
from network.invitations.models import Attendee, Invitation
from network.notifications.models import Delivery
from network.notifications.queries import UNCLEAR
from network.organisations.models import COMPANY_KINDS, Membership, Organisation
from network.organisations.queries import administered_by, companies_of
from network.programmes.models import Appointment, Participation, PartnerRequest
from network.programmes.queries import waiting_of

__all__ = ["Step", "steps_for"]
SHOWN = 6  # more would be an inbox
FEEDBACK_DAYS = 14  # after that nobody remembers well enough


def steps_for(user: User, standing: Standing) -> list[Step]:
    """The most useful steps, most urgent first. A constant number of queries."""
    found = list(_steps(user, standing.roles))
    return sorted(found, key=_weight)[:SHOWN]


def _weight(step: Step) -> tuple[bool, bool, float]:
    return (not step.urgent, step.due is None, step.due.timestamp() if step.due else 0.0)


def _steps(user: User, roles: frozenset[str]) -> Iterator[Step]:
    yield from _begin(user, roles)
    yield from _invitations(user)
    for row in waiting_of(user).filter(side=PartnerRequest.Side.PROGRAMME)[:2]:
        yield Step("answer-programme", row.pk, {"programme": row.programme.name})
    yield from _referred(user)
    if roles & {"mentor", "coordinator", "programme_manager"}:
        yield from _lent(user)
    yield from _questions(user)
    yield from applicants_steps(user)
    if roles & {"coordinator", "programme_manager", "incubator"}:
        yield from runners_steps(user)
    if "company" in roles:
        yield from _company(user)
    if roles & {"mentor", "incubator"}:
        yield from _asked(user)
    if "mentor" in roles:
        yield from _mentor_approval(user)
    if roles & {"company", "mentor", "incubator"}:
        yield from _pair(user)
    for step in plan_steps(user, roles):
        yield Step(step.kind, step.about, step.names, due=step.due, urgent=step.urgent)
    if roles & {"coordinator", "programme_manager"}:
        yield from _coordinator(user)
    if "reviewer" in roles:
        yield from _reviewer(user)
    if "admin" in roles:
        yield from _administrator()


def _begin(user: User, roles: frozenset[str]) -> Iterator[Step]:
    if not roles:
        waiting = Membership.objects.filter(person=user, state=Membership.State.ASKED).select_related("organisation").first()
        if waiting:
            yield Step("membership-waits", names={"organisation": waiting.organisation.name})
        else:
            yield Step("introduce-organisation", urgent=True)
        return
    asked = Membership.objects.filter(organisation__in=administered_by(user), state=Membership.State.ASKED).select_related("person", "organisation")
    for row in asked[:3]:
        yield Step("let-colleague-in", row.organisation_id, {"person": str(row.person), "organisation": row.organisation.name}, urgent=True)


def _invitations(user: User) -> Iterator[Step]:
    rows = Attendee.objects.filter(
        person=user, removed_at=None, answer=Attendee.Answer.NEEDS_ACTION,
        invitation__status=Invitation.Status.CONFIRMED, invitation__starts_at__gt=clock.now(), sent_sequence__gte=0,
    ).exclude(invitation__made_by=user).exclude(invitation__source_type="session").select_related("invitation")  # fmt: skip
    for row in rows.order_by("invitation__starts_at")[:3]:
        names = {"title": row.invitation.title, "starts": row.invitation.starts_at, "url": row.invitation.url}
        yield Step("answer-invitation", row.pk, names, due=row.invitation.starts_at, urgent=True)


def _referred(user: User) -> Iterator[Step]:
    for row in referrals_awaiting(user).order_by("answer_by")[:3]:
        kind = "consent-to-referral" if row.state == Referral.State.CONSENT else "answer-referral"
        yield Step(kind, row.pk, {"company": row.company.name, "giver": row.giver.name, "due": row.answer_by}, due=row.answer_by, urgent=True)


def _lent(user: User) -> Iterator[Step]:
    for row in loans_awaiting(user).order_by("answer_by")[:3]:
        kind = "consent-to-loan" if row.state == MentorLoan.State.MENTOR else "answer-loan"
        names = {"mentor": str(row.profile.person), "lender": row.lender.name, "due": row.answer_by}
        yield Step(kind, row.pk, names, due=row.answer_by, urgent=True)


def _questions(user: User) -> Iterator[Step]:
    for row in FollowUp.objects.filter(person=user, state=FollowUp.State.ASKED).select_related("rule").order_by("asked_at")[:2]:
        if row.rule.answer_kind != row.rule.AnswerKind.NONE:
            yield Step("answer-follow-up", row.pk, {"question": words(row.rule, get_language() or "en", row.context)})


def _company(user: User) -> Iterator[Step]:
    states = MentoringRequest.State
    rows = list(
        MentoringRequest.objects.filter(company__in=companies_of(user))
        .exclude(state__in=[states.WITHDRAWN, states.ACCEPTED])
        .annotate(questioned=Exists(Choice.objects.filter(request=OuterRef("pk"), state=Choice.State.QUESTION)))
        .order_by("-id")[:10]
    )
    for row in rows:
        if row.questioned:
            yield Step("reply-to-question", row.pk, urgent=True)
        elif row.state == states.DRAFT:
            yield Step("finish-request", row.pk)
        elif row.state == states.OPEN:
            yield Step("choose-candidates", row.pk, {"target": row.target})
        elif row.state == states.EXHAUSTED:
            yield Step("choose-again", row.pk, {"target": row.target}, urgent=True)
    if not rows:
        yield from _first_request(user)


def _first_request(user: User) -> Iterator[Step]:
    company = companies_of(user).annotate(
        joined=Exists(Participation.objects.filter(organisation=OuterRef("pk"), ended_at=None)),
        mentored=Exists(Mentorship.objects.filter(company=OuterRef("pk")).exclude(state=Mentorship.State.ENDED)),
    ).first()  # fmt: skip
    if company is None:
        return
    if not company.joined:
        yield Step("join-programme", company.pk, {"organisation": company.name}, urgent=True)
    elif not company.mentored:
        yield Step("ask-for-mentor", company.pk)


def _asked(user: User) -> Iterator[Step]:
    for row in open_choices_of(user).filter(state=Choice.State.ASKED).prefetch_related(None)[:4]:
        yield Step("answer-request", row.pk, {"company": row.request.company.name, "due": row.answer_due_at}, due=row.answer_due_at, urgent=True)


def _mentor_approval(user: User) -> Iterator[Step]:
    approvals = list(MentorApproval.objects.filter(profile__person=user).select_related("programme"))
    if not approvals:
        yield Step("ask-for-approval")
    for row in approvals:
        if row.state == MentorApproval.State.ASKED:
            yield Step("approval-waits", names={"programme": row.programme.name})


def _pair(user: User) -> Iterator[Step]:
    mine = Q(contact=user) | Q(mentor=user)
    rows = list(Mentorship.objects.filter(mine).exclude(state=Mentorship.State.ENDED).select_related("company", "mentor", "contact"))
    for row in rows:
        agreed = row.mentor_agreed_at if row.mentor_id == user.pk else row.company_agreed_at
        if row.state == Mentorship.State.AGREEING and not agreed:
            yield Step("accept-agreement", row.pk, {"other": _other(row, user)}, urgent=True)
    yield from _sessions(user, {row.pk: row for row in rows})
    ended = Mentorship.objects.filter(mine, state=Mentorship.State.ENDED).exclude(Exists(ClosingSurvey.objects.filter(mentorship=OuterRef("pk"), person=user)))
    for row in ended.filter(started_at__isnull=False).select_related("mentor", "contact").order_by("-ended_at")[:2]:
        yield Step("look-back", row.pk, {"other": _other(row, user)})


def _sessions(user: User, running: dict[UUID, Mentorship]) -> Iterator[Step]:
    now, state = clock.now(), Session.State
    rows = list(
        Session.objects.filter(mentorship__in=list(running))
        .filter(Q(state=state.PROPOSED) | Q(state=state.CONFIRMED) | Q(state=state.HELD, starts_at__gt=now - timedelta(days=FEEDBACK_DAYS)))
        .annotate(told=Exists(SessionFeedback.objects.filter(session=OuterRef("pk"), person=user)))
        .annotate(offers=Exists(ProposedTime.objects.filter(session=OuterRef("pk"))))
        .order_by("starts_at", "id")
    )
    busy = set()
    for row in rows:
        other = _other(running[row.mentorship_id], user)
        names = {"other": other, "topic": row.topic, "starts": row.starts_at}
        if row.state == state.PROPOSED:
            busy.add(row.mentorship_id)
            if row.declined_by_id and not row.offers:  # declined in a calendar, and nobody has proposed other times yet
                yield Step("propose-other-times", row.pk, names, urgent=True)
            elif row.proposed_by_id != user.pk:
                yield Step("choose-time", row.pk, names, urgent=True)
        elif row.state == state.CONFIRMED and row.starts_at + timedelta(minutes=row.minutes) < now:
            yield Step("record-session", row.pk, names, due=row.starts_at)
        elif row.state == state.CONFIRMED:
            busy.add(row.mentorship_id)
        elif not row.told:
            yield Step("tell-how-it-was", row.pk, names)
    for pk, pair in running.items():
        if pair.state == Mentorship.State.ACTIVE and pk not in busy:
            yield Step("propose-session", pk, {"other": _other(pair, user)})


def _other(pair: Mentorship, user: User) -> str:
    return str(pair.contact if pair.mentor_id == user.pk else pair.mentor)


def _coordinator(user: User) -> Iterator[Step]:
    programmes = list(Appointment.objects.filter(person=user, ended_at=None).values_list("programme", flat=True))
    waiting = Choice.objects.filter(
        request__programme__in=programmes, request__programme__approval_before_asking=True, request__state=MentoringRequest.State.ASKING,
        state=Choice.State.WAITING, approved_at=None,
    ).values("request").distinct().count()  # fmt: skip
    if waiting:
        yield Step("approve-choices", names={"count": waiting}, urgent=True)
    mentors = MentorApproval.objects.filter(programme__in=programmes, state=MentorApproval.State.ASKED).count()
    if mentors:
        yield Step("approve-mentors", names={"count": mentors}, urgent=True)
    managed = Appointment.objects.filter(person=user, ended_at=None, role=Appointment.Role.MANAGER).values("programme")
    joining = PartnerRequest.objects.filter(programme__in=managed, state=PartnerRequest.State.WAITING, side=PartnerRequest.Side.ORGANISATION)
    for row in joining.select_related("organisation", "programme").order_by("id")[:3]:
        yield Step("answer-organisation", row.pk, {"organisation": row.organisation.name, "programme": row.programme.name}, urgent=True)
    exhausted = MentoringRequest.objects.filter(programme__in=programmes, state=MentoringRequest.State.EXHAUSTED).count()
    if exhausted:
        yield Step("pair-by-hand", names={"count": exhausted}, urgent=True)
    yield from _meetings(user, programmes)


def _meetings(user: User, programmes: Iterable[UUID]) -> Iterator[Step]:
    states = InvestorMeeting.State
    rows = InvestorMeeting.objects.filter(programme__in=programmes, organiser=user, state__in=[states.PLANNED, states.INVITED]).select_related("company")
    for row in rows.order_by("starts_at")[:4]:
        names = {"company": row.company.name, "title": row.title, "starts": row.starts_at}
        if row.state == states.PLANNED:
            yield Step("send-invitations", row.pk, names, due=row.starts_at)
        elif row.starts_at + timedelta(minutes=row.minutes) < clock.now():
            yield Step("record-meeting", row.pk, names, due=row.starts_at)


def _reviewer(user: User) -> Iterator[Step]:
    for call, waiting, phase in still_to_review(user)[:3]:
        yield Step("review", call.pk, {"count": waiting, "call": call.title, "until": phase.ends_at}, due=phase.ends_at)


def _administrator() -> Iterator[Step]:
    waiting = Organisation.objects.filter(approved_at=None).exclude(kind__in=COMPANY_KINDS).count()
    if waiting:
        yield Step("approve-organisations", names={"count": waiting}, urgent=True)
    unclear = Delivery.objects.filter(state__in=UNCLEAR).count()
    if unclear:
        yield Step("resolve-mail", names={"count": unclear}, urgent=True)
