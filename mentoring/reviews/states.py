"""How a review moves, as data."""

from network.core.states import Transition

REVIEW = (
    Transition("submit", ("draft",), "submitted", who="its reviewer", requires="a phase in which one reviews, and every required criterion"),
    Transition("abstain", ("draft",), "abstained", who="its reviewer", requires="a phase in which one reviews"),
    Transition("reopen", ("submitted", "abstained"), "draft", who="its reviewer", requires="the phase is still open"),
)
