"""How a development plan and a progress report move, as data."""

from network.core.states import Transition

PLAN = (
    Transition("submit", ("draft", "returned"), "submitted", who="a person of the company", requires="a baseline, and at least one goal"),
    Transition("return", ("submitted",), "returned", who="the adviser or a coordinator", requires="a comment"),
    Transition("approve", ("submitted",), "running", who="the adviser or a coordinator"),
    Transition("close", ("draft", "submitted", "returned", "running"), "closed", who="the adviser or a coordinator"),
)

REPORT = (
    Transition("write", ("due", "draft"), "draft", who="a person of the company", requires="the plan runs and the period has begun"),
    Transition("submit", ("due", "draft", "returned"), "submitted", who="a person of the company", requires="what the form needs"),
    Transition("return", ("submitted", "approved"), "returned", who="the adviser or a coordinator", requires="a comment"),
    Transition("approve", ("submitted",), "approved", who="the adviser or a coordinator"),
    Transition("skip", ("due", "draft", "returned"), "skipped", who="the adviser or a coordinator", requires="a reason"),
    Transition("unskip", ("skipped",), "draft", who="the adviser or a coordinator"),
)
