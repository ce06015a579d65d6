"""What becomes of open questions when a mentor or an incubator leaves a programme."""

from mentoring.profiles.models import MentorApproval
from mentoring.requests import cascade
from network.core.commit import after_commit
from network.organisations.models import Organisation
from network.programmes.models import Programme


def approval_ended(*, approval: MentorApproval) -> None:
    """What the mentor is being asked there is let go by the next sweep, and the next one is asked; mentorships that run go on."""
    after_commit(cascade.look_again, mentor=approval.profile_id, request__programme=approval.programme_id)


def partner_left(*, programme: Programme, organisation: Organisation) -> None:
    """The same for an incubator whose part in the programme has ended."""
    after_commit(cascade.look_again, incubator__organisation=organisation.pk, request__programme=programme.pk)
