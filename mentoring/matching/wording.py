"""The engine's codes as sentences, in the reader's language and from the reader's side.

Callers activate the language. What a reader may know is decided here alone: to a company nothing tells a mentor's wish
not to work with it from somebody who takes no request just now; the one asked hears of nobody else, and no rank.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from mentoring.matching.engine.explanation import Criterion
from mentoring.matching.engine.rules import By, Change, LeftOut


@dataclass(frozen=True, slots=True)
class Names:
    """Labels of the vocabularies in the reader's language, by code."""

    need: Callable[[str], str]
    sector: Callable[[str], str]
    language: Callable[[str], str]
    level: Callable[[int], str]
    country: Callable[[str], str]
    meeting: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion as it is read: a short label, the value of the bar (0-1), and the words that carry the meaning."""

    key: str
    label: str
    value: float
    words: str


class Side(StrEnum):
    """Who reads: the company that asks, the one who is asked, or a coordinator, who sees everything."""

    COMPANY = "company"
    CANDIDATE = "candidate"
    COORDINATOR = "coordinator"


NOT_NOW = "not_now"  # what a company reads in place of each of these, so that none of them can be told from the others
_TAKES_NO_REQUEST = frozenset({"blocked_by_candidate", "declared_conflict", "not_accepting"})
_OF_THE_COMPANY = ("same_organisation", "blocked_by_company", "already_together")  # what a company knows of itself
_NOT_FOR_CANDIDATES = frozenset({"feedback"})  # what earlier companies said is for coordinators, not for the one it is about


def line(criterion: Criterion, names: Names, side: Side = Side.COMPANY) -> Line:
    """One criterion of an explanation in words."""
    params = dict(criterion.params)
    if criterion.key == "need":
        label, told = names.need(params["need"]), _need(criterion.code, side, first=params["rank"] == 1)
    else:
        label, told = made(labels, side, get_language())[criterion.key], words(criterion.code, params, names, side)
    return Line(criterion.key, label, round(criterion.value, 4), told)


def lines(criteria: Iterable[Criterion], names: Names, side: Side = Side.COMPANY) -> tuple[Line, ...]:
    """Every criterion that this side may know, in words."""
    return tuple(line(it, names, side) for it in criteria if side != Side.CANDIDATE or it.key not in _NOT_FOR_CANDIDATES)


def fit_words(score: float) -> tuple[str, str]:
    """A tone and the fit in words: `("good", "Fits very well")`."""
    if score >= 0.75:
        return "good", _("Fits very well")
    if score >= 0.55:
        return "info", _("Fits well")
    if score >= 0.35:
        return "plain", _("Fits in part")
    return "plain", _("Fits a little")


@lru_cache(maxsize=256)
def made(table: Callable[[Side], dict[str, str]], side: Side, language: str | None) -> dict[str, str]:
    """A table of sentences, made once for a language and a side: a list has thousands of lines."""
    return table(side)


def by_side(side: Side, company: str, candidate: str, coordinator: str) -> str:
    """The sentence for one of the three readers."""
    return {Side.COMPANY: company, Side.CANDIDATE: candidate, Side.COORDINATOR: coordinator}[side]


def labels(side: Side = Side.COMPANY) -> dict[str, str]:
    """The short label of each criterion other than a need, by its key."""
    return {
        "sectors": _("Sectors"),
        "stage": _("Stage of the business"),
        "cross_border": _("Across the border"),
        "near": by_side(side, _("Near you"), _("Near you"), _("Near each other")),
        "format": _("How you meet") if side != Side.COORDINATOR else _("How they meet"),
        "hours": _("Working hours"),
        "wishes": by_side(side, _("Their own wishes"), _("Your own wishes"), _("The candidate’s own wishes")),
        "feedback": _("Earlier companies"),
        "spare": by_side(side, _("Room for you"), _("Your places"), _("Free places")),
    }


def criterion_label(code: str, names: Names, side: Side) -> str:
    """What a contested criterion or reason is called; empty for none."""
    if code == "need":
        return _("What they know") if side != Side.CANDIDATE else _("What you know")
    return labels(side).get(code) or (reason(code, side) if code else "")


def _need(code: str, side: Side, *, first: bool) -> str:
    return made(_first_need if first else _other_need, side, get_language())[code]


def _other_need(side: Side) -> dict[str, str]:
    if side == Side.CANDIDATE:
        return {
            "need_none": _("Not among what you named"),
            "need_some": _("You know something of it"),
            "need_working": _("You have worked with it"),
            "need_strong": _("You know it well"),
            "need_expert": _("You are an expert"),
        }
    return {
        "need_none": _("Not among what they named"),
        "need_some": _("Knows something of it"),
        "need_working": _("Has worked with it"),
        "need_strong": _("Knows it well"),
        "need_expert": _("Expert"),
    }


def _first_need(side: Side) -> dict[str, str]:
    if side == Side.CANDIDATE:
        return {
            "need_none": _("Not among what you named; their first need"),
            "need_some": _("You know something of it; their first need"),
            "need_working": _("You have worked with it; their first need"),
            "need_strong": _("You know it well; their first need"),
            "need_expert": _("You are an expert; their first need"),
        }
    if side == Side.COMPANY:
        return {
            "need_none": _("Not among what they named; your first need"),
            "need_some": _("Knows something of it; your first need"),
            "need_working": _("Has worked with it; your first need"),
            "need_strong": _("Knows it well; your first need"),
            "need_expert": _("Expert; your first need"),
        }
    return {
        "need_none": _("Not among what they named; the company’s first need"),
        "need_some": _("Knows something of it; the company’s first need"),
        "need_working": _("Has worked with it; the company’s first need"),
        "need_strong": _("Knows it well; the company’s first need"),
        "need_expert": _("Expert; the company’s first need"),
    }


def words(code: str, params: dict, names: Names, side: Side = Side.COMPANY) -> str:
    """What was found in one criterion, as a sentence. Raises KeyError for an unknown code."""
    match code:
        case "sectors_all" | "sectors_some":
            text = by_side(side, _("Knows %(sectors)s"), _("You know %(sectors)s"), _("Knows %(sectors)s"))
            return text % {"sectors": listed(map(names.sector, params["sectors"]))}
        case "near_none":
            text = by_side(
                side,
                _("Works in %(country)s, so meeting in person means a longer trip"),
                _("The company is in another country than you, so meeting in person means a longer trip"),
                _("Works in %(country)s, so meeting in person means a longer trip"),
            )
            return text % {"country": names.country(params["country"])}
        case "abroad":
            text = by_side(
                side, _("Works in %(country)s"), _("You work in %(country)s, and they wish for somebody across the border"), _("Works in %(country)s")
            )
            return text % {"country": names.country(params["country"])}
        case "format_all" | "format_some":
            text = by_side(side, _("Meets: %(formats)s"), _("Both meet: %(formats)s"), _("Both meet: %(formats)s"))
            return text % {"formats": listed(map(names.meeting, params["formats"]))}
        case "hours_overlap" if side == Side.COORDINATOR:
            text = ngettext(
                "Both work at the same time %(hours)d hour a week", "Both work at the same time %(hours)d hours a week", params["hours"]
            )  # fmt: skip
            return text % {"hours": params["hours"]}
        case "hours_overlap":
            text = ngettext("You both work at the same time %(hours)d hour a week", "You both work at the same time %(hours)d hours a week", params["hours"])
            return text % {"hours": params["hours"]}
        case "places_free":
            text = ngettext("%(free)d of %(places)d place is free", "%(free)d of %(places)d places are free", params["places"])
            return text % {"free": params["free"], "places": params["places"]}
    return made(_plain, side, get_language())[code]


def _plain(side: Side) -> dict[str, str]:
    """The sentences without parameters."""
    return {
        "sectors_none": by_side(
            side, _("Works in other sectors than yours"), _("They work in other sectors than you"), _("Works in other sectors than the company")
        ),
        "stage_known": by_side(
            side,
            _("Has helped companies at your stage"),
            _("You have helped companies at their stage"),
            _("Has helped companies at this stage"),
        ),
        "stage_other": by_side(
            side,
            _("Has helped companies at other stages than yours"),
            _("You have helped companies at other stages than theirs"),
            _("Has helped companies at other stages than this one"),
        ),
        "near_region": by_side(side, _("Works in your own region"), _("They are in your own region"), _("Both are in one region")),
        "near_country": by_side(
            side, _("Works in your own country, further away"), _("They are in your own country, further away"), _("Both are in one country, not in one region")
        ),
        "same_country": by_side(side, _("Works in your own country"), _("They are in your own country"), _("Both are in one country")),
        "wishes_all": by_side(
            side,
            _("You are the kind of company they would like to help"),
            _("They are the kind of company you would like to help"),
            _("The kind of company that the candidate would like to help"),
        ),
        "wishes_some": by_side(
            side,
            _("You are in part the kind of company they would like to help"),
            _("They are in part the kind of company you would like to help"),
            _("In part the kind of company that the candidate would like to help"),
        ),
        "wishes_none": by_side(
            side,
            _("They would rather help another kind of company, but take others too"),
            _("You would rather help another kind of company"),
            _("The candidate would rather help another kind of company, but takes others too"),
        ),
        "feedback_good": _("Earlier companies were content"),
        "feedback_mixed": _("Earlier companies were content in part"),
        "format_none": by_side(
            side, _("Meets in other ways than you wish"), _("They wish to meet in other ways than you do"), _("The two meet in different ways")
        ),
    }


def told_code(code: str, side: Side = Side.COMPANY, *, ends: bool = False) -> str:
    """The code that a side may know: of a mentor's wish, a company reads what it reads of everybody who takes no request."""
    if side == Side.COMPANY and (code in _TAKES_NO_REQUEST or (code == "paused" and not ends)):
        return NOT_NOW
    return code


