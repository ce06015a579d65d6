"""The index of this package's background work: Celery finds the areas' tasks here."""

from mentoring.calls.tasks import advance_calls
from mentoring.demo.tasks import enact_demo
from mentoring.followups.tasks import ask_follow_ups
from mentoring.matching.tasks import solve_match_run
from mentoring.mentorships.tasks import advance_mentorships
from mentoring.plans.tasks import remind_of_reports
from mentoring.referrals.tasks import advance_referrals
from mentoring.requests.tasks import advance_requests
from mentoring.reviews.tasks import release_decisions

__all__ = [
    "advance_calls",
    "advance_mentorships",
    "advance_referrals",
    "advance_requests",
    "ask_follow_ups",
    "enact_demo",
    "release_decisions",
    "remind_of_reports",
    "solve_match_run",
]
