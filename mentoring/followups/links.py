"""Addresses that answer a question without signing in. Whoever holds one may answer, so it names one question only."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.urls import reverse

from mentoring.followups.models import FollowUp

SALT = "followups.answer"
GOOD_FOR = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class BadLink(Exception):
    """The address is expired or was changed; `expired` tells which."""

    expired: bool


def answer_url(follow_up: FollowUp) -> str:
    """The page where this question is answered; `?answer=4` preselects."""
    return reverse("follow-up-answer", args=[signing.dumps(str(follow_up.pk), salt=SALT, compress=True)])


def read(token: str) -> UUID:
    """The question behind an address. Raises BadLink. Ages by real time: mail programs do."""
    try:
        return UUID(signing.loads(token, salt=SALT, max_age=GOOD_FOR))
    except signing.SignatureExpired:
        raise BadLink(expired=True) from None
    except (signing.BadSignature, ValueError):
        raise BadLink(expired=False) from None
