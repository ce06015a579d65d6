"""How a call moves, as data. Where an application may go is data of its call: see `Stage` and `StageTransition`."""

from network.core.states import Transition

CALL = (
    Transition("publish", ("draft",), "published", who="a coordinator of the incubator", requires="a title, questions, and stages without a dead end"),
    Transition("cancel", ("draft", "published"), "cancelled", who="a coordinator of the incubator", requires="nobody is accepted"),
    Transition("archive", ("published", "cancelled"), "archived", who="a coordinator of the incubator", requires="the call is closed"),
    Transition("reopen", ("archived",), "published", who="a coordinator of the incubator"),
)
