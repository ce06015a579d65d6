"""The site with a hub and a channel layer that drop every second event while a file says so: nothing else differs.

What was dropped is counted in a file for each process.
"""

import os
from pathlib import Path
from typing import Any

import django
from channels_redis.pubsub import RedisPubSubLoopLayer as Layer

django.setup()

from messaging.live.hub import Hub
from network.asgi import application as application

FOLDER = Path(os.environ["LOSSY"])
SWITCH = FOLDER / "drop"
events = {"seen": 0, "dropped": 0}


def is_dropped() -> bool:
    """Whether this event is lost."""
    if not SWITCH.exists():
        return False
    events["seen"] += 1
    if events["seen"] % 2:
        events["dropped"] += 1
        (FOLDER / f"dropped.{os.getpid()}").write_text(str(events["dropped"]))
        return True
    return False


heard, layer_heard = Hub._tell, Layer.receive


def _tell(self: Hub, channel: bytes, payload: bytes) -> None:
    if not is_dropped():
        heard(self, channel, payload)


async def receive(self: Layer, channel: str) -> Any:
    while True:
        event = await layer_heard(self, channel)
        if not is_dropped():
            return event


Hub._tell, Layer.receive = _tell, receive  # type: ignore[method-assign]
