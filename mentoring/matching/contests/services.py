"""Contesting a list, and answering: a person reads every one, and both question and answer are kept."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from mentoring.matching import states
from mentoring.matching.contests import notices, rules
from mentoring.matching.contests.queries import candidate_of, seen_of
from mentoring.matching.engine.barriers import ORDER
from mentoring.matching.engine.explanation import REASONS
from mentoring.matching.models import Contest
from mentoring.matching.wording import NOT_NOW
from mentoring.profiles.models import IncubatorProfile, MentorProfile
from mentoring.requests import capacity, cascade
from mentoring.requests.models import Choice, MentoringRequest
from network.accounts.models import User
from network.core import clock
from network.core.errors import Conflict, Invalid, require
from network.core.locks import hold_row
from network.core.states import move
from network.programmes.models import Programme
from network.programmes.services import held

LONGEST = 2000
About, Outcome = Contest.About, Contest.Outcome
CRITERIA = frozenset({*REASONS, *ORDER, "language_level", NOT_NOW})


@transaction.atomic
def contest(*, request: MentoringRequest, by: User, about: str, text: str, candidate: UUID | None = None, criterion: str = "") -> Contest:
    """A company says what is wrong with a list or with a proposal. Saying the same again changes nothing.

    Raises Refused, Invalid, and Conflict when this is being answered already or too much waits.
    """
    require(rules.can_contest(by, request))  # a draft has its own locks in another order
    held(request.programme_id)  # the race: somebody becomes a coordinator at this moment, and one of the two sees the other. Programmes before requests
    cascade.locked(request.pk)  # the race: two clicks at once, or two colleagues; the second finds what the first wrote
    require(rules.can_contest(by, request))
    text = _said(text, "text")
    profile = _candidate(request, about, candidate)
    if criterion and (profile is None or criterion not in CRITERIA):
        raise Invalid({"criterion": [_("Choose one of those shown.")]})
    wanted = Contest(programme=request.programme, request=request, about=about, criterion=criterion, text=text, asked_by=by, **_as_fields(profile))
    return _kept_once(wanted, Contest.objects.filter(request=request), lambda: seen_of(request, profile) if profile else {})


@transaction.atomic
def contest_lists(*, profile: MentorProfile, programme: Programme, by: User, text: str) -> Contest:
    """A mentor asks why they are never proposed in a programme. Raises as `contest`."""
    held(programme)  # as in `contest`
    capacity.lock(profile)  # the race: two clicks at once
    require(rules.can_contest_lists(by, profile, programme))
    wanted = Contest(programme=programme, about=About.NEVER, mentor=profile, text=_said(text, "text"), asked_by=by)
    return _kept_once(wanted, Contest.objects.filter(request=None, mentor=profile), dict)


@transaction.atomic
def answer(*, contest: Contest, by: User, outcome: str, text: str) -> Contest:
    """A coordinator answers, and says what came of it. Raises Refused, Conflict when somebody answered before, Invalid."""
    # The race: two coordinators answer at once. The second waits here, and reads that it has been answered.
    found = hold_row(Contest.objects.select_related("programme", "request__company", "asked_by", "mentor__person"), contest.pk)
    require(rules.can_answer(by, found))
    text = _said(text, "answer")
    if outcome not in Outcome.values:
        raise Invalid({"outcome": [_("Choose one of those shown.")]})
    if outcome == Outcome.PAIRED and not _brought_together(found):
        raise Invalid({"outcome": [_("Nobody has been proposed or paired by hand since the question. Do that first, then answer.")]})
    move(found, "answer", states.CONTEST, answer=text, outcome=outcome, answered_by=by, answered_at=clock.now())
    notices.answered(found)
    return found


def _kept_once(wanted: Contest, among, seen) -> Contest:
    """The row that says the same and waits, or a new one. Under the lock of whoever asks."""
    waiting = list(among.filter(state=Contest.State.ASKED))
    key = (wanted.programme_id, wanted.about, wanted.mentor_id, wanted.incubator_id, wanted.criterion)
    for row in waiting:
        if (row.programme_id, row.about, row.mentor_id, row.incubator_id, row.criterion) == key:
            if row.text == wanted.text:
                return row
            raise Conflict(_("You have asked about this, and it waits for an answer. You can ask again when it is answered."), code="asked-before")
    require(rules.room_for_another(len(waiting)))
    wanted.seen = seen()
    wanted.save(force_insert=True)
    notices.contested(wanted)
    return wanted


def _candidate(request: MentoringRequest, about: str, candidate: UUID | None) -> MentorProfile | IncubatorProfile | None:
    """Whom it is about. Raises Invalid when somebody is missing, too many, or unknown to this request."""
    if about not in (About.CANDIDATE, About.MISSING, About.LIST, About.PROPOSAL):
        raise Invalid({"about": [_("Choose one of those shown.")]})
    if candidate is None:
        if about in (About.CANDIDATE, About.PROPOSAL):
            raise Invalid({"candidate": [_("Say whom it is about.")]})
        return None
    profile = candidate_of(request, candidate)
    if about == About.LIST or profile is None:
        raise Invalid({"candidate": [_("One of them is not in this programme.")]})
    if about == About.PROPOSAL and not _proposed(request, profile):
        raise Invalid({"candidate": [_("No coordinator has proposed this one to you.")]})
    return profile


def _proposed(request: MentoringRequest, profile: MentorProfile | IncubatorProfile) -> bool:
    return any(choice.proposed_by_id and choice.profile == profile for choice in request.choices.all())


def _brought_together(contest: Contest) -> bool:
    """Whether a coordinator chose somebody for the request since it was asked; of a mentor, since they asked."""
    chosen = Choice.objects.filter(proposed_by__isnull=False, created_at__gte=contest.created_at)
    if contest.request_id:
        return chosen.filter(request=contest.request_id).exists()
    return chosen.filter(mentor=contest.mentor_id, request__programme=contest.programme_id).exists()


def _as_fields(profile: MentorProfile | IncubatorProfile | None) -> dict:
    if profile is None:
        return {}
    return {"mentor": profile} if isinstance(profile, MentorProfile) else {"incubator": profile}


def needs_one() -> str:
    """What to say when neither a request nor a programme is named, or both."""
    return _("Name the request, or, as a mentor who asks about every list, the programme.")


def _said(text: str, field: str) -> str:
    text = text.strip()
    if not text:
        raise Invalid({field: [_("Write a sentence or two, so that the other one can answer it.")]})
    if len(text) > LONGEST:
        raise Invalid({field: [_("Keep it under %(most)d characters.") % {"most": LONGEST}]})
    return text
