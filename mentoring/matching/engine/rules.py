"""Hard rules: who cannot be asked, with the reason as a code and what would change it. No sentences here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from mentoring.matching.engine.facts import Candidate, CrossBorder, Level, Musts, Wish

Params = tuple[tuple[str, object], ...]


class By(StrEnum):
    """Who could change it."""

    COMPANY = "company"
    CANDIDATE = "candidate"
    TIME = "time"
    COORDINATOR = "coordinator"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Change:
    """What would bring a candidate back, and who could do it."""

    code: str
    by: By
    params: Params = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Why a candidate cannot be asked: a stable code, its parameters, and what would change it."""

    code: str
    params: Params
    change: Change


def not_accepting(wish: Wish, it: Candidate) -> LeftOut | None:
    """The candidate takes no one."""
    if it.accepting:
        return None
    return LeftOut("not_accepting", (), Change("candidate_opens", By.CANDIDATE))


def same_organisation(wish: Wish, it: Candidate) -> LeftOut | None:
    """Company and candidate have an organisation in common."""
    common = sorted(wish.organisations & it.organisations)
    if not common:
        return None
    return LeftOut("same_organisation", (("organisations", tuple(common)),), Change("nothing", By.NOBODY))


def blocked_by_company(wish: Wish, it: Candidate) -> LeftOut | None:
    """The company has said that it does not want to work with the candidate."""
    if it.key not in wish.blocked:
        return None
    return LeftOut("blocked_by_company", (), Change("company_unblocks", By.COMPANY))


def blocked_by_candidate(wish: Wish, it: Candidate) -> LeftOut | None:
    """The candidate has said that it does not want to work with the company."""
    if not wish.organisations & it.blocked:
        return None
    return LeftOut("blocked_by_candidate", (), Change("ask_coordinator", By.COORDINATOR))


def declared_conflict(wish: Wish, it: Candidate) -> LeftOut | None:
    """The candidate has declared an interest in the company: a competitor, a relative, a share."""
    if not wish.organisations & it.conflicts:
        return None
    return LeftOut("declared_conflict", (), Change("ask_coordinator", By.COORDINATOR))


def already_together(wish: Wish, it: Candidate) -> LeftOut | None:
    """The two work together now."""
    if not wish.organisations & it.together:
        return None
    return LeftOut("already_together", (), Change("mentorship_ends", By.TIME))


def paused(wish: Wish, it: Candidate) -> LeftOut | None:
    """The candidate is on a pause; the end date stands in the parameters when it is known."""
    if not it.paused:
        return None
    until = it.paused_until
    change = Change("pause_ends", By.TIME, (("until", until),)) if until else Change("candidate_opens", By.CANDIDATE)
    return LeftOut("paused", (("until", until),), change)


def no_places(wish: Wish, it: Candidate) -> LeftOut | None:
    """Every place is taken."""
    if it.places is None or it.active < it.places:
        return None
    return LeftOut("no_places", (("places", it.places), ("active", it.active)), Change("place_opens", By.TIME))


def no_hours(wish: Wish, it: Candidate) -> LeftOut | None:
    """The hours that are left a month do not reach for what is asked."""
    if it.hours_offered is None or wish.hours_a_month is None:
        return None
    left = it.hours_offered - it.hours_agreed
    if wish.hours_a_month <= left:
        return None
    params = (("asked", wish.hours_a_month), ("left", max(left, 0.0)), ("offered", it.hours_offered))
    if left > 0:
        return LeftOut("no_hours", params, Change("ask_fewer_hours", By.COMPANY, (("hours", left),)))
    return LeftOut("no_hours", params, Change("place_opens", By.TIME))


