"""How a match run, and what somebody contests, move, as data."""

from network.core.states import Transition

RUN = (
    Transition("begin", ("waiting",), "solving", who="the worker"),
    Transition("finish", ("solving",), "ready", who="the worker"),
    Transition("fail", ("waiting", "solving"), "failed", who="the worker", requires="a code that can be told as a sentence"),
    Transition("cancel", ("waiting", "solving"), "cancelled", who="a coordinator of the programme"),
    Transition("resume", ("failed", "cancelled"), "waiting", who="a coordinator of the programme", requires="no other run of the programme is being solved"),
    Transition("announce", ("ready",), "publishing", who="a coordinator of the programme", requires="a reason that the companies read"),
    Transition("publish", ("publishing",), "published", who="the worker", requires="every pair is proposed or left out"),
    Transition("discard", ("ready", "failed", "cancelled"), "discarded", who="a coordinator of the programme"),
)

CONTEST = (Transition("answer", ("asked",), "answered", who="a coordinator of the programme who did not ask it", requires="an answer and what came of it"),)
