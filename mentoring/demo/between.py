"""Between incubators: a company that was referred, one whose referral waits for an answer, and a mentor on loan."""

from datetime import timedelta

from mentoring.demo import call_words, cases, story
from mentoring.demo.calls import ago
from mentoring.demo.cast import INCUBATORS
from mentoring.demo.plots import founder_of
from mentoring.profiles.models import MentorApproval
from mentoring.referrals import loans
from mentoring.referrals import services as referrals
from mentoring.referrals.models import Referral
from network.core import clock
from network.organisations.models import Organisation
from network.programmes.models import Appointment, Partner, Programme

LENT = "Peter Sjödin"
BORROWING = "creacoop"
SHARED = ("company", "contact", "requests")


def enact() -> None:
    """All of it; does nothing where it is there already."""
    if Referral.objects.exists():
        return
    _refer("Revontuli Filmi", giver=0, receiver=1, asked=34)
    _refer("Lumikuva", giver=3, receiver=0, asked=4)
    _lend()


def _refer(name: str, *, giver: int, receiver: int, asked: int) -> None:
    """The company agrees two days later; the other incubator five days after that, where that is past."""
    company, programme = Organisation.objects.get(name=name), Programme.objects.get(slug=cases.slug_of(story.MAIN))
    sides = {side: Organisation.objects.get(name=INCUBATORS[at].name) for side, at in (("giver", giver), ("receiver", receiver))}
    with clock.at(ago(asked)):
        by = story.somebody(INCUBATORS[giver].who)
        row = referrals.prepare(by=by, programme=programme, company=company, reason=call_words.REASON_REFERRED[name], fields=SHARED, **sides)
        referrals.send(referral=row, by=by)
    with clock.at(ago(asked - 2)):
        referrals.consent(referral=row, by=founder_of(company))
    if asked > 7:
        with clock.at(ago(asked - 7)):
            referrals.accept(referral=row, by=story.somebody(INCUBATORS[receiver].who))


def _lend() -> None:
    """A mentor from Haparanda goes to the cooperatives of the south-west for half a year."""
    main, borrowing = (Programme.objects.get(slug=cases.slug_of(case)) for case in (story.MAIN, BORROWING))
    approval = MentorApproval.objects.get(profile__person__name=LENT, programme=main)
    borrower = borrowing.partners.get(role=Partner.Role.LEAD)
    manager = Appointment.objects.filter(programme=borrowing, role=Appointment.Role.MANAGER, ended_at=None).first()
    if manager is None:
        return
    first = ago(30).date()
    with clock.at(ago(42)):
        by = story.somebody(INCUBATORS[0].who)
        loan = loans.offer(by=by, approval=approval, borrower=borrower, starts_on=first, ends_on=first + timedelta(days=180), reason=call_words.REASON_LENT)
    with clock.at(ago(39)):
        loan = loans.consent(loan=loan, by=approval.profile.person)
    with clock.at(ago(37)):
        loan = loans.accept(loan=loan, by=manager.person)
    with clock.at(ago(30)):
        loans.advance_due()
