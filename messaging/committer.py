"""Group commit: the messages that come while one transaction commits go into the next one, together.

No message waits for others to come: at rest it is committed at once, under load the batches grow by themselves. One
statement locks the conversations in order, numbers and inserts (`append_messages`); its end is the commit.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import NamedTuple

import psycopg
from django.db import connections
from django.utils.translation import gettext_lazy as _

from messaging.append import PREPARED, Appended, Item, appended_of, literals_of
from messaging.live.wire import Frame
from messaging.statement import Statement
from network.core.errors import Refused

log = logging.getLogger(__name__)
MOST = 256  # messages in one transaction
WAITING = 10_000  # messages that may wait: a few seconds of work
TRIES = 4  # for a batch whose connection broke: it is safe to repeat, since `client_uuid` is known
PAUSE = 0.2  # seconds before the second try, doubled for each further one
ANSWER = 30  # seconds that a page or the API waits for its commit
LOCK_TIMEOUT = 2000  # ms that a batch waits for a conversation that another transaction holds
NOT_CONNECTION = {"context", "cursor_factory", "pool", "server_side_binding"}  # Django's own words among the parameters

here: "Committer | None" = None  # the one of this process, once its loop has one: pages and the API write through it too


class Kept(NamedTuple):
    """What became of a message, and the frame that was published for a new one."""

    appended: Appended
    frame: Frame | None


class Unavailable(Refused):
    """Nothing can be written at the moment; the same message may be sent again."""

    status = 503
    code = "try-again"


def unavailable() -> Unavailable:
    """The database does not answer or too much waits."""
    return Unavailable(_("The message could not be kept just now. Please try again in a moment."), code=Unavailable.code)


class Committer:
    """Writes messages for one event loop, over a connection of its own."""

    def __init__(self, tell: Callable[[Item, Appended], Frame], *, database: str = "default") -> None:
        """`tell(item, appended)` publishes a new message, after its commit and in the order of the numbers."""
        self._tell = tell
        self._database = database
        self._statement: Statement | None = None
        self._waiting: list[tuple[Item, asyncio.Future[Kept]]] = []
        self._task: asyncio.Task | None = None
        self._loop = asyncio.get_running_loop()

    async def append(self, item: Item) -> Kept:
        """What became of the message, once it is committed. Raises Unavailable."""
        if len(self._waiting) >= WAITING:
            raise unavailable()
        done: asyncio.Future[Kept] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, done))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())
        return await done

    def append_from_thread(self, item: Item) -> Appended:
        """The same for a thread beside the loop, as pages and the API have one each. Raises Unavailable."""
        try:
            return asyncio.run_coroutine_threadsafe(self.append(item), self._loop).result(ANSWER).appended
        except (TimeoutError, RuntimeError):
            raise unavailable() from None

    @property
    def is_beside(self) -> bool:
        """Whether its loop runs, in another thread than this one."""
        try:
            return asyncio.get_running_loop() is not self._loop and self._loop.is_running()
        except RuntimeError:
            return self._loop.is_running()

    async def stop(self) -> None:
        """Commit what waits, then close the connection."""
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)
        await self._disconnect()

    async def _work(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            await self._commit(batch)

    async def _commit(self, batch: list[tuple[Item, asyncio.Future[Kept]]], *, again: bool = True) -> None:
        """Commit a batch; where one message spoils it for the others, each alone."""
        try:
            appended, is_repeated = await self._written([item for item, _ in batch])
        except (psycopg.DataError, psycopg.IntegrityError, psycopg.errors.LockNotAvailable) as error:
            if len(batch) > 1:
                for alone in batch:
                    await self._commit([alone])
                return
            if again and isinstance(error, psycopg.errors.UniqueViolation):  # it went into another room a moment ago, and is known now
                await self._commit(batch, again=False)
                return
            log.warning("A message was not kept: %s", error)
            _fail(batch)
        except Exception:  # whatever it was, nobody may wait for ever
            log.exception("Messages could not be kept.")
            _fail(batch)
        else:
            for (item, done), row in zip(batch, appended, strict=True):
                # Over a connection that broke, the first try may have committed: then the repeated one finds the message.
                is_new = row.outcome == "new" or (is_repeated and row.outcome == "same")
                frame = self._told(item, row) if is_new else None
                if not done.done():
                    done.set_result(Kept(row, frame))

    def _told(self, item: Item, row: Appended) -> Frame | None:
        """Publish; it is committed whatever becomes of that, and those behind it still wait for their answer."""
        try:
            return self._tell(item, row)
        except Exception:
            log.exception("A message was kept, but not told; the next heartbeat brings it.")
            return None

    async def _written(self, items: Sequence[Item]) -> tuple[list[Appended], bool]:
        """The rows, and whether it took more than one try."""
        for turn in range(TRIES):
            try:
                statement = await self._connected()
                return appended_of(items, await statement.run(literals_of(items))), turn > 0
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                if isinstance(error, psycopg.errors.LockNotAvailable):
                    raise
                log.warning("The database was lost while messages were written: %s", error)
                await self._disconnect()
                await asyncio.sleep(PAUSE * 2**turn)
        raise unavailable()

    async def _connected(self) -> Statement:
        if self._statement is None or self._statement.is_lost:
            await self._disconnect()
            given = connections[self._database].get_connection_params()
            parameters = {name: value for name, value in given.items() if name not in NOT_CONNECTION}
            self._statement = await Statement.open(PREPARED, first=[f"SET lock_timeout = {LOCK_TIMEOUT}"], **parameters)
        return self._statement

    async def _disconnect(self) -> None:
        statement, self._statement = self._statement, None
        if statement is not None:
            await statement.close()


def _fail(batch: list[tuple[Item, asyncio.Future[Kept]]]) -> None:
    for _item, done in batch:
        if not done.done():
            done.set_exception(unavailable())
