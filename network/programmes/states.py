"""States of a partner request as data."""

from network.core.states import Transition

PARTNER_REQUEST = (
    Transition("accept", ("waiting",), "accepted", who="the other side: the programme's managers, or the invited organisation's administrators"),
    Transition("decline", ("waiting",), "declined", who="the other side"),
    Transition("withdraw", ("waiting",), "withdrawn", who="the side that asked"),
)
