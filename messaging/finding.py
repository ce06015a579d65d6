"""Finding a place in a long conversation: by its day, by its words. Only among what the person may read."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Func, Q, TextField

from messaging.models import Message
from messaging.queries import Stretch, messages_after, messages_before, messages_visible_to
from network.accounts.models import User

SPAN = 20_000  # places that one search looks through: whoever wants to go further back asks again
RESULTS = 20
LONGEST = 200  # characters of what is looked for
_DAYS = date(2000, 1, 1), date(9000, 1, 1)  # days beyond are taken as these


class FileNames(Func):
    """The names of a message's files as text; null for the many that have none."""

    template = "jsonb_path_query_array(%(expressions)s, '$[*].name')::text"
    output_field = TextField()


@dataclass(frozen=True, slots=True)
class Found:
    """Messages with the words, newest first. `further` is the `before` of the next search, None at the beginning."""

    rows: list[Message]
    further: int | None = None


def messages_from_day(user: User, conversation: UUID, day: date, limit: int | None = None) -> Stretch:
    """The page that begins with the first message of a day on the person's clock or after it; the newest page when there is none."""
    begins = datetime.combine(min(max(day, _DAYS[0]), _DAYS[1]), time.min, ZoneInfo(user.time_zone))
    later = messages_visible_to(user, conversation).filter(sent_at__gte=begins).order_by("sent_at", "seq")
    first = later.values_list("seq", flat=True).first()
    size = {} if limit is None else {"limit": limit}
    return messages_before(user, conversation, **size) if first is None else messages_after(user, conversation, first - 1, **size)


def search(user: User, conversation: UUID, words: str, before: int | None = None, limit: int = RESULTS) -> Found:
    """Messages before place `before` that hold all the words, in their text or in the names of their files, in any order, whatever the case of their letters.

    Reads at most SPAN messages: a range of the index, and no index of words that each sending would have to feed.
    """
    visible = messages_visible_to(user, conversation)
    newest = visible.order_by("-seq") if before is None else visible.filter(seq__lt=before).order_by("-seq")
    top = newest.values_list("seq", flat=True).first()
    wanted = words[:LONGEST].split()
    if top is None or not wanted:
        return Found([])
    rows = newest.filter(seq__lte=top, seq__gt=top - SPAN).annotate(file_names=FileNames("attachments"))
    for word in wanted:
        rows = rows.filter(Q(body__icontains=word) | Q(file_names__icontains=word))
    found = list(rows[: limit + 1])
    if len(found) > limit:
        return Found(found[:limit], found[limit - 1].seq)
    older = visible.filter(seq__lte=top - SPAN).order_by("-seq").values_list("seq")[:1]
    return Found(found, top - SPAN + 1 if top > SPAN and older else None)
