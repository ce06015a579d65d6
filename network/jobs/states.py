"""States of a job as data."""

from network.core.states import Transition

TRANSITIONS = (
    Transition("begin", ("waiting",), "running", who="the worker"),
    Transition("finish", ("running",), "done", who="the worker"),
    Transition("fail", ("waiting", "running"), "failed", who="the worker", requires="a sentence that a person can read"),
    Transition("cancel", ("waiting", "running"), "cancelled", who="its owner or an administrator"),
    Transition("resume", ("failed", "cancelled"), "waiting", who="its owner or an administrator"),
    # A worker that died leaves its job running; when the heartbeat is old, the job waits again.
    Transition("release", ("running",), "waiting", who="the sweep", requires="an old heartbeat"),
)
