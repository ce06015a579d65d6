"""Who does something on a page of conversations at this moment: told to nobody, kept in the broker for minutes.

Presence is what others see, and may be hidden; this only keeps back the mail for what the person has before their eyes.
Without a broker everybody counts as away: then a mail too many goes, and none too few.
"""

import logging
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

from network.core import clock

log = logging.getLogger(__name__)
KEY = "northbridge:active"  # person → when they last did something, in seconds of the domain's clock
AHEAD = timedelta(minutes=1)  # a clock that another process has moved already; what lies further ahead is of another world


def note(person: UUID) -> None:
    """The person does something: one small write to memory, however often it is said."""
    try:
        _broker().zadd(KEY, {str(person): clock.now().timestamp()})
    except (OSError, RedisError):
        log.info("That somebody is active was not kept.", exc_info=True)


def active_since(moment: datetime) -> list[UUID]:
    """Who has done something after that moment; what is older is forgotten."""
    first, last = moment.timestamp(), (clock.now() + AHEAD).timestamp()
    try:
        with _broker().pipeline(transaction=False) as asked:
            asked.zremrangebyscore(KEY, "-inf", first)
            asked.zremrangebyscore(KEY, f"({last}", "+inf")
            asked.zrange(KEY, 0, -1)
            found = asked.execute()[-1]
    except (OSError, RedisError):
        log.warning("Who is active could not be told: everybody counts as away.")
        return []
    return [UUID(person.decode()) for person in found]


@cache
def _broker() -> Redis:
    return Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)
