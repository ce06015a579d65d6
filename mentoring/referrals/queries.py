"""Referrals and loans that a person may see, and what of them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from mentoring.profiles.models import MentorApproval
from mentoring.referrals import shared
from mentoring.referrals.models import MentorLoan, Referral
from mentoring.referrals.rules import COMPANY, COMPONENT, GIVER, RECEIVER
from network.accounts.models import User
from network.core import clock
from network.core.errors import NotVisible
from network.organisations.queries import administered_by, companies_of, one_of
from network.programmes.models import Appointment, Participation, Partner, Programme
from network.programmes.queries import coordinated_by, open_programmes, programmes_visible_to
from network.programmes.roles import FOLLOWING

State, LoanState = Referral.State, MentorLoan.State
OPEN_TO_RECEIVER = (State.ASKED, State.ACCEPTED)
AWAITED = (State.CONSENT, State.ASKED)


def _acting(user: User, side: str) -> Q:
    """Rows in which the person acts for an incubator: its administrator, or appointed in the programme on its behalf, while it is a partner."""
    appointed = Appointment.objects.filter(person=user, programme=OuterRef("programme"), organisation=OuterRef(side), ended_at=None)
    partner = Partner.objects.filter(programme=OuterRef("programme"), organisation=OuterRef(side))
    mine = Q(**{f"{side}__in": administered_by(user).approved().values("pk")}) | Q(Exists(appointed))
    return mine & Q(Exists(partner))


def referrals_visible_to(user: User) -> QuerySet[Referral]:
    """Those that one's incubator made; of one's company, once it was asked; and those that came to one's incubator with the company's consent."""
    seen = _acting(user, GIVER) | Q(company__in=companies_of(user).values("pk"), sent_at__isnull=False)
    seen |= _acting(user, RECEIVER) & Q(consented_at__isnull=False)
    rows = Referral.objects.filter(seen).select_related("programme", "company", "giver", "receiver", "made_by", "consented_by", "answered_by")
    return rows.defer("data").order_by("-id")


def referral_for(user: User, pk: UUID | str) -> Referral:
    """One of them. Raises NotVisible."""
    return one_of(referrals_visible_to(user), pk)


def sides_of(user: User, referral: Referral) -> frozenset[str]:
    """For whom the person reads it: the giver, the company, the receiver."""
    rows = Referral.objects.filter(pk=referral.pk)
    found = {side for side in (GIVER, RECEIVER) if rows.filter(_acting(user, side)).exists()}
    return frozenset(found | ({COMPANY} if companies_of(user).filter(pk=referral.company_id).exists() else set()))


def may_read_data(user: User, referral: Referral) -> bool:
    """What was handed over is open to the receiver while it is asked and, once it accepted, for the time agreed; closed from the moment of a no.

    The company and the giver read what was handed over as long as they see the referral.
    """
    sides = sides_of(user, referral)
    if sides & {GIVER, COMPANY}:
        return True
    is_open = referral.state in OPEN_TO_RECEIVER and (referral.open_until is None or referral.open_until > clock.now())
    return RECEIVER in sides and is_open


def data_of(user: User, referral: Referral) -> dict[str, list[shared.Row]]:
    """What was handed over, as far as the person may read it now; before the consent, what would be."""
    if not may_read_data(user, referral):
        return {}
    if referral.consented_at is None:
        return shared.collected(referral.shared, referral.company, referral.programme)
    return Referral.objects.values_list("data", flat=True).get(pk=referral.pk)


def awaiting(user: User) -> QuerySet[Referral]:
    """Referrals that wait for an answer of this person: consent of their company, or an answer of their incubator."""
    consent = Q(state=State.CONSENT, company__in=administered_by(user).values("pk"))
    return referrals_visible_to(user).filter(consent | (Q(state=State.ASKED) & _acting(user, RECEIVER)))


def companies_to_refer(user: User) -> QuerySet[Participation]:
    """Companies that one's incubators follow, in programmes where they can be referred, by name."""
    appointed = Appointment.objects.filter(person=user, programme=OuterRef("programme"), organisation=OuterRef("incubator"), ended_at=None)
    mine = Q(incubator__in=administered_by(user).approved().values("pk")) | Q(Exists(appointed))
    rows = Participation.objects.filter(mine, ended_at=None, programme__archived_at=None).exclude(programme__switched_off__contains=[COMPONENT])
    return rows.select_related("organisation", "programme", "incubator").order_by("organisation__sort_key", "id")


def any_in(user: User, programme: Programme) -> bool:
    """Whether the person sees a referral or a loan of the programme."""
    loans = Q(lender_programme=programme) | Q(borrower_programme=programme)
    return referrals_visible_to(user).filter(programme=programme).exists() or loans_visible_to(user).filter(loans).exists()


def company_to_refer(user: User, pk: UUID | str) -> Participation:
    """One of them, by its part in the programme. Raises NotVisible."""
    return one_of(companies_to_refer(user), pk)


def receivers_in(programme: Programme) -> QuerySet[Partner]:
    """The incubators of a programme, by name."""
    return programme.partners.filter(role__in=FOLLOWING).select_related("organisation").order_by("organisation__sort_key", "id")


