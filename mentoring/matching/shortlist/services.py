"""Choosing from a shortlist, and pairing by hand, under the same hard rules."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from mentoring.matching import wording
from mentoring.matching.engine.explanation import explain
from mentoring.matching.engine.ranking import rank
from mentoring.matching.facts import candidates_of, musts_of, profiles_in, wish_of
from mentoring.matching.kept import kept
from mentoring.matching.names import names
from mentoring.matching.shortlist.queries import request_behind, side_of
from mentoring.matching.weights.queries import weighed
from mentoring.mentorships.models import Mentorship
from mentoring.mentorships.rules import can_hand_over
from mentoring.profiles.models import IncubatorProfile, MentorProfile
from mentoring.requests import coordination, handover
from mentoring.requests import services as requests
from mentoring.requests.models import Choice, MentoringRequest
from mentoring.requests.services import Chosen
from network.accounts.models import User
from network.core.errors import Conflict, Invalid, require


def choose(*, request: MentoringRequest, by: User, candidates: Sequence[UUID]) -> list[Choice]:
    """Set whom to ask, in order. Raises Invalid for one who cannot be asked, with the reason."""
    return requests.choose(request=request, by=by, chosen=_chosen(request, candidates, side_of(by, request)))


def propose(*, request: MentoringRequest, by: User, candidate: UUID, reason: str) -> Choice:
    """A coordinator puts somebody on the company's list."""
    return coordination.propose(request=request, by=by, chosen=_one(request, candidate, side_of(by, request)), reason=reason)


def pair(*, request: MentoringRequest, by: User, candidate: UUID, reason: str) -> Mentorship:
    """A coordinator brings two together by hand."""
    return coordination.pair(request=request, by=by, chosen=_one(request, candidate, side_of(by, request)), reason=reason)


def reassign(*, request: MentoringRequest, by: User, candidate: UUID, reason: str) -> Choice:
    """A coordinator has somebody else asked at once."""
    return coordination.reassign(request=request, by=by, chosen=_one(request, candidate, side_of(by, request)), reason=reason)


def hand_over(*, mentorship: Mentorship, by: User, candidate: UUID, reason: str, how: str) -> Choice:
    """A coordinator gives a running mentorship's company to somebody else: asks them (`ask`), or brings the two together (`pair`)."""
    require(can_hand_over(by, mentorship))
    return handover.hand_over(
        mentorship=mentorship, by=by, chosen=_one(request_behind(by, mentorship), candidate, wording.Side.COORDINATOR), reason=reason, how=how
    )


def _one(request: MentoringRequest, candidate: UUID, side: wording.Side) -> Chosen:
    try:
        return _chosen(request, [candidate], side)[0]
    except Invalid as error:
        raise Conflict(error.errors["choices"][0], code="not-eligible") from error


def _chosen(request: MentoringRequest, ids: Sequence[UUID], side: wording.Side) -> list[Chosen]:
    """The chosen ones with the fit of this moment. Raises Invalid naming who cannot be asked and why, as far as the side may know."""
    profiles = {str(profile.pk): profile for profile in profiles_in(request.programme_id, request.target, ids)}
    wish, used = wish_of(request), weighed(request.programme)
    weights = used.weights
    chosen = [profiles[key] for key in dict.fromkeys(map(str, ids)) if key in profiles]
    found = rank(wish, candidates_of(chosen, request.programme), weights, musts_of(request.programme))
    ranked = {entry.candidate.key: entry for entry in found.ranked}
    labels = names() if found.excluded else None
    problems = [
        _("“%(name)s” cannot be asked: %(reason)s.")
        % {"name": name_of(profiles[e.candidate.key]), "reason": wording.left_out_lines(e.reasons, labels, side)[0][1]}
        for e in found.excluded
    ]
    if any(str(pk) not in profiles for pk in ids):
        problems.append(_("One of them is not in this programme."))
    if problems:
        raise Invalid({"choices": problems})
    mentor = request.target == MentoringRequest.Target.MENTOR
    return [
        Chosen(
            mentor_id=profiles[key].pk if mentor else None,
            incubator_id=None if mentor else profiles[key].pk,
            fit=ranked[key].score,
            explanation=kept(explain(wish, ranked[key].candidate, weights)) | {"weighting": used.number},
        )
        for key in map(str, ids)
    ]


def name_of(profile: MentorProfile | IncubatorProfile) -> str:
    """The mentor's or the incubator's name."""
    return str(profile.person if isinstance(profile, MentorProfile) else profile.organisation)
