"""Which mark a state carries. The word is the state's own translated label; the tone only says how it stands."""

TONES = {
    # requests and choices
    "draft": "plain", "open": "info", "asking": "wait", "accepted": "good", "exhausted": "stop", "withdrawn": "plain",
    "waiting": "plain", "asked": "wait", "question": "wait", "declined": "plain", "expired": "stop", "released": "plain",
    # mentorships and sessions
    "agreeing": "wait", "active": "good", "paused": "wait", "ended": "plain",
    "proposed": "wait", "confirmed": "good", "held": "good", "missed": "stop", "cancelled": "stop",
    # bookings, invitation answers
    "tentative": "wait", "needs-action": "wait", "contested": "stop", "answered": "good",
    # mail on its way
    "due": "info", "sending": "wait", "sent": "good", "failed": "stop", "unknown": "stop", "superseded": "plain",
    # approval of people and organisations
    "pending": "wait", "approved": "good", "refused": "stop", "verified": "good", "unverified": "wait",
    # match runs; "waiting" and the like are above
    "consent": "wait", "mentor": "wait", "borrower": "wait", "agreed": "info",
    "solving": "wait", "publishing": "wait", "ready": "info", "published": "good", "discarded": "plain",
    # development plans and their reports; "due", "draft" and "approved" are above
    "submitted": "wait", "returned": "stop", "skipped": "plain", "closed": "plain", "reached": "good", "dropped": "plain",
    # sessions of a cohort
    "planned": "info",
    # reviews
    "abstained": "plain",
    # jobs; one that runs is not done yet, where a cohort or a plan that runs is well
    "queued": "info", "running": "good", "job.running": "wait", "done": "good", "stopped": "stop",
}  # fmt: skip


def tone_of(state: str, noun: str = "") -> str:
    """The tone of a state's mark: good, wait, stop, info or plain. `noun` is the model's name, where a word of two nouns says two things."""
    return TONES.get(f"{noun}.{state}") or TONES.get(str(state), "plain")
