"""The states of a file."""

from network.core.states import Transition

TRANSITIONS = (
    Transition("clear", ("checking",), "ready", who="the virus check", requires="nothing was found"),
    Transition("refuse", ("checking",), "refused", who="the virus check", requires="something was found"),
)