def reason(code: str, side: Side = Side.COMPANY) -> str:
    """Why somebody cannot be asked, as a heading, for the company or a coordinator."""
    return made(_reasons_for_coordinators if side == Side.COORDINATOR else _reasons_for_companies, side, get_language())[told_code(code, side, ends=True)]


def _reasons_for_companies(side: Side) -> dict[str, str]:
    return {
        NOT_NOW: _("Takes no request just now"),
        "same_organisation": _("Belongs to your own organisation"),
        "blocked_by_company": _("You asked not to work with them"),
        "already_together": _("You work together already"),
        "paused": _("On a pause"),
        "no_places": _("All places are taken"),
        "no_hours": _("Fewer hours left than you ask for"),
        "area_not_served": _("Works with companies in other areas"),
        "no_shared_language": _("No language in common"),
        "language_level": _("A common language, but not at the level you ask for"),
        "same_country": _("In your own country, and you wish for someone across the border"),
        "format_not_offered": _("Meets in other ways than you wish"),
        "must_be_abroad": _("In your own country; this programme works across the border"),
        "must_know_first_need": _("Has not named your first need, which this programme asks for"),
        "must_overlap": _("Too few working hours in common for this programme"),
    }


def _reasons_for_coordinators(side: Side) -> dict[str, str]:
    return {
        NOT_NOW: _("Takes no request just now"),
        "same_organisation": _("Belongs to the company’s own organisation"),
        "blocked_by_company": _("The company asked not to work with them"),
        "blocked_by_candidate": _("Asked not to work with this company, or a coordinator keeps them apart"),
        "declared_conflict": _("Has declared an interest that stands against working with the company"),
        "already_together": _("The two work together already"),
        "not_accepting": _("Takes no new requests"),
        "paused": _("On a pause"),
        "no_places": _("All places are taken"),
        "no_hours": _("Fewer hours left than the company asks for"),
        "area_not_served": _("Works with companies in other areas"),
        "no_shared_language": _("No language in common"),
        "language_level": _("A common language, but not at the level that is asked for"),
        "same_country": _("In the company’s own country, and it wishes for someone across the border"),
        "format_not_offered": _("Meets in other ways than the company wishes"),
        "must_be_abroad": _("In the company’s own country; this programme works across the border"),
        "must_know_first_need": _("Has not named the company’s first need, which this programme asks for"),
        "must_overlap": _("Too few working hours in common for this programme"),
    }


