"""What the sockets of one process share: the doorbells, the group commit, and the look whether everybody may stay."""

import asyncio
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from django.conf import settings

from messaging import committer, services
from messaging.append import Appended, Item
from messaging.committer import Committer
from messaging.live.frames import Send
from messaging.live.hub import Hub
from messaging.live.watch import Watch
from messaging.live.wire import Frame, frame_of, framed
from messaging.rows import row_of
from network.accounts.models import User

_processes: "WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Future[Process]]" = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Process:
    """One for each event loop, hence one for each server process."""

    hub: Hub
    committer: Committer
    watch: Watch

    async def stop(self) -> None:
        """Commit what waits and close the lines."""
        _processes.pop(asyncio.get_running_loop(), None)
        if committer.here is self.committer:
            committer.here = None
        self.watch.stop()
        await self.committer.stop()
        await self.hub.stop()


async def here() -> Process:
    """This loop's, started by the first socket that asks."""
    loop = asyncio.get_running_loop()
    if loop not in _processes:
        _processes[loop] = asyncio.ensure_future(_started())
    return await asyncio.shield(_processes[loop])


def is_running() -> bool:
    """Whether this loop has one."""
    return asyncio.get_running_loop() in _processes


async def _started() -> Process:
    hub = Hub(settings.REDIS_URL)
    await hub.start()

    def tell(item: Item, appended: Appended) -> Frame:
        frame = frame_of(item, appended)
        hub.publish(item.conversation, frame)
        return frame

    process = Process(hub, Committer(tell), Watch())
    committer.here = process.committer
    return process


def sent_with_files(user: User, asked: Send) -> Frame:
    """A message with files is written by itself, in a thread; it is rare. Raises what `services.send` raises."""
    words = {"body": asked.body, "client_uuid": asked.client_uuid, "reply_to": asked.reply_to, "files": asked.attachments}
    sent = services.send(conversation=asked.conversation, by=user, **words)
    return framed({"type": "message", **row_of(sent.message)})
