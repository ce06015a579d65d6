"""The web process: pages and API over HTTP, one websocket at /ws/."""

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "network.settings")

from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.urls import path, re_path
from django.utils.module_loading import import_string

from network.core.oversize import Bounded


async def nowhere(scope, receive, send) -> None:
    """Any other websocket address: refused, without a traceback."""
    await receive()
    await send({"type": "websocket.close", "code": 4404})


http = Bounded(get_asgi_application(), settings.REQUEST_BYTES)
application = ProtocolTypeRouter(
    {
        "http": http,
        "websocket": URLRouter([path("ws/", import_string(settings.WEBSOCKET_CONSUMER).as_asgi()), re_path(r"", nowhere)]),
    }
)

# What has been loaded by now stays: the collector need not look through it again and again.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 10, 10)  # Python's own waits for 700 new objects, what a few messages on their way hold
