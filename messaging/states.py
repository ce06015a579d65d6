"""States of a report as data."""

from network.core.states import Transition

REPORT = (
    Transition("dismiss", ("open",), "dismissed", who="a moderator who is no party to it"),
    Transition("warn", ("open",), "warned", who="a moderator who is no party to it", requires="a writer who is still here"),
    Transition("close", ("open",), "closed", who="a moderator who is no party to it", requires="a direct conversation of two"),
)