def loans_visible_to(user: User) -> QuerySet[MentorLoan]:
    """Loans of oneself, those of programmes that one coordinates, and those to them once the mentor agreed."""
    coordinated = coordinated_by(user).values("pk")
    seen = Q(profile__person=user) | Q(lender_programme__in=coordinated) | Q(borrower_programme__in=coordinated, mentor_at__isnull=False)
    beside = ("profile__person", "lender", "lender_programme", "borrower", "borrower_programme", "approval", "closed_by")
    return MentorLoan.objects.filter(seen).select_related(*beside).order_by("-id")


def loan_for(user: User, pk: UUID | str) -> MentorLoan:
    """One of them. Raises NotVisible."""
    return one_of(loans_visible_to(user), pk)


def loans_awaiting(user: User) -> QuerySet[MentorLoan]:
    """Loans that wait for this person's answer."""
    mine = Q(state=LoanState.MENTOR, profile__person=user)
    return loans_visible_to(user).filter(mine | Q(state=LoanState.BORROWER, borrower_programme__in=coordinated_by(user).values("pk")))


def mentors_to_lend(user: User) -> QuerySet[MentorApproval]:
    """Approved mentors of the programmes that one coordinates and that lend, by name; without those who are there on loan."""
    programmes = coordinated_by(user).filter(archived_at=None).exclude(switched_off__contains=[COMPONENT])
    rows = MentorApproval.objects.filter(programme__in=programmes, state=MentorApproval.State.APPROVED, profile__person__is_active=True)
    return rows.exclude(loans__state=LoanState.RUNNING).select_related("profile__person", "programme").order_by("profile__person__sort_key", "id")


def mentor_to_lend(user: User, profile: UUID | str, programme: UUID | str) -> MentorApproval:
    """One of them, by mentor and programme. Raises NotVisible."""
    found = mentors_to_lend(user).filter(profile=profile, programme=programme).first()
    if found is None:
        raise NotVisible
    return found


def borrowers_for(user: User) -> QuerySet[Partner]:
    """Incubators of open programmes, and of those that the person sees, that take mentors on loan; by name."""
    programmes = (open_programmes() | programmes_visible_to(user)).filter(archived_at=None).exclude(switched_off__contains=[COMPONENT])
    rows = Partner.objects.filter(programme__in=programmes.values("pk"), role__in=FOLLOWING)
    return rows.select_related("organisation", "programme").order_by("organisation__sort_key", "id")


def borrower_for(user: User, pk: UUID | str) -> Partner:
    """One of them. Raises NotVisible."""
    return one_of(borrowers_for(user), pk)


@dataclass(frozen=True)
class Stand:
    """One step on the way: what, who is awaited or did it, when, and whether it is done, current or ahead."""

    label: str | Promise
    who: str
    at: datetime | None
    place: str  # done, now, ahead, over


def steps_of(referral: Referral) -> list[Stand]:
    """Where a referral stands, for both sides alike."""
    done = [
        (_("Referred"), referral.giver.name, referral.sent_at),
        (_("Consent of the company"), referral.company.name, referral.consented_at),
        (_("Answer of the other incubator"), referral.receiver.name, referral.answered_at if referral.consented_at else None),
    ]
    who = {State.DECLINED: referral.receiver if referral.consented_at else referral.company}.get(State(referral.state), "")
    ended = Stand(referral.get_state_display(), str(who), referral.closed_at, "over") if referral.closed_at else None
    return _stands(done, is_over=referral.state not in (State.DRAFT, *AWAITED), ended=ended)


def steps_of_loan(loan: MentorLoan) -> list[Stand]:
    """Where a loan stands, for all three alike."""
    done = [
        (_("Offered"), loan.lender.name, loan.created_at),
        (_("Consent of the mentor"), str(loan.profile.person), loan.mentor_at),
        (_("Answer of the other incubator"), loan.borrower.name, loan.borrower_at),
    ]
    ended = Stand(loan.get_state_display(), str(loan.closed_by or ""), loan.closed_at, "over") if loan.closed_at else None
    return _stands(done, is_over=loan.state not in (LoanState.MENTOR, LoanState.BORROWER), ended=ended)


def _stands(done: list[tuple[str, str, datetime | None]], *, is_over: bool, ended: Stand | None) -> list[Stand]:
    found, is_now = [], not is_over
    if ended is not None:
        return [*(Stand(label, who, at, "done") for label, who, at in done if at and at != ended.at), ended]
    for label, who, at in done:
        place = "done" if at else "now" if is_now else "ahead"
        is_now = is_now and at is not None
        found.append(Stand(label, who, at, place))
    return found


def running_in(programme: Programme) -> list[str]:
    """What keeps a programme from being archived. Named in the settings (PROGRAMME_RUNNING)."""
    referrals = Referral.objects.filter(programme=programme, state__in=AWAITED).count()
    over = [LoanState.ENDED, LoanState.DECLINED, LoanState.EXPIRED, LoanState.WITHDRAWN]
    loans = MentorLoan.objects.filter(Q(lender_programme=programme) | Q(borrower_programme=programme)).exclude(state__in=over).count()
    found = [_("Referrals that wait for an answer: %(count)d") % {"count": referrals}] if referrals else []
    return found + ([_("Loans of mentors that are not over: %(count)d") % {"count": loans}] if loans else [])
