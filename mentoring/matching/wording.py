"""The engine's codes as sentences in the reader's language. Callers activate the language; nothing is decided here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentoring.matching.engine.explanation import Criterion
from mentoring.matching.engine.rules import Change, LeftOut


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


def line(criterion: Criterion, names: Names) -> Line:
    """One criterion of an explanation in words."""
    params = dict(criterion.params)
    if criterion.key == "need":
        label, told = names.need(params["need"]), _need(criterion.code, first=params["rank"] == 1)
    else:
        label, told = labels()[criterion.key], words(criterion.code, params, names)
    return Line(criterion.key, label, round(criterion.value, 4), told)


def fit_words(score: float) -> tuple[str, str]:
    """A tone and the fit in words: `("good", "Fits very well")`."""
    if score >= 0.75:
        return "good", _("Fits very well")
    if score >= 0.55:
        return "info", _("Fits well")
    if score >= 0.35:
        return "plain", _("Fits in part")
    return "plain", _("Fits a little")


def labels() -> dict[str, str]:
    """The short label of each criterion other than a need, by its key."""
    return {
        "sectors": _("Sectors"),
        "stage": _("Stage of the business"),
        "cross_border": _("Across the border"),
        "near": _("Near you"),
        "format": _("How you meet"),
        "hours": _("Working hours"),
        "wishes": _("Their own wishes"),
        "feedback": _("Earlier companies"),
        "spare": _("Room for you"),
    }


def _need(code: str, *, first: bool) -> str:
    plain = {
        "need_none": _("Not among what they named"),
        "need_some": _("Knows something of it"),
        "need_working": _("Has worked with it"),
        "need_strong": _("Knows it well"),
        "need_expert": _("Expert"),
    }
    most_important = {
        "need_none": _("Not among what they named; your first need"),
        "need_some": _("Knows something of it; your first need"),
        "need_working": _("Has worked with it; your first need"),
        "need_strong": _("Knows it well; your first need"),
        "need_expert": _("Expert; your first need"),
    }
    return (most_important if first else plain)[code]


def words(code: str, params: dict, names: Names) -> str:
    """What was found in one criterion, as a sentence. Raises KeyError for an unknown code."""
    match code:
        case "sectors_all" | "sectors_some":
            return _("Knows %(sectors)s") % {"sectors": listed(map(names.sector, params["sectors"]))}
        case "sectors_none":
            return _("Works in other sectors than yours")
        case "stage_known":
            return _("Has helped companies at your stage")
        case "stage_other":
            return _("Has helped companies at other stages than yours")
        case "near_region":
            return _("Works in your own region")
        case "near_country":
            return _("Works in your own country, further away")
        case "near_none":
            return _("Works in %(country)s, so meeting in person means a longer trip") % {"country": names.country(params["country"])}
        case "wishes_all":
            return _("You are the kind of company they would like to help")
        case "wishes_some":
            return _("You are in part the kind of company they would like to help")
        case "wishes_none":
            return _("They would rather help another kind of company, but take others too")
        case "feedback_good":
            return _("Earlier companies were content")
        case "feedback_mixed":
            return _("Earlier companies were content in part")
        case "abroad":
            return _("Works in %(country)s") % {"country": names.country(params["country"])}
        case "same_country":
            return _("Works in your own country")
        case "format_all" | "format_some":
            return _("Meets: %(formats)s") % {"formats": listed(map(names.meeting, params["formats"]))}
        case "format_none":
            return _("Meets in other ways than you wish")
        case "hours_overlap":
            text = ngettext("You both work at the same time %(hours)d hour a week", "You both work at the same time %(hours)d hours a week", params["hours"])
            return text % {"hours": params["hours"]}
        case "places_free":
            text = ngettext("%(free)d of %(places)d place is free", "%(free)d of %(places)d places are free", params["places"])
            return text % {"free": params["free"], "places": params["places"]}
    raise KeyError(code)


def reason(code: str) -> str:
    """Why somebody cannot be asked, as a heading."""
    return {
        "same_organisation": _("Belongs to your own organisation"),
        "blocked_by_company": _("You asked not to work with them"),
        "blocked_by_candidate": _("Cannot take a request from you"),
        "declared_conflict": _("Has declared an interest that stands against working with you"),
        "already_together": _("You work together already"),
        "not_accepting": _("Takes no new requests"),
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
    }[code]


def change(it: Change, names: Names) -> str:
    """What would bring somebody back, as a sentence."""
    params = dict(it.params)
    match it.code:
        case "pause_ends":
            return _("Back on %(day)s.") % {"day": day(params["until"] + timedelta(days=1))}
        case "ask_fewer_hours":
            return _("Ask for %(hours)s hours a month or fewer.") % {"hours": number_format(round(params["hours"], 1), use_l10n=True)}
        case "add_language":
            return _("Add a language they work in: %(languages)s.") % {"languages": listed(map(names.language, params["languages"]))}
        case "accept_level":
            found = {"language": names.language(params["language"]), "level": names.level(params["level"])}
            return _("Accept %(language)s at the level “%(level)s”.") % found
        case "add_format":
            return _("Add a way they meet: %(formats)s.") % {"formats": listed(map(names.meeting, params["formats"]))}
    return {
        "nothing": _("Nothing: someone from outside sees more."),
        "candidate_opens": _("They decide when to take requests again."),
        "company_unblocks": _("You can take this back at any time."),
        "ask_coordinator": _("Your coordinator can help you find someone else."),
        "mentorship_ends": _("You can ask again when your present mentorship has ended."),
        "place_opens": _("A place becomes free when one of their mentorships ends."),
        "allow_own_country": _("Allow your own country too."),
        "candidate_widens_area": _("They decide which countries and regions they work with."),
    }[it.code]


def left_out(it: LeftOut, names: Names) -> tuple[str, str]:
    """The reason and what would change it, both as sentences."""
    return reason(it.code), change(it.change, names)


def listed(words: Iterable[str]) -> str:
    """Words in a row; the comma is the same in all our languages."""
    return ", ".join(words)


def day(value: date) -> str:
    """A date as the reader writes it."""
    return date_format(value, "DATE_FORMAT")
