"""How a request and its choices move, as data."""

from network.core.states import Transition

REQUEST = (
    Transition("open", ("draft",), "open", who="a member of the company", requires="needs, languages and a goal are given"),
    Transition("ask", ("open",), "asking", who="a member of the company", requires="at least one choice"),
    Transition("accept", ("asking",), "accepted", who="the mentor or incubator that was asked", requires="capacity"),
    Transition("pair", ("open", "asking", "exhausted"), "accepted", who="a coordinator of the programme", requires="the hard rules, and a reason"),
    Transition("hand-over", ("accepted",), "asking", who="a coordinator of the programme", requires="its mentorship is ended, and a reason"),
    Transition("exhaust", ("asking",), "exhausted", who="the cascade", requires="no choice is left"),
    Transition("reopen", ("exhausted",), "open", who="a member of the company or a coordinator"),
    Transition("withdraw", ("draft", "open", "asking", "exhausted"), "withdrawn", who="a member of the company"),
)

CHOICE = (
    Transition("ask", ("waiting",), "asked", who="the cascade", requires="the one before declined or was silent; still available"),
    Transition("question", ("asked",), "question", who="the one asked"),
    Transition("reply", ("question",), "asked", who="a member of the company"),
    Transition("lapse", ("question",), "asked", who="the cascade", requires="the company's working days to answer are over"),
    Transition("accept", ("asked", "question"), "accepted", who="the one asked", requires="capacity"),
    Transition("pair", ("waiting",), "accepted", who="a coordinator of the programme", requires="capacity"),
    Transition("hand-over", ("accepted",), "released", who="a coordinator of the programme", requires="its mentorship is ended, and a reason"),
    Transition("decline", ("asked", "question"), "declined", who="the one asked"),
    Transition("expire", ("asked",), "expired", who="the cascade", requires="the working days are over"),
    Transition(
        "release",
        ("waiting", "asked", "question"),
        "released",
        who="the cascade, a coordinator",
        requires="the request was accepted, withdrawn or given to another, approval was refused, or the candidate is not available",
    ),
)
