"""A mentor and a company that must not be brought together: either side wishes it, or a coordinator declares it."""

from django.db import transaction

from mentoring.profiles import services as profiles
from mentoring.profiles.models import Block
from mentoring.requests import cascade
from network.accounts.models import User
from network.core.commit import after_commit
from network.organisations.models import Organisation

__all__ = ["declare_interest", "keep_apart", "lift"]


@transaction.atomic
def keep_apart(*, mentor: User, company: Organisation, by: User, reason: str = "") -> Block:
    """From now on neither is shown to, asked for or paired with the other, by hand neither; the other side is not told.

    Who is being asked at this moment is let go by the next sweep. A mentorship that runs goes on until somebody ends it.
    """
    block = profiles.block(person=mentor, organisation=company, by=by, reason=reason)
    after_commit(cascade.look_again, mentor__person=mentor.pk, request__company=company.pk)
    return block


@transaction.atomic
def declare_interest(*, mentor: User, company: Organisation, by: User, reason: str) -> Block:
    """A mentor declares an interest in a company: as `keep_apart`, and coordinators read why."""
    block = profiles.declare_interest(person=mentor, organisation=company, by=by, reason=reason)
    after_commit(cascade.look_again, mentor__person=mentor.pk, request__company=company.pk)
    return block


def lift(*, block: Block, by: User) -> None:
    """Take one's wish back. If the other side has one too, the two stay apart."""
    profiles.lift_block(block=block, by=by)
