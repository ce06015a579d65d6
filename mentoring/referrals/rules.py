"""Who may do what with a referral and with a loan. Each returns ALLOWED or the reason against it.

For an incubator act its administrators and whoever is appointed in the programme on its behalf; for a company its administrators.
Lending is between programmes, since approving mentors is: for each side act the people appointed in its programme.
"""

from django.utils.translation import gettext_lazy as _

from mentoring.profiles.models import MentorApproval
from mentoring.referrals.models import MentorLoan, Referral
from network.accounts.models import User
from network.core.errors import ALLOWED, Conflict, Refused, Verdict
from network.organisations.models import Organisation
from network.organisations.queries import is_administrator
from network.programmes.models import Appointment, Programme
from network.programmes.queries import incubators_of, is_coordinator, takes_part
from network.programmes.rules import open_for

GIVER, COMPANY, RECEIVER = "giver", "company", "receiver"
LENDER, MENTOR, BORROWER = "lender", "mentor", "borrower"
COMPONENT = "referrals"


def acts_for(user: User, organisation: Organisation, programme: Programme) -> bool:
    """An administrator of a partner, or somebody appointed in the programme on its behalf."""
    appointed = Appointment.objects.filter(person=user, programme=programme, organisation=organisation, ended_at=None)
    return is_administrator(user, organisation) or appointed.exists()


def can_refer(user: User, programme: Programme, company: Organisation, giver: Organisation, receiver: Organisation) -> Verdict:
    """An incubator refers a company that it follows, to another incubator of the programme."""
    if not acts_for(user, giver, programme):
        return Refused(_("Only people of the incubator that follows the company can refer it."), code="not-the-incubator")
    if not (verdict := open_for(programme, COMPONENT)):
        return verdict
    if not takes_part(company, programme):
        return Conflict(_("The company does not take part."), code="state")
    if not programme.participations.filter(organisation=company, incubator=giver, ended_at=None).exists():
        return Conflict(_("Your incubator does not follow this company."), code="not-followed")
    if giver.pk == receiver.pk or not incubators_of(programme).filter(pk=receiver.pk).exists():
        return Conflict(_("Choose another incubator of the programme."), code="receiver")
    return ALLOWED


def can_act_as(user: User, referral: Referral, side: str) -> Verdict:
    """The person acts for this side, and the programme can be written in. States are checked by the move itself."""
    if side == COMPANY and not is_administrator(user, referral.company):
        return Refused(_("Only an administrator of the company can do this."), code="not-an-administrator")
    if side != COMPANY and not acts_for(user, referral.giver if side == GIVER else referral.receiver, referral.programme):
        return Refused(_("Only people of the incubator can do this."), code="not-the-incubator")
    return ALLOWED


def can(user: User, referral: Referral, verb: str) -> Verdict:
    """Whether the person may take a verb of `states.REFERRAL` now. Taking consent back is possible in an archived programme too."""
    sides, states = VERBS[verb]
    if not (verdict := can_act_as(user, referral, sides)):
        return verdict
    if referral.state not in states:
        return Conflict(_("This is not possible any more: it is now “%(state)s”.") % {"state": referral.get_state_display()}, code="state")
    return ALLOWED if verb in ("pull_back", "withdraw", "refuse", "decline") else open_for(referral.programme)


State = Referral.State
VERBS = {
    "send": (GIVER, (State.DRAFT,)),
    "consent": (COMPANY, (State.CONSENT,)),
    "refuse": (COMPANY, (State.CONSENT,)),
    "accept": (RECEIVER, (State.ASKED,)),
    "decline": (RECEIVER, (State.ASKED,)),
    "pull_back": (GIVER, (State.DRAFT, State.CONSENT, State.ASKED)),
    "withdraw": (COMPANY, (State.ASKED, State.ACCEPTED)),
}


def can_lend(user: User, profile: object, lender_programme: Programme, borrower_programme: Programme) -> Verdict:
    """Coordinators lend a mentor whom their programme approved, to another programme that has not."""
    if not is_coordinator(user, lender_programme):
        return Refused(_("Only coordinators of the programme that approved the mentor can lend them."), code="not-a-coordinator")
    for programme in (lender_programme, borrower_programme):
        if not (verdict := open_for(programme, COMPONENT)):
            return verdict
    approved = MentorApproval.objects.filter(profile=profile, state=MentorApproval.State.APPROVED)
    if not approved.filter(programme=lender_programme).exists():
        return Conflict(_("The mentor is not approved in your programme."), code="not-approved")
    if approved.filter(programme=borrower_programme).exists():
        return Conflict(_("The mentor is approved there already, so they need not be lent."), code="approved-there")
    if MentorApproval.objects.filter(profile=profile, programme=lender_programme, loans__state=MentorLoan.State.RUNNING).exists():
        return Conflict(_("The mentor is on loan to you, so you cannot lend them further."), code="on-loan")
    return ALLOWED


def can_act_in(user: User, loan: MentorLoan, side: str) -> Verdict:
    """The mentor for themselves; for a programme the people appointed in it."""
    if side == MENTOR:
        return ALLOWED if loan.profile.person_id == user.pk else Refused(_("Only the mentor can do this."), code="not-the-mentor")
    programme = loan.lender_programme if side == LENDER else loan.borrower_programme
    return ALLOWED if is_coordinator(user, programme) else Refused(_("Only coordinators of the programme can do this."), code="not-a-coordinator")


LoanState = MentorLoan.State
LOAN_VERBS = {
    "consent": ((MENTOR,), (LoanState.MENTOR,)),
    "accept": ((BORROWER,), (LoanState.BORROWER,)),
    "pull_back": ((LENDER, MENTOR, BORROWER), (LoanState.MENTOR, LoanState.BORROWER, LoanState.AGREED, LoanState.RUNNING)),
}


def can_in_loan(user: User, loan: MentorLoan, verb: str) -> Verdict:
    """Whether the person may take a verb of `states.LOAN` now; what is awaited of them they can decline."""
    if verb == "decline":
        awaited = {LoanState.MENTOR: MENTOR, LoanState.BORROWER: BORROWER}.get(LoanState(loan.state))
        sides, states = (awaited,) if awaited else (MENTOR, BORROWER), (LoanState.MENTOR, LoanState.BORROWER)
    else:
        sides, states = LOAN_VERBS[verb]
    verdicts = [can_act_in(user, loan, side) for side in sides]
    if verb == "pull_back" and loan.state in (LoanState.MENTOR, LoanState.BORROWER):
        verdicts = [can_act_in(user, loan, LENDER), *([can_act_in(user, loan, MENTOR)] if loan.state == LoanState.BORROWER else [])]
    if not any(verdicts):
        return verdicts[0]
    if loan.state not in states:
        return Conflict(_("This is not possible any more: it is now “%(state)s”.") % {"state": loan.get_state_display()}, code="state")
    return ALLOWED if verb in ("pull_back", "decline") else open_for(loan.borrower_programme)
