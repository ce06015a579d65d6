"""What the one who is asked may know: why they were asked, and why companies find them or do not. Never a rank, never the others."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from mentoring.matching import wording
from mentoring.matching.engine.facts import Candidate, Wish
from mentoring.matching.engine.rules import reasons_against
from mentoring.matching.facts import candidates_of, musts_of
from mentoring.matching.kept import explanation_of
from mentoring.matching.names import names
from mentoring.matching.shortlist import open_questions
from mentoring.matching.taking_part import wishes_of, with_facts
from mentoring.profiles.models import MentorApproval, MentorProfile
from mentoring.profiles.queries import own_profile, with_details
from mentoring.requests.models import Choice, MentoringRequest
from mentoring.requests.queries import choice_asked_of
from network.accounts.models import User
from network.core.errors import NotVisible
from network.programmes.models import Programme

FEWEST = 5  # guarantee 10: figures about fewer companies would tell of one of them
NEWEST = 1000  # requests that are looked at in a programme
LOOKING = (MentoringRequest.State.OPEN, MentoringRequest.State.ASKING, MentoringRequest.State.EXHAUSTED)
# What is the mentor's own to know and to change; everything else is the company's or the programme's, and is counted as one.
OWN = ("paused", "no_places", "not_accepting")
SHARED = ("no_hours", "area_not_served", "no_shared_language", "language_level", "format_not_offered")


@dataclass(frozen=True, slots=True)
class Why:
    """Why somebody was asked, as it was when the company chose: lines, shared languages, what was left open."""

    lines: tuple[wording.Line, ...]
    languages: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lists:
    """How one programme's lists have a mentor: `own` reasons hold for all of them, `counts` are told from five companies on."""

    programme: Programme
    own: tuple[str, ...]
    companies: int
    possible: int
    counts: tuple[tuple[str, str, int], ...]

    @property
    def is_told(self) -> bool:
        """There are enough companies to count."""
        return self.companies >= FEWEST

    @property
    def possible_told(self) -> int | None:
        """On the lists of how many companies the mentor can stand; None where that, or the rest, would be about fewer than five."""
        rest = self.companies - self.possible
        return self.possible if self.is_told and all(count == 0 or count >= FEWEST for count in (self.possible, rest)) else None


def why_for(user: User, pk: UUID) -> Why:
    """Why the person was asked. Raises NotVisible."""
    return why(choice_asked_of(user, pk))


def why(choice: Choice) -> Why:
    """The explanation that was kept with a choice, from the side of the one who is asked."""
    kept, labels = explanation_of(choice.explanation or {}), names()
    side = wording.Side.CANDIDATE
    languages = tuple((labels.language(code), labels.level(level)) for code, level in kept.languages)
    return Why(wording.lines(kept.criteria, labels, side), languages, open_questions.sentences(kept.missing, side))


def own_lists(user: User) -> tuple[Lists, ...]:
    """The lists of every programme that approved the person as a mentor. Raises NotVisible for who is none."""
    profile = own_profile(user)
    if profile is None:
        raise NotVisible
    approved = profile.approvals.filter(state=MentorApproval.State.APPROVED).select_related("programme")
    (candidate,) = candidates_of(with_details(MentorProfile.objects.filter(pk=profile.pk)))
    return tuple(_lists(approval.programme, candidate) for approval in approved.order_by("programme__sort_key", "programme_id"))


def _lists(programme: Programme, candidate: Candidate) -> Lists:
    looking = MentoringRequest.objects.filter(programme=programme, target=MentoringRequest.Target.MENTOR, state__in=LOOKING)
    newest = looking.order_by("-pk").values("pk")[:NEWEST]
    requests = with_facts(MentoringRequest.objects.filter(pk__in=newest))
    of_company: dict[UUID, str] = {}
    for request, wish in zip(requests, wishes_of(requests), strict=True):
        found = _first(wish, candidate, programme)
        if not found or request.company_id not in of_company:
            of_company[request.company_id] = found  # the oldest request speaks for its company, unless the mentor can stand on another list of it
    first = Counter(of_company.values())
    possible = first.pop("", 0)
    others = {code: count for code, count in first.items() if code not in OWN}  # one's own reasons hold for every list
    counts = tuple((code, told(code), count) for code, count in sorted(others.items(), key=lambda it: (-it[1], it[0])) if count >= FEWEST)
    own = tuple(told(code) for code in OWN if _is_own(code, candidate))
    return Lists(programme, own, len(of_company), possible, _without_subtraction(counts, sum(others.values())))


def _without_subtraction(counts: tuple[tuple[str, str, int], ...], of: int) -> tuple[tuple[str, str, int], ...]:
    """The counts that can be told: if what was kept back could be had by subtraction, the smallest of the others is kept back too."""
    hidden = of - sum(count for _code, _words, count in counts)
    return counts[:-1] if 0 < hidden < FEWEST else counts


def _first(wish: Wish, candidate: Candidate, programme: Programme) -> str:
    """The first reason that a mentor may know, `elsewhere` for what is not theirs to know, empty when they can be asked."""
    codes = [it.code for it in reasons_against(wish, candidate, musts_of(programme))]
    return next((code for code in codes if code in (*OWN, *SHARED)), "elsewhere" if codes else "")


def _is_own(code: str, it: Candidate) -> bool:
    return {"paused": it.paused, "not_accepting": not it.accepting, "no_places": it.places is not None and it.active >= it.places}[code]


def told(code: str) -> str:
    """A reason from the mentor's side."""
    return {
        "paused": _("You are on a pause."),
        "no_places": _("All your places are taken."),
        "not_accepting": _("Your profile takes no requests."),
        "no_hours": _("They ask for more hours a month than you have left."),
        "area_not_served": _("They are in areas that you have not named."),
        "no_shared_language": _("You have no language in common."),
        "language_level": _("They ask for a higher level in a language you share."),
        "format_not_offered": _("They wish to meet in other ways than you do."),
        "elsewhere": _("They or the programme look for something else."),
    }[code]
