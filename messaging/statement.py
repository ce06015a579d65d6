"""One prepared statement on a connection of its own: texts in, texts out, and nothing in between.

psycopg opens and closes the connection and names what goes wrong. The call itself talks to libpq (`psycopg.pq`): a cursor
works out its parameters and waits for the socket anew each time, which costs more than the messages of a small batch.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, Self

import psycopg
from psycopg import pq
from psycopg.errors import error_from_result

NAME = "kept"
FIRST = ("SET timezone = 'UTC'", "SET datestyle = 'ISO'")  # so that instants are read in one way


class Statement:
    """Runs one call at a time, for the loop that opened it."""

    def __init__(self, connection: psycopg.AsyncConnection[Any]) -> None:
        self._connection, self._libpq = connection, connection.pgconn
        self._socket = connection.pgconn.socket
        self._loop = asyncio.get_running_loop()
        self._answer: asyncio.Future[pq.abc.PGresult] | None = None
        self._result: pq.abc.PGresult | None = None
        self._is_ignored = False
        self._loop.add_reader(self._socket, self._readable)

    @classmethod
    async def open(cls, sql: str, *, first: Sequence[str] = (), **parameters: Any) -> Self:
        """Connect, run the commands that come `first`, prepare `sql` with its parameters $1, $2 … Raises psycopg's errors."""
        connection = await psycopg.AsyncConnection.connect(**parameters, autocommit=True)
        try:
            for command in (*FIRST, *first, f"PREPARE {NAME} AS {sql}"):
                await connection.execute(command)
        except BaseException:
            await connection.close()
            raise
        return cls(connection)

    async def run(self, values: Sequence[str]) -> pq.abc.PGresult:
        """The rows. Raises psycopg's errors: OperationalError when the connection is lost, DataError for a text with NUL."""
        if any("\0" in value for value in values):  # libpq would end the text there
            raise psycopg.DataError("PostgreSQL keeps no NUL in a text")
        self._answer = self._loop.create_future()
        self._libpq.send_query_prepared(NAME.encode(), [value.encode() for value in values])
        self._flush()
        return await self._answer

    @property
    def is_lost(self) -> bool:
        """Whether another one has to be opened."""
        return self._connection.closed

    async def close(self) -> None:
        """Close the connection."""
        self._ignore_socket()
        await self._connection.close()

    def _flush(self) -> None:
        """Send what the socket takes, and the rest when it takes more."""
        try:
            is_left = self._libpq.flush()
        except psycopg.OperationalError as error:
            self._fail(error)
            return
        if is_left:
            self._loop.add_writer(self._socket, self._flush)
        else:
            self._loop.remove_writer(self._socket)

    def _readable(self) -> None:
        """Take what has come. The call is answered when libpq has nothing more of it."""
        try:
            self._libpq.consume_input()
            while not self._libpq.is_busy():
                if (result := self._libpq.get_result()) is None:
                    self._done()
                    return
                self._result = result
        except psycopg.OperationalError as error:
            self._fail(error)

    def _done(self) -> None:
        answer, result = self._answer, self._result
        self._answer = self._result = None
        if answer is None or result is None or answer.done():
            return
        if result.status == pq.ExecStatus.TUPLES_OK:
            answer.set_result(result)
        else:
            answer.set_exception(error_from_result(result))

    def _fail(self, error: psycopg.OperationalError) -> None:
        """The connection is lost: libpq has nothing more to say."""
        self._ignore_socket()
        answer, self._answer = self._answer, None
        if answer is not None and not answer.done():
            answer.set_exception(error)

    def _ignore_socket(self) -> None:
        """Once: the number may soon be another socket's."""
        if not self._is_ignored:
            self._is_ignored = True
            self._loop.remove_reader(self._socket)
            self._loop.remove_writer(self._socket)