def shared_language(wish: Wish, it: Candidate) -> LeftOut | None:
    """No language that both name reaches the level that the company asks for."""
    if not wish.languages or not it.languages:
        return None
    speaks = dict(it.languages)
    if any(speaks.get(code, 0) >= level for code, level in wish.languages):
        return None
    asked = (("asked", wish.languages), ("speaks", tuple(sorted(it.languages))))
    near = [(level - speaks[code], code, speaks[code]) for code, level in wish.languages if code in speaks]
    if not near:
        spoken = tuple(sorted(code for code, level in it.languages if level >= Level.WORKING))
        return LeftOut("no_shared_language", asked, Change("add_language", By.COMPANY, (("languages", spoken),)))
    _, code, level = min(near)
    change = Change("accept_level", By.COMPANY, (("language", code), ("level", level)))
    return LeftOut("language_level", asked, change)


def across_the_border(wish: Wish, it: Candidate) -> LeftOut | None:
    """The company asks for someone abroad, and the candidate is at home."""
    if wish.cross_border is not CrossBorder.MUST or it.country != wish.country:
        return None
    change = Change("allow_own_country", By.COMPANY)
    return LeftOut("same_country", (("country", it.country),), change)


def area_served(wish: Wish, it: Candidate) -> LeftOut | None:
    """The candidate has named the countries and regions it serves, and the company is in none of them."""
    if not (it.countries or it.regions) or wish.country in it.countries or wish.region in it.regions:
        return None
    params = (("country", wish.country), ("region", wish.region))
    return LeftOut("area_not_served", params, Change("candidate_widens_area", By.CANDIDATE))


def format_offered(wish: Wish, it: Candidate) -> LeftOut | None:
    """No format suits both."""
    if not wish.formats or not it.formats or wish.formats & it.formats:
        return None
    offered = tuple(sorted(it.formats))
    change = Change("add_format", By.COMPANY, (("formats", offered),))
    return LeftOut("format_not_offered", (("offered", offered),), change)


def must_be_abroad(wish: Wish, it: Candidate, musts: Musts) -> LeftOut | None:
    """The programme brings only those together who work in different countries."""
    if not musts.across_the_border or it.country != wish.country:
        return None
    return LeftOut("must_be_abroad", (("country", it.country),), Change("ask_coordinator", By.COORDINATOR))


def must_know_first_need(wish: Wish, it: Candidate, musts: Musts) -> LeftOut | None:
    """The programme asks that the candidate knows the company's first need."""
    if not musts.first_need or not wish.needs or dict(it.expertise).get(wish.needs[0], 0) >= 1:
        return None
    return LeftOut("must_know_first_need", (("need", wish.needs[0]),), Change("ask_coordinator", By.COORDINATOR))


def must_overlap(wish: Wish, it: Candidate, musts: Musts) -> LeftOut | None:
    """The programme asks for so many hours a week in which both work. Nobody is barred by an open question."""
    if not wish.week or not it.week or len(wish.week & it.week) >= musts.overlap_hours:
        return None
    params = (("hours", len(wish.week & it.week)), ("asked", musts.overlap_hours))
    return LeftOut("must_overlap", params, Change("ask_coordinator", By.COORDINATOR))


Rule = Callable[[Wish, Candidate], LeftOut | None]

# In the order in which reasons are told: what nobody can change first, what the company can change last.
RULES: tuple[Rule, ...] = (
    same_organisation,
    blocked_by_company,
    blocked_by_candidate,
    declared_conflict,
    already_together,
    not_accepting,
    paused,
    no_places,
    no_hours,
    area_served,
    shared_language,
    across_the_border,
    format_offered,
)


# A programme's own demands; told after the rules that hold everywhere.
MUSTS = (must_be_abroad, must_know_first_need, must_overlap)


def reasons_against(wish: Wish, candidate: Candidate, musts: Musts | None = None) -> Iterator[LeftOut]:
    """Every reason why `candidate` cannot be asked for `wish`, in the order of RULES, then MUSTS; nothing when it can."""
    for rule in RULES:
        if (found := rule(wish, candidate)) is not None:
            yield found
    for must in MUSTS:
        if (found := must(wish, candidate, musts or Musts())) is not None:
            yield found
