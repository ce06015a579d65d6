"""What is measured against each other: the same frames, the same flags of the same server, the same durable database.

The websocket class is part of the product; the others have uvicorn's as it comes.
"""

from dataclasses import dataclass, field

from benchmarks.serving import PRODUCT

ANY_PACE = "1000000"  # the product's limit of frames for each socket is not what is measured


@dataclass(frozen=True)
class Stack:
    """An ASGI application by name, and what its processes find in their environment. Without one it is Valkey alone."""

    name: str
    app: str = ""
    env: dict[str, str] = field(default_factory=dict)


OURS = Stack("ours", PRODUCT, {"LIVE_PACE": ANY_PACE})
PLAIN = Stack("plain", "benchmarks.stacks.plain:application", {"DJANGO_SETTINGS_MODULE": "benchmarks.stacks.plain_settings"})
BARE = Stack("bare", "benchmarks.stacks.bare:application")
FLOOR = Stack("floor")
STACKS = (OURS, BARE, PLAIN, FLOOR)
