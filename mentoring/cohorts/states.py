"""How a cohort and its sessions move, as data."""

from network.core.states import Transition

COHORT = (
    Transition("begin", ("draft",), "running", who="whoever runs it", requires="at least one company"),
    Transition("end", ("running",), "ended", who="whoever runs it"),
    Transition("reopen", ("ended",), "running", who="whoever runs it"),
)
SESSION = (
    Transition("hold", ("planned",), "held", who="whoever runs the cohort", requires="the session has begun"),
    Transition("cancel", ("planned",), "cancelled", who="whoever runs the cohort", requires="the session has not begun"),
)
