"""What a run has to say, as sentences in the reader's language. Callers activate the language."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentoring.matching import wording


def fault(kept: dict) -> str:
    """Why a run failed, and what to do."""
    match kept.get("code"):
        case "contradiction":
            count = sum(len(it["pairs"]) for it in kept["faults"])
            words = ngettext(
                "%(count)d pair that is set by hand cannot be kept. Take it back, and run again.",
                "%(count)d pairs that are set by hand cannot all be kept. Take some back, and run again.",
                count,
            )
            return words % {"count": count}
        case "other-run":
            return _("Run %(number)d of this programme is being worked out. Wait for it, then run again.") % {"number": kept["number"]}
        case "killed":
            return _("The work was cut off three times, so we stopped it. Nobody was told anything. You can run again.")
        case "stopped":
            return _("The work was stopped before it was done. Nobody was told anything. You can run again.")
    return _("Something went wrong on our side. Nobody was told anything, and the log says more. You can run again.")


def stopped(code: str) -> str:
    """Why publishing stopped before everybody was told, and what to do."""
    return {
        "killed": _("The work was cut off three times, so we stopped it. Who was told stays told. Go on to tell the rest; nobody is told twice."),
        "broken": _("Something went wrong on our side, and the log says more. Who was told stays told. Go on to tell the rest; nobody is told twice."),
        "elsewhere": _("Publishing this run goes on elsewhere."),
    }[code]


def contradiction(code: str) -> str:
    """What speaks against pairs that were set by hand."""
    return {
        "row_pinned_twice": _("The company is kept together with two."),
        "pinned_and_forbidden": _("The pair is kept together and kept apart."),
        "hard_rule": _("The pair cannot be brought together any more."),
        "more_pins_than_places": _("More companies are kept with this one than there are free places."),
        "more_pins_than_hours": _("The companies kept with this one ask for more hours than are left."),
    }[code]


def barred(code: str) -> str:
    """Why a pair of a run was ruled out, as a heading."""
    own = {
        "asked_before": _("Was asked for this request before"),
        "forbidden": _("Ruled out by a coordinator"),
    }
    return own.get(code) or wording.reason(code, wording.Side.COORDINATOR)


def left_out(code: str) -> str:
    """Why a pair of a published run was not proposed."""
    own = {
        "withdrawn": _("The company has withdrawn its request."),
        "accepted": _("Somebody has accepted the request meanwhile."),
        "asking": _("The company has sent its request meanwhile."),
        "draft": _("The request is not open."),
        "left_programme": _("The company has left the programme."),
        "proposed_before": _("Another run's proposal still waits for the company."),
        "list_full": _("The company's list is full."),
        "not_in_programme": _("They are not part of the programme any more."),
        "promised": _("Their last place or hours were promised to somebody else meanwhile."),
    }
    return own.get(code) or f"{barred(code)}."