def change(it: Change, names: Names, side: Side = Side.COMPANY) -> str:
    """What would bring somebody back, as a sentence, for the company or a coordinator."""
    params = dict(it.params)
    match it.code:
        case "pause_ends":
            return _("Back on %(day)s.") % {"day": day(params["until"] + timedelta(days=1))}
        case "ask_fewer_hours":
            text = by_side(side, _("Ask for %(hours)s hours a month or fewer."), "", _("The company would ask for %(hours)s hours a month or fewer."))
            return text % {"hours": number_format(round(params["hours"], 1), use_l10n=True)}
        case "add_language":
            text = by_side(side, _("Add a language they work in: %(languages)s."), "", _("The company would add a language they work in: %(languages)s."))
            return text % {"languages": listed(map(names.language, params["languages"]))}
        case "accept_level":
            found = {"language": names.language(params["language"]), "level": names.level(params["level"])}
            text = by_side(side, _("Accept %(language)s at the level “%(level)s”."), "", _("The company would accept %(language)s at the level “%(level)s”."))
            return text % found
        case "add_format":
            text = by_side(side, _("Add a way they meet: %(formats)s."), "", _("The company would add a way they meet: %(formats)s."))
            return text % {"formats": listed(map(names.meeting, params["formats"]))}
    return made(_changes_for_coordinators if side == Side.COORDINATOR else _changes_for_companies, side, get_language())[it.code]


