"""How a mentorship and a session move, as data."""

from network.core.states import Transition

MENTORSHIP = (
    Transition(
        "activate", ("agreeing",), "active", who="the second of the two parties to agree", requires="both have accepted the same version of the agreement"
    ),
    Transition("pause", ("active",), "paused", who="either party"),
    Transition("resume", ("paused",), "active", who="either party"),
    Transition("end", ("agreeing", "active", "paused"), "ended", who="either party, a coordinator (with a reason), or the date"),
)

SESSION = (
    Transition("confirm", ("proposed",), "confirmed", who="the party that did not propose", requires="the time is free for both"),
    Transition("move", ("proposed", "confirmed"), "proposed", who="either party"),
    Transition("decline", ("confirmed", "proposed"), "proposed", who="either party, in their calendar", requires="a time stands"),
    Transition("keep", ("proposed",), "confirmed", who="either party", requires="an earlier time still stands; after a no to it, the one who said no"),
    Transition("hold", ("confirmed", "proposed"), "held", who="either party", requires="the session has begun at the time that stands"),
    Transition("miss", ("confirmed", "proposed"), "missed", who="either party", requires="the session has begun at the time that stands"),
    Transition("cancel", ("proposed", "confirmed"), "cancelled", who="either party"),
)
