"""Who is who for the reader of a mentorship's pages, and whose clock stands first."""

from dataclasses import dataclass

from mentoring.mentorships import rules
from mentoring.mentorships.models import Mentorship
from network.accounts.models import User


@dataclass(frozen=True)
class Pair:
    """`here` is the reader where they are one of the two, else the company's contact; `there` is the other one."""

    here: User
    there: User
    side: str
    agreed_here: bool
    agreed_there: bool

    @classmethod
    def of(cls, mentorship: Mentorship, reader: User) -> "Pair":
        """The pair as this reader sees it."""
        side = rules.side_of(reader, mentorship)
        here = mentorship.mentor if side == rules.MENTOR else mentorship.contact
        there = rules.other_than(here, mentorship)
        return cls(here, there, side, rules.has_agreed(here, mentorship), rules.has_agreed(there, mentorship))
