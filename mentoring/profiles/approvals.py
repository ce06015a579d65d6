"""A mentor in a programme: asking, deciding, ending. Whoever is concerned is told."""

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from mentoring.profiles import rules
from mentoring.profiles.models import MentorApproval, MentorProfile
from messaging.leaving import programme_left
from network.accounts.models import User
from network.core import clock
from network.core.errors import Conflict, require
from network.core.locks import hold_row
from network.notifications.services import notify
from network.programmes.models import Appointment, Programme
from network.programmes.rules import open_for

State = MentorApproval.State
PAGE = "/mentors/approvals/"


@transaction.atomic
def ask_approval(*, profile: MentorProfile, by: User, programme: Programme) -> MentorApproval:
    """Ask to mentor in a programme; its coordinators decide. After a no or an end one can ask again; while it waits or holds nothing changes."""
    require(rules.can_edit_mentor(by, profile))
    require(open_for(programme))
    approval, made = MentorApproval.objects.get_or_create(profile=profile, programme=programme)
    approval = _locked(approval)
    if not made and approval.state in (State.ASKED, State.APPROVED):
        return approval
    approval.state, approval.decided_by, approval.decided_at, approval.reason = State.ASKED, None, None, ""
    approval.save()
    _tell(_deciders(programme), "mentor.asked", approval, PAGE)
    return approval


@transaction.atomic
def decide_approval(*, approval: MentorApproval, by: User, approve: bool, reason: str = "") -> MentorApproval:
    """Take a mentor into the programme, or not. Raises Conflict when it has been decided."""
    approval = _locked(approval)
    require(rules.can_decide(by, approval))
    require(open_for(approval.programme))
    if approval.state != State.ASKED:
        raise Conflict(_("This has been decided already."), code="state")
    _close(approval, State.APPROVED if approve else State.DECLINED, by, reason)
    _tell([approval.profile.person], "mentor.decided", approval, "/mentors/me/", approved=approve)
    return approval


@transaction.atomic
def end_approval(*, approval: MentorApproval, by: User, reason: str = "") -> MentorApproval:
    """The mentor leaves the programme, or its coordinators let them go; the other side is told.

    Nobody can choose them there any more, open questions are let go, mentorships that run go on. Raises Conflict unless it holds.
    """
    approval = _locked(approval)
    require(rules.can_end(by, approval))
    _close(approval, State.ENDED, by, reason)
    for listener in settings.APPROVAL_ENDED:  # requests stand further right
        import_string(listener)(approval=approval)
    programme_left(programme=approval.programme)
    person = approval.profile.person
    if by.pk == person.pk:
        _tell(_deciders(approval.programme), "mentor.left", approval, f"{PAGE}?state=approved")
    else:
        _tell([person], "mentor.ended", approval, "/mentors/me/")
    return approval


def lend(*, profile: MentorProfile, programme: Programme, by: User | None, reason: str) -> MentorApproval | None:
    """Let a mentor be proposed in a programme while a loan runs; the caller has checked that all have agreed.

    None where the mentor is approved there in their own right: that approval is not the loan's to end.
    """
    approval = _locked(MentorApproval.objects.get_or_create(profile=profile, programme=programme)[0])
    if approval.state == State.APPROVED:
        return None
    approval.state, approval.decided_by, approval.decided_at, approval.reason = State.APPROVED, by, clock.now(), reason[:400]
    approval.save()
    return approval


def end_loan(*, approval: MentorApproval) -> None:
    """The loan is over: what the mentor is being asked there is let go, mentorships that run go on."""
    approval = _locked(approval)
    if approval.state != State.APPROVED:
        return
    approval.state, approval.decided_at = State.ENDED, clock.now()
    approval.save(update_fields=["state", "decided_at"])
    for listener in settings.APPROVAL_ENDED:
        import_string(listener)(approval=approval)


def _locked(approval: MentorApproval) -> MentorApproval:
    """The row, locked. The race: two coordinators decide at once, or one ends it while the mentor asks again."""
    return hold_row(MentorApproval.objects.select_related("profile__person", "programme"), approval.pk)


def _close(approval: MentorApproval, state: str, by: User, reason: str) -> None:
    approval.state, approval.decided_by, approval.decided_at, approval.reason = state, by, clock.now(), reason.strip()[:400]
    approval.save()


def _deciders(programme: Programme) -> list[User]:
    """Who is appointed in the programme; the platform's administrators where nobody is, so that no wish waits unseen."""
    appointed = Appointment.objects.filter(programme=programme, ended_at=None, person__is_active=True).select_related("person").order_by("pk")
    people = {row.person_id: row.person for row in appointed}
    return list(people.values()) or list(User.objects.filter(is_staff=True, is_active=True).order_by("pk"))


def _tell(people: list[User], kind: str, approval: MentorApproval, url: str, **more: object) -> None:
    context = {"name": str(approval.profile.person), "programme": approval.programme.name, "reason": approval.reason} | more
    notify(to=people, kind=kind, about=approval, occurrence=f"{clock.now():%Y%m%d%H%M%S%f}", context=context, url=url)
