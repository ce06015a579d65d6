"""The product's settings with the channel layer that the documentation of Channels begins with."""

from network.settings import *  # noqa: F403
from network.settings import REDIS_URL

CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        # No read timeout: redis-py's default of five seconds ends idle sockets. Room for what is on its way: beyond 100 it drops.
        "CONFIG": {"hosts": [{"address": f"{REDIS_URL}/2", "socket_timeout": None}], "capacity": 2000},
    }
}
