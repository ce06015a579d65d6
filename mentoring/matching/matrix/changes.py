"""Which mentors' facts changed since a version, and what a version is.

Triggers write a line for every mentor whose facts a transaction changes, with the number of the transaction, in the
transaction itself. A version is a snapshot of PostgreSQL: it says exactly which transactions it has seen, those in flight
not among them. What changed since is every visible line whose transaction the snapshot had not seen, whatever the order in
which numbers were given out and transactions committed.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import connection

from mentoring.matching.models import MentorChange
from network.core import clock

KEPT = timedelta(days=14)  # lines of changes
GOOD = timedelta(days=7)  # a version: well within the lines that are kept, however long a transaction took

# One statement, so one snapshot: the version that it tells holds every line that it can see.
SEEN = """
SELECT pg_current_snapshot()::text,
       extract(epoch FROM clock_timestamp())::float8,
       pg_current_xact_id_if_assigned() IS NOT NULL,
       concat_ws('-', (SELECT system_identifier FROM pg_control_system()), left(pg_walfile_name(pg_current_wal_lsn()), 8),
                 (SELECT oid FROM pg_database WHERE datname = current_database())),
       ARRAY(SELECT DISTINCT profile FROM mentoring_mentorchange
             WHERE transaction >= pg_snapshot_xmin(%(since)s::pg_snapshot)::text::bigint
               AND NOT pg_visible_in_snapshot(transaction::text::xid8, %(since)s::pg_snapshot))
"""


@dataclass(frozen=True, slots=True)
class Version:
    """A snapshot as PostgreSQL writes it, and when it was taken by the database's clock (seconds of the epoch)."""

    snapshot: str
    at: float

    @property
    def next(self) -> int:
        """The first transaction number that was not given out yet."""
        return int(self.snapshot.split(":")[1])


@dataclass(frozen=True, slots=True)
class Seen:
    """What the database says now: who it is, the version of now, and who changed since another version.

    `writes` is True inside a transaction that has written something: it sees what nobody else may see yet.
    """

    version: Version
    writes: bool
    database: str
    changed: frozenset[UUID]

    def follows(self, version: Version) -> bool:
        """A version of the same past, not too long ago: all that changed since stands among the lines."""
        return version.next <= self.version.next and 0 <= self.version.at - version.at + 60 < GOOD.total_seconds()


def seen(since: Version | None = None) -> Seen:
    """The version of now, and who changed since another one. What the asking transaction changed itself always counts as changed."""
    with connection.cursor() as cursor:
        cursor.execute(SEEN, {"since": since.snapshot if since else None})
        snapshot, at, writes, database, changed = cursor.fetchone()
    return Seen(Version(snapshot, at), writes, database, frozenset(changed))


def forget() -> int:
    """Drop lines that no version needs any more; gives their number."""
    return MentorChange.objects.filter(at__lt=clock.real_now() - KEPT).delete()[0]
