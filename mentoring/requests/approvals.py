"""What becomes of open questions when a mentor leaves a programme."""

from mentoring.profiles.models import MentorApproval
from mentoring.requests import cascade
from network.core.commit import after_commit


def approval_ended(*, approval: MentorApproval) -> None:
    """What the mentor is being asked there is let go by the next sweep, and the next one is asked; mentorships that run go on."""
    after_commit(cascade.look_again, mentor=approval.profile_id, request__programme=approval.programme_id)
