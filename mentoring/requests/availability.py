"""Whether somebody can be asked now. Asked again right before each question, since weeks may lie between."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from mentoring.profiles.models import Block, IncubatorProfile, MentorApproval, MentorProfile
from mentoring.profiles.queries import pause_on
from mentoring.requests.capacity import room_for
from mentoring.requests.models import MentoringRequest
from network.core.errors import ALLOWED, Conflict, Verdict
from network.organisations.models import Membership
from network.programmes.models import Partner

Profile = MentorProfile | IncubatorProfile


def available(request: MentoringRequest, profile: Profile, on: date) -> Verdict:
    """Whether `profile` can be asked for `request` on a date. The codes are those of the matching engine."""
    return kept_apart(request, profile) and _accepting(request, profile, on) and room_for(profile, request.hours_per_month)


def still_possible(request: MentoringRequest, profile: Profile) -> Verdict:
    """Whether somebody who is being asked could still take it on. A pause or a closed call does not count: they may accept in spite of it."""
    return kept_apart(request, profile) and _takes_part(request, profile) and room_for(profile, request.hours_per_month)


def kept_apart(request: MentoringRequest, profile: Profile) -> Verdict:
    """Whether the two may be brought together at all."""
    if isinstance(profile, IncubatorProfile):
        apart = profile.organisation_id == request.company_id
        return Conflict(_("This is your own organisation."), code="same_organisation") if apart else ALLOWED
    if Membership.objects.filter(organisation=request.company_id, person=profile.person_id, state=Membership.State.ACTIVE).exists():
        return Conflict(_("This mentor belongs to your own organisation."), code="same_organisation")
    sides = set(Block.objects.filter(organisation=request.company_id, person=profile.person_id).values_list("side", flat=True))
    if Block.Side.COMPANY in sides:
        return Conflict(_("The company asked not to work with this mentor."), code="blocked_by_company")
    if Block.Side.INTEREST in sides:
        return Conflict(_("The mentor has declared an interest in this company."), code="declared_conflict")
    if sides:
        return Conflict(_("This mentor cannot take a request from you."), code="blocked_by_candidate")
    return ALLOWED


def _accepting(request: MentoringRequest, profile: Profile, on: date) -> Verdict:
    if not (here := _takes_part(request, profile)):
        return here
    if isinstance(profile, IncubatorProfile):
        closed = not profile.call_open or (profile.call_closes_on is not None and profile.call_closes_on < on)
        return Conflict(_("This incubator takes no companies now."), code="not_accepting") if closed else ALLOWED
    if away := pause_on(profile, on):
        back = {"until": away.ends_on.isoformat()} if away.ends_on else {}
        return Conflict(_("This mentor is on a pause."), code="paused", **back)
    return ALLOWED


def _takes_part(request: MentoringRequest, profile: Profile) -> Verdict:
    """An incubator is a partner in the request's programme; a mentor is approved there, and still has an account."""
    if isinstance(profile, IncubatorProfile):
        if Partner.objects.filter(programme=request.programme_id, organisation=profile.organisation_id).exists():
            return ALLOWED
        return Conflict(_("This incubator is not part of the programme now."), code="not_accepting")
    if profile.person.is_active and profile.approvals.filter(programme=request.programme_id, state=MentorApproval.State.APPROVED).exists():
        return ALLOWED
    return Conflict(_("This mentor is not part of the programme now."), code="not_accepting")
