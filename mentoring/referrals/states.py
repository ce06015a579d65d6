"""How referrals and mentor loans move, as data."""

from network.core.states import Transition

REFERRAL = (
    Transition("send", ("draft",), "consent", who="the incubator that refers"),
    Transition("consent", ("consent",), "asked", who="an administrator of the company"),
    Transition("refuse", ("consent",), "declined", who="an administrator of the company"),
    Transition("accept", ("asked",), "accepted", who="the incubator that was asked"),
    Transition("decline", ("asked",), "declined", who="the incubator that was asked"),
    Transition("expire", ("consent", "asked"), "expired", who="time"),
    Transition("pull_back", ("draft", "consent", "asked"), "withdrawn", who="the incubator that refers"),
    Transition("withdraw", ("asked", "accepted"), "withdrawn", who="an administrator of the company"),
)
LOAN = (
    Transition("consent", ("mentor",), "borrower", who="the mentor"),
    Transition("accept", ("borrower",), "agreed", who="coordinators of the programme that borrows"),
    Transition("decline", ("mentor", "borrower"), "declined", who="whose answer is awaited"),
    Transition("start", ("agreed",), "running", who="time", requires="its first day has come"),
    Transition("end", ("running",), "ended", who="time", requires="its last day is over"),
    Transition("expire", ("mentor", "borrower"), "expired", who="time"),
    Transition("pull_back", ("mentor", "borrower", "agreed", "running"), "withdrawn", who="any of the three"),
)