def _changes_for_companies(side: Side) -> dict[str, str]:
    return {
        "nothing": _("Nothing: someone from outside sees more."),
        "candidate_opens": _("They decide when to take requests again."),
        "company_unblocks": _("You can take this back at any time."),
        "ask_coordinator": _("Your coordinator can help you find someone else."),
        "mentorship_ends": _("You can ask again when your present mentorship has ended."),
        "place_opens": _("A place becomes free when one of their mentorships ends."),
        "allow_own_country": _("Allow your own country too."),
        "candidate_widens_area": _("They decide which countries and regions they work with."),
    }


def _changes_for_coordinators(side: Side) -> dict[str, str]:
    return {
        "nothing": _("Nothing: someone from outside sees more."),
        "candidate_opens": _("They decide when to take requests again."),
        "company_unblocks": _("The company can take this back at any time."),
        "ask_coordinator": _("Only who set it can take it back. The company is not told."),
        "programme_sets": _("The programme sets this for every pair."),
        "mentorship_ends": _("When their present mentorship has ended."),
        "place_opens": _("A place becomes free when one of their mentorships ends."),
        "allow_own_country": _("The company would allow its own country too."),
        "candidate_widens_area": _("They decide which countries and regions they work with."),
    }


def left_out(it: LeftOut, names: Names, side: Side = Side.COMPANY) -> tuple[str, str, str]:
    """The code, the reason and what would change it, as far as the side may know."""
    code, told = told_code(it.code, side, ends=bool(dict(it.params).get("until"))), it.change
    if code == NOT_NOW:
        told = Change("candidate_opens", By.CANDIDATE)
    elif side == Side.COORDINATOR and code.startswith("must_"):
        told = Change("programme_sets", By.COORDINATOR)
    return code, reason(code, side), change(told, names, side)


def left_out_lines(found: Iterable[LeftOut], names: Names, side: Side = Side.COMPANY) -> tuple[tuple[str, str, str], ...]:
    """Every reason that the side may know. Whoever takes no request just now reads alike, whatever else stands against them."""
    told = tuple(dict.fromkeys(left_out(it, names, side) for it in found))
    if any(code == NOT_NOW for code, _reason, _change in told):
        return tuple(it for it in told if is_told_of_the_silent(it[0]))
    return told


def is_told_of_the_silent(code: str) -> bool:
    """Of whoever takes no request just now nothing else is told than what the company knows of itself."""
    return code == NOT_NOW or code in _OF_THE_COMPANY


def listed(words: Iterable[str]) -> str:
    """Words in a row; the comma is the same in all our languages."""
    return ", ".join(words)


def day(value: date) -> str:
    """A date as the reader writes it."""
    return date_format(value, "DATE_FORMAT")
