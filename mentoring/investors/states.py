"""How an investor meeting moves, as data."""

from network.core.states import Transition

INVESTOR_MEETING = (
    Transition("invite", ("planned",), "invited", who="a coordinator", requires="a time, and at least one investor"),
    Transition("hold", ("invited",), "held", who="a coordinator", requires="the meeting has begun"),
    Transition("miss", ("invited",), "missed", who="a coordinator", requires="the meeting has begun"),
    Transition("cancel", ("planned", "invited"), "cancelled", who="a coordinator"),
)
