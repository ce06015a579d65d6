"""A worker's database as it was before a test that committed: in milliseconds where a new copy takes a second.

What the template leaves empty is emptied again, past all triggers and foreign keys. Where a test changed the
reference data that the template holds, or the server gives us no superuser, the database is copied anew.
"""

from collections.abc import Iterable

import psycopg
from psycopg import sql
from psycopg.rows import scalar_row

from network.core.engines.postgres import OWNER
from tests import database

TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"
# Clients alone: autovacuum is the superuser's, who is not to be ended by others, and ends by itself.
OTHERS = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""
SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
# A changed row has another transaction's number; a row that came or went changes how many there are.
# The table is named, since a server that reads many tables side by side gives their rows in any order.
STATE = "SELECT {}, count(*)::text || ' ' || coalesce(max(xmin::text::bigint), 0) FROM {}"
EMPTY = "0 0"


class Fresh:
    """Knows the fresh copy of `template`, and brings the database back to it."""

    def __init__(self, template: str) -> None:
        self.template = template
        with database.server(database.NAME) as connection:
            self.tables = connection.cursor(row_factory=scalar_row).execute(TABLES).fetchall()
            self.filled = {name: state for name, state in self._states(connection, self.tables).items() if state != EMPTY}
            self.sequences = dict(connection.execute(SEQUENCES).fetchall())

    def restore(self) -> None:
        """Undo what was committed."""
        database.use(database.NAME)
        try:
            with database.server(database.NAME, user=OWNER) as connection, connection.transaction():
                restored = self._restored(connection)
        except psycopg.Error:  # a server of somebody else's
            restored = False
        if not restored:
            database.renew(self.template)

    def _restored(self, connection: "psycopg.Connection[tuple]") -> bool:
        """Whether it could be done here; False leaves it to a new copy."""
        connection.execute(OTHERS)
        if self._states(connection, self.filled) != self.filled:
            return False
        connection.execute("SET LOCAL session_replication_role = replica")  # no trigger refuses, no foreign key asks
        for name in self._written(connection):
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
        for name, last in connection.execute(SEQUENCES).fetchall():
            if last != self.sequences[name]:
                connection.execute("SELECT setval(%s::regclass, %s, %s)", [f'"{name}"', self.sequences[name] or 1, self.sequences[name] is not None])
        return True

    def _written(self, connection: "psycopg.Connection[tuple]") -> list[str]:
        """The tables that should be empty, and are not."""
        one = sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})")
        asked = [one.format(name, sql.Identifier(name)) for name in self.tables if name not in self.filled]
        return connection.cursor(row_factory=scalar_row).execute(sql.SQL(" UNION ALL ").join(asked)).fetchall()

    @staticmethod
    def _states(connection: "psycopg.Connection[tuple]", tables: Iterable[str]) -> dict[str, str]:
        asked = sql.SQL(" UNION ALL ").join(sql.SQL(STATE).format(name, sql.Identifier(name)) for name in tables)
        return dict(connection.execute(asked).fetchall())
